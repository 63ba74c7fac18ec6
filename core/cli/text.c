/* text -- records for people: by template, or as "key: value" lines; folded, never cut. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/fold.h"
#include "cli/histogram.h"
#include "cli/json.h"
#include "cli/out_state.h"
#include "cli/value.h"

void text_put_line(struct out *out, const char *line, size_t size, size_t start, size_t indent)
{
	const struct fold fold = { (unsigned)out->columns, (unsigned)indent };

	fold_safe(&out->text, fold, (unsigned)start, line, size);
}

static void put_template(struct out *out, const struct row *row)
{
	struct buf lines = { 0 };
	const char *line;

	value_put_template(&lines, row, out->charset);
	line = buf_text(&lines);
	for (size_t size; *line; line += size + (line[size] != '\0')) {
		size = strcspn(line, "\n"); /* of values it is escaped */
		if (size > 0)
			text_put_line(out, line, size, 0, 4);
	}
	buf_free_part(&lines, &out->text);
}

/* What is drawn below a record. */
static void put_drawings(struct out *out, const struct row *row)
{
	const struct field *fields = row->shape->fields;

	for (unsigned i = 0; *fields[i].key; i++)
		if (fields[i].flags & FIELD_BARS)
			histogram_put(&out->text, &row->values[i], out->columns, out->charset);
}

/* "key:" padded to WIDTH and one value, folded under it. */
static void put_key_line(struct out *out, const char *key, size_t width, const struct buf *value)
{
	size_t key_size = strlen(key);

	buf_puts(&out->text, out->color && key_size ? "\033[1m" : "");
	buf_puts(&out->text, key);
	buf_puts(&out->text, out->color && key_size ? "\033[0m" : "");
	buf_putc(&out->text, key_size ? ':' : ' ');
	buf_fill(&out->text, ' ', width + 1 - key_size);
	text_put_line(out, value->data, value->size, width + 2, width + 2);
}

/* Lists of short words share a line; addresses and objects have one each. */
static void put_field(struct out *out, const struct field *field, const struct value *value,
		      size_t width)
{
	struct buf text = { 0 };

	if (value->state == VALUE_LIST &&
	    (field->type == FIELD_OBJECT || field->type == FIELD_ADDRESS)) {
		const char *key = field->key;

		for (const struct item *item = value->as.list.first; item; item = item->next) {
			buf_clear(&text);
			value_put(&text, field, &item->value, out->charset);
			put_key_line(out, key, width, &text);
			key = "";
		}
	} else {
		value_put_all(&text, field, value, out->charset);
		put_key_line(out, field->key, width, &text);
	}
	buf_free_part(&text, &out->text);
}

static bool is_shown(const struct field *field, const struct value *value)
{
	return !(field->flags & FIELD_BARS) &&
	       (value->state == VALUE_SET ||
		(value->state == VALUE_LIST && value->as.list.count > 0));
}

static void put_fields(struct out *out, const struct row *row)
{
	const struct field *fields = row->shape->fields;
	size_t width = 0;

	for (unsigned i = 0; *fields[i].key; i++)
		if (is_shown(&fields[i], &row->values[i]) && strlen(fields[i].key) > width)
			width = strlen(fields[i].key);
	if (width > 0 && out->wrote)
		buf_putc(&out->text, '\n');
	out->wrote = out->wrote || width > 0;
	for (unsigned i = 0; *fields[i].key; i++)
		if (is_shown(&fields[i], &row->values[i]))
			put_field(out, &fields[i], &row->values[i], width);
}

static void text_record(struct out *out, const struct record *record, const struct row *head)
{
	(void)head;
	if (record->is_result && record->err && !row_has_answer(record->row))
		return; /* its sentence on stderr says it all */
	if (record->row->shape->text)
		put_template(out, record->row);
	else
		put_fields(out, record->row);
	put_drawings(out, record->row);
}

const struct writer writer_text = { .record = text_record, .streams = true };

static void json_record(struct out *out, const struct record *record, const struct row *head)
{
	json_put_record(&out->text, head, record);
}

const struct writer writer_json = { .record = json_record, .needs_head = true, .streams = true };

static void no_record(struct out *out, const struct record *record, const struct row *head)
{
	(void)out;
	(void)record;
	(void)head;
}

const struct writer writer_none = { .record = no_record, .streams = true };
