/* progress -- how far a command line has been read: what its options and operands are up to a word
 * that is not whole. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "cli/applet.h"

enum { PROGRESS_USED_MAX = 64 };

/* A plain value. */
struct progress {
	const struct applet *applet; /* NULL: the box's own line */
	const struct opt *tables[3]; /* ends with NULL */
	unsigned flags;
	const struct opt *pending;   /* the option whose value comes next */
	bool options_ended, command; /* "--" was met; what follows it is a command */
	bool eventually;
	unsigned operands;
	const struct opt *used[PROGRESS_USED_MAX]; /* options that were given */
	unsigned used_count;
};

/* Before the first word behind the name of APPLET. */
struct progress progress_begin(const struct applet *applet);

/* Read one whole word. */
void progress_pass(struct progress *progress, const char *word);

/* The row of an option: by its long WORD of SIZE bytes, or by its LETTER unless that is 0; NULL. */
const struct opt *progress_find(const struct progress *progress, const char *word, size_t size,
				char letter);

/* Whether ROW may still be given: what is repeated may, and what fills another member than those
 * that were given. */
bool progress_allows(const struct progress *progress, const struct opt *row);

#endif
