/* fold -- words filled into lines of a given width. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/fold.h"

#include <string.h>

#include "cli/safe.h"

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

/* How many bytes of LINE, whole characters, fit into COLUMNS: up to the end of a word where there
 * is one. */
static size_t fitting_size(const char *line, size_t size, size_t columns)
{
	size_t fits = 0, blank = 0, width = 0;
	bool in_word = false;

	while (fits < size) {
		uint32_t code;
		size_t length = utf8_decode(&code, line + fits, size - fits);

		length = length ? length : 1;
		width += safe_width(line + fits, length);
		if (width > columns)
			break;
		if (in_word && line[fits] == ' ')
			blank = fits;
		in_word = line[fits] != ' ';
		fits += length;
	}
	if (fits == size || blank == 0 || (in_word && line[fits] == ' '))
		return fits;
	return blank;
}

void fold_safe(struct buf *buf, struct fold fold, unsigned at, const char *line, size_t size)
{
	size_t columns = fold.columns > at ? fold.columns - at : 0, fits;
	unsigned indent = fold.indent < fold.columns / 2 ? fold.indent : 2;

	while (fold.columns > 0 && (fits = fitting_size(line, size, columns)) < size) {
		buf_put(buf, line, fits);
		buf_putc(buf, '\n');
		line += fits;
		size -= fits;
		while (size > 0 && *line == ' ') {
			line++;
			size--;
		}
		columns = fold.columns - indent;
		buf_fill(buf, ' ', indent);
	}
	buf_put(buf, line, size);
	buf_putc(buf, '\n');
}
