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
		if (done > 1 && utf8_is_shown(code)) {
			buf_put(buf, data, done);
		} else {
			put_escaped(buf, (unsigned char)data[0]);
			done = 1;
		}
		data += done;
		size -= done;
	}
}

/* clang-format off */
static const struct utf8_range wide[] = { /* East Asian Width W and F of Unicode 15 */
	{ 0x1100, 0x115f }, { 0x231a, 0x231b }, { 0x2329, 0x232a }, { 0x23e9, 0x23ec }, { 0x23f0, 0x23f0 },
	{ 0x23f3, 0x23f3 }, { 0x25fd, 0x25fe }, { 0x2614, 0x2615 }, { 0x2648, 0x2653 }, { 0x267f, 0x267f },
	{ 0x2693, 0x2693 }, { 0x26a1, 0x26a1 }, { 0x26aa, 0x26ab }, { 0x26bd, 0x26be }, { 0x26c4, 0x26c5 },
	{ 0x26ce, 0x26ce }, { 0x26d4, 0x26d4 }, { 0x26ea, 0x26ea }, { 0x26f2, 0x26f3 }, { 0x26f5, 0x26f5 },
	{ 0x26fa, 0x26fa }, { 0x26fd, 0x26fd }, { 0x2705, 0x2705 }, { 0x270a, 0x270b }, { 0x2728, 0x2728 },
	{ 0x274c, 0x274c }, { 0x274e, 0x274e }, { 0x2753, 0x2755 }, { 0x2757, 0x2757 }, { 0x2795, 0x2797 },
	{ 0x27b0, 0x27b0 }, { 0x27bf, 0x27bf }, { 0x2b1b, 0x2b1c }, { 0x2b50, 0x2b50 }, { 0x2b55, 0x2b55 },
	{ 0x2e80, 0xa4cf }, { 0xa960, 0xa97f }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe10, 0xfe19 },
	{ 0xfe30, 0xfe6f }, { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x16fe0, 0x1b2ff }, { 0x1f000, 0x1faff },
	{ 0x20000, 0x3fffd },
};
static const struct utf8_range combining[] = { /* the common part of Mn and Me: the rest counts as one */
	{ 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5bd }, { 0x610, 0x61a }, { 0x64b, 0x65f },
	{ 0x6d6, 0x6dc }, { 0x6df, 0x6e4 }, { 0x6ea, 0x6ed }, { 0x941, 0x948 }, { 0x951, 0x957 },
	{ 0xe34, 0xe3a }, { 0xe47, 0xe4e }, { 0xeb4, 0xebc }, { 0x1ab0, 0x1ace }, { 0x1dc0, 0x1dff },
	{ 0x20d0, 0x20f0 }, { 0xfe20, 0xfe2f },
};
/* clang-format on */

size_t safe_width(const char *data, size_t size)
{
	size_t width = 0;

	while (size > 0) {
		uint32_t code = 0;
		size_t length = utf8_decode(&code, data, size);

		if (utf8_in_ranges(code, wide, sizeof(wide) / sizeof(wide[0])))
			width += 2;
		else if (!utf8_in_ranges(code, combining, sizeof(combining) / sizeof(combining[0])))
			width += 1;
		data += length ? length : 1;
		size -= length ? length : 1;
	}
	return width;
}

/* ---- commands of a CI runner ----------------------------------------------------------------
 * GitHub's runner takes "::word ...::" behind white space at the start of a line, and "##[word]"
 * anywhere, for a command (its ActionCommand.cs). */

/* The white space that the runner skips, as far as safe_put lets it through, and tabs of our own.
 */
static size_t blank_size(const char *line, size_t size)
{
	static const struct utf8_range blank[] = { { 0x09, 0x09 },     { 0x20, 0x20 },
						   { 0xa0, 0xa0 },     { 0x1680, 0x1680 },
						   { 0x2000, 0x200a }, { 0x202f, 0x202f },
						   { 0x205f, 0x205f }, { 0x3000, 0x3000 } };
	size_t done = 0;

	while (done < size) {
		uint32_t code;
		size_t length = utf8_decode(&code, line + done, size - done);

		if (length == 0 || !utf8_in_ranges(code, blank, sizeof(blank) / sizeof(blank[0])))
			break;
		done += length;
	}
	return done;
}

/* No IPv6 address, zone or network is one: a command's name has a letter beyond f, and nothing
 * but a blank or ':' behind it. */
static bool begins_command(const char *text, size_t size)
{
	static const char hex[] = "0123456789abcdefABCDEF";
	static const char letters[] = "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ-_";
	bool has_letter = false;
	size_t i;

	if (size < 3 || memcmp(text, "::", 2) != 0)
		return false;
	for (i = 2; i < size && text[i] != ' ' && text[i] != ':'; i++) {
		bool is_letter = memchr(letters, text[i], sizeof(letters) - 1);

		if (!is_letter && !memchr(hex, text[i], sizeof(hex) - 1))
			return false;
		has_letter = has_letter || is_letter;
	}
	return has_letter && i < size;
}

static void put_guarded(struct buf *buf, const char *line, size_t size)
{
	size_t blank = blank_size(line, size);
	const char *old;

	if (begins_command(line + blank, size - blank)) {
		buf_put(buf, line, blank);
		buf_puts(buf, "\\x3a");
		line += blank + 1;
		size -= blank + 1;
	}
	while ((old = memmem(line, size, "##[", 3))) {
		size_t before = (size_t)(old - line);

		buf_put(buf, line, before);
		buf_puts(buf, "\\x23");
		line += before + 1;
		size -= before + 1;
	}
	buf_put(buf, line, size);
}

void safe_guard(struct buf *buf, size_t start, struct charset charset)
{
	struct buf guarded = { 0 };
	size_t at = start;

	if (!charset.workflow || buf->failed)
		return;
	while (at < buf->size) {
		const char *line = buf->data + at;
		const char *newline = memchr(line, '\n', buf->size - at);
		size_t size = newline ? (size_t)(newline - line) + 1 : buf->size - at;

		put_guarded(&guarded, line, size);
		at += size;
	}
	buf->size = start;
	buf_put(buf, guarded.data, guarded.size);
	buf_free_part(&guarded, buf);
}
