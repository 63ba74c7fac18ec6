/* expect_point -- shows where in an expression an error is: the place and a caret under it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/expect_term.h"
#include "cli/safe.h"

enum { BEFORE_MAX = 40, AROUND_MAX = 64, LEAD_MAX = 80, INDENT = 2 };

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* The part of the expression that is shown around PLACE: whole characters. */
static struct slice surroundings(const struct lexer *lexer, struct slice place)
{
	size_t size = strlen(lexer->text);
	size_t start = (size_t)(place.data - lexer->text);
	size_t end;

	start = start > BEFORE_MAX ? start - BEFORE_MAX : 0;
	for (int i = 0; i < 3 && start > 0 && is_continuation(lexer->text[start]); i++)
		start--;
	end = size - start > AROUND_MAX ? start + AROUND_MAX : size;
	for (int i = 0; i < 3 && end < size && is_continuation(lexer->text[end]); i++)
		end--;
	return (struct slice){ lexer->text + start, end - start };
}

/* The columns that TEXT will take when the output has escaped it. */
static size_t columns(const char *text, size_t size)
{
	struct buf safe = { 0 };
	size_t width;

	safe_put(&safe, text, size, charset_get());
	width = safe_width(safe.data, safe.size);
	buf_free(&safe);
	return width;
}

static char *put(char *to, char c, size_t count)
{
	while (count-- > 0)
		*to++ = c;
	return to;
}

/* A newline and a caret below what stands LEAD bytes into SHOWN. */
static char *put_caret(char *to, const char *shown, size_t shown_size, size_t lead, size_t marked)
{
	size_t behind = shown_size - lead;
	size_t before = columns(shown, lead);
	size_t width = columns(shown + lead, marked < behind ? marked : behind);

	if (before > LEAD_MAX)
		return to;
	to = put(to, '\n', 1);
	to = put(to, ' ', INDENT + before);
	to = put(to, '^', 1);
	return put(to, '~', width > AROUND_MAX ? AROUND_MAX : width > 1 ? width - 1 : 0);
}

bool lex_point(const struct lexer *lexer, struct slice place)
{
	struct slice shown = surroundings(lexer, place);
	char lines[2 * (1 + INDENT + AROUND_MAX) + LEAD_MAX + 8], *to = lines, *copy;
	char *text = lexer->err->text;
	size_t room, size = strlen(text);

	to = put(to, '\n', 1);
	copy = to = put(to, ' ', INDENT);
	for (size_t i = 0; i < shown.size; i++)
		*to++ = (unsigned char)shown.data[i] < ' ' ? ' ' : shown.data[i];
	to = put_caret(to, copy, shown.size, (size_t)(place.data - shown.data), place.size);
	*to++ = '\0';
	room = sizeof(lexer->err->text) - (size_t)(to - lines);
	if (size > room) {
		memcpy(text + room - 3, "...", 3);
		size = room;
	}
	memcpy(text + size, lines, (size_t)(to - lines));
	lexer->err->lines_at = size;
	return false;
}
