/* spelling -- ways in which text stands for other bytes: escapes, entities, hexadecimal. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/spelling.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

/* What was read. */
struct unit {
	char *bytes;
	size_t count;
};

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* Exactly COUNT digits of BASE at TEXT. */
static bool read_digits(uint32_t *number, unsigned base, size_t count, const char *text,
			size_t size)
{
	*number = 0;
	if (size < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		unsigned digit = (unsigned)digit_of(text[i]);

		if (digit >= base)
			return false;
		*number = *number * base + digit;
	}
	return true;
}

static size_t give(struct unit *unit, uint32_t byte, size_t taken)
{
	unit->bytes[0] = (char)byte;
	unit->count = 1;
	return taken;
}

static size_t give_code(struct unit *unit, uint32_t code, size_t taken)
{
	if (code > 0x10ffff)
		return give(unit, (unsigned char)'?', taken);
	unit->count = utf8_encode(unit->bytes, code);
	return taken;
}

/* ---- backslashes -------------------------------------------------------------------------- */

/* \uXXXX, of which two are one character beyond the first 65,536. */
static size_t read_unicode(struct unit *unit, const char *text, size_t size)
{
	uint32_t high, low;

	if (!read_digits(&high, 16, 4, text + 2, size - 2))
		return 0;
	if (high >= 0xd800 && high < 0xdc00 && size >= 12 && text[6] == '\\' && text[7] == 'u' &&
	    read_digits(&low, 16, 4, text + 8, size - 8) && low >= 0xdc00 && low < 0xe000)
		return give_code(unit, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), 12);
	return give_code(unit, high, 6);
}

static size_t read_number(struct unit *unit, const char *text, size_t size)
{
	uint32_t code;

	if (text[1] == 'x' && read_digits(&code, 16, 2, text + 2, size - 2))
		return give(unit, code, 4);
	if (text[1] == 'u')
		return read_unicode(unit, text, size);
	if (text[1] == 'U' && read_digits(&code, 16, 8, text + 2, size - 2))
		return give_code(unit, code, 10);
	if (read_digits(&code, 8, 3, text + 1, size - 1) && code < 0x100)
		return give(unit, code, 4);
	return 0;
}

static size_t read_backslash(struct unit *unit, const char *text, size_t size)
{
	static const char letters[] = "n\nt\tr\rb\bf\fa\av\ve\033";
	size_t taken;

	if (text[0] != '\\' || size < 2)
		return give(unit, (unsigned char)text[0], 1);
	taken = read_number(unit, text, size);
	if (taken > 0)
		return taken;
	if (text[1] == '0')
		return give(unit, 0, 2);
	for (const char *letter = letters; *letter; letter += 2)
		if (*letter == text[1])
			return give(unit, (unsigned char)letter[1], 2);
	return give(unit, (unsigned char)text[1], 2);
}

/* ---- a mark and two digits ---------------------------------------------------------------- */

static size_t read_marked(struct unit *unit, char mark, const char *text, size_t size)
{
	uint32_t byte;

	if (text[0] == mark && read_digits(&byte, 16, 2, text + 1, size - 1))
		return give(unit, byte, 3);
	return give(unit, (unsigned char)text[0], 1);
}

static size_t read_quoted(struct unit *unit, const char *text, size_t size)
{
	size_t end = size > 1 && text[1] == '\r' ? 2 : 1;

	if (text[0] == '=' && end < size && text[end] == '\n')
		return end + 1;
	return read_marked(unit, '=', text, size);
}

/* ---- entities ----------------------------------------------------------------------------- */

static bool read_reference(uint32_t *code, const char *text, size_t size)
{
	unsigned base = size > 0 && (text[0] | 0x20) == 'x' ? 16 : 10;
	size_t skip = base == 16;

	return size > skip && size - skip <= 8 &&
	       read_digits(code, base, size - skip, text + skip, size - skip);
}

static size_t read_entity(struct unit *unit, const char *text, size_t size)
{
	enum { LONGEST = 12 };
	static const char names[][6] = { "&amp", "<lt", ">gt", "\"quot", "'apos" };
	const char *end = memchr(text, ';', size < LONGEST ? size : LONGEST);
	size_t length = end ? (size_t)(end - text) : 0;
	uint32_t code;

	if (text[0] != '&' || length < 2)
		return give(unit, (unsigned char)text[0], 1);
	if (text[1] == '#' && read_reference(&code, text + 2, length - 2))
		return give_code(unit, code, length + 1);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == length && memcmp(names[i] + 1, text + 1, length - 1) == 0)
			return give(unit, (unsigned char)names[i][0], length + 1);
	return give(unit, '&', 1);
}

/* ---- hexadecimal -------------------------------------------------------------------------- */

static size_t read_hex(struct unit *unit, const char *text, size_t size)
{
	enum { GAP_MAX = 6 };
	size_t gap = 0;
	uint32_t byte;

	while (gap < size && gap < GAP_MAX && memchr(" \t\r\n,:-", text[gap], 7))
		gap++;
	if (size - gap > 1 && text[gap] == '0' && (text[gap + 1] | 0x20) == 'x')
		gap += 2;
	if (!read_digits(&byte, 16, 2, text + gap, size - gap))
		return 0;
	return give(unit, byte, gap + 2);
}

size_t spelling_read(char bytes[static SPELLING_MAX], size_t *count, enum spelling spelling,
		     const char *text, size_t size)
{
	struct unit unit = { bytes, 0 };
	size_t taken = 0;

	switch (spelling) {
	case SPELLING_PLAIN:
	case SPELLING_COUNT:
		taken = give(&unit, (unsigned char)text[0], 1);
		break;
	case SPELLING_BACKSLASH:
		taken = read_backslash(&unit, text, size);
		break;
	case SPELLING_CODES:
		taken = read_backslash(&unit, text, size);
		if (taken > 1 && unit.count == 1)
			unit.count = utf8_encode(bytes, (unsigned char)bytes[0]);
		break;
	case SPELLING_FORM:
	case SPELLING_PERCENT:
		taken = spelling == SPELLING_FORM && text[0] == '+'
				? give(&unit, ' ', 1)
				: read_marked(&unit, '%', text, size);
		break;
	case SPELLING_QUOTED:
		taken = read_quoted(&unit, text, size);
		break;
	case SPELLING_ENTITY:
		taken = read_entity(&unit, text, size);
		break;
	case SPELLING_HEX:
		taken = read_hex(&unit, text, size);
		break;
	}
	*count = unit.count;
	return taken;
}
