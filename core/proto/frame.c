/* frame -- messages of any size in a stream, each behind its length. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/frame.h"

const struct name frame_names[] = {
	NAME("u8", FRAME_U8, "one byte"),
	NAME("u16", FRAME_U16, "two bytes, big-endian unless FORMAT begins with <"),
	NAME("u32", FRAME_U32, "four bytes, the same"),
	NAME("u16le", FRAME_U16LE, "little-endian"),
	NAME("u16be", FRAME_U16BE, "big-endian"),
	NAME("u32le", FRAME_U32LE, "little-endian"),
	NAME("u32be", FRAME_U32BE, "big-endian"),
	NAME("varint", FRAME_VARINT, "as in protobuf: seven bits a byte"),
	NAMES_END,
};

/* Of prefixes of one size. */
static const struct {
	size_t size; /* 0: a varint */
	enum { AS_FORMAT, LITTLE, BIG } order;
} rows[] = {
	[FRAME_NONE] = { 0, BIG },         [FRAME_U8] = { 1, BIG },
	[FRAME_U16] = { 2, AS_FORMAT },    [FRAME_U32] = { 4, AS_FORMAT },
	[FRAME_U16LE] = { 2, LITTLE },     [FRAME_U16BE] = { 2, BIG },
	[FRAME_U32LE] = { 4, LITTLE },     [FRAME_U32BE] = { 4, BIG },
	[FRAME_VARINT] = { 0, AS_FORMAT },
};

static bool is_little(enum frame frame, bool little)
{
	return rows[frame].order == LITTLE || (rows[frame].order == AS_FORMAT && little);
}

static size_t put_varint(uint8_t *prefix, uint64_t size)
{
	size_t count = 0;

	for (; size > 0x7f; size >>= 7)
		prefix[count++] = (uint8_t)(size | 0x80);
	prefix[count++] = (uint8_t)size;
	return count;
}

size_t frame_put(uint8_t prefix[static FRAME_PREFIX_MAX], enum frame frame, bool little,
		 size_t size)
{
	size_t bytes = rows[frame].size;

	if (bytes == 0)
		return put_varint(prefix, size);
	if ((uint64_t)size >> 8 * bytes)
		return 0;
	for (size_t i = 0; i < bytes; i++)
		prefix[is_little(frame, little) ? i : bytes - 1 - i] = (uint8_t)(size >> 8 * i);
	return bytes;
}

static size_t read_varint(uint64_t *size, const uint8_t *data, size_t have)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < have && i < FRAME_PREFIX_MAX; i++) {
		uint64_t bits = data[i] & 0x7f;

		if (i == FRAME_PREFIX_MAX - 1 && data[i] > 1)
			return FRAME_PREFIX_MAX + 1;
		sum |= bits << 7 * i;
		if (data[i] < 0x80) {
			*size = sum;
			return i + 1;
		}
	}
	return 0;
}

size_t frame_read(uint64_t *size, enum frame frame, bool little, const uint8_t *data, size_t have)
{
	size_t bytes = rows[frame].size;
	uint64_t sum = 0;

	if (bytes == 0)
		return read_varint(size, data, have);
	if (have < bytes)
		return 0;
	for (size_t i = 0; i < bytes; i++)
		sum = sum << 8 | data[is_little(frame, little) ? bytes - 1 - i : i];
	*size = sum;
	return bytes;
}
