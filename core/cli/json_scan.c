/* json_scan -- the strings and numbers of a JSON text, and the space between (RFC 8259). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/json_scan.h"

#include <string.h>

#include "base/num.h"
#include "cli/safe.h"

bool scan_fault(const struct reader *reader, const char *at, const char *says)
{
	return err_set(reader->err, STATUS_INVALID, "byte %zu: %s", (size_t)(at - reader->text),
		       says);
}

void *scan_take(const struct reader *reader, size_t size)
{
	void *memory = arena_take(reader->arena, size);

	if (!memory)
		err_set(reader->err, STATUS_LACKING, "out of memory");
	return memory;
}

void scan_space(struct reader *reader)
{
	while (reader->at < reader->end && strchr(" \t\n\r", *reader->at) && *reader->at)
		reader->at++;
}

char scan_next(const struct reader *reader)
{
	return reader->at < reader->end ? *reader->at : '\0';
}

bool scan_pass(struct reader *reader, char c)
{
	scan_space(reader);
	if (scan_next(reader) != c)
		return false;
	reader->at++;
	return true;
}

/* ---- strings ----------------------------------------------------------------------------- */

static bool read_unit(unsigned *unit, struct reader *reader)
{
	*unit = 0;
	for (int i = 0; i < 4; i++) {
		int digit = num_digit(scan_next(reader));

		if (digit < 0)
			return scan_fault(reader, reader->at, "\\u takes four hex digits");
		*unit = *unit << 4 | (unsigned)digit;
		reader->at++;
	}
	return true;
}

/* Behind "\u": a unit, or two that are a surrogate pair. */
static bool read_code(char **to, struct reader *reader)
{
	const char *start = reader->at - 2;
	unsigned high, low;

	if (!read_unit(&high, reader))
		return false;
	if (high < 0xd800 || high > 0xdfff) {
		*to += utf8_encode(*to, high);
		return true;
	}
	if (high > 0xdbff || reader->end - reader->at < 2 || memcmp(reader->at, "\\u", 2) != 0)
		return scan_fault(reader, start, "a surrogate stands alone");
	reader->at += 2;
	if (!read_unit(&low, reader))
		return false;
	if (low < 0xdc00 || low > 0xdfff)
		return scan_fault(reader, start, "a surrogate stands alone");
	*to += utf8_encode(*to, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
	return true;
}

static bool read_escape(char **to, struct reader *reader)
{
	static const char letters[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
	char c = scan_next(reader);

	if (c == 'u') {
		reader->at++;
		return read_code(to, reader);
	}
	for (const char *letter = letters; *letter; letter += 2)
		if (c == *letter) {
			*(*to)++ = letter[1];
			reader->at++;
			return true;
		}
	return scan_fault(reader, reader->at - 1, "this escape does not exist");
}

static bool read_plain(char **to, struct reader *reader)
{
	uint32_t code;
	size_t size = utf8_decode(&code, reader->at, (size_t)(reader->end - reader->at));

	if (size == 0)
		return scan_fault(reader, reader->at, "this is not UTF-8");
	if (code < 0x20)
		return scan_fault(reader, reader->at, "a control character must be escaped");
	memcpy(*to, reader->at, size);
	*to += size;
	reader->at += size;
	return true;
}

/* Where the string that begins at reader->at ends, at the most: an escape is never shorter than
 * what it stands for. */
static size_t string_bound(const struct reader *reader)
{
	const char *at = reader->at;

	while (at < reader->end && *at != '"')
		at += *at == '\\' && reader->end - at > 1 ? 2 : 1;
	return (size_t)(at - reader->at);
}

bool scan_string(struct json_text *text, struct reader *reader)
{
	char *copy = scan_take(reader, string_bound(reader) + 1), *to = copy;

	if (!copy)
		return false;
	while (scan_next(reader) != '"') {
		if (reader->at == reader->end)
			return scan_fault(reader, reader->at, "a string is never closed");
		if (*reader->at == '\\') {
			reader->at++;
			if (!read_escape(&to, reader))
				return false;
		} else if (!read_plain(&to, reader)) {
			return false;
		}
	}
	reader->at++;
	*to = '\0';
	*text = (struct json_text){ copy, (size_t)(to - copy) };
	return true;
}

/* ---- numbers ----------------------------------------------------------------------------- */

static bool pass_digits(struct reader *reader)
{
	const char *start = reader->at;

	while (scan_next(reader) >= '0' && scan_next(reader) <= '9')
		reader->at++;
	return reader->at > start || scan_fault(reader, reader->at, "a digit is missing");
}

static bool pass_number(struct reader *reader)
{
	if (scan_next(reader) == '-')
		reader->at++;
	if (scan_next(reader) == '0')
		reader->at++;
	else if (!pass_digits(reader))
		return false;
	if (scan_next(reader) == '.') {
		reader->at++;
		if (!pass_digits(reader))
			return false;
	}
	if (scan_next(reader) != 'e' && scan_next(reader) != 'E')
		return true;
	reader->at++;
	if (scan_next(reader) == '+' || scan_next(reader) == '-')
		reader->at++;
	return pass_digits(reader);
}

bool scan_number(struct json *json, struct reader *reader)
{
	const char *start = reader->at;
	size_t size;
	char *copy;

	if (!pass_number(reader))
		return false;
	size = (size_t)(reader->at - start);
	copy = scan_take(reader, size + 1);
	if (!copy)
		return false;
	memcpy(copy, start, size);
	copy[size] = '\0';
	json->kind = JSON_NUMBER;
	json->as.text = (struct json_text){ copy, size };
	return true;
}
