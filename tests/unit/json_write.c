/* json_write -- writes back what json_read read, so that tests can compare. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "json_write.h"

#include "cli/safe.h"

static void write_unit(struct buf *buf, unsigned unit)
{
	buf_printf(buf, "\\u%04x", unit);
}

static void write_string(struct buf *buf, const struct json_text *text)
{
	buf_putc(buf, '"');
	for (size_t at = 0; at < text->size;) {
		uint32_t code = 0xfffd;
		size_t size = utf8_decode(&code, text->data + at, text->size - at);

		at += size ? size : 1;
		if (code >= 0x20 && code < 0x7f && code != '"' && code != '\\') {
			buf_putc(buf, (char)code);
		} else if (code > 0xffff) {
			write_unit(buf, 0xd800 + ((code - 0x10000) >> 10));
			write_unit(buf, 0xdc00 + ((code - 0x10000) & 0x3ff));
		} else {
			write_unit(buf, code);
		}
	}
	buf_putc(buf, '"');
}

static void write_list(struct buf *buf, const struct json *list)
{
	for (const struct json *item = list->as.list.first; item; item = item->next) {
		if (list->kind == JSON_OBJECT) {
			write_string(buf, &item->key);
			buf_putc(buf, ':');
		}
		json_write(buf, item);
		buf_puts(buf, item->next ? "," : "");
	}
}

void json_write(struct buf *buf, const struct json *json)
{
	switch (json->kind) {
	case JSON_NULL:
		buf_puts(buf, "null");
		break;
	case JSON_BOOL:
		buf_puts(buf, json->as.flag ? "true" : "false");
		break;
	case JSON_NUMBER:
		buf_put(buf, json->as.text.data, json->as.text.size);
		break;
	case JSON_STRING:
		write_string(buf, &json->as.text);
		break;
	case JSON_ARRAY:
		buf_putc(buf, '[');
		write_list(buf, json);
		buf_putc(buf, ']');
		break;
	case JSON_OBJECT:
		buf_putc(buf, '{');
		write_list(buf, json);
		buf_putc(buf, '}');
		break;
	}
}
