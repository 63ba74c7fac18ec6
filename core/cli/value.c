/* value -- one value of a record as text, for every format but JSON. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/value.h"

#include <string.h>

#include "base/texts.h"

void value_put_real(struct buf *buf, double real)
{
	const double exact_max = 9e15;
	double thousandths = (real < 0 ? -real : real) * 1000 + 0.5;
	char part[3];
	uint64_t whole;

	if (!(thousandths < exact_max)) {
		buf_printf(buf, "%.0f", real); /* no decimals left to print: no locale in it */
		return;
	}
	whole = (uint64_t)thousandths;
	for (int i = 0; i < 3; i++)
		part[i] = (char)('0' + whole / (i == 0 ? 100 : i == 1 ? 10 : 1) % 10);
	if (real < 0 && whole > 0)
		buf_putc(buf, '-');
	buf_putu(buf, whole / 1000);
	buf_putc(buf, '.');
	buf_put(buf, part, sizeof(part));
}

/* The members that are set, as "key=value key=value". */
static void put_members(struct buf *buf, const struct row *row, struct charset charset)
{
	const struct field *fields = row->shape->fields;
	bool first = true;

	for (unsigned i = 0; *fields[i].key; i++) {
		if (row->values[i].state == VALUE_UNSET)
			continue;
		buf_puts(buf, first ? "" : " ");
		first = false;
		buf_puts(buf, fields[i].key);
		buf_putc(buf, '=');
		value_put_all(buf, &fields[i], &row->values[i], charset);
	}
}

void value_put(struct buf *buf, const struct field *field, const struct value *value,
	       struct charset charset)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_ADDRESS:
	case FIELD_DATA:
		safe_put(buf, value->as.text.data, value->as.text.size, charset);
		break;
	case FIELD_JSON: /* its strings are escaped as they are in --json */
		buf_put(buf, value->as.text.data, value->as.text.size);
		break;
	case FIELD_BOOL:
		buf_puts(buf, value->as.flag ? "yes" : "no");
		break;
	case FIELD_INT:
		buf_puti(buf, value->as.integer);
		break;
	case FIELD_UINT:
		buf_putu(buf, value->as.whole);
		break;
	case FIELD_REAL:
		value_put_real(buf, value->as.real);
		break;
	case FIELD_OBJECT:
		if (value->as.row->shape->text)
			value_put_template(buf, value->as.row, charset);
		else
			put_members(buf, value->as.row, charset);
		break;
	}
}

void value_put_all(struct buf *buf, const struct field *field, const struct value *value,
		   struct charset charset)
{
	if (value->state == VALUE_SET)
		value_put(buf, field, value, charset);
	if (value->state != VALUE_LIST)
		return;
	for (const struct item *item = value->as.list.first; item; item = item->next) {
		value_put(buf, field, &item->value, charset);
		if (item->next)
			buf_puts(buf, field->type == FIELD_OBJECT ? "; " : " ");
	}
}

/* The field of ROW that is called KEY; the contract test proves that templates name real ones. */
static unsigned field_index(const struct row *row, const char *key, size_t size)
{
	const struct field *fields = row->shape->fields;
	unsigned i = 0;

	while (*fields[i].key && !text_equals(fields[i].key, key, size))
		i++;
	return i;
}

static bool is_empty(const struct field *field, const struct value *value)
{
	return value->state == VALUE_UNSET ||
	       (value->state == VALUE_LIST && value->as.list.count == 0) ||
	       (value->state == VALUE_SET && field_is_text(field) && value->as.text.size == 0);
}

static bool is_zero(const struct field *field, const struct value *value)
{
	switch (field->type) {
	case FIELD_BOOL:
		return value->state == VALUE_SET && !value->as.flag;
	case FIELD_INT:
		return value->state == VALUE_SET && value->as.integer == 0;
	case FIELD_UINT:
		return value->state == VALUE_SET && value->as.whole == 0;
	case FIELD_TEXT:
	case FIELD_ADDRESS:
	case FIELD_DATA:
	case FIELD_JSON:
	case FIELD_REAL:
	case FIELD_OBJECT:
		return false;
	}
	return false;
}

/* Put TEXT up to END; returns false where a field in it was empty, or a number that COUNTS was 0.
 */
static bool put_span(struct buf *buf, const char *text, const char *end, const struct row *row,
		     struct charset charset, bool counts)
{
	bool full = true, one = false;

	while (text < end) {
		if (strncmp(text, "{s}", 3) == 0) {
			buf_puts(buf, one ? "" : "s");
			text += 3;
		} else if (text + 1 < end && text[0] == text[1] && strchr("{}[]", text[0])) {
			buf_putc(buf, text[0]);
			text += 2;
		} else if (text[0] == '{') {
			const char *close = memchr(text, '}', (size_t)(end - text));
			unsigned i = field_index(row, text + 1, (size_t)(close - text - 1));
			size_t before = buf->size;

			full = full && !is_empty(&row->shape->fields[i], &row->values[i]) &&
			       !(counts && is_zero(&row->shape->fields[i], &row->values[i]));
			value_put_all(buf, &row->shape->fields[i], &row->values[i], charset);
			one = buf->size == before + 1 && buf->data[before] == '1';
			text = close + 1;
		} else {
			buf_putc(buf, *text++);
		}
	}
	return full;
}

static const char *find_bracket(const char *text, char bracket)
{
	for (; *text; text++) {
		if (text[0] == bracket && text[1] != bracket)
			return text;
		if (text[0] == bracket)
			text++;
	}
	return text;
}

void value_put_template(struct buf *buf, const struct row *row, struct charset charset)
{
	const char *text = row->shape->text;

	while (*text) {
		const char *open = find_bracket(text, '[');
		const char *close = *open ? find_bracket(open + 1, ']') : open;
		bool counts = *open && open[1] == '+';
		size_t before;

		put_span(buf, text, open, row, charset, false);
		before = buf->size;
		if (*open && !put_span(buf, open + 1 + counts, close, row, charset, counts))
			buf->size = before;
		text = *close ? close + 1 : close;
	}
}
