/* csv -- records of one type as comma-separated values (RFC 4180), a header first. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/out_state.h"
#include "cli/value.h"

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

	if (!table_shows(out, record))
		return;
	if (begins)
		put_csv_header(out, head, record->row);
	put_csv_row(out, head, true);
	put_csv_row(out, record->row, false);
	buf_puts(&out->text, "\r\n");
}

const struct writer writer_csv = { .record = csv_record, .needs_head = true, .streams = true };
