/* packrow -- a message, packed or unpacked, as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/packrow.h"

#include "cli/pack_json.h"
#include "proto/base64.h"
#include "proto/pack.h"

/* The values of ITEM: one by one into the list, and into TEXT as "id=1", or as "1 2". */
static void put_item(struct row *row, struct buf *text, const struct pack_format *format,
		     const struct pack_item *item, const void *message)
{
	bool named = item->name.size > 0;
	struct pack_value value;

	buf_put(text, item->name.at, item->name.size);
	buf_puts(text, named ? "=" : "");
	for (size_t i = 0; i < item->value_count; i++) {
		struct buf one = { 0 };

		pack_read(&value, format, item, i, message);
		buf_puts(text, i == 0 ? "" : named ? "," : " ");
		pack_value_put(text, &value, true);
		pack_value_put(&one, &value, false);
		row_bytes(row, PACKROW_VALUES, one.size ? one.data : "", one.size);
		row_free_part(row, &one);
	}
}

void packrow_put_values(struct row *row, const struct pack_format *format, const void *message)
{
	struct buf text = { 0 }, json = { 0 };

	row_empty(row, PACKROW_VALUES);
	for (size_t i = 0; i < format->count; i++) {
		const struct pack_item *item = &format->item[i];

		if (item->value_count == 0 && item->name.size == 0)
			continue;
		buf_puts(&text, text.size > 0 ? " " : "");
		put_item(row, &text, format, item, message);
	}
	row_part(row, PACKROW_TEXT, &text);
	if (row_wants(row, PACKROW_JSON))
		pack_json_put(&json, format, message);
	row_part(row, PACKROW_JSON, &json);
}

void packrow_put_hex(struct row *row, const void *bytes, size_t size)
{
	struct buf text = { 0 };

	row_uint(row, PACKROW_SIZE, size);
	buf_puthex(&text, bytes, size);
	row_bytes(row, PACKROW_HEX, text.size ? text.data : "", text.size);
	row_free_part(row, &text);
}

void packrow_put_bytes(struct row *row, const void *bytes, size_t size, bool base64)
{
	struct buf text = { 0 };

	packrow_put_hex(row, bytes, size);
	if (base64) {
		base64_put(&text, bytes, size);
		row_bytes(row, PACKROW_BASE64, text.size ? text.data : "", text.size);
		row_free_part(row, &text);
	}
	row_bytes(row, PACKROW_DATA, bytes, size);
}
