/* help_page -- what `help` and `apropos` print, folded to the width that there is. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HELP_HELP_PAGE_H
#define HELP_HELP_PAGE_H

#include "base/buf.h"

enum { HELP_COLUMNS_MIN = 20, HELP_ROWS = 24 };

/* How wide pages are: as the terminal that stdout is, at most 80. */
unsigned help_columns(void);

/* All words by their groups, and what to type next: in HELP_ROWS rows of 80 columns. */
void help_overview(struct buf *text, unsigned columns);

/* All that WORD is: a topic, a group, a word of the shell, a block, a verb, an applet. False where
 * it is none of these. */
bool help_page(struct buf *text, const char *word, unsigned columns);

/* The word that is most like WORD; NULL. */
const char *help_nearest(const char *word);

/* The entries that have each of COUNT WORDS in their name, summary, options, examples or text,
 * letters in any case; those that have it in the name come first. False where there is none. */
bool help_search(struct buf *text, char *const *words, size_t count, unsigned columns);

#endif
