/* pythonic_word -- Python's strings, names and constants as words of the shell. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/num.h"
#include "base/utf8.h"
#include "lang/literal.h"
#include "python/pythonic_say.h"

/* ---- strings ---------------------------------------------------------------------------- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* COUNT digits at AT; false where there are fewer. */
static bool take_hex(uint32_t *code, struct word text, size_t at, size_t count)
{
	*code = 0;
	for (size_t i = 0; i < count; i++) {
		int digit = at + i < text.size ? hex_digit(text.at[at + i]) : -1;

		if (digit < 0)
			return false;
		*code = *code << 4 | (uint32_t)digit;
	}
	return true;
}

static void put_code(struct buf *bytes, uint32_t code)
{
	char room[4];

	buf_put(bytes, room, utf8_encode(room, code));
}

/* The escape whose letter stands at AT; how many bytes it has, 0 where it means nothing here. */
static size_t put_escape(struct buf *bytes, struct word text, size_t at)
{
	static const char letters[] = "n\nr\rt\ta\ab\bf\fv\v\\\\'\'\"\"";
	char c = text.at[at];
	uint32_t code = 0;
	size_t size = 0;

	for (const char *row = letters; *row; row += 2)
		if (*row == c) {
			buf_putc(bytes, row[1]);
			return 1;
		}
	while (size < 3 && at + size < text.size && text.at[at + size] >= '0' &&
	       text.at[at + size] <= '7')
		code = code << 3 | (uint32_t)(text.at[at + size++] - '0');
	if (size > 0) {
		buf_putc(bytes, (char)code);
		return size;
	}
	if (c == 'x' && take_hex(&code, text, at + 1, 2)) {
		buf_putc(bytes, (char)code);
		return 3;
	}
	if (c == 'u' && take_hex(&code, text, at + 1, 4)) {
		put_code(bytes, code);
		return 5;
	}
	return 0;
}

bool py_decode(struct buf *bytes, const struct py_node *string)
{
	struct word text = string->text;

	for (size_t at = 0; at < text.size;) {
		size_t size;

		if (string->is_raw || text.at[at] != '\\' || at + 1 == text.size) {
			buf_putc(bytes, text.at[at++]);
			continue;
		}
		size = put_escape(bytes, text, at + 1);
		if (size == 0)
			return false;
		at += 1 + size;
	}
	return true;
}

static bool is_bare(struct word bytes)
{
	for (size_t i = 0; i < bytes.size; i++) {
		char c = bytes.at[i], lower = c | 0x20;

		if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9') &&
		    (c == '\0' || !strchr("_./:@%+-", c)))
			return false;
	}
	return bytes.size > 0 && bytes.at[0] != '-' && bytes.at[0] != '%';
}

void py_put_bytes(struct buf *text, struct word bytes, bool quoted)
{
	if (!quoted && is_bare(bytes)) {
		buf_put(text, bytes.at, bytes.size);
		return;
	}
	if (!literal_is_text(bytes)) {
		literal_put_hex(text, bytes);
		return;
	}
	buf_putc(text, '"');
	for (size_t i = 0, size; i < bytes.size; i += size) {
		char c = bytes.at[i];
		const char *escape = c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\t' ? "\\t" : "";
		uint32_t code;

		size = utf8_decode(&code, bytes.at + i, bytes.size - i);
		if (size > 1)
			buf_printf(text, "\\u{%x}", (unsigned)code);
		else if (*escape)
			buf_puts(text, escape);
		else if (strchr("\"\\$", c))
			buf_printf(text, "\\%c", c);
		else
			buf_putc(text, c);
	}
	buf_putc(text, '"');
}

/* ---- names ------------------------------------------------------------------------------ */

struct word py_name_of(const struct py *py, unsigned node)
{
	const struct py_node *at = &py->node[node];

	return at->kind == PY_NAME || at->kind == PY_ATTRIBUTE ? at->text : (struct word){ 0 };
}

bool py_is_constant(struct word name)
{
	static const char starts[][12] = { "AF_",     "SOCK_",   "SO_",  "SOL_",    "IPPROTO_",
					   "IP_",     "IPV6_",   "TCP_", "UDP_",    "MSG_",
					   "SHUT_",   "AI_",     "NI_",  "EAI_",    "SCM_",
					   "SOMAXCO", "INADDR_", "CAN_", "NETLINK_" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (word_begins(name, starts[i]))
			return true;
	return false;
}

/* Words of Python that are numbers here. */
static const struct {
	char name[24], number[12];
} numbers[] = {
	{ "INADDR_ANY", "0" },
	{ "INADDR_BROADCAST", "4294967295" },
	{ "INADDR_NONE", "4294967295" },
	{ "INADDR_LOOPBACK", "2130706433" },
	{ "SOMAXCONN", "4096" },
	{ "CAN_RAW", "1" },
	{ "CAN_BCM", "2" },
	{ "True", "1" },
	{ "False", "0" },
};

const char *py_constant_number(struct word name)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (text_equals(numbers[i].name, name.at, name.size))
			return numbers[i].number;
	return NULL;
}
