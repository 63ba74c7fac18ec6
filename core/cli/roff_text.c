/* roff_text -- text that no formatter takes for a request or an escape. groff_char(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/roff_text.h"

#include <string.h>

#include "cli/safe.h"

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* What stands for C so that it comes out as the ASCII character that it is; NULL: itself. */
static const char *escape(char c)
{
	switch (c) {
	case '\\':
		return "\\e";
	case '\'':
		return "\\(aq";
	case '`':
		return "\\(ga";
	case '^':
		return "\\(ha";
	case '~':
		return "\\(ti";
	case '"':
		return "\\(dq";
	case '\t':
		return " ";
	case '\n': /* a line of its own, wherever lines count */
		return "\n\\&";
	default:
		return NULL;
	}
}

/* One character that is not ASCII, or a byte that is none; returns its size. */
static size_t put_wide(struct buf *buf, const char *data, size_t size)
{
	uint32_t code;
	size_t used = utf8_decode(&code, data, size);

	if (used > 0 && utf8_is_shown(code))
		buf_printf(buf, "\\[u%04X]", code);
	else
		buf_putc(buf, '?');
	return used > 0 ? used : 1;
}

static void put(struct buf *buf, const char *text, bool literal)
{
	const char *end = text + strlen(text), *c = text;

	if (*text == '.')
		buf_puts(buf, "\\&");
	while (c < end) {
		const char *escaped = escape(*c);

		if ((unsigned char)*c >= 0x7f || (*c < ' ' && !escaped)) {
			c += put_wide(buf, c, (size_t)(end - c));
			continue;
		}
		if (*c == '-' && (literal || c == text || !is_alnum(c[-1])))
			escaped = "\\-";
		if (escaped)
			buf_puts(buf, escaped);
		else
			buf_putc(buf, *c);
		c++;
	}
}

void roff_text(struct buf *buf, const char *text)
{
	put(buf, text, false);
}

void roff_literal(struct buf *buf, const char *text)
{
	put(buf, text, true);
}
