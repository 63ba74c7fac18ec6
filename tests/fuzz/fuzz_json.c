/* fuzz_json -- the JSON writer: a record of any bytes is one line that the strict reader takes,
 * with the values that went in. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "cli/json.h"
#include "cli/json_read.h"
#include "cli/safe.h"
#include "fuzz.h"

enum { TEXT, DATA, WHOLE, OFFSET, REAL, WORDS };

static const struct field fields[] = {
	[TEXT] = FIELD("text", FIELD_TEXT, 0, UNIT_NONE, "", NULL),
	[DATA] = FIELD("data", FIELD_DATA, 0, UNIT_NONE, "", NULL),
	[WHOLE] = FIELD("whole", FIELD_UINT, 0, UNIT_NONE, "", NULL),
	[OFFSET] = FIELD("offset", FIELD_INT, 0, UNIT_NONE, "", NULL),
	[REAL] = FIELD("real", FIELD_REAL, 0, UNIT_NONE, "", NULL),
	[WORDS] = FIELD("words", FIELD_TEXT, FIELD_LIST, UNIT_NONE, "", NULL),
	{ .key = "" },
};
static const struct record_type type = { "result", "", { fields, NULL } };

/* Numbers out of the first bytes, words cut at commas. */
static void fill(struct row *row, const char *data, size_t size)
{
	uint64_t whole = 0;
	double real;

	memcpy(&whole, data, size < sizeof(whole) ? size : sizeof(whole));
	memcpy(&real, &whole, sizeof(real));
	row_bytes(row, TEXT, data, size);
	row_bytes(row, DATA, data, size);
	row_uint(row, WHOLE, whole);
	row_int(row, OFFSET, (int64_t)whole);
	row_real(row, REAL, real);
	for (size_t at = 0; at < size;) {
		const char *comma = memchr(data + at, ',', size - at);
		size_t length = comma ? (size_t)(comma - data) - at : size - at;

		row_bytes(row, WORDS, data + at, length);
		at += length + 1;
	}
}

static bool is_utf8(const char *data, size_t size)
{
	uint32_t code;

	for (size_t length; size > 0; data += length, size -= length) {
		length = utf8_decode(&code, data, size);
		if (length == 0)
			return false;
	}
	return true;
}

static void check_values(const struct json *root, const struct row *row, const char *data,
			 size_t size)
{
	struct json_text text = { 0 };
	uint64_t whole = 0;
	int64_t offset = 0;

	FUZZ_HOLDS(json_uint(&whole, json_member(root, "whole")));
	FUZZ_HOLDS(whole == row->values[WHOLE].as.whole);
	FUZZ_HOLDS(json_int(&offset, json_member(root, "offset")));
	FUZZ_HOLDS(offset == row->values[OFFSET].as.integer);
	FUZZ_HOLDS(json_string(&text, json_member(root, "data_b64")));
	FUZZ_HOLDS(text.size == (size + 2) / 3 * 4);
	FUZZ_HOLDS(json_string(&text, json_member(root, "text")));
	FUZZ_HOLDS(json_string(&text, json_member(root, "data")) == is_utf8(data, size));
	if (is_utf8(data, size)) {
		FUZZ_HOLDS(text.size == size && memcmp(text.data, data, size) == 0);
		FUZZ_HOLDS(json_string(&text, json_member(root, "text")));
		FUZZ_HOLDS(text.size == size && memcmp(text.data, data, size) == 0);
	}
}

static void check_record(const char *data, size_t size)
{
	struct arena arena = { 0 };
	struct row *row = row_begin(&arena, &type.shape, UINT64_MAX);
	struct record record = { .type = &type, .row = row, .is_result = true };
	struct buf line = { 0 };
	const struct json *root = NULL;
	struct err err = { 0 };

	fill(row, data, size);
	json_put_record(&line, record_head(&record, &arena), &record);
	FUZZ_HOLDS(!line.failed && line.size > 0);
	FUZZ_HOLDS(memchr(line.data, '\n', line.size) == line.data + line.size - 1);
	FUZZ_HOLDS(!memmem(line.data, line.size, "##[", 3));
	FUZZ_HOLDS(json_read(&root, &arena, line.data, line.size - 1, &err));
	check_values(root, row, data, size);
	buf_free(&line);
	arena_free(&arena);
}

int fuzz_json(const uint8_t *data, size_t size)
{
	char *text = malloc(size ? size : 1);

	if (text) {
		memcpy(text, data, size);
		check_record(text, size);
	}
	free(text);
	return 0;
}
