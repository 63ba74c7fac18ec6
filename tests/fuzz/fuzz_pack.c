/* fuzz_pack -- a format and bytes: what is unpacked can be typed, and written as JSON, and packs to
 * the same message again. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "cli/json_read.h"
#include "cli/pack_json.h"
#include "cli/safe.h"
#include "fuzz.h"
#include "proto/pack.h"
#include "proto/pack_words.h"

enum { SIZE_MOST = 4096, VALUES_MOST = 512 };

/* The layout holds together: items follow each other and end where the message does. */
static void check_layout(const struct pack_format *format)
{
	size_t end = 0, values = 0;

	for (size_t i = 0; i < format->count; i++) {
		const struct pack_item *item = &format->item[i];

		FUZZ_HOLDS(item->offset == end + item->padding);
		FUZZ_HOLDS(item->padding < item->code->native_align);
		FUZZ_HOLDS(item->value_count <= item->count);
		FUZZ_HOLDS(!format->named || item->name.size > 0 || item->value_count == 0);
		end = item->offset + pack_item_size(item);
		values += item->value_count;
	}
	FUZZ_HOLDS(end == format->size && values == format->value_count);
}

/* A value as it is printed: as someone could type it. */
static char *type_value(const struct pack_value *value)
{
	struct buf text = { 0 }, safe = { 0 };
	char *word;

	pack_value_put(&text, value, true);
	safe_put(&safe, text.data, text.size, (struct charset){ 0 });
	word = strdup(buf_text(&safe));
	buf_free(&text);
	buf_free(&safe);
	return word;
}

static void retype(struct buf *bytes, const struct pack_format *format, const void *message)
{
	char *word[VALUES_MOST];
	struct err err = { 0 };
	size_t count = 0, cut = 0;

	for (size_t i = 0; i < format->count; i++)
		for (size_t j = 0; j < format->item[i].value_count; j++) {
			struct pack_value value;

			pack_read(&value, format, &format->item[i], j, message);
			word[count++] = type_value(&value);
		}
	FUZZ_HOLDS(pack_words(bytes, &cut, format, word, count, &err));
	FUZZ_HOLDS(cut == 0);
	while (count > 0)
		free(word[--count]);
}

static void through_json(struct buf *bytes, const struct pack_format *format, const void *message)
{
	struct arena arena = { 0 };
	struct buf text = { 0 };
	const struct json *json;
	struct err err = { 0 };
	size_t cut = 0;

	pack_json_put(&text, format, message);
	FUZZ_HOLDS(json_read(&json, &arena, text.data, text.size, &err));
	FUZZ_HOLDS(pack_json_read(bytes, &cut, format, json, &err));
	FUZZ_HOLDS(cut == 0);
	buf_free(&text);
	arena_free(&arena);
}

static bool same(const struct buf *a, const void *bytes, size_t size)
{
	return a->size == size && memcmp(a->data, bytes, size) == 0;
}

/* Padding, flags above 1, what lies behind a Pascal string and the insides of a NaN are not kept;
 * what was packed once stays. */
static void check_message(const struct pack_format *format, const void *message)
{
	struct buf once = { 0 }, twice = { 0 }, json = { 0 };

	retype(&once, format, message);
	FUZZ_HOLDS(once.size == format->size);
	retype(&twice, format, once.data);
	through_json(&json, format, message);
	FUZZ_HOLDS(same(&twice, once.data, once.size));
	FUZZ_HOLDS(same(&json, once.data, once.size));
	buf_free(&once);
	buf_free(&twice);
	buf_free(&json);
}

int fuzz_pack(const uint8_t *data, size_t size)
{
	size_t text_size = strnlen((const char *)data, size);
	char *text = strndup((const char *)data, text_size);
	struct pack_format format = { 0 };
	struct err err = { 0 };

	if (!text || !pack_format_read(&format, text, &err)) {
		FUZZ_HOLDS(!text || (err.kind == STATUS_INVALID && err.text[0]));
		free(text);
		return 0;
	}
	check_layout(&format);
	if (format.size <= SIZE_MOST && format.value_count <= VALUES_MOST) {
		uint8_t message[SIZE_MOST + 1] = { 0 };
		size_t left = size - text_size;

		memcpy(message, data + text_size, left < format.size ? left : format.size);
		check_message(&format, message);
	}
	pack_format_free(&format);
	free(text);
	return 0;
}
