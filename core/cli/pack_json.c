/* pack_json -- the values of a message as JSON, by the names in its format, and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/pack_json.h"

#include <string.h>

#include "base/real.h"
#include "cli/json.h"
#include "cli/safe.h"
#include "proto/hex.h"
#include "proto/pack.h"
#include "proto/pack_words.h"

/* ---- writing ------------------------------------------------------------------------------- */

static void put_bytes(struct buf *json, struct word bytes)
{
	if (utf8_valid(bytes.at, bytes.size)) {
		json_put_text(json, bytes.at, bytes.size);
		return;
	}
	buf_puts(json, "{\"hex\":\"");
	buf_puthex(json, bytes.at, bytes.size);
	buf_puts(json, "\"}");
}

static void put_value(struct buf *json, const struct pack_value *value)
{
	bool quoted = value->kind == PACK_IS_REAL && !__builtin_isfinite(value->as.real);

	if (value->kind == PACK_IS_BYTES) {
		put_bytes(json, value->as.bytes);
		return;
	}
	buf_puts(json, quoted ? "\"" : "");
	pack_value_put(json, value, false);
	buf_puts(json, quoted ? "\"" : "");
}

static void put_values(struct buf *json, const struct pack_format *format,
		       const struct pack_item *item, const void *message)
{
	struct pack_value value;

	for (size_t i = 0; i < item->value_count; i++) {
		buf_puts(json, i > 0 ? "," : "");
		pack_read(&value, format, item, i, message);
		put_value(json, &value);
	}
}

static bool is_list(const struct pack_item *item)
{
	return item->counted && item->code->kind != PACK_TEXT && item->code->kind != PACK_PASCAL;
}

static void put_member(struct buf *json, const struct pack_format *format,
		       const struct pack_item *item, const void *message)
{
	json_put_text(json, item->name.at, item->name.size);
	buf_puts(json, is_list(item) ? ":[" : ":");
	put_values(json, format, item, message);
	buf_puts(json, is_list(item) ? "]" : "");
}

void pack_json_put(struct buf *json, const struct pack_format *format, const void *message)
{
	bool first = true;

	buf_putc(json, format->named ? '{' : '[');
	for (size_t i = 0; i < format->count; i++) {
		const struct pack_item *item = &format->item[i];

		if (format->named ? item->name.size == 0 : item->value_count == 0)
			continue;
		buf_puts(json, first ? "" : ",");
		first = false;
		if (format->named)
			put_member(json, format, item, message);
		else
			put_values(json, format, item, message);
	}
	buf_putc(json, format->named ? '}' : ']');
}

/* ---- reading ------------------------------------------------------------------------------- */

struct reader {
	const struct pack_format *format;
	void *message;
	struct buf memory; /* of one value */
	size_t cut;
	struct err *err;
};

static bool refuse(struct reader *reader, const char *says)
{
	return err_set(reader->err, STATUS_INVALID, "%s", says);
}

static void give_bytes(struct pack_value *value, const char *data, size_t size)
{
	*value = (struct pack_value){ .kind = PACK_IS_BYTES, .as.bytes = { data, size } };
}

/* {"hex":"ff00"} */
static bool read_hex(struct pack_value *value, struct reader *reader, const struct json *json)
{
	const struct json *member = json->as.list.count == 1 ? json_member(json, "hex") : NULL;
	struct hex_reader hex = { 0 };
	struct json_text text;

	if (!json_string(&text, member))
		return refuse(reader, "an object has no place here but {\"hex\":\"...\"}");
	buf_clear(&reader->memory);
	if (!hex_read(&reader->memory, &hex, text.data, text.size, reader->err) ||
	    !hex_end(&hex, reader->err))
		return false;
	give_bytes(value, reader->memory.size ? reader->memory.data : "", reader->memory.size);
	return true;
}

static bool holds_text(const struct pack_item *item)
{
	return item->code->kind == PACK_CHAR || item->code->kind == PACK_TEXT ||
	       item->code->kind == PACK_PASCAL;
}

/* A string is text; for a float it may be what JSON has no number for. */
static void read_string(struct pack_value *value, const struct pack_item *item,
			struct json_text text)
{
	struct err none;
	double real;

	if (item->code->kind == PACK_FLOAT && real_parse(&real, text.data, text.size, &none) &&
	    !__builtin_isfinite(real))
		*value = (struct pack_value){ .kind = PACK_IS_REAL, .as.real = real };
	else
		give_bytes(value, text.data, text.size);
}

static bool read_value(struct pack_value *value, struct reader *reader,
		       const struct pack_item *item, const struct json *json)
{
	switch (json->kind) {
	case JSON_BOOL:
		*value = (struct pack_value){ .kind = PACK_IS_FLAG, .as.flag = json->as.flag };
		return true;
	case JSON_NUMBER:
		if (holds_text(item))
			return refuse(reader, "a number stands where text belongs");
		return pack_value_read(value, &reader->memory, item, json->as.text.data,
				       json->as.text.size, reader->err);
	case JSON_STRING:
		read_string(value, item, json->as.text);
		return true;
	case JSON_OBJECT:
		return read_hex(value, reader, json);
	case JSON_NULL:
		return refuse(reader, "null is no value");
	case JSON_ARRAY:
		break;
	}
	return refuse(reader, "an array stands where one value belongs");
}

static bool pack_value(struct reader *reader, const struct pack_item *item, size_t index,
		       const struct json *json)
{
	struct pack_value value;

	if (!read_value(&value, reader, item, json) ||
	    !pack_write(reader->message, reader->format, item, index, &value, reader->err))
		return pack_blame_value(reader->format, item, index, reader->err);
	if (value.kind == PACK_IS_BYTES)
		reader->cut += pack_cut(item, value.as.bytes.size);
	return true;
}

/* A list of exactly the values of ITEM, or one value. */
static bool pack_member(struct reader *reader, const struct pack_item *item,
			const struct json *json)
{
	const struct json *value;

	if (!is_list(item))
		return pack_value(reader, item, 0, json);
	if (json->kind != JSON_ARRAY || json->as.list.count != item->value_count) {
		err_set(reader->err, STATUS_INVALID, "an array of %zu values belongs here",
			item->value_count);
		return pack_blame(reader->format, item, reader->err);
	}
	value = json->as.list.first;
	for (size_t i = 0; i < item->value_count; i++, value = value->next)
		if (!pack_value(reader, item, i, value))
			return false;
	return true;
}

static bool same(struct word name, struct json_text key)
{
	return name.size == key.size && memcmp(name.at, key.data, key.size) == 0;
}

static const struct json *member_of(const struct json *object, struct word name)
{
	const struct json *member = object->as.list.first;

	while (member && !same(name, member->key))
		member = member->next;
	return member;
}

/* The first key that is no name; there are more keys than names, or all are names. */
static bool check_keys(struct reader *reader, const struct json *object)
{
	const struct pack_format *format = reader->format;

	for (const struct json *member = object->as.list.first; member; member = member->next) {
		size_t i = 0;

		while (i < format->count &&
		       (format->item[i].name.size == 0 || !same(format->item[i].name, member->key)))
			i++;
		if (i == format->count)
			return err_set(reader->err, STATUS_INVALID,
				       "the format has no item of the name '%.60s'",
				       member->key.data);
	}
	return true;
}

static bool pack_object(struct reader *reader, const struct json *object)
{
	const struct pack_format *format = reader->format;

	if (object->kind != JSON_OBJECT)
		return refuse(reader, "the format has names: an object belongs here");
	if (!check_keys(reader, object))
		return false;
	for (size_t i = 0; i < format->count; i++) {
		const struct pack_item *item = &format->item[i];
		const struct json *member = item->name.size ? member_of(object, item->name) : NULL;

		if (item->name.size && !member) {
			refuse(reader, "its key is missing");
			return pack_blame(format, item, reader->err);
		}
		if (member && !pack_member(reader, item, member))
			return false;
	}
	return true;
}

static bool pack_array(struct reader *reader, const struct json *array)
{
	const struct pack_format *format = reader->format;
	const struct json *value;

	if (array->kind != JSON_ARRAY || array->as.list.count != format->value_count)
		return err_set(reader->err, STATUS_INVALID, "an array of %zu values belongs here%s",
			       format->value_count,
			       array->kind == JSON_OBJECT ? ": the format has no names" : "");
	value = array->as.list.first;
	for (size_t i = 0; i < format->count; i++)
		for (size_t j = 0; j < format->item[i].value_count; j++, value = value->next)
			if (!pack_value(reader, &format->item[i], j, value))
				return false;
	return true;
}

bool pack_json_read(struct buf *bytes, size_t *cut, const struct pack_format *format,
		    const struct json *json, struct err *err)
{
	struct reader reader = { .format = format, .err = err };
	bool fine;

	reader.message = pack_room(bytes, format, err);
	if (!reader.message)
		return false;
	fine = format->named ? pack_object(&reader, json) : pack_array(&reader, json);
	buf_free(&reader.memory);
	if (fine)
		*cut += reader.cut;
	else
		bytes->size -= format->size;
	return fine;
}
