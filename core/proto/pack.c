/* pack -- values into the bytes of a message and out of them, as Python's struct module does. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/pack.h"

#include <string.h>

#include "base/real.h"
#include "proto/half.h"

enum { PASCAL_MAX = 255 }; /* what its first byte can say */

/* ---- numbers in either byte order ------------------------------------------------------------ */

static uint64_t load(const uint8_t *byte, size_t size, bool little)
{
	uint64_t number = 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | byte[little ? size - 1 - i : i];
	return number;
}

static void store(uint8_t *byte, size_t size, bool little, uint64_t number)
{
	for (size_t i = 0; i < size; i++)
		byte[little ? i : size - 1 - i] = (uint8_t)(number >> 8 * i);
}

static double float_value(uint64_t bits, size_t size)
{
	uint32_t half_bits = (uint32_t)bits;
	double real;
	float single;

	if (size == 2)
		return half_value((uint16_t)bits);
	if (size == 4) {
		memcpy(&single, &half_bits, sizeof(single));
		return single;
	}
	memcpy(&real, &bits, sizeof(real));
	return real;
}

/* The bits of REAL in SIZE bytes. False where a finite number would become infinite. */
static bool float_bits(uint64_t *bits, double real, size_t size)
{
	float single = (float)real;
	uint32_t single_bits;
	uint16_t half;

	if (size == 2) {
		if (!half_of(&half, real))
			return false;
		*bits = half;
	} else if (size == 4) {
		if (__builtin_isinf(single) && !__builtin_isinf(real))
			return false;
		memcpy(&single_bits, &single, sizeof(single_bits));
		*bits = single_bits;
	} else {
		memcpy(bits, &real, sizeof(*bits));
	}
	return true;
}

/* ---- reading --------------------------------------------------------------------------------- */

static void read_signed(struct pack_value *value, uint64_t number, size_t size)
{
	uint64_t sign = UINT64_C(1) << (8 * size - 1);

	value->kind = PACK_IS_WHOLE;
	value->as.whole.negative = (number & sign) != 0;
	/* Two's complement: a negative number is what it lacks to the next power of two. */
	value->as.whole.size = number & sign ? sign - (number ^ sign) : number;
}

/* The text of a Pascal string, which cannot be longer than its room. */
static struct word pascal_text(const uint8_t *byte, size_t size)
{
	size_t room = size > 0 ? size - 1 : 0;
	size_t used = size > 0 && byte[0] < room ? byte[0] : room;

	return (struct word){ (const char *)byte + (size > 0), used };
}

void pack_read(struct pack_value *value, const struct pack_format *format,
	       const struct pack_item *item, size_t index, const void *message)
{
	const uint8_t *byte = (const uint8_t *)message + item->offset + index * item->size;
	size_t size = item->size;

	switch (item->code->kind) {
	case PACK_PAD:
		break;
	case PACK_BOOL:
		value->kind = PACK_IS_FLAG;
		value->as.flag = load(byte, size, format->little) != 0;
		break;
	case PACK_SIGNED:
		read_signed(value, load(byte, size, format->little), size);
		break;
	case PACK_UNSIGNED:
	case PACK_POINTER:
		value->kind = PACK_IS_WHOLE;
		value->as.whole.negative = false;
		value->as.whole.size = load(byte, size, format->little);
		break;
	case PACK_FLOAT:
		value->kind = PACK_IS_REAL;
		value->as.real = float_value(load(byte, size, format->little), size);
		break;
	case PACK_CHAR:
	case PACK_TEXT:
		value->kind = PACK_IS_BYTES;
		value->as.bytes = (struct word){ (const char *)byte, size };
		break;
	case PACK_PASCAL:
		value->kind = PACK_IS_BYTES;
		value->as.bytes = pascal_text(byte, size);
		break;
	}
}

/* ---- writing --------------------------------------------------------------------------------- */

static bool wrong_kind(const struct pack_item *item, const char *wants, struct err *err)
{
	return err_set(err, STATUS_INVALID, "'%c' takes %s", item->code->letter, wants);
}

static bool out_of_range(const struct pack_item *item, const struct pack_value *value,
			 struct err *err)
{
	struct buf text = { 0 }, range = { 0 };

	pack_value_put(&text, value, true);
	err_set(err, STATUS_INVALID, "'%s' is out of range: %s", buf_text(&text),
		pack_range(&range, item));
	buf_free(&text);
	buf_free(&range);
	return false;
}

/* Whether a number of SIZE, without its sign, is one that ITEM holds. */
static bool fits(const struct pack_item *item, bool negative, uint64_t size)
{
	uint64_t most = UINT64_MAX >> (64 - 8 * item->size);

	if (negative)
		return item->code->kind != PACK_UNSIGNED && size <= most / 2 + 1;
	return size <= (item->code->kind == PACK_SIGNED ? most / 2 : most);
}

static bool write_integer(uint8_t *byte, const struct pack_format *format,
			  const struct pack_item *item, const struct pack_value *value,
			  struct err *err)
{
	bool negative = value->kind == PACK_IS_WHOLE && value->as.whole.negative;
	uint64_t size = value->kind == PACK_IS_FLAG ? value->as.flag : value->as.whole.size;

	if (value->kind != PACK_IS_WHOLE && value->kind != PACK_IS_FLAG)
		return wrong_kind(item, "an integer", err);
	if (!fits(item, negative, size))
		return out_of_range(item, value, err);
	store(byte, item->size, format->little, negative ? -size : size);
	return true;
}

/* Any value but bytes as a number. */
static double number_of(const struct pack_value *value)
{
	switch (value->kind) {
	case PACK_IS_FLAG:
		return value->as.flag;
	case PACK_IS_WHOLE:
		return value->as.whole.negative ? -(double)value->as.whole.size
						: (double)value->as.whole.size;
	case PACK_IS_REAL:
		return value->as.real;
	case PACK_IS_BYTES:
		break;
	}
	return 0;
}

static bool write_float(uint8_t *byte, const struct pack_format *format,
			const struct pack_item *item, const struct pack_value *value,
			struct err *err)
{
	uint64_t bits;

	if (value->kind == PACK_IS_BYTES)
		return wrong_kind(item, "a number", err);
	if (!float_bits(&bits, number_of(value), item->size))
		return out_of_range(item, value, err);
	store(byte, item->size, format->little, bits);
	return true;
}

static bool write_bool(uint8_t *byte, const struct pack_format *format,
		       const struct pack_item *item, const struct pack_value *value,
		       struct err *err)
{
	if (value->kind == PACK_IS_BYTES)
		return wrong_kind(item, "true, false or a number", err);
	store(byte, item->size, format->little, number_of(value) != 0);
	return true;
}

static bool write_bytes(uint8_t *byte, const struct pack_item *item, const struct pack_value *value,
			struct err *err)
{
	bool pascal = item->code->kind == PACK_PASCAL && item->size > 0;
	size_t room = item->size - pascal, size = value->as.bytes.size;

	if (value->kind != PACK_IS_BYTES)
		return wrong_kind(item, "text", err);
	if (item->code->kind == PACK_CHAR && value->as.bytes.size != 1)
		return err_set(err, STATUS_INVALID, "'c' takes one byte: these are %zu",
			       value->as.bytes.size);
	size = size > room ? room : size;
	if (pascal)
		*byte++ = (uint8_t)(size > PASCAL_MAX ? PASCAL_MAX : size);
	if (size > 0)
		memcpy(byte, value->as.bytes.at, size);
	return true;
}

bool pack_write(void *message, const struct pack_format *format, const struct pack_item *item,
		size_t index, const struct pack_value *value, struct err *err)
{
	uint8_t *byte = (uint8_t *)message + item->offset + index * item->size;

	switch (item->code->kind) {
	case PACK_SIGNED:
	case PACK_UNSIGNED:
	case PACK_POINTER:
		return write_integer(byte, format, item, value, err);
	case PACK_FLOAT:
		return write_float(byte, format, item, value, err);
	case PACK_BOOL:
		return write_bool(byte, format, item, value, err);
	case PACK_CHAR:
	case PACK_TEXT:
	case PACK_PASCAL:
		return write_bytes(byte, item, value, err);
	case PACK_PAD:
		break;
	}
	return wrong_kind(item, "no value", err);
}

size_t pack_cut(const struct pack_item *item, size_t size)
{
	size_t room = item->size;

	if (item->code->kind == PACK_PASCAL)
		room = room > PASCAL_MAX ? PASCAL_MAX : room - (room > 0);
	return size > room ? size - room : 0;
}
