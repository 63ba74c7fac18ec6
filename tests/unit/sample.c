/* sample -- record types with a field of every kind, and records of them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 256 };

static const struct field interface_fields[] = {
	FIELD("name", FIELD_TEXT, 0, UNIT_NONE, "its name", NULL),
	FIELD("index", FIELD_UINT, 0, UNIT_NONE, "its number", NULL),
	FIELD("up", FIELD_BOOL, 0, UNIT_NONE, "whether it is up", NULL),
	FIELD("groups", FIELD_ADDRESS, FIELD_LIST, UNIT_NONE, "groups joined", NULL),
	{ 0 },
};
static const struct shape interface_shape = { interface_fields, NULL };

static const struct field result_fields[] = {
	FIELD("name", FIELD_TEXT, 0, UNIT_NONE, "a text", NULL),
	FIELD("port", FIELD_UINT, 0, UNIT_NONE, "a number", NULL),
	FIELD("offset", FIELD_INT, 0, UNIT_NONE, "a number with a sign", NULL),
	FIELD("rtt_ms", FIELD_REAL, 0, UNIT_MS, "a duration", NULL),
	FIELD("took_ns", FIELD_UINT, 0, UNIT_NS, "a duration", NULL),
	FIELD("wait_us", FIELD_INT, 0, UNIT_US, "a duration", NULL),
	FIELD("idle_s", FIELD_INT, 0, UNIT_S, "a duration", NULL),
	FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "a size", NULL),
	FIELD("ratio", FIELD_REAL, 0, UNIT_NONE, "a ratio", NULL),
	FIELD("agree", FIELD_BOOL, 0, UNIT_NONE, "yes or no", NULL),
	FIELD("address", FIELD_ADDRESS, 0, UNIT_NONE, "an address", NULL),
	FIELD("addresses", FIELD_ADDRESS, FIELD_LIST, UNIT_NONE, "addresses", NULL),
	FIELD("aliases", FIELD_TEXT, FIELD_LIST, UNIT_NONE, "texts", NULL),
	FIELD("numbers", FIELD_UINT, FIELD_LIST, UNIT_NONE, "numbers", NULL),
	FIELD("interfaces", FIELD_OBJECT, FIELD_LIST, UNIT_NONE, "objects", &interface_shape),
	FIELD("main", FIELD_OBJECT, 0, UNIT_NONE, "an object", &interface_shape),
	FIELD("data", FIELD_DATA, 0, UNIT_NONE, "payload", NULL),
	FIELD("peer", FIELD_TEXT, 0, UNIT_NONE, "who sent it", NULL),
	FIELD("transport", FIELD_TEXT, 0, UNIT_NONE, "how", NULL),
	{ 0 },
};

static const struct field event_fields[] = {
	FIELD("name", FIELD_TEXT, 0, UNIT_NONE, "a text", NULL),
	FIELD("change", FIELD_TEXT, 0, UNIT_NONE, "what happened", NULL),
	{ 0 },
};

static const struct field summary_fields[] = {
	FIELD("received", FIELD_UINT, 0, UNIT_NONE, "how many", NULL),
	{ 0 },
};

const struct record_type sample_types[] = {
	{ "result", "an answer", { result_fields, NULL } },
	{ "event", "something happened", { event_fields, NULL } },
	{ "summary", "the totals", { summary_fields, NULL } },
	{ 0 },
};

static const struct field value_text_fields[] = {
	FIELD("value", FIELD_TEXT, 0, UNIT_NONE, "the value", NULL),
	{ 0 },
};
static const struct field value_int_fields[] = {
	FIELD("value", FIELD_INT, 0, UNIT_NONE, "the value", NULL),
	{ 0 },
};
static const struct field value_address_fields[] = {
	FIELD("value", FIELD_ADDRESS, 0, UNIT_NONE, "the value", NULL),
	{ 0 },
};
const struct record_type sample_value_text[] = {
	{ "result", "an answer", { value_text_fields, NULL } },
	{ 0 },
};
const struct record_type sample_value_int[] = {
	{ "result", "an answer", { value_int_fields, NULL } },
	{ 0 },
};
const struct record_type sample_value_address[] = {
	{ "result", "an answer", { value_address_fields, NULL } },
	{ 0 },
};

/* ---- filling ----------------------------------------------------------------------------- */

static unsigned hex(char c)
{
	return (unsigned)(c >= 'a' ? c - 'a' + 10 : c - '0');
}

/* %XX is a byte. */
static size_t decode(char *text)
{
	char *to = text;

	for (const char *from = text; *from; to++) {
		if (*from == '%' && from[1] && from[2]) {
			*to = (char)(hex(from[1]) << 4 | hex(from[2]));
			from += 3;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
	return (size_t)(to - text);
}

static bool set_field(struct row *row, unsigned i, char *value)
{
	size_t size = decode(value);

	switch (row->shape->fields[i].type) {
	case FIELD_TEXT:
	case FIELD_ADDRESS:
	case FIELD_DATA:
	case FIELD_JSON:
		row_bytes(row, i, value, size);
		break;
	case FIELD_BOOL:
		row_bool(row, i, strcmp(value, "true") == 0);
		break;
	case FIELD_INT:
		row_int(row, i, strtoll(value, NULL, 10));
		break;
	case FIELD_UINT:
		row_uint(row, i, strtoull(value, NULL, 10));
		break;
	case FIELD_REAL:
		row_real(row, i, strtod(value, NULL));
		break;
	case FIELD_OBJECT:
		return false;
	}
	return true;
}

static bool set_key(struct row *row, const char *key, size_t size, char *value);

/* A member: the first one of its shape begins a new object. */
static bool set_member(struct row *row, unsigned i, const char *key, size_t size, char *value)
{
	const struct field *field = &row->shape->fields[i];
	struct value *slot = &row->values[i];
	bool begins = strncmp(field->members->fields[0].key, key, size) == 0;
	struct row *object;

	if (begins || slot->state == VALUE_UNSET)
		object = row_object(row, i);
	else if (slot->state == VALUE_LIST)
		object = slot->as.list.last ? slot->as.list.last->value.as.row : NULL;
	else
		object = slot->as.row;
	return !object || set_key(object, key, size, value);
}

static bool set_key(struct row *row, const char *key, size_t size, char *value)
{
	const char *dot = memchr(key, '.', size);
	size_t first = dot ? (size_t)(dot - key) : size;

	for (unsigned i = 0; *row->shape->fields[i].key; i++) {
		const char *name = row->shape->fields[i].key;

		if (strncmp(name, key, first) != 0 || name[first] != '\0')
			continue;
		if (dot)
			return set_member(row, i, dot + 1, size - first - 1, value);
		if (strcmp(value, "[]") == 0)
			return row_empty(row, i), true;
		return set_field(row, i, value);
	}
	return false;
}

static bool set_outcome(struct sample *sample, const char *word, const char *value)
{
	if (strcmp(word, "status") == 0) {
		for (enum status status = 0; status < STATUS_COUNT; status++)
			if (strcmp(status_word(status), value) == 0)
				sample->err.kind = status;
	} else if (strcmp(word, "errno") == 0) {
		for (int number = 1; number < 200; number++)
			if (err_name(number) && strcmp(err_name(number), value) == 0)
				err_errno(&sample->err, number, "sample");
	} else {
		return false;
	}
	sample->record.status = sample->err.kind;
	sample->record.err = status_is_success(sample->err.kind) ? NULL : &sample->err;
	return true;
}

static void set_word(struct sample *sample, char *word)
{
	char *equals = strchr(word, '=');

	if (!equals)
		abort();
	*equals = '\0';
	if (set_outcome(sample, word, equals + 1))
		return;
	if (sample->record.row &&
	    !set_key(sample->record.row, word, (size_t)(equals - word), equals + 1))
		abort();
}

bool sample_fill(struct sample *sample, struct arena *arena, const struct record_type *types,
		 const char *line)
{
	size_t size = strcspn(line, " ");

	*sample = (struct sample){ .err.kind = STATUS_OK };
	while (types->type[0] && strncmp(types->type, line, size) != 0)
		types++;
	if (!types->type[0])
		abort();
	sample->record = (struct record){ .type = types,
					  .subject = "",
					  .is_result = strcmp(types->type, "result") == 0 };
	sample->record.row = row_begin(arena, &types->shape, UINT64_MAX);
	for (line += size; *line; line += size) {
		char word[WORD_MAX];

		line += strspn(line, " ");
		size = strcspn(line, " ");
		if (size >= sizeof(word))
			abort();
		memcpy(word, line, size);
		word[size] = '\0';
		if (size > 0)
			set_word(sample, word);
	}
	if (sample->record.row)
		sample->head = record_head(&sample->record, arena);
	return sample->head != NULL && !arena->failed;
}
