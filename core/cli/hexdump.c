/* hexdump -- bytes as people read them: offset, hexadecimal, characters. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/hexdump.h"

enum { WIDE = 16, HALF = 8, NARROW = 4, OFFSET_DIGITS = 8 };

/* Columns of a line of PER bytes: mark, offset, hexadecimal, characters. */
static size_t line_columns(size_t per)
{
	return 2 + OFFSET_DIGITS + 2 + 3 * per - (per == WIDE ? 0 : 1) + 2 + per + 2;
}

static size_t bytes_per_line(size_t columns)
{
	if (columns == 0 || columns >= line_columns(WIDE))
		return WIDE;
	return columns >= line_columns(HALF) ? HALF : NARROW;
}

static void put_offset(struct buf *buf, uint64_t offset)
{
	unsigned char bytes[sizeof(offset)];
	size_t first = sizeof(offset) - OFFSET_DIGITS / 2;

	for (size_t i = 0; i < sizeof(offset); i++)
		bytes[i] = (unsigned char)(offset >> 8 * (sizeof(offset) - 1 - i));
	while (first > 0 && bytes[first - 1] != 0)
		first--;
	buf_puthex(buf, bytes + first, sizeof(offset) - first);
}

static void put_line(struct buf *buf, const unsigned char *byte, size_t count, size_t per)
{
	for (size_t i = 0; i < per; i++) {
		buf_fill(buf, ' ', i == HALF ? 2 : i > 0);
		if (i < count)
			buf_puthex(buf, byte + i, 1);
		else
			buf_fill(buf, ' ', 2);
	}
	buf_puts(buf, "  |");
	for (size_t i = 0; i < count; i++)
		buf_putc(buf, byte[i] >= 0x20 && byte[i] < 0x7f ? (char)byte[i] : '.');
	buf_puts(buf, "|\n");
}

void hexdump_put(struct buf *buf, const void *data, size_t size, uint64_t offset, char mark,
		 size_t columns)
{
	const unsigned char *byte = data;
	size_t per = bytes_per_line(columns);

	for (size_t at = 0; at < size; at += per) {
		if (mark) {
			buf_putc(buf, mark);
			buf_putc(buf, ' ');
		}
		put_offset(buf, offset + at);
		buf_puts(buf, "  ");
		put_line(buf, byte + at, size - at < per ? size - at : per, per);
	}
}
