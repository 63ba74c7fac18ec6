/* literal -- bytes and constants as the language of the shell writes them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lang/literal.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/utf8.h"
#include "cli/safe.h"

/* ---- bytes -------------------------------------------------------------------------------- */

bool literal_is_text(struct word bytes)
{
	for (size_t i = 0, size; i < bytes.size; i += size) {
		uint32_t code;

		size = utf8_decode(&code, bytes.at + i, bytes.size - i);
		if (size == 0 ||
		    (!utf8_is_shown(code) && code != '\t' && code != '\r' && code != '\n') ||
		    code == 0)
			return false;
	}
	return true;
}

void literal_put_hex(struct buf *text, struct word bytes)
{
	buf_puts(text, "x\"");
	for (size_t i = 0; i < bytes.size; i += 2) {
		buf_puts(text, i > 0 ? " " : "");
		buf_puthex(text, bytes.at + i, bytes.size - i > 1 ? 2 : 1);
	}
	buf_putc(text, '"');
}

void literal_put(struct buf *text, struct word bytes)
{
	static const struct charset plain = { .utf8 = true };

	if (!literal_is_text(bytes)) {
		literal_put_hex(text, bytes);
		return;
	}
	buf_putc(text, '"');
	while (bytes.size > 0) {
		size_t size = 0;

		while (size < bytes.size && bytes.at[size] != '"' && bytes.at[size] != '$')
			size++;
		safe_put(text, bytes.at, size, plain);
		if (size < bytes.size)
			buf_printf(text, "\\%c", bytes.at[size++]);
		bytes = word_behind(bytes, size);
	}
	buf_putc(text, '"');
}

/* ---- constants ---------------------------------------------------------------------------- */

static bool read_number(int *value, const char *text)
{
	bool is_hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	uint64_t number = 0;
	struct err unused;
	int64_t signed_one;

	if (!is_hex) {
		if (!num_parse(&signed_one, text, INT_MIN, INT_MAX, &unused))
			return false;
		*value = (int)signed_one;
		return true;
	}
	text += 2;
	if (!*text || strlen(text) > 2 * sizeof(uint32_t))
		return false;
	for (; *text; text++) {
		if (num_digit(*text) < 0)
			return false;
		number = number << 4 | (unsigned)num_digit(*text);
	}
	*value = (int)(uint32_t)number;
	return true;
}

bool literal_constant(int *value, const struct name *table, const char *what, const char *text,
		      struct err *err)
{
	const struct name *row = name_find_short(table, text);
	const char *near;

	if (row) {
		*value = (int)row->value;
		return true;
	}
	if (read_number(value, text))
		return true;
	near = name_nearest(table, text);
	return err_set(err, STATUS_INVALID, "'%s' is no %s%s%s%s", text, what,
		       near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

bool literal_flags(int *value, const struct name *table, const char *what, const char *text,
		   struct err *err)
{
	enum { FLAG_MAX = 64 };
	int all = 0, one;

	for (;;) {
		size_t size = strcspn(text, "|,");
		char flag[FLAG_MAX] = "";

		if (size >= sizeof(flag))
			return err_set(err, STATUS_INVALID, "'%s' is no %s", text, what);
		memcpy(flag, text, size);
		if (!literal_constant(&one, table, what, flag, err))
			return false;
		all |= one;
		if (!text[size])
			break;
		text += size + 1;
	}
	*value = all;
	return true;
}

bool literal_switch(bool *value, const char *text, struct err *err)
{
	static const struct name words[] = {
		NAME("on", 1, ""), NAME("off", 0, ""),  NAME("yes", 1, ""),
		NAME("no", 0, ""), NAME("true", 1, ""), NAME("false", 0, ""),
		NAME("1", 1, ""),  NAME("0", 0, ""),    NAMES_END,
	};
	const struct name *row = name_find(words, text);

	if (!row)
		return err_set(err, STATUS_INVALID, "'%s' is neither on nor off", text);
	*value = row->value != 0;
	return true;
}

/* Letters that a bare word of the expectation language may have, whatever stands around them. */
static bool is_plain(struct word text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    (c == '\0' || !strchr("_.:/@%+-[]*", c)))
			return false;
	}
	return text.size > 0 && text.at[0] != '/';
}

static void put_escaped(struct buf *to, struct word text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.at[i];

		if (c < ' ' || c > '~' || c == '"' || c == '\\')
			buf_printf(to, "\\x%02x", (unsigned)(unsigned char)c);
		else
			buf_putc(to, c);
	}
}

void literal_put_expected(struct buf *text, struct word bytes, bool quoted)
{
	if (!quoted && is_plain(bytes)) {
		buf_put(text, bytes.at, bytes.size);
		return;
	}
	buf_puts(text, quoted ? "" : "\"");
	put_escaped(text, bytes);
	buf_puts(text, quoted ? "" : "\"");
}
