/* literal -- bytes and constants as the language of the shell writes them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LANG_LITERAL_H
#define LANG_LITERAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/name.h"
#include "base/word.h"

/* Whether BYTES are text that can be shown: whole characters, and no controls but tabs and line
 * ends.
 */
bool literal_is_text(struct word bytes);

/* Append BYTES as the shell reads them: x"1a2b 00". */
void literal_put_hex(struct buf *text, struct word bytes);

/* Append BYTES as a word of the shell that means them: "a\\n", or hexadecimal. */
void literal_put(struct buf *text, struct word bytes);

/* Append BYTES, the value of a variable, as the language of expectations has them: as they are
 * where they read as one of its words, else as a string. QUOTED: it stands inside one already. */
void literal_put_expected(struct buf *text, struct word bytes, bool quoted);

/* A number (decimal, or hexadecimal behind 0x), or a word of TABLE, with its prefix or without. ERR
 * is STATUS_INVALID and says what it should be, WHAT, and the nearest word. On failure VALUE is
 * untouched. */
bool literal_constant(int *value, const struct name *table, const char *what, const char *text,
		      struct err *err);

/* Several of them, joined by '|' or ','. */
bool literal_flags(int *value, const struct name *table, const char *what, const char *text,
		   struct err *err);

/* on, off, yes, no, true, false, 1 or 0. */
bool literal_switch(bool *value, const char *text, struct err *err);

#endif
