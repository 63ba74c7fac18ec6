/* safe -- bytes from outside, made fit for a terminal: the one place that escapes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/safe.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The first of the three that is set decides, as in locale(7). */
static bool environment_is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);

		if (value && value[0]) {
			const char *set = strchr(value, '.');

			return set && (strncasecmp(set, ".UTF-8", 6) == 0 ||
				       strncasecmp(set, ".utf8", 5) == 0);
		}
	}
	return false;
}

struct charset charset_get(void)
{
	return (struct charset){ .utf8 = environment_is_utf8(),
				 .workflow = getenv("GITHUB_ACTIONS") != NULL };
}

size_t utf8_decode(uint32_t *code, const char *data, size_t size)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = size > 0 ? (unsigned char)data[0] : 0xff;
	size_t length = first < 0x80   ? 1
			: first < 0xc0 ? 0
			: first < 0xe0 ? 2
			: first < 0xf0 ? 3
				       : 4;
	uint32_t value = length == 1 ? first : first & (0x7fu >> length);

	if (length == 0 || length > size || first > 0xf4)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if (((unsigned char)data[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | ((unsigned char)data[i] & 0x3f);
	}
	if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*code = value;
	return length;
}

struct range {
	uint32_t first, last;
};

static bool in_ranges(uint32_t code, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count && ranges[i].first <= code; i++)
		if (code <= ranges[i].last)
			return true;
	return false;
}

bool safe_is_shown(uint32_t code)
{
	static const struct range hidden[] = {
		{ 0x00, 0x1f },     { 0x7f, 0x9f },     { 0xad, 0xad },        { 0x34f, 0x34f },
		{ 0x61c, 0x61c },   { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 },    { 0x180b, 0x180f },
		{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },    { 0x3164, 0x3164 },
		{ 0xe000, 0xf8ff }, { 0xfdd0, 0xfdef }, { 0xfe00, 0xfe0f },    { 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0xe0000, 0x10ffff },
	};

	return (code & 0xfffe) != 0xfffe &&
	       !in_ranges(code, hidden, sizeof(hidden) / sizeof(hidden[0]));
}

static void put_escaped(struct buf *buf, unsigned char byte)
{
	static const char digits[] = "0123456789abcdef";
	char escape[] = { '\\', 'x', digits[byte >> 4], digits[byte & 15] };

	if (byte == '\\')
		buf_put(buf, "\\\\", 2);
	else if (byte == '\n')
		buf_put(buf, "\\n", 2);
	else if (byte == '\t')
		buf_put(buf, "\\t", 2);
	else
		buf_put(buf, escape, sizeof(escape));
}

/* How many of the first bytes are plain: printable ASCII that stands for itself. */
static size_t plain_size(const char *data, size_t size)
{
	size_t i = 0;

	while (i < size && data[i] >= 0x20 && data[i] < 0x7f && data[i] != '\\')
		i++;
	return i;
}

void safe_put(struct buf *buf, const char *data, size_t size, struct charset charset)
{
	while (size > 0) {
		size_t done = plain_size(data, size);
		uint32_t code;

		buf_put(buf, data, done);
		if (done == size)
			return;
		data += done;
		size -= done;
		done = charset.utf8 ? utf8_decode(&code, data, size) : 0;
		if (done > 1 && safe_is_shown(code)) {
			buf_put(buf, data, done);
		} else {
			put_escaped(buf, (unsigned char)data[0]);
			done = 1;
		}
		data += done;
		size -= done;
	}
}

size_t safe_width(const char *data, size_t size)
{
	static const struct range none[] = { { 0x300, 0x36f },
					     { 0x483, 0x489 },
					     { 0x591, 0x5bd },
					     { 0x1ab0, 0x1aff },
					     { 0x20d0, 0x20ff } };
	static const struct range wide[] = { { 0x1100, 0x115f },  { 0x2e80, 0xa4cf },
					     { 0xac00, 0xd7a3 },  { 0xf900, 0xfaff },
					     { 0xfe30, 0xfe6f },  { 0xff00, 0xff60 },
					     { 0xffe0, 0xffe6 },  { 0x1f300, 0x1faff },
					     { 0x20000, 0x3fffd } };
	size_t width = 0;

	while (size > 0) {
		uint32_t code = 0;
		size_t length = utf8_decode(&code, data, size);

		if (in_ranges(code, wide, sizeof(wide) / sizeof(wide[0])))
			width += 2;
		else if (!in_ranges(code, none, sizeof(none) / sizeof(none[0])))
			width += 1;
		data += length ? length : 1;
		size -= length ? length : 1;
	}
	return width;
}

/* A runner reads "::word ...::" at the start of a line, and "##[" anywhere, as a command. No
 * IPv6 address can be one: a command's word has a letter beyond f. */
size_t safe_workflow_byte(const char *line, size_t size)
{
	const char *old = memmem(line, size, "##[", 3);
	size_t start = 0, end;

	if (old)
		return (size_t)(old - line);
	while (start < size && line[start] == ' ')
		start++;
	if (size - start < 3 || memcmp(line + start, "::", 2) != 0)
		return size;
	for (end = start + 2; end < size && line[end] != ' ' && line[end] != ':'; end++)
		if (!strchr("0123456789abcdefABCDEF.%", line[end]))
			return start;
	return size;
}
