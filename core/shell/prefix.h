/* prefix -- the one word of several that begins so, or which ones do. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_PREFIX_H
#define SHELL_PREFIX_H

#include "base/buf.h"
#include "base/err.h"
#include "base/word.h"
#include "cli/applet.h"

/* Owner of LIST: starts as { .word = what is looked for }, ends in prefix_free. */
struct prefix {
	struct word word;
	const char *found; /* the last that begins so; IS_EXACT: is it */
	bool is_exact;
	unsigned count; /* of different ones */
	struct buf list;
};

/* CANDIDATE passes by. */
void prefix_try(struct prefix *prefix, const char *candidate);

/* All commands of sockbox; behind a pipe, IS_PIPED, the applets alone. */
void prefix_try_commands(struct prefix *prefix, bool is_piped);

/* The long options of APPLET; the row that was found, or NULL. */
const struct opt *prefix_try_options(struct prefix *prefix, const struct applet *applet);

/* What it is short for: NULL where it is nothing's, or itself. ERR is STATUS_INVALID where several
 * begin so, and lists them. */
bool prefix_settle(const char **full, struct prefix *prefix, struct err *err);

/* Safe on { 0 } and twice. */
void prefix_free(struct prefix *prefix);

/* Whether a program of PATH is called NAME. */
bool prefix_is_program(struct word name);

#endif
