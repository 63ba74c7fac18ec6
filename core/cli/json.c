/* json -- records as JSON, one object a line (RFC 8259, always UTF-8). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/json.h"

#include <string.h>

#include "cli/safe.h"
#include "cli/value.h"
#include "proto/base64.h"

static void put_unit(struct buf *buf, unsigned unit)
{
	char bytes[] = { (char)(unit >> 8), (char)unit };

	buf_puts(buf, "\\u");
	buf_puthex(buf, bytes, 2);
}

static void put_code(struct buf *buf, uint32_t code)
{
	if (code > 0xffff) {
		put_unit(buf, 0xd800 + ((code - 0x10000) >> 10));
		put_unit(buf, 0xdc00 + ((code - 0x10000) & 0x3ff));
	} else {
		put_unit(buf, code);
	}
}

/* One character that is not plain; returns how many bytes it took. */
static size_t put_special(struct buf *buf, const char *data, size_t size)
{
	static const char letters[] = "\"\"\\\\\nn\tt\rr\bb\ff";
	uint32_t code;
	size_t length;

	for (const char *letter = letters; *letter; letter += 2)
		if (*letter == data[0]) {
			buf_putc(buf, '\\');
			buf_putc(buf, letter[1]);
			return 1;
		}
	length = utf8_decode(&code, data, size);
	if (length == 0) {
		buf_puts(buf, "\\\\x");
		buf_puthex(buf, data, 1);
		return 1;
	}
	if (code != '[' && utf8_is_shown(code))
		buf_put(buf, data, length);
	else
		put_code(buf, code);
	return length;
}

/* '[' behind "##" is special: a CI runner would read a command in the line. */
static size_t plain_size(const char *data, size_t size)
{
	size_t i = 0;

	while (i < size && data[i] >= 0x20 && data[i] < 0x7f && data[i] != '"' && data[i] != '\\' &&
	       !(data[i] == '[' && i > 0 && data[i - 1] == '#'))
		i++;
	return i;
}

void json_put_text(struct buf *buf, const char *data, size_t size)
{
	buf_putc(buf, '"');
	while (size > 0) {
		size_t done = plain_size(data, size);

		buf_put(buf, data, done);
		if (done < size)
			done += put_special(buf, data + done, size - done);
		data += done;
		size -= done;
	}
	buf_putc(buf, '"');
}

static void put_scalar(struct buf *buf, const struct field *field, const struct value *value)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_ADDRESS:
	case FIELD_DATA:
		json_put_text(buf, value->as.text.data, value->as.text.size);
		break;
	case FIELD_JSON:
		buf_put(buf, value->as.text.data, value->as.text.size);
		break;
	case FIELD_BOOL:
		buf_puts(buf, value->as.flag ? "true" : "false");
		break;
	case FIELD_INT:
		buf_puti(buf, value->as.integer);
		break;
	case FIELD_UINT:
		buf_putu(buf, value->as.whole);
		break;
	case FIELD_REAL:
		if (__builtin_isfinite(value->as.real))
			value_put_real(buf, value->as.real);
		else
			buf_puts(buf, "null");
		break;
	case FIELD_OBJECT:
		buf_putc(buf, '{');
		json_put_members(buf, value->as.row);
		buf_putc(buf, '}');
		break;
	}
}

void json_put_value(struct buf *buf, const struct field *field, const struct value *value)
{
	switch (value->state) {
	case VALUE_UNSET:
		buf_puts(buf, "null");
		break;
	case VALUE_SET:
		put_scalar(buf, field, value);
		break;
	case VALUE_LIST:
		buf_putc(buf, '[');
		for (const struct item *item = value->as.list.first; item; item = item->next) {
			put_scalar(buf, field, &item->value);
			buf_puts(buf, item->next ? "," : "");
		}
		buf_putc(buf, ']');
		break;
	}
}

static void put_key(struct buf *buf, const char *key, const char *suffix)
{
	buf_putc(buf, '"');
	buf_puts(buf, key);
	buf_puts(buf, suffix);
	buf_put(buf, "\":", 2);
}

void json_put_bytes(struct buf *buf, const char *key, const void *data, size_t size)
{
	put_key(buf, key, "");
	if (utf8_valid(data, size))
		json_put_text(buf, data, size);
	else
		buf_puts(buf, "null");
	buf_putc(buf, ',');
	put_key(buf, key, "_b64");
	buf_putc(buf, '"');
	base64_put(buf, data, size);
	buf_putc(buf, '"');
}

/* Bytes from a peer: as text where they are text, and always in base64. */
static void put_data(struct buf *buf, const char *key, const struct value *value)
{
	if (value->state == VALUE_SET) {
		json_put_bytes(buf, key, value->as.text.data, value->as.text.size);
		return;
	}
	put_key(buf, key, "");
	buf_puts(buf, "null,");
	put_key(buf, key, "_b64");
	buf_puts(buf, "null");
}

void json_put_members(struct buf *buf, const struct row *row)
{
	const struct field *fields = row->shape->fields;

	for (unsigned i = 0; *fields[i].key; i++) {
		if (i > 0)
			buf_putc(buf, ',');
		if (fields[i].type == FIELD_DATA) {
			put_data(buf, fields[i].key, &row->values[i]);
		} else {
			put_key(buf, fields[i].key, "");
			json_put_value(buf, &fields[i], &row->values[i]);
		}
	}
}

void json_put_record(struct buf *buf, const struct row *head, const struct record *record)
{
	buf_putc(buf, '{');
	json_put_members(buf, head);
	buf_puts(buf, *record->row->shape->fields[0].key ? "," : "");
	json_put_members(buf, record->row);
	buf_puts(buf, "}\n");
}
