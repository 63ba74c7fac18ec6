/* table -- records of one type in aligned columns, with a header; their widths are those of the
 * first rows. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "cli/out_state.h"
#include "cli/value.h"

bool table_shows(struct out *out, const struct record *record)
{
	bool may_open = record->is_result || !(out->applet->flags & APPLET_RESULTS);

	if (!out->format_type && may_open)
		out->format_type = record->type;
	return out->format_type == record->type;
}

enum { WAIT_ROWS = 1000, WAIT_SIZE = 1 << 20 };

/* The fields of a type, and behind those of results how each went, where that is not plainly well.
 */
struct table {
	struct buf cells; /* of rows that wait: texts ending in NUL */
	size_t rows;
	const struct field *fields;
	unsigned field_count, columns;
	size_t width[FIELDS_MAX + 2];
	bool used[FIELDS_MAX + 2]; /* columns in which anything has stood */
	bool headed;               /* all of those are in the header */
	bool flows;                /* it is known: rows do not wait any more */
};

static struct table *begin_table(const struct record *record)
{
	struct table *table = calloc(1, sizeof(*table));

	if (!table)
		return NULL;
	table->fields = record->row->shape->fields;
	table->field_count = shape_count(record->row->shape);
	table->columns = table->field_count + (record->is_result ? 2 : 0);
	return table;
}

static const char *column_key(const struct table *table, unsigned column)
{
	const struct field *field =
		column < table->field_count
			? &table->fields[column]
			: &record_head_shape.fields[HEAD_STATUS + column - table->field_count];

	return field->key;
}

/* The cell is whole; its column is shown where any cell of it IS_WANTED. */
static void end_cell(struct table *table, unsigned column, bool is_wanted)
{
	if (is_wanted && !table->used[column]) {
		table->used[column] = true;
		table->headed = false;
	}
	buf_putc(&table->cells, '\0');
}

/* A row with no other cell says here what it is about, as the sentence on stderr does. */
static void add_ending(struct out *out, struct table *table, const struct record *record,
		       bool is_bare)
{
	const struct err *err = record->err;

	buf_puts(&table->cells, status_word(record->status));
	end_cell(table, table->field_count, record->status != STATUS_OK);
	if (err && is_bare && *record->subject) {
		buf_putc(&table->cells, '\'');
		safe_put(&table->cells, record->subject, strlen(record->subject), out->charset);
		buf_puts(&table->cells, "': ");
	}
	if (err)
		safe_put(&table->cells, err->text, strlen(err->text), out->charset);
	end_cell(table, table->field_count + 1, err != NULL);
}

static void add_row(struct out *out, struct table *table, const struct record *record)
{
	const struct row *row = record->row;
	bool is_bare = true;

	for (unsigned i = 0; i < table->field_count; i++) {
		const struct field *field = &table->fields[i];
		size_t before = table->cells.size;

		if (out->common->verbose || !(field->flags & FIELD_DETAIL))
			value_put_all(&table->cells, field, &row->values[i], out->charset);
		is_bare = is_bare && table->cells.size == before;
		end_cell(table, i, table->cells.size > before);
	}
	if (record->is_result)
		add_ending(out, table, record, is_bare);
	table->rows++;
}

static void widen(size_t *width, const char *text, size_t size)
{
	size_t columns = safe_width(text, size);

	*width = columns > *width ? columns : *width;
}

static void measure(struct table *table)
{
	const char *cell = table->cells.data;

	for (unsigned i = 0; i < table->columns; i++)
		widen(&table->width[i], column_key(table, i), strlen(column_key(table, i)));
	for (size_t row = 0; row < table->rows; row++)
		for (unsigned i = 0; i < table->columns; i++) {
			size_t size = strlen(cell);

			widen(&table->width[i], cell, size);
			cell += size + 1;
		}
}

/* One line of cells, if any column has some; in a header row CELL is NULL. A cell that is wider
 * than its column pushes the next. Returns the cell behind it. */
static const char *put_row(struct out *out, const struct table *table, const char *cell)
{
	struct buf line = { 0 };
	size_t gap = 0;

	for (unsigned i = 0; i < table->columns; i++) {
		const char *text = cell ? cell : column_key(table, i);
		size_t size = strlen(text), columns = safe_width(text, size);

		cell = cell ? cell + size + 1 : NULL;
		if (!table->used[i])
			continue;
		if (size > 0)
			buf_fill(&line, ' ', gap);
		gap = size > 0 ? 0 : gap;
		gap += (columns < table->width[i] ? table->width[i] - columns : 0) + 2;
		buf_put(&line, text, size);
	}
	if (gap > 0)
		text_put_line(out, line.data, line.size, 0, 4);
	buf_free_part(&line, &out->text);
	return cell;
}

/* The rows that wait, below a header where there is none yet that has all their columns. */
static void put_rows(struct out *out, struct table *table)
{
	const char *cell = table->cells.data;

	if (table->cells.failed) {
		out->text.failed = true;
		return;
	}
	if (!table->headed) {
		measure(table);
		put_row(out, table, NULL);
		table->headed = true;
	}
	for (size_t row = 0; row < table->rows; row++)
		cell = put_row(out, table, cell);
	buf_clear(&table->cells);
	table->rows = 0;
}

static void table_record(struct out *out, const struct record *record, const struct row *head)
{
	struct table *table = out->format_state;

	(void)head;
	if (!table_shows(out, record))
		return;
	if (!table)
		table = out->format_state = begin_table(record);
	if (!table) {
		out->text.failed = true;
		return;
	}
	add_row(out, table, record);
	table->flows = table->flows || table->rows == WAIT_ROWS || table->cells.size >= WAIT_SIZE;
	if (table->flows)
		put_rows(out, table);
}

static void table_end(struct out *out)
{
	struct table *table = out->format_state;

	if (!table)
		return;
	if (table->rows > 0)
		put_rows(out, table);
	buf_free(&table->cells);
	free(table);
	out->format_state = NULL;
}

const struct writer writer_table = { .record = table_record, .end = table_end, .streams = true };
