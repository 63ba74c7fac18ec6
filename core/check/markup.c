/* markup -- bytes from outside as text in the languages of reports, in which they stay text. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/markup.h"

#include <string.h>

#include "base/utf8.h"

/* Files are UTF-8 wherever they are written, and any of them may be shown by a CI runner. */
static const struct charset always = { .utf8 = true, .workflow = true };

static void put_hex(struct buf *buf, const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		buf_puts(buf, "\\x");
		buf_puthex(buf, data + i, 1);
	}
}

/* ---- for people --------------------------------------------------------------------------- */

static bool is_shown(struct word text, struct charset charset)
{
	while (text.size > 0) {
		uint32_t code;
		size_t size = utf8_decode(&code, text.at, text.size);

		if (size == 0 || !utf8_is_shown(code) || (size > 1 && !charset.utf8))
			return false;
		text = word_behind(text, size);
	}
	return true;
}

void written_put(struct buf *buf, struct word text, struct charset charset)
{
	if (is_shown(text, charset))
		buf_put(buf, text.at, text.size);
	else
		safe_put(buf, text.at, text.size, charset);
}

/* ---- XML ---------------------------------------------------------------------------------- */

static const char *xml_entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	}
	return NULL;
}

static const char *xml_blank(char c, bool is_value)
{
	if (c == '\n')
		return is_value ? "&#10;" : "\n";
	if (c == '\t')
		return is_value ? "&#9;" : "\t";
	return NULL;
}

/* What would begin a command of a CI runner, which reads the markup as plain lines. */
static const char *xml_command(const char *data, size_t size, bool is_first)
{
	if (size < 2 || data[0] != data[1])
		return NULL;
	if (data[0] == '#')
		return "&#35;";
	return data[0] == ':' && is_first ? "&#58;" : NULL;
}

/* Whether the next character may be the first of its line that is no blank. */
static bool xml_is_first(bool is_first, char c)
{
	return c == '\n' || (is_first && (c == ' ' || c == '\t' || (c & 0x80)));
}

static void xml_put(struct buf *buf, const char *data, size_t size, bool is_value)
{
	bool is_first = true;

	while (size > 0) {
		uint32_t code;
		size_t length = utf8_decode(&code, data, size);
		const char *other = xml_entity(data[0]);

		other = other ? other : xml_blank(data[0], is_value);
		other = other ? other : xml_command(data, size, is_first);
		is_first = xml_is_first(is_first, data[0]);
		if (other)
			buf_puts(buf, other);
		else if (length > 0 && utf8_is_shown(code))
			buf_put(buf, data, length);
		else
			put_hex(buf, data, length ? length : 1);
		data += length ? length : 1;
		size -= length ? length : 1;
	}
}

void xml_put_content(struct buf *buf, const char *data, size_t size)
{
	xml_put(buf, data, size, false);
}

void xml_put_value(struct buf *buf, const char *data, size_t size)
{
	xml_put(buf, data, size, true);
}

/* ---- YAML --------------------------------------------------------------------------------- */

static void yaml_put_code(struct buf *buf, uint32_t code)
{
	unsigned digits = code < 0x80 ? 2 : code < 0x10000 ? 4 : 8;
	char bytes[] = { (char)(code >> 24), (char)(code >> 16), (char)(code >> 8), (char)code };

	buf_puts(buf, digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U");
	buf_puthex(buf, bytes + sizeof(bytes) - digits / 2, digits / 2);
}

/* One character; returns how many bytes it took. */
static size_t yaml_put_one(struct buf *buf, const char *data, size_t size)
{
	uint32_t code;
	size_t length = utf8_decode(&code, data, size);

	if (length == 0) {
		buf_putc(buf, '\\');
		put_hex(buf, data, 1);
		return 1;
	}
	if (code == '"' || code == '\\')
		buf_putc(buf, '\\');
	if (code == '\n' || code == '\t')
		buf_puts(buf, code == '\n' ? "\\n" : "\\t");
	else if (utf8_is_shown(code))
		buf_put(buf, data, length);
	else
		yaml_put_code(buf, code);
	return length;
}

void yaml_put(struct buf *buf, const char *data, size_t size)
{
	size_t start = buf->size;

	buf_putc(buf, '"');
	while (size > 0) {
		size_t done = yaml_put_one(buf, data, size);

		data += done;
		size -= done;
	}
	buf_putc(buf, '"');
	safe_guard(buf, start, always); /* "\x23" is '#' there too */
}

/* ---- TAP ---------------------------------------------------------------------------------- */

/* Put DATA as safe_put does, and SPECIAL as INSTEAD. */
static void put_without(struct buf *buf, const char *data, size_t size, char special,
			const char *instead)
{
	struct buf safe = { 0 };

	safe_put(&safe, data, size, always);
	for (size_t i = 0; i < safe.size; i++)
		if (safe.data[i] == special)
			buf_puts(buf, instead);
		else
			buf_putc(buf, safe.data[i]);
	buf_free_part(&safe, buf);
}

void tap_put(struct buf *buf, const char *data, size_t size)
{
	put_without(buf, data, size, '#', "\\#");
}

/* ---- workflow commands -------------------------------------------------------------------- */

static void workflow_put(struct buf *buf, const char *data, size_t size, const char *special)
{
	struct buf safe = { 0 };

	for (size_t at = 0; at < size; at++) { /* lines stay lines, in an annotation */
		const char *newline = memchr(data + at, '\n', size - at);
		size_t length = newline ? (size_t)(newline - data) - at : size - at;

		written_put(&safe, (struct word){ data + at, length }, always);
		at += length;
		if (at < size)
			buf_putc(&safe, '\n');
	}
	safe_guard(&safe, 0, always);
	for (size_t i = 0; i < safe.size; i++)
		if (strchr(special, safe.data[i])) {
			buf_printf(buf, "%%%02X", (unsigned char)safe.data[i]);
		} else {
			buf_putc(buf, safe.data[i]);
		}
	buf_free_part(&safe, buf);
}

void workflow_put_message(struct buf *buf, const char *data, size_t size)
{
	workflow_put(buf, data, size, "%\n");
}

void workflow_put_property(struct buf *buf, const char *data, size_t size)
{
	workflow_put(buf, data, size, "%\n:,");
}

/* ---- Nagios ------------------------------------------------------------------------------- */

void nagios_put(struct buf *buf, const char *data, size_t size)
{
	put_without(buf, data, size, '|', "\\x7c");
}
