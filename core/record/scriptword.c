/* scriptword -- bytes as a script writes them, with what is another one in every run as variables.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record/scriptword.h"

/* What stands behind the last byte may be a variable. */
static bool begins_variable(struct word bytes, size_t at)
{
	return at + 1 == bytes.size || bytes.at[at + 1] == '{';
}

static void put_escaped(struct buf *text, struct word bytes)
{
	static const struct {
		char byte, letter;
	} rows[] = { { '\n', 'n' }, { '\r', 'r' }, { '\t', 't' }, { '"', '"' }, { '\\', '\\' } };

	for (size_t i = 0; i < bytes.size; i++) {
		char c = bytes.at[i], letter = 0;

		for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++)
			letter = c == rows[k].byte ? rows[k].letter : letter;
		if (letter)
			buf_printf(text, "\\%c", letter);
		else if (c >= ' ' && c <= '~' && !(c == '$' && begins_variable(bytes, i)))
			buf_putc(text, c);
		else
			buf_printf(text, "\\x%02x", (unsigned)(unsigned char)c);
	}
}

/* A socket that was closed has its end in a variable. */
void scriptword_put_end(struct buf *text, const struct known_end *end, bool is_whole)
{
	buf_printf(text, "${%s%c%s}", end->name, end->is_saved ? '_' : '.',
		   is_whole || !end->port[0] ? "local" : "port");
}

/* Between quotes: what stands before each end, and the end. */
static void put_pieces(struct buf *text, const struct known *known, struct word bytes)
{
	size_t at, size;
	bool is_whole;
	const struct known_end *end;

	while (known && (end = known_find(known, bytes, &at, &size, &is_whole)) != NULL) {
		put_escaped(text, (struct word){ bytes.at, at });
		scriptword_put_end(text, end, is_whole);
		bytes = word_behind(bytes, at + size);
	}
	put_escaped(text, bytes);
}

void scriptword_put(struct buf *text, const struct known *known, struct word bytes)
{
	buf_putc(text, '"');
	put_pieces(text, known, bytes);
	buf_putc(text, '"');
}
