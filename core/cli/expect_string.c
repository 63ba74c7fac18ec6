/* expect_string -- what stands between the quotes of an expression, and what it means. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/num.h"
#include "cli/expect_term.h"
#include "cli/safe.h"

/* Digits in BASE, at most MOST; returns how many there were. */
static size_t digits(unsigned *value, const char *text, unsigned base, size_t most)
{
	size_t count = 0;

	*value = 0;
	while (count < most) {
		int digit = num_digit(text[count]);

		if (digit < 0 || (unsigned)digit >= base)
			break;
		*value = *value * base + (unsigned)digit;
		count++;
	}
	return count;
}

/* \u{263a} at the brace: the bytes read, or 0. It never writes more than it reads. */
static size_t unescape_code(char **to, const char *from)
{
	unsigned code;
	size_t count = from[0] == '{' ? digits(&code, from + 1, 16, 6) : 0;

	if (count == 0 || from[1 + count] != '}' || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*to += utf8_encode(*to, code);
	return count + 2;
}

/* What stands behind a backslash; returns the bytes read, 0 when it means nothing. */
static size_t unescape(char **to, const char *from)
{
	static const char letters[] = "n\nr\rt\ta\ab\bf\fv\ve\033\\\\\"\"''//??";
	unsigned value;
	size_t count;

	for (const char *letter = letters; *letter; letter += 2)
		if (*from == *letter) {
			*(*to)++ = letter[1];
			return 1;
		}
	if (*from == 'u') {
		count = unescape_code(to, from + 1);
		return count ? count + 1 : 0;
	}
	if (*from == 'x') {
		if (digits(&value, from + 1, 16, 2) != 2)
			return 0;
		*(*to)++ = (char)value;
		return 3;
	}
	count = digits(&value, from, 8, 3);
	if (count == 0 || value > 0xff)
		return 0;
	*(*to)++ = (char)value;
	return count;
}

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
		used = unescape(&to, from + 1);
		if (used == 0)
			return lex_fault(
				lexer, ((struct slice){ from, 2 }),
				"this escape is not one of n r t 0 \" xNN NNN u{N} or a backslash");
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
		unsigned value;

		if (lex_is_blank(*from)) {
			from++;
			continue;
		}
		if (digits(&value, from, 16, 2) != 2)
			return lex_fault(lexer, ((struct slice){ from, 1 }),
					 "bytes are pairs of hex digits, as in x\"0d 0a\"");
		*to++ = (char)value;
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
