/* wire -- records between processes: written by a child's output, read into the parent's. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/wire.h"

#include <string.h>

#include "base/bytes.h"
#include "cli/out.h"

/* ---- frames --------------------------------------------------------------------------------- */

size_t wire_begin(struct buf *buf, enum wire_kind kind)
{
	size_t begun = buf->size;

	buf_fill(buf, 0, WIRE_HEAD_SIZE - 1);
	buf_putc(buf, (char)kind);
	return begun;
}

void wire_end(struct buf *buf, size_t begun)
{
	uint32_t size = (uint32_t)(buf->size - begun);

	if (!buf->failed)
		memcpy(buf->data + begun, &size, sizeof(size));
}

bool wire_next(enum wire_kind *kind, const char **body, size_t *body_size, size_t *whole,
	       const char *data, size_t size)
{
	uint32_t frame_size;

	*whole = WIRE_HEAD_SIZE;
	if (size < WIRE_HEAD_SIZE)
		return false;
	memcpy(&frame_size, data, sizeof(frame_size));
	*whole = frame_size;
	if (frame_size < WIRE_HEAD_SIZE || frame_size > WIRE_FRAME_MAX ||
	    (unsigned char)data[4] > WIRE_END) {
		*whole = SIZE_MAX;
		return false;
	}
	if (size < frame_size)
		return false;
	*kind = (enum wire_kind)data[4];
	*body = data + WIRE_HEAD_SIZE;
	*body_size = frame_size - WIRE_HEAD_SIZE;
	return true;
}

/* ---- writing ---------------------------------------------------------------------------- */

static void put_bytes(struct buf *buf, const char *data, size_t size)
{
	bytes_put_number(buf, (uint32_t)size);
	buf_put(buf, data, size);
}

static void put_row(struct buf *buf, const struct row *row);

static void put_scalar(struct buf *buf, const struct field *field, const struct value *value)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_ADDRESS:
	case FIELD_DATA:
	case FIELD_JSON:
		put_bytes(buf, value->as.text.data, value->as.text.size);
		break;
	case FIELD_BOOL:
		buf_putc(buf, value->as.flag);
		break;
	case FIELD_INT:
	case FIELD_UINT:
	case FIELD_REAL:
		buf_put(buf, &value->as, sizeof(uint64_t)); /* all three are 8 bytes there */
		break;
	case FIELD_OBJECT:
		put_row(buf, value->as.row);
		break;
	}
}

static void put_row(struct buf *buf, const struct row *row)
{
	const struct field *fields = row->shape->fields;

	for (unsigned i = 0; *fields[i].key; i++) {
		const struct value *value = &row->values[i];

		buf_putc(buf, (char)value->state);
		if (value->state == VALUE_SET)
			put_scalar(buf, &fields[i], value);
		if (value->state != VALUE_LIST)
			continue;
		bytes_put_number(buf, (uint32_t)value->as.list.count);
		for (const struct item *item = value->as.list.first; item; item = item->next)
			put_scalar(buf, &fields[i], &item->value);
	}
}

static void wire_record(struct out *out, const struct record *record, const struct row *head)
{
	struct buf *buf = &out->text;
	size_t begun = wire_begin(buf, WIRE_RECORD);

	(void)head;
	buf_putc(buf, (char)(record->type - out->applet->records));
	buf_putc(buf, (char)record->status);
	buf_putc(buf, record->err != NULL);
	if (record->err) {
		buf_put(buf, &record->err->number, sizeof(record->err->number));
		put_bytes(buf, record->err->text, strlen(record->err->text));
	}
	put_row(buf, record->row);
	wire_end(buf, begun);
}

const struct writer writer_wire = { .record = wire_record };

/* ---- reading ---------------------------------------------------------------------------- */

static void take(struct bytes *bytes, void *to, size_t size)
{
	const void *data = bytes_data(bytes, size);

	if (data)
		memcpy(to, data, size);
}

static uint8_t take_byte(struct bytes *bytes)
{
	uint8_t byte = 0;

	take(bytes, &byte, sizeof(byte));
	return byte;
}

/* What put_bytes has put; nothing when it is not whole. */
static const char *take_bytes(struct bytes *bytes, size_t *size)
{
	uint32_t count = bytes_number(bytes);
	const char *data = bytes_data(bytes, count);

	*size = data ? count : 0;
	return data ? data : "";
}

static void take_row(struct bytes *bytes, struct row *row);

static void take_scalar(struct bytes *bytes, struct row *row, unsigned field)
{
	struct value number = { 0 };
	size_t size;
	const char *data;

	switch (row->shape->fields[field].type) {
	case FIELD_TEXT:
	case FIELD_ADDRESS:
	case FIELD_DATA:
	case FIELD_JSON:
		data = take_bytes(bytes, &size);
		row_bytes(row, field, data, size);
		break;
	case FIELD_BOOL:
		row_bool(row, field, take_byte(bytes) != 0);
		break;
	case FIELD_INT:
		take(bytes, &number.as.integer, sizeof(number.as.integer));
		row_int(row, field, number.as.integer);
		break;
	case FIELD_UINT:
		take(bytes, &number.as.whole, sizeof(number.as.whole));
		row_uint(row, field, number.as.whole);
		break;
	case FIELD_REAL:
		take(bytes, &number.as.real, sizeof(number.as.real));
		row_real(row, field, number.as.real);
		break;
	case FIELD_OBJECT:
		take_row(bytes, row_object(row, field));
		break;
	}
}

static void take_row(struct bytes *bytes, struct row *row)
{
	const struct field *fields;

	if (!row) {
		bytes->failed = true;
		return;
	}
	fields = row->shape->fields;
	for (unsigned i = 0; *fields[i].key && !bytes->failed; i++) {
		uint8_t state = take_byte(bytes);

		if (state != VALUE_UNSET &&
		    state != (fields[i].flags & FIELD_LIST ? VALUE_LIST : VALUE_SET))
			bytes->failed = true;
		if (state == VALUE_SET)
			take_scalar(bytes, row, i);
		if (state != VALUE_LIST)
			continue;
		row_empty(row, i);
		for (uint32_t left = bytes_number(bytes); left > 0 && !bytes->failed; left--)
			take_scalar(bytes, row, i);
	}
}

static unsigned types_count(const struct record_type *types)
{
	unsigned count = 0;

	while (types[count].type[0])
		count++;
	return count;
}

bool wire_read_record(struct out *out, const char *body, size_t size)
{
	struct bytes bytes = { .at = body, .left = size };
	unsigned type = take_byte(&bytes);
	uint8_t status = take_byte(&bytes);
	bool failed = take_byte(&bytes) != 0;
	struct err err = { 0 };
	struct row *row;

	if (type >= types_count(out->applet->records) || status >= STATUS_COUNT)
		return false;
	if (failed) {
		size_t text_size;
		const char *text;

		take(&bytes, &err.number, sizeof(err.number));
		text = take_bytes(&bytes, &text_size);
		if (text_size >= sizeof(err.text))
			return false;
		memcpy(err.text, text, text_size);
		err.kind = status;
	}
	row = out_record(out, &out->applet->records[type]);
	take_row(&bytes, row);
	if (bytes.failed || bytes.left > 0) {
		out->begun = false;
		return false;
	}
	if (failed)
		out_fail(out, &err);
	else
		out_done(out, (enum status)status);
	return true;
}
