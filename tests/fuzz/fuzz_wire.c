/* fuzz_wire -- frames between processes: what is read can be written again, byte for byte the same
 * record. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/out.h"
#include "cli/wire.h"
#include "fuzz.h"

static const struct field place_fields[] = {
	FIELD("name", FIELD_TEXT, 0, UNIT_NONE, "", NULL),
	FIELD("port", FIELD_UINT, 0, UNIT_NONE, "", NULL),
	{ .key = "" },
};
static const struct shape place_shape = { place_fields, NULL };
static const struct field fields[] = {
	FIELD("text", FIELD_TEXT, 0, UNIT_NONE, "", NULL),
	FIELD("data", FIELD_DATA, 0, UNIT_NONE, "", NULL),
	FIELD("flag", FIELD_BOOL, 0, UNIT_NONE, "", NULL),
	FIELD("offset", FIELD_INT, 0, UNIT_NONE, "", NULL),
	FIELD("real", FIELD_REAL, 0, UNIT_NONE, "", NULL),
	FIELD("words", FIELD_TEXT, FIELD_LIST, UNIT_NONE, "", NULL),
	FIELD("place", FIELD_OBJECT, 0, UNIT_NONE, "", &place_shape),
	FIELD("places", FIELD_OBJECT, FIELD_LIST, UNIT_NONE, "", &place_shape),
	{ .key = "" },
};
static const struct record_type records[] = {
	{ "result", "", { fields, NULL } },
	{ "event", "", { place_fields, NULL } },
	{ .type = "" },
};
static const struct applet applet = { .name = "fuzz", .records = records };
static const struct common common = { .format = FORMAT_JSON, .get = NULL };

/* Read the frames; records that are taken are written to OUT's text. Returns how many were. */
static size_t read_frames(struct out *out, const char *data, size_t size)
{
	enum wire_kind kind;
	const char *body;
	size_t body_size, whole, count = 0;

	while (size > 0 && wire_next(&kind, &body, &body_size, &whole, data, size)) {
		FUZZ_HOLDS(whole <= size && body_size == whole - WIRE_HEAD_SIZE);
		FUZZ_HOLDS(kind == WIRE_QUESTION || kind == WIRE_RECORD || kind == WIRE_END);
		if (kind == WIRE_RECORD && wire_read_record(out, body, body_size))
			count++;
		FUZZ_HOLDS(!out->begun);
		data += whole;
		size -= whole;
	}
	return count;
}

static void begin(struct out *out)
{
	struct err err = { 0 };

	FUZZ_HOLDS(out_begin(out, &applet, &common, &err));
	out_use_wire(out);
}

int fuzz_wire(const uint8_t *data, size_t size)
{
	char *exact = malloc(size ? size : 1);
	struct out first, second;
	size_t count;

	if (!exact)
		return 0;
	memcpy(exact, data, size);
	begin(&first);
	begin(&second);
	count = read_frames(&first, exact, size);
	FUZZ_HOLDS(read_frames(&second, first.text.data, first.text.size) == count);
	FUZZ_HOLDS(first.text.size == second.text.size);
	FUZZ_HOLDS(count == 0 || memcmp(first.text.data, second.text.data, first.text.size) == 0);
	out_close(&first);
	out_close(&second);
	free(exact);
	return 0;
}
