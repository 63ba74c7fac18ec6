/* fold -- words filled into lines of a given width. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_FOLD_H
#define CLI_FOLD_H

#include "base/buf.h"

/* Where words go: lines of at most COLUMNS, all but the first indented by INDENT. */
struct fold {
	unsigned columns, indent;
};

/* Put the words of TEXT (separated by blanks) and a newline. The line that BUF ends in already
 * holds AT columns. A word that is longer than a line is broken. */
void fold_text(struct buf *buf, struct fold fold, unsigned at, const char *text);

/* The same for a line that begins with LABEL: its words stand in the column fold.indent, on the
 * next line where LABEL is too long. */
void fold_labelled(struct buf *buf, struct fold fold, const char *label, const char *text);

/* Put LINE, SIZE bytes of safe text without a newline, and a newline, from column AT on. Folded
 * between words, else between characters; nothing is left out but the blanks where it folds.
 * Columns 0: not folded. */
void fold_safe(struct buf *buf, struct fold fold, unsigned at, const char *line, size_t size);

#endif
