/* histogram -- how many values fell where, drawn in lines that fit the terminal. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/histogram.h"

#include "cli/value.h"

enum { LOW, HIGH, COUNT, LABELS };
enum { COLUMNS = 80, BAR_LEAST = 5 };

/* The widest label of each kind, and the highest count. */
struct measure {
	size_t width[LABELS];
	uint64_t most;
	size_t bar;    /* columns that bars have */
	bool is_tight; /* there is no room for where a bin ends */
};

static void put_label(struct buf *label, const struct row *row, unsigned i, struct charset charset)
{
	value_put(label, &row->shape->fields[i], &row->values[i], charset);
}

static uint64_t count_of(const struct row *row)
{
	return row->values[COUNT].as.whole;
}

static void look(struct measure *measure, const struct row *row, struct buf *buf,
		 struct charset charset)
{
	for (unsigned i = 0; i < LABELS; i++) {
		struct buf label = { 0 };

		put_label(&label, row, i, charset);
		if (label.size > measure->width[i])
			measure->width[i] = label.size;
		buf_free_part(&label, buf);
	}
	if (count_of(row) > measure->most)
		measure->most = count_of(row);
}

/* Numbers stand flush right. */
static void put_padded(struct buf *buf, const struct row *row, unsigned i, size_t width,
		       struct charset charset)
{
	struct buf label = { 0 };

	put_label(&label, row, i, charset);
	buf_fill(buf, ' ', width > label.size ? width - label.size : 0);
	buf_put(buf, label.data, label.size);
	buf_free_part(&label, buf);
}

/* In halves of a column; whatever is not nothing is seen. */
static void put_bar(struct buf *buf, const struct measure *measure, uint64_t count, bool utf8)
{
	double part = measure->most ? (double)count / (double)measure->most : 0;
	size_t halves = (size_t)(part * 2 * (double)measure->bar + 0.5);

	halves = halves == 0 && count > 0 ? 1 : halves;
	if (!utf8) {
		buf_fill(buf, '#', (halves + 1) / 2);
		return;
	}
	for (size_t i = 0; i < halves / 2; i++)
		buf_puts(buf, "\u2588");
	if (halves % 2)
		buf_puts(buf, "\u258c");
}

static void put_line(struct buf *buf, const struct measure *measure, const struct row *row,
		     struct charset charset)
{
	put_padded(buf, row, LOW, measure->width[LOW], charset);
	if (!measure->is_tight) {
		buf_puts(buf, " - ");
		put_padded(buf, row, HIGH, measure->width[HIGH], charset);
	}
	buf_putc(buf, ' ');
	put_padded(buf, row, COUNT, measure->width[COUNT], charset);
	if (measure->bar > 0 && count_of(row) > 0) {
		buf_putc(buf, ' ');
		put_bar(buf, measure, count_of(row), charset.utf8);
	}
	buf_putc(buf, '\n');
}

void histogram_put(struct buf *buf, const struct value *value, size_t columns,
		   struct charset charset)
{
	struct measure measure = { 0 };
	size_t taken;

	if (value->state != VALUE_LIST)
		return;
	for (const struct item *item = value->as.list.first; item; item = item->next)
		look(&measure, item->value.as.row, buf, charset);
	columns = columns ? columns : COLUMNS;
	taken = measure.width[LOW] + 3 + measure.width[HIGH] + 1 + measure.width[COUNT] + 1;
	if (taken > columns) {
		measure.is_tight = true;
		taken -= 3 + measure.width[HIGH];
	}
	measure.bar = columns >= taken + BAR_LEAST ? columns - taken : 0;
	for (const struct item *item = value->as.list.first; item; item = item->next)
		put_line(buf, &measure, item->value.as.row, charset);
}
