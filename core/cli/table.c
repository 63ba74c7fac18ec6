/* table -- records in aligned columns with a header, and as CSV (RFC 4180). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "cli/out_state.h"
#include "cli/value.h"

/* One type, the first that comes. */
static bool is_shown(struct out *out, const struct record *record)
{
	bool may_open = record->is_result || !(out->applet->flags & APPLET_RESULTS);

	if (!out->format_type && may_open)
		out->format_type = record->type;
	return out->format_type == record->type;
}

/* ---- CSV: a header first ------------------------------------------------------------------- */

static void put_cell(struct out *out, struct buf *cell, bool first)
{
	bool quoted = cell->size > 0 &&
		      (memchr(cell->data, ',', cell->size) || memchr(cell->data, '"', cell->size));

	buf_puts(&out->text, first ? "" : ",");
	buf_puts(&out->text, quoted ? "\"" : "");
	for (size_t i = 0; i < cell->size; i++) {
		buf_puts(&out->text, cell->data[i] == '"' ? "\"" : "");
		buf_putc(&out->text, cell->data[i]);
	}
	buf_puts(&out->text, quoted ? "\"" : "");
}

static void put_csv_header(struct out *out, const struct row *head, const struct row *row)
{
	const struct field *part[] = { head->shape->fields, row->shape->fields };
	bool first = true;

	for (size_t i = 0; i < 2; i++)
		for (const struct field *field = part[i]; *field->key; field++) {
			struct buf cell = { 0 };

			buf_puts(&cell, field->key);
			put_cell(out, &cell, first);
			buf_free_part(&cell, &out->text);
			first = false;
		}
	buf_puts(&out->text, "\r\n");
}

static void put_csv_row(struct out *out, const struct row *row, bool first)
{
	const struct field *fields = row->shape->fields;

	for (unsigned i = 0; *fields[i].key; i++) {
		struct buf cell = { 0 };

		value_put_all(&cell, &fields[i], &row->values[i], out->charset);
		put_cell(out, &cell, first && i == 0);
		buf_free_part(&cell, &out->text);
	}
}

static void csv_record(struct out *out, const struct record *record, const struct row *head)
{
	bool begins = !out->format_type;

	if (!is_shown(out, record))
		return;
	if (begins)
		put_csv_header(out, head, record->row);
	put_csv_row(out, head, true);
	put_csv_row(out, record->row, false);
	buf_puts(&out->text, "\r\n");
}

const struct writer writer_csv = { .record = csv_record, .needs_head = true, .streams = true };

/* ---- table: the widths are those of the first rows --------------------------------------------
 */

enum { WAIT_ROWS = 1000, WAIT_SIZE = 1 << 20 };

struct table {
	struct buf cells; /* of rows that wait: texts ending in NUL */
	size_t rows;
	size_t width[FIELDS_MAX];
	bool used[FIELDS_MAX]; /* columns in which anything has stood */
	bool headed;           /* all of those are in the header */
	bool flows;            /* it is known: rows do not wait any more */
};

static void add_row(struct out *out, struct table *table, const struct row *row)
{
	const struct field *fields = row->shape->fields;

	for (unsigned i = 0; *fields[i].key; i++) {
		size_t before = table->cells.size;

		if (out->common->verbose || !(fields[i].flags & FIELD_DETAIL))
			value_put_all(&table->cells, &fields[i], &row->values[i], out->charset);
		if (table->cells.size > before && !table->used[i]) {
			table->used[i] = true;
			table->headed = false;
		}
		buf_putc(&table->cells, '\0');
	}
	table->rows++;
}

static void widen(size_t *width, const char *text, size_t size)
{
	size_t columns = safe_width(text, size);

	*width = columns > *width ? columns : *width;
}

static void measure(struct table *table, const struct field *fields)
{
	const char *cell = table->cells.data;

	for (unsigned i = 0; *fields[i].key; i++)
		widen(&table->width[i], fields[i].key, strlen(fields[i].key));
	for (size_t row = 0; row < table->rows; row++)
		for (unsigned i = 0; *fields[i].key; i++) {
			size_t size = strlen(cell);

			widen(&table->width[i], cell, size);
			cell += size + 1;
		}
}

/* One line of cells, if any column has some; in a header row CELL is NULL. A cell that is wider
 * than its column pushes the next. Returns the cell behind it. */
static const char *put_row(struct out *out, const struct table *table, const char *cell,
			   const struct field *fields)
{
	struct buf line = { 0 };
	size_t gap = 0;

	for (unsigned i = 0; *fields[i].key; i++) {
		const char *text = cell ? cell : fields[i].key;
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
	const struct field *fields = out->format_type->shape.fields;
	const char *cell = table->cells.data;

	if (table->cells.failed) {
		out->text.failed = true;
		return;
	}
	if (!table->headed) {
		measure(table, fields);
		put_row(out, table, NULL, fields);
		table->headed = true;
	}
	for (size_t row = 0; row < table->rows; row++)
		cell = put_row(out, table, cell, fields);
	buf_clear(&table->cells);
	table->rows = 0;
}

static void table_record(struct out *out, const struct record *record, const struct row *head)
{
	struct table *table = out->format_state;

	(void)head;
	if (record->is_result && record->err && !row_has_answer(record->row))
		return;
	if (!is_shown(out, record))
		return;
	if (!table)
		table = out->format_state = calloc(1, sizeof(*table));
	if (!table) {
		out->text.failed = true;
		return;
	}
	add_row(out, table, record->row);
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
