/* fielddoc -- what record types say about themselves, for help, pages and completion. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/fielddoc.h"

#include <string.h>

static void each_of_shape(const struct shape *shape, field_visit *visit, void *context)
{
	for (const struct field *field = shape->fields; *field->key; field++) {
		visit(context, NULL, field);
		if (field->type != FIELD_OBJECT)
			continue;
		for (const struct field *member = field->members->fields; *member->key; member++)
			visit(context, field, member);
	}
}

void fielddoc_each(const struct record_type *record, field_visit *visit, void *context)
{
	bool result = strcmp(record->type, "result") == 0;

	each_of_shape(result ? &record_head_shape : &record_bare_head_shape, visit, context);
	each_of_shape(&record->shape, visit, context);
}

const struct record_type *fielddoc_twin(const struct record_type *records,
					const struct record_type *record)
{
	for (; records < record; records++)
		if (strcmp(records->type, record->type) == 0 &&
		    records->shape.fields == record->shape.fields)
			return records;
	return NULL;
}

void fielddoc_path(struct buf *buf, const struct field *parent, const struct field *field)
{
	if (parent) {
		buf_puts(buf, parent->key);
		buf_putc(buf, '.');
	}
	buf_puts(buf, field->key);
}

const char *fielddoc_type_word(enum field_type type)
{
	static const char *const words[] = {
		[FIELD_TEXT] = "text",   [FIELD_ADDRESS] = "address", [FIELD_DATA] = "data",
		[FIELD_JSON] = "json",   [FIELD_BOOL] = "boolean",    [FIELD_INT] = "integer",
		[FIELD_UINT] = "number", [FIELD_REAL] = "real",       [FIELD_OBJECT] = "object",
	};

	return words[type];
}

const char *fielddoc_unit(enum unit unit)
{
	static const char *const words[] = {
		[UNIT_NONE] = NULL, [UNIT_NS] = "ns", [UNIT_US] = "us",
		[UNIT_MS] = "ms",   [UNIT_S] = "s",   [UNIT_BYTES] = "bytes",
	};

	return words[unit];
}

void fielddoc_type(struct buf *buf, const struct field *field)
{
	const char *unit = fielddoc_unit(field->unit);

	buf_puts(buf, field->flags & FIELD_LIST ? "list of " : "");
	buf_puts(buf, fielddoc_type_word(field->type));
	buf_puts(buf, unit ? ", " : "");
	buf_puts(buf, unit ? unit : "");
}

uint64_t fielddoc_statuses(const struct applet *applet)
{
	return applet->statuses | STATUSES_COMMON;
}

unsigned fielddoc_status_words(struct buf *buf, uint64_t statuses, int code)
{
	unsigned count = 0;

	for (int status = 0; status < STATUS_COUNT; status++) {
		if (!(statuses & STATUS_BIT(status)) || status_exit((enum status)status) != code)
			continue;
		buf_puts(buf, count++ > 0 ? ", " : "");
		buf_puts(buf, status_word((enum status)status));
	}
	return count;
}
