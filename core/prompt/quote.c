/* quote -- bytes as the shell reads them back, behind what is typed of a word already. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/quote.h"

#include <string.h>

#include "base/utf8.h"

static bool is_plain(char c)
{
	return cursor_is_name((unsigned char)c) || (c && strchr("._-+:/@%,=[]*~^?", c));
}

/* A byte that must not stand in a line: as an escape, which only means something between double
 * quotes. */
static void put_coded(struct buf *to, unsigned char byte, enum typing_quote quote)
{
	const char *around = quote == TYPING_BARE ? "\"" : quote == TYPING_SINGLE ? "'\"" : "";

	buf_puts(to, around);
	buf_puts(to, "\\x");
	buf_puthex(to, &byte, 1);
	buf_puts(to, quote == TYPING_SINGLE ? "\"'" : around);
}

static void put_ascii(struct buf *to, char c, enum typing_quote quote)
{
	if (quote == TYPING_SINGLE) {
		if (c == '\'')
			buf_puts(to, "'\\'");
	} else if (quote == TYPING_BARE ? !is_plain(c) : strchr("\"\\$", c) != NULL) {
		buf_putc(to, '\\');
	}
	buf_putc(to, c);
}

void quote_put(struct buf *to, struct word bytes, enum typing_quote quote, bool alone)
{
	/* A word "=" would assign. */
	if (alone && quote == TYPING_BARE && bytes.size == 1 && bytes.at[0] == '=')
		buf_putc(to, '\\');
	for (size_t at = 0; at < bytes.size;) {
		uint32_t code;
		size_t used = utf8_decode(&code, bytes.at + at, bytes.size - at);

		bool shown = used > 0 && utf8_is_shown(code);

		used = used ? used : 1;
		for (size_t i = at; !shown && i < at + used; i++)
			put_coded(to, (unsigned char)bytes.at[i], quote);
		if (shown && used == 1)
			put_ascii(to, bytes.at[at], quote);
		else if (shown)
			buf_put(to, bytes.at + at, used);
		at += used;
	}
}

void quote_end(struct buf *to, enum typing_quote quote)
{
	if (quote != TYPING_BARE)
		buf_putc(to, quote == TYPING_SINGLE ? '\'' : '"');
}
