/* verb_word -- the words that verbs take: text, bytes, numbers, constants. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_VERB_WORD_H
#define BENCH_VERB_WORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/word.h"
#include "bench/verb.h"

/* The operand at AT as text. ERR is STATUS_INVALID where it holds a NUL byte. */
bool verb_text(const char **text, const struct run *run, int at, struct err *err);

/* The bytes of the operand at AT. */
struct word verb_data(const struct run *run, int at);

/* A number from MIN to MAX, in decimal or behind 0x. ERR is STATUS_INVALID. */
bool verb_number(int64_t *number, const struct run *run, int at, int64_t min, int64_t max,
		 struct err *err);

/* A number, or a constant of TABLE, whole or without its prefix: 2, AF_INET and inet are one. ERR
 * is STATUS_INVALID and names the nearest. */
bool verb_constant(int *value, const struct run *run, int at, const struct name *table,
		   struct err *err);

/* Several of them, or-ed, joined by ',' or '|', which the shell takes for a pipe unless quoted. */
bool verb_flags(int *value, const struct run *run, int at, const struct name *table,
		struct err *err);

/* What its waiting ends at: its own --timeout, or the end of the block that it stands in. */
struct deadline verb_until(const struct run *run);

#endif
