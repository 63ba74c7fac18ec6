/* expect_string -- what stands between the quotes of an expression, and what it means. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/escape.h"
#include "base/num.h"
#include "cli/expect_term.h"

/* The meaning of PLACE, a string without its quotes. */
bool string_mean(struct slice *text, struct lexer *lexer, struct slice place)
{
	const char *from = place.data, *end = place.data + place.size;
	char *copy = arena_take(lexer->arena, place.size + 1), *to = copy;

	if (!copy)
		return lex_out_of_memory(lexer);
	while (from < end) {
		size_t used;

		if (*from != '\\') {
			*to++ = *from++;
			continue;
		}
		used = escape_read(&to, from + 1);
		if (used == 0)
			return lex_fault(
				lexer, ((struct slice){ from, 2 }),
				"this escape is not one of \\n \\r \\t \\0 \\\\ \\\" \\xNN \\u{N}");
		from += 1 + used;
	}
	*to = '\0';
	*text = (struct slice){ copy, (size_t)(to - copy) };
	return true;
}

bool hex_mean(struct slice *text, struct lexer *lexer, struct slice place)
{
	const char *from = place.data, *end = place.data + place.size;
	char *copy = arena_take(lexer->arena, place.size + 1), *to = copy;

	if (!copy)
		return lex_out_of_memory(lexer);
	while (from < end) {
		int high = num_digit(from[0]), low;

		if (lex_is_blank(*from)) {
			from++;
			continue;
		}
		low = high < 0 ? -1 : num_digit(from[1]);
		if (low < 0)
			return lex_fault(lexer, ((struct slice){ from, 1 }),
					 "bytes are pairs of hex digits, as in x\"0d 0a\"");
		*to++ = (char)(high * 16 + low);
		from += 2;
	}
	*to = '\0';
	*text = (struct slice){ copy, (size_t)(to - copy) };
	return true;
}

/* /expression/ without the slashes; "\/" is a slash, other escapes are regex(7)'s. */
bool pattern_mean(struct slice *text, struct lexer *lexer, struct slice place)
{
	char *copy = arena_copy(lexer->arena, place.data, place.size), *to = copy;

	if (!copy)
		return lex_out_of_memory(lexer);
	for (const char *from = copy; *from; from++) {
		if (from[0] == '\\' && from[1] == '/')
			from++;
		else if (from[0] == '\\' && from[1])
			*to++ = *from++;
		*to++ = *from;
	}
	*to = '\0';
	*text = (struct slice){ copy, (size_t)(to - copy) };
	return true;
}
