/* fuzz_split -- a stream in pieces of any sizes gives the same messages and mistakes as at once. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fuzz.h"
#include "proto/split.h"

/* Everything that comes out, in words. */
static void drain(struct buf *seen, struct split *split)
{
	struct message message;
	struct err err = { 0 };
	enum split_kind kind;

	while ((kind = split_next(split, &message, &err)) != SPLIT_MORE) {
		if (kind == SPLIT_BAD) {
			FUZZ_HOLDS(err.kind == STATUS_INVALID && err.text[0]);
			buf_puts(seen, err.text);
			continue;
		}
		buf_printf(seen, "[%llu:", (unsigned long long)message.offset);
		buf_put(seen, message.data, split->format->size);
		buf_putc(seen, ']');
	}
}

static void run(struct buf *seen, const struct pack_format *format, enum frame frame,
		const uint8_t *data, size_t size, size_t step)
{
	struct split split;
	struct err err = { 0 };

	split_begin(&split, format, frame);
	for (size_t at = 0; at < size; at += step) {
		size_t piece = size - at < step ? size - at : step;

		FUZZ_HOLDS(split_feed(&split, data + at, piece));
		drain(seen, &split);
		FUZZ_HOLDS(split.rest.size <= piece + format->size + FRAME_PREFIX_MAX);
	}
	if (!split_end(&split, &err))
		buf_puts(seen, err.text);
	split_free(&split);
}

int fuzz_split(const uint8_t *data, size_t size)
{
	static const char *const texts[] = { "",   ">h",       "<I2s2xf", "<3x",
					     "0h", ">b:a h:b", "<200s",   ">300s" };
	struct buf whole = { 0 }, pieces = { 0 };
	struct pack_format format = { 0 };
	struct err err = { 0 };
	enum frame frame;

	if (size < 3)
		return 0;
	frame = (enum frame)(data[0] % (FRAME_VARINT + 1));
	FUZZ_HOLDS(pack_format_read(&format, texts[data[1] % 8], &err));
	run(&whole, &format, frame, data + 3, size - 3, size);
	run(&pieces, &format, frame, data + 3, size - 3, 1 + data[2] % 7);
	FUZZ_HOLDS(whole.size == pieces.size);
	FUZZ_HOLDS(whole.size == 0 || memcmp(whole.data, pieces.data, whole.size) == 0);
	buf_free(&whole);
	buf_free(&pieces);
	pack_format_free(&format);
	return 0;
}
