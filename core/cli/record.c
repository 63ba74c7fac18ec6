/* record -- typed results: rows of values in an arena. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/record.h"

#include <string.h>

#include "base/clock.h"
#include "net/addr.h"
#include "net/sock_addr.h"

unsigned shape_count(const struct shape *shape)
{
	unsigned count = 0;

	while (*shape->fields[count].key)
		count++;
	return count;
}

struct row *row_begin(struct arena *arena, const struct shape *shape, uint64_t wanted)
{
	size_t size = shape_count(shape) * sizeof(struct value);
	struct row *row = arena_take(arena, sizeof(*row) + size);

	if (!row)
		return NULL;
	row->shape = shape;
	row->arena = arena;
	row->values = (struct value *)(row + 1);
	row->wanted = wanted;
	memset(row->values, 0, size);
	return row;
}

/* The value to fill for FIELD: its own, or a new one at the end of its list. NULL when there
 * is no row or no memory. A field of another type is a bug in the applet. */
static struct value *slot(struct row *row, unsigned field, unsigned types)
{
	const struct field *declared;
	struct value *value;
	struct item *item;

	if (!row)
		return NULL;
	declared = &row->shape->fields[field];
	value = &row->values[field];
	if (!(types >> declared->type & 1))
		__builtin_trap();
	if (!(declared->flags & FIELD_LIST)) {
		value->state = VALUE_SET;
		return value;
	}
	item = arena_take(row->arena, sizeof(*item));
	if (!item)
		return NULL;
	row_empty(row, field);
	*item = (struct item){ .value.state = VALUE_SET };
	if (value->as.list.last)
		value->as.list.last->next = item;
	else
		value->as.list.first = item;
	value->as.list.last = item;
	value->as.list.count++;
	return &item->value;
}

void row_empty(struct row *row, unsigned field)
{
	if (row && row->values[field].state == VALUE_UNSET)
		row->values[field].state = VALUE_LIST;
}

void row_free_part(struct row *row, struct buf *part)
{
	if (row && part->failed)
		row->arena->failed = true;
	buf_free(part);
}

void row_bytes(struct row *row, unsigned field, const void *data, size_t size)
{
	struct value *value =
		slot(row, field,
		     1u << FIELD_TEXT | 1u << FIELD_ADDRESS | 1u << FIELD_DATA | 1u << FIELD_JSON);

	if (!value)
		return;
	value->as.text.data = arena_copy(row->arena, data, size);
	value->as.text.size = size;
	if (!value->as.text.data)
		value->state = VALUE_UNSET;
}

void row_text(struct row *row, unsigned field, const char *text)
{
	if (text)
		row_bytes(row, field, text, strlen(text));
}

void row_addr(struct row *row, unsigned field, const struct addr *addr)
{
	char text[ADDR_TEXT_MAX];

	if (addr->family && row_wants(row, field))
		row_bytes(row, field, text, addr_format(text, addr));
}

void row_sock_addr(struct row *row, unsigned field, enum transport transport,
		   const struct sock_addr *at)
{
	struct buf text = { 0 };

	if (!row_wants(row, field))
		return;
	sock_addr_format(&text, transport, at);
	row_part(row, field, &text);
}

void row_part(struct row *row, unsigned field, struct buf *part)
{
	if (part->size > 0 && !part->failed)
		row_bytes(row, field, part->data, part->size);
	row_free_part(row, part);
}

void row_ms(struct row *row, unsigned field, double ns)
{
	row_real(row, field, ns / NS_PER_MS);
}

void row_time(struct row *row, unsigned field, int64_t wall_ns)
{
	char stamp[CLOCK_STAMP_MAX];

	if (wall_ns && row_wants(row, field))
		row_bytes(row, field, stamp, clock_stamp(stamp, wall_ns));
}

void row_texts(struct row *row, unsigned field, char *const *texts)
{
	row_empty(row, field);
	for (; texts && *texts; texts++)
		row_text(row, field, *texts);
}

void row_bool(struct row *row, unsigned field, bool flag)
{
	struct value *value = slot(row, field, 1u << FIELD_BOOL);

	if (value)
		value->as.flag = flag;
}

void row_int(struct row *row, unsigned field, int64_t integer)
{
	struct value *value = slot(row, field, 1u << FIELD_INT);

	if (value)
		value->as.integer = integer;
}

void row_uint(struct row *row, unsigned field, uint64_t whole)
{
	struct value *value = slot(row, field, 1u << FIELD_UINT);

	if (value)
		value->as.whole = whole;
}

void row_real(struct row *row, unsigned field, double real)
{
	struct value *value = slot(row, field, 1u << FIELD_REAL);

	if (value)
		value->as.real = real;
}

struct row *row_object(struct row *row, unsigned field)
{
	struct value *value = slot(row, field, 1u << FIELD_OBJECT);

	if (!value)
		return NULL;
	value->as.row = row_begin(row->arena, row->shape->fields[field].members, UINT64_MAX);
	if (!value->as.row)
		value->state = VALUE_UNSET;
	return value->as.row;
}

bool row_has_answer(const struct row *row)
{
	const struct field *fields = row->shape->fields;

	for (unsigned i = 0; *fields[i].key; i++)
		if (!(fields[i].flags & FIELD_QUESTION) && row->values[i].state != VALUE_UNSET)
			return true;
	return false;
}

enum { ERROR_KIND, ERROR_ERRNO, ERROR_TEXT };

static const struct field error_fields[] = {
	[ERROR_KIND] = FIELD("kind", FIELD_TEXT, 0, UNIT_NONE, "the status word", NULL),
	[ERROR_ERRNO] = FIELD("errno", FIELD_TEXT, 0, UNIT_NONE,
			      "name of the errno, if there was one", NULL),
	[ERROR_TEXT] = FIELD("text", FIELD_TEXT, 0, UNIT_NONE, "the sentence", NULL),
	{ 0 },
};

static const struct shape error_shape = { error_fields, "{text}" };

static const struct field head_fields[] = {
	[HEAD_TYPE] = FIELD("type", FIELD_TEXT, 0, UNIT_NONE, "the record type", NULL),
	[HEAD_STATUS] = FIELD("status", FIELD_TEXT, 0, UNIT_NONE, "how it went", NULL),
	[HEAD_ERROR] = FIELD("error", FIELD_OBJECT, 0, UNIT_NONE, "why it failed", &error_shape),
	{ 0 },
};

static const struct field bare_head_fields[] = {
	[HEAD_TYPE] = FIELD("type", FIELD_TEXT, 0, UNIT_NONE, "the record type", NULL),
	{ 0 },
};

const struct shape record_head_shape = { head_fields, NULL };
const struct shape record_bare_head_shape = { bare_head_fields, NULL };

struct row *record_head(const struct record *record, struct arena *arena)
{
	const struct shape *shape =
		record->is_result ? &record_head_shape : &record_bare_head_shape;
	struct row *head = row_begin(arena, shape, UINT64_MAX);
	struct row *error;

	row_text(head, HEAD_TYPE, record->type->type);
	if (!record->is_result)
		return head;
	row_text(head, HEAD_STATUS, status_word(record->status));
	if (record->err) {
		error = row_object(head, HEAD_ERROR);
		row_text(error, ERROR_KIND, status_word(record->err->kind));
		row_text(error, ERROR_ERRNO, err_name(record->err->number));
		row_text(error, ERROR_TEXT, record->err->text);
	}
	return head;
}
