/* fold -- words filled into lines of a given width. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/fold.h"

#include <string.h>

static unsigned next_line(struct buf *buf, struct fold fold)
{
	buf_putc(buf, '\n');
	buf_fill(buf, ' ', fold.indent);
	return fold.indent;
}

/* Put one word from column AT on, over as many lines as it needs; returns the column behind it. */
static unsigned put_word(struct buf *buf, struct fold fold, unsigned at, const char *word,
			 size_t size)
{
	while (at + size > fold.columns) {
		size_t room = fold.columns > at ? fold.columns - at : 0;

		buf_put(buf, word, room);
		word += room;
		size -= room;
		at = next_line(buf, fold);
	}
	buf_put(buf, word, size);
	return at + (unsigned)size;
}

void fold_text(struct buf *buf, struct fold fold, unsigned at, const char *text)
{
	bool first = true;

	if (fold.columns <= fold.indent)
		fold.columns = fold.indent + 1;
	for (;;) {
		size_t size;

		text += strspn(text, " ");
		size = strcspn(text, " ");
		if (size == 0)
			break;
		if (!first && at + 1 + size <= fold.columns) {
			buf_putc(buf, ' ');
			at++;
		} else if (!first || (at + size > fold.columns && at > fold.indent)) {
			at = next_line(buf, fold);
		}
		at = put_word(buf, fold, at, text, size);
		text += size;
		first = false;
	}
	buf_putc(buf, '\n');
}

void fold_labelled(struct buf *buf, struct fold fold, const char *label, const char *text)
{
	size_t size = strlen(label), blanks = strspn(label, " ");

	if (size > fold.columns) {
		buf_put(buf, label, blanks);
		fold_text(buf, fold, (unsigned)blanks, label);
		buf_fill(buf, ' ', fold.indent);
	} else {
		buf_puts(buf, label);
		if (size + 2 <= fold.indent)
			buf_fill(buf, ' ', fold.indent - size);
		else
			next_line(buf, fold);
	}
	fold_text(buf, fold, fold.indent, text);
}
