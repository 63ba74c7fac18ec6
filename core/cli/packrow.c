/* packrow -- records of structpack: a message packed or unpacked, and where it goes or comes from.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/packrow.h"

#include "cli/out.h"
#include "cli/pack_json.h"
#include "cli/packitem.h"
#include "cli/ready.h"
#include "proto/base64.h"
#include "proto/pack.h"

/* clang-format off */
enum {
	FORMAT, OFFSET, SIZE, HEX, BASE64, VALUES, TEXT, JSON, CUT, DATA, BYTE_ORDER_, ALIGNMENT, PADDING_BYTES, ITEMS,
	ENDPOINT, TRANSPORT, PEER, LOCAL, CONNECT_MS
};

static const struct field fields[] = {
	[FORMAT] = FIELD("format", FIELD_TEXT, FIELD_QUESTION, 0, "the format", NULL),
	[OFFSET] = FIELD("offset_bytes", FIELD_UINT, FIELD_QUESTION | FIELD_DETAIL, UNIT_BYTES, "unpacked: where it begins", NULL),
	[SIZE] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "how many bytes hex has", NULL),
	[HEX] = FIELD("hex", FIELD_TEXT, 0, 0, "its bytes; packed with --framed: its length and they", NULL),
	[BASE64] = FIELD("base64", FIELD_TEXT, FIELD_DETAIL, 0, "--base64: the same", NULL),
	[VALUES] = FIELD("values", FIELD_TEXT, FIELD_LIST, 0, "each value as text", NULL),
	[TEXT] = FIELD("text", FIELD_TEXT, FIELD_DETAIL, 0, "the values in a line, text in quotes", NULL),
	[JSON] = FIELD("json", FIELD_JSON, FIELD_DETAIL, 0, "the values: an object of the names, or an array", NULL),
	[CUT] = FIELD("cut_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "packed: bytes of text that found no room", NULL),
	[DATA] = FIELD("data", FIELD_DATA, FIELD_DETAIL, 0, "the bytes of hex", NULL),
	[BYTE_ORDER_] = FIELD("byte_order", FIELD_TEXT, 0, 0, "--layout: little-endian or big-endian", NULL),
	[ALIGNMENT] = FIELD("alignment", FIELD_TEXT, 0, 0, "--layout: native or none", NULL),
	[PADDING_BYTES] = FIELD("padding_bytes", FIELD_UINT, 0, UNIT_BYTES, "--layout: alignment in the message", NULL),
	[ITEMS] = FIELD("items", FIELD_OBJECT, FIELD_LIST, 0, "--layout: each item of the format", &packitem_shape),
	[ENDPOINT] = FIELD("endpoint", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "--listen: where it came to; --send: as it was given", NULL),
	[TRANSPORT] = FIELD("transport", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "tcp, udp, unix, unixgram or seqpacket", NULL),
	[PEER] = FIELD("peer", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "who sent it, or whom it was sent to", NULL),
	[LOCAL] = FIELD("local", FIELD_TEXT, FIELD_DETAIL, 0, "--send: our own end", NULL),
	[CONNECT_MS] = FIELD("connect_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "--send: how long connecting took", NULL),
	{ 0 }
};

const struct record_type packrow_records[] = {
	[PACKROW_PACKED] = { "result", "a message packed", { fields, "{hex}" } },
	[PACKROW_BASE64] = { "result", "with --base64", { fields, "{base64}" } },
	[PACKROW_UNSENT] = { "result", "with --send: a message that did not go", { fields, "" } },
	[PACKROW_UNPACKED] = { "result", "a message unpacked", { fields, "{text}" } },
	[PACKROW_SIZED] = { "result", "with --size", { fields, "{size_bytes}" } },
	[PACKROW_LAID_OUT] = { "result", "with --layout", { fields, NULL } },
	[PACKROW_READY] = { "ready", "--listen: it listens", { ready_fields, READY_TEXT } },
	{ 0 }
};
/* clang-format on */

/* ---- a message ------------------------------------------------------------------------------ */

struct row *packrow_begin(struct out *out, unsigned type, const char *format)
{
	struct row *row = out_record(out, &packrow_records[type]);

	row_text(row, FORMAT, format);
	return row;
}

void packrow_put_size(struct row *row, uint64_t size)
{
	row_uint(row, SIZE, size);
}

void packrow_put_cut(struct row *row, size_t cut)
{
	row_uint(row, CUT, cut);
}

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
		row_bytes(row, VALUES, one.size ? one.data : "", one.size);
		row_free_part(row, &one);
	}
}

void packrow_put_values(struct row *row, const struct pack_format *format, const void *message)
{
	struct buf text = { 0 }, json = { 0 };

	row_empty(row, VALUES);
	for (size_t i = 0; i < format->count; i++) {
		const struct pack_item *item = &format->item[i];

		if (item->value_count == 0 && item->name.size == 0)
			continue;
		buf_puts(&text, text.size > 0 ? " " : "");
		put_item(row, &text, format, item, message);
	}
	row_part(row, TEXT, &text);
	if (row_wants(row, JSON))
		pack_json_put(&json, format, message);
	row_part(row, JSON, &json);
}

static void put_hex(struct row *row, const void *bytes, size_t size)
{
	struct buf text = { 0 };

	row_uint(row, SIZE, size);
	buf_puthex(&text, bytes, size);
	row_bytes(row, HEX, text.size ? text.data : "", text.size);
	row_free_part(row, &text);
}

void packrow_put_bytes(struct row *row, const void *bytes, size_t size, bool base64)
{
	struct buf text = { 0 };

	put_hex(row, bytes, size);
	if (base64) {
		base64_put(&text, bytes, size);
		row_bytes(row, BASE64, text.size ? text.data : "", text.size);
		row_free_part(row, &text);
	}
	row_bytes(row, DATA, bytes, size);
}

void packrow_put_message(struct row *row, const struct pack_format *format,
			 const struct message *message, bool base64)
{
	row_uint(row, OFFSET, message->offset);
	packrow_put_values(row, format, message->data);
	packrow_put_bytes(row, message->data, format->size, base64);
}

void packrow_put_layout(struct row *row, const struct pack_format *format, const void *message,
			char *const *given)
{
	struct packitem of = { format, NULL, message, given };
	uint64_t padding = 0;

	row_uint(row, SIZE, format->size);
	if (message)
		put_hex(row, message, format->size);
	row_text(row, BYTE_ORDER_, format->little ? "little-endian" : "big-endian");
	row_text(row, ALIGNMENT, format->prefix == '@' ? "native" : "none");
	row_empty(row, ITEMS);
	for (size_t i = 0; i < format->count; i++) {
		of.item = &format->item[i];
		padding += of.item->padding;
		packitem_put(row_object(row, ITEMS), &of);
		if (given)
			of.given += of.item->value_count;
	}
	row_uint(row, PADDING_BYTES, padding);
}

/* ---- sockets -------------------------------------------------------------------------------- */

static void put_sock_addr(struct row *row, unsigned field, enum transport transport,
			  const struct sock_addr *sa)
{
	if (sa->size > 0)
		row_sock_addr(row, field, transport, sa);
}

void packrow_put_source(struct row *row, enum transport transport, const struct sock_addr *at,
			const struct sock_addr *peer)
{
	put_sock_addr(row, ENDPOINT, transport, at);
	row_text(row, TRANSPORT, name_word(endpoint_transports, (long)transport));
	put_sock_addr(row, PEER, transport, peer);
}

void packrow_put_endpoint(struct row *row, const char *endpoint)
{
	row_text(row, ENDPOINT, endpoint);
}

void packrow_put_connection(struct row *row, enum transport transport, const struct race *race)
{
	row_text(row, TRANSPORT, name_word(endpoint_transports, (long)transport));
	put_sock_addr(row, PEER, transport, &race->peer);
	put_sock_addr(row, LOCAL, transport, &race->local);
	row_ms(row, CONNECT_MS, (double)race->connect_ns);
}
