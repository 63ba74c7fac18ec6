/* choices -- what may stand at the cursor of a line that is being typed, and how that is listed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_CHOICES_H
#define RUN_CHOICES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "cli/safe.h"

struct choice {
	char *word;
	char *meaning; /* one line, or NULL; in the memory of the word */
};

/* Owner: starts as { 0 }, ends in choices_free. */
struct choices {
	size_t start; /* the byte of the line where the words begin, up to the cursor */
	char after;   /* what follows the word where only one is left; 0: nothing */
	struct choice *item;
	size_t count;
	bool lacks; /* memory was out for some */
};

/* Add a copy of both, in the order that they are to be listed in. One that memory is out for is
 * left out. */
void choices_add(struct choices *choices, const char *word, const char *meaning);

/* Append lines that list them on a terminal of COLUMNS: a line each where they have meanings, of
 * which one that does not fit is left out; else side by side. After LINES of them, at least one,
 * the last one says how many more there are. */
void choices_put(struct buf *to, const struct choices *choices, size_t columns, size_t lines,
		 struct charset charset);

/* Safe on { 0 } and twice. */
void choices_free(struct choices *choices);

#endif
