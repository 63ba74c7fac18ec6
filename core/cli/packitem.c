/* packitem -- a message item by item, explained: where each lies, its type, what it holds. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/packitem.h"

#include <string.h>

#include "base/num.h"
#include "base/real.h"
#include "proto/pack.h"

/* clang-format off */
enum { NAME, CODE, C_TYPE, OFFSET, SIZE, PADDING, HEX, VALUE, EXACT, TEXT_SIZE, CUT, NOTE };

static const struct field fields[] = {
	[NAME]      = FIELD("name", FIELD_TEXT, 0, 0, "its name", NULL),
	[CODE]      = FIELD("code", FIELD_TEXT, 0, 0, "its letter, with the count", NULL),
	[C_TYPE]    = FIELD("c_type", FIELD_TEXT, 0, 0, "the type in C", NULL),
	[OFFSET]    = FIELD("offset_bytes", FIELD_UINT, 0, UNIT_BYTES, "where it begins in the message", NULL),
	[SIZE]      = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "its size", NULL),
	[PADDING]   = FIELD("padding_bytes", FIELD_UINT, 0, UNIT_BYTES, "alignment before it", NULL),
	[HEX]       = FIELD("hex", FIELD_TEXT, 0, 0, "its bytes", NULL),
	[VALUE]     = FIELD("value", FIELD_TEXT, 0, 0, "what they hold; several values with blanks between", NULL),
	[EXACT]     = FIELD("exact", FIELD_BOOL, 0, 0, "floats: whether they are exactly the decimals given", NULL),
	[TEXT_SIZE] = FIELD("text_bytes", FIELD_UINT, 0, UNIT_BYTES, "text: how long it was given, or says it is (p)", NULL),
	[CUT]       = FIELD("cut_bytes", FIELD_UINT, 0, UNIT_BYTES, "bytes of it that found no room", NULL),
	[NOTE]      = FIELD("note", FIELD_TEXT, 0, 0, "what is to be known about it", NULL),
	{ 0 }
};

const struct shape packitem_shape = {
	fields, "at {offset_bytes} size {size_bytes}: {code} {c_type}[ {name}][ = {value}][ ({note})]"
};
/* clang-format on */

static bool holds_text(const struct pack_item *item)
{
	return item->code->kind == PACK_TEXT || item->code->kind == PACK_PASCAL;
}

static void put_type(struct row *row, const struct pack_item *item)
{
	bool is_array = item->code->kind != PACK_PASCAL && item->code->kind != PACK_PAD &&
			(item->counted || item->code->kind == PACK_TEXT);
	struct buf text = { 0 };

	buf_puts(&text, item->code->c_type);
	if (is_array)
		buf_printf(&text, "[%zu]", holds_text(item) ? item->size : item->count);
	row_part(row, C_TYPE, &text);
}

static void note(struct buf *notes, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void note(struct buf *notes, const char *format, ...)
{
	va_list values;

	buf_puts(notes, notes->size > 0 ? "; " : "");
	va_start(values, format);
	buf_vprintf(notes, format, values);
	va_end(values);
}

/* Whether the float at INDEX is exactly what the word for it says. */
static bool is_exact(struct row *row, const struct packitem *of, size_t index)
{
	const char *word = of->given[index];
	struct buf memory = { 0 }, digits = { 0 };
	struct pack_value asked = { 0 }, held;
	struct err err;
	bool exact = true;

	pack_read(&held, of->format, of->item, index, of->message);
	if (pack_value_read(&asked, &memory, of->item, word, strlen(word), &err) &&
	    asked.kind == PACK_IS_WHOLE) {
		pack_value_put(&digits, &asked, false);
		exact = real_is_exact(buf_text(&digits), digits.size, held.as.real);
	} else if (asked.kind == PACK_IS_REAL) {
		exact = real_is_exact(word, strlen(word), held.as.real);
	}
	row_free_part(row, &memory);
	row_free_part(row, &digits);
	return exact;
}

static void put_exact(struct row *row, struct buf *notes, const struct packitem *of)
{
	size_t count = of->item->value_count, wrong = 0, first = 0;

	for (size_t i = 0; i < count; i++)
		if (!is_exact(row, of, i) && wrong++ == 0)
			first = i;
	row_bool(row, EXACT, wrong == 0);
	if (wrong == 1)
		note(notes, "%.40s is not exact", of->given[first]);
	if (wrong > 1)
		note(notes, "%zu of %zu are not exact", wrong, count);
}

static void put_text_size(struct row *row, struct buf *notes, const struct packitem *of)
{
	const struct pack_item *item = of->item;
	size_t size, cut, room;
	struct buf memory = { 0 };
	struct pack_value value = { 0 };
	struct err err;

	if (of->given)
		pack_value_read(&value, &memory, item, of->given[0], strlen(of->given[0]), &err);
	else
		pack_read(&value, of->format, item, 0, of->message);
	size = value.as.bytes.size;
	cut = pack_cut(item, size);
	room = size - cut + (item->code->kind == PACK_PASCAL && item->size > 0);
	if (of->given || item->code->kind == PACK_PASCAL) {
		row_uint(row, TEXT_SIZE, size);
		note(notes, "text of %zu byte%s", size, num_plural(size));
	}
	if (of->given) {
		row_uint(row, CUT, cut);
		if (cut > 0)
			note(notes, "%zu %s cut off", cut, cut == 1 ? "is" : "are");
		if (room < item->size)
			note(notes, "%zu zero byte%s behind it", item->size - room,
			     num_plural(item->size - room));
	}
	row_free_part(row, &memory);
}

static void put_values(struct row *row, const struct packitem *of)
{
	struct buf text = { 0 };
	struct pack_value value;

	for (size_t i = 0; i < of->item->value_count; i++) {
		pack_read(&value, of->format, of->item, i, of->message);
		buf_puts(&text, i > 0 ? " " : "");
		pack_value_put(&text, &value, true);
	}
	row_part(row, VALUE, &text);
}

static void put_content(struct row *row, struct buf *notes, const struct packitem *of)
{
	const struct pack_item *item = of->item;
	struct buf hex = { 0 };

	buf_puthex(&hex, (const char *)of->message + item->offset, pack_item_size(item));
	row_part(row, HEX, &hex);
	put_values(row, of);
	if (item->code->kind == PACK_FLOAT && of->given)
		put_exact(row, notes, of);
	if (holds_text(item))
		put_text_size(row, notes, of);
}

void packitem_put(struct row *row, const struct packitem *of)
{
	const struct pack_item *item = of->item;
	struct buf notes = { 0 };

	if (item->name.size)
		row_bytes(row, NAME, item->name.at, item->name.size);
	row_bytes(row, CODE, item->text.at, item->text.size);
	put_type(row, item);
	row_uint(row, OFFSET, item->offset);
	row_uint(row, SIZE, pack_item_size(item));
	row_uint(row, PADDING, item->padding);
	if (item->padding > 0)
		note(&notes, "behind %zu byte%s of padding", item->padding,
		     num_plural(item->padding));
	if (of->message)
		put_content(row, &notes, of);
	row_part(row, NOTE, &notes);
}
