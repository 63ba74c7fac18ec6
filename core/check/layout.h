/* layout -- check files in their one form: what they say, with blanks where they belong. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_LAYOUT_H
#define CHECK_LAYOUT_H

#include "base/buf.h"
#include "check/plan.h"

/* Append TEXT, the content of a check file called NAME, in its form: items in the first column and
 * clauses behind two blanks, one blank between words, two before a comment, no blank at the end of
 * a line, at most one empty line in a row and none at either end, lines that end in LF. Words,
 * expectations and comments keep every byte. What cannot be cut into lines becomes a fault of
 * PLAN, which needs to hold nothing else, and nothing is appended then. */
void layout_put(struct buf *out, struct plan *plan, const char *name, struct word text);

#endif
