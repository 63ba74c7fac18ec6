/* check_split -- streams into messages, with and without lengths, however they are cut. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "proto/split.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define BYTES(text) text, sizeof(text) - 1

/* ---- prefixes ------------------------------------------------------------------------------- */

/* clang-format off */
static const struct { enum frame frame; bool little; uint64_t size; const char *prefix; size_t prefix_size; } prefixes[] = {
	{ FRAME_U8, false, 0, BYTES("\0") }, { FRAME_U8, false, 255, BYTES("\xff") },
	{ FRAME_U16, false, 258, BYTES("\1\2") }, { FRAME_U16, true, 258, BYTES("\2\1") },
	{ FRAME_U16LE, false, 258, BYTES("\2\1") }, { FRAME_U16BE, true, 65535, BYTES("\xff\xff") },
	{ FRAME_U32, false, 0x01020304, BYTES("\1\2\3\4") }, { FRAME_U32, true, 0x01020304, BYTES("\4\3\2\1") },
	{ FRAME_U32LE, false, 1, BYTES("\1\0\0\0") }, { FRAME_U32BE, true, 1, BYTES("\0\0\0\1") },
	{ FRAME_VARINT, false, 0, BYTES("\0") }, { FRAME_VARINT, false, 127, BYTES("\x7f") }, { FRAME_VARINT, true, 128, BYTES("\x80\1") },
	{ FRAME_VARINT, false, 300, BYTES("\xac\2") }, { FRAME_VARINT, false, UINT64_MAX, BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff\1") },
};
/* clang-format on */

START_TEST(prefixes_both_ways)
{
	uint8_t prefix[FRAME_PREFIX_MAX];
	enum frame frame = prefixes[_i].frame;
	bool little = prefixes[_i].little;
	size_t size = prefixes[_i].prefix_size;
	uint64_t back = 4711;

	ck_assert_uint_eq(frame_put(prefix, frame, little, prefixes[_i].size), size);
	ck_assert(memcmp(prefix, prefixes[_i].prefix, size) == 0);
	for (size_t have = 0; have < size; have++)
		ck_assert_uint_eq(frame_read(&back, frame, little, prefix, have), 0);
	ck_assert_uint_eq(back, 4711);
	ck_assert_uint_eq(frame_read(&back, frame, little, prefix, size), size);
	ck_assert_uint_eq(back, prefixes[_i].size);
}
END_TEST

START_TEST(lengths_that_cannot_be)
{
	uint8_t prefix[FRAME_PREFIX_MAX];
	uint64_t size;

	ck_assert_uint_eq(frame_put(prefix, FRAME_U8, false, 256), 0);
	ck_assert_uint_eq(frame_put(prefix, FRAME_U16, false, 65536), 0);
	ck_assert_uint_eq(frame_put(prefix, FRAME_U32LE, false, UINT64_C(1) << 32), 0);
	ck_assert_uint_gt(frame_read(&size, FRAME_VARINT, false,
				     (const uint8_t *)"\xff\xff\xff\xff\xff\xff\xff\xff\xff\2", 10),
			  FRAME_PREFIX_MAX);
	/* Longer than it need be, as protobuf allows. */
	ck_assert_uint_eq(frame_read(&size, FRAME_VARINT, false, (const uint8_t *)"\x81\x80\0", 3),
			  3);
	ck_assert_uint_eq(size, 1);
}
END_TEST

/* ---- streams -------------------------------------------------------------------------------- */

/* What is seen of a stream: "[OFFSET HEX]" a message, "!sentence" what is wrong. */
/* clang-format off */
static const struct { const char *format; enum frame frame; const char *stream; size_t size; const char *seen; } streams[] = {
	{ ">hb", FRAME_NONE, BYTES("abc"), "[0 616263]" }, { ">hb", FRAME_NONE, BYTES("abcdef"), "[0 616263][3 646566]" },
	{ ">hb", FRAME_NONE, BYTES(""), "!item 1 (h): byte 0 is missing: the message has 0 of 3 bytes" },
	{ ">hb", FRAME_NONE, BYTES("ab"), "!item 2 (b): byte 2 is missing: the message has 2 of 3 bytes" },
	{ ">hb", FRAME_NONE, BYTES("abcd"), "[0 616263]!byte 3 is surplus: it begins a message of which 1 of 3 bytes are there" },
	{ "", FRAME_NONE, BYTES(""), "" }, { "", FRAME_NONE, BYTES("a"), "!byte 0 is surplus: the format takes no bytes" },
	{ "0h", FRAME_NONE, BYTES("ab"), "!byte 0 is surplus: the format takes no bytes" },
	{ ">h", FRAME_U8, BYTES("\2ab\2cd"), "[1 6162][4 6364]" }, { ">h", FRAME_U16, BYTES("\0\2ab"), "[2 6162]" },
	{ "<h", FRAME_U16, BYTES("\2\0ab"), "[2 6162]" }, { ">h", FRAME_U16LE, BYTES("\2\0ab"), "[2 6162]" },
	{ ">h", FRAME_VARINT, BYTES("\2ab\x82\0cd"), "[1 6162][5 6364]" }, { "", FRAME_U8, BYTES("\0\0"), "[1 ][2 ]" },
	{ ">h", FRAME_U8, BYTES(""), "!byte 0 is missing: there is no message" },
	{ ">h", FRAME_U8, BYTES("\3abc\2de"), "!byte 0 begins a message of 3 bytes: the format takes 2[5 6465]" },
	{ ">h", FRAME_U8, BYTES("\0\2de"), "!byte 0 begins a message of 0 bytes: the format takes 2[2 6465]" },
	{ ">h", FRAME_U8, BYTES("\2ab\2c"), "[1 6162]!item 1 (h): byte 5 is missing: the message has 1 of 2 bytes" },
	{ ">h", FRAME_U8, BYTES("\2"), "!item 1 (h): byte 1 is missing: the message has 0 of 2 bytes" },
	{ ">h", FRAME_U16, BYTES("\0\2ab\0"), "[2 6162]!byte 5 is missing: the length that begins at byte 4 is not whole" },
	{ ">h", FRAME_U32, BYTES("\xff\xff\xff\xff" "abcdef"), "!byte 0 begins a message of 4294967295 bytes: the format takes 2"
	  "!byte 10 is missing: 4294967289 bytes more were announced" },
	{ ">h", FRAME_VARINT, BYTES("\2ab\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f\2cd"),
	  "[1 6162]!byte 3 begins a length above 64 bits: what follows is lost" },
};
/* clang-format on */

static void see(struct buf *seen, struct split *split, size_t size)
{
	struct message message;
	struct err err = { 0 };
	enum split_kind kind;

	while ((kind = split_next(split, &message, &err)) != SPLIT_MORE) {
		if (kind == SPLIT_BAD) {
			buf_printf(seen, "!%s", err.text);
			continue;
		}
		buf_printf(seen, "[%u ", (unsigned)message.offset);
		buf_puthex(seen, message.data, size);
		buf_putc(seen, ']');
	}
}

START_TEST(every_cut_gives_the_same)
{
	struct pack_format format = { 0 };
	struct err err = { 0 };

	ck_assert(pack_format_read(&format, streams[_i].format, &err));
	for (size_t step = 1; step <= streams[_i].size + 1; step++) {
		const char *at = streams[_i].stream, *end = at + streams[_i].size;
		struct split split;
		struct buf seen = { 0 };

		split_begin(&split, &format, streams[_i].frame);
		for (; at < end; at += step) {
			size_t size = (size_t)(end - at) < step ? (size_t)(end - at) : step;

			ck_assert(split_feed(&split, at, size));
			see(&seen, &split, format.size);
		}
		if (!split_end(&split, &err))
			buf_printf(&seen, "!%s", err.text);
		ck_assert_str_eq(buf_text(&seen), streams[_i].seen);
		split_free(&split);
		split_free(&split);
		buf_free(&seen);
	}
	pack_format_free(&format);
}
END_TEST

/* However long a frame that is none of ours claims to be, it takes no memory. */
START_TEST(refused_frames_are_not_kept)
{
	struct pack_format format = { 0 };
	static char zeros[1 << 16];
	struct message message;
	struct err err = { 0 };
	struct split split;

	ck_assert(pack_format_read(&format, ">h", &err));
	split_begin(&split, &format, FRAME_U32);
	ck_assert(split_feed(&split, "\x7f\0\0\0", 4));
	ck_assert_int_eq(split_next(&split, &message, &err), SPLIT_BAD);
	for (int i = 0; i < 1000; i++) {
		ck_assert(split_feed(&split, zeros, sizeof(zeros)));
		ck_assert_int_eq(split_next(&split, &message, &err), SPLIT_MORE);
		ck_assert_uint_le(split.rest.capacity, 4 * sizeof(zeros));
	}
	split_free(&split);
	pack_format_free(&format);
}
END_TEST

static void feed_once(void)
{
	struct pack_format format = { 0 };
	struct message message;
	struct err err = { 0 };
	struct split split;

	if (!pack_format_read(&format, ">1000s", &err))
		return;
	split_begin(&split, &format, FRAME_NONE);
	for (int i = 0; i < 100; i++)
		if (split_feed(&split, "0123456789012345678901234567890123456789", 40))
			split_next(&split, &message, &err);
	split_free(&split);
	pack_format_free(&format);
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, feed_once), 3);
}
END_TEST

Suite *split_suite(void)
{
	Suite *suite = suite_create("split");
	TCase *tcase = tcase_create("split");

	tcase_add_loop_test(tcase, prefixes_both_ways, 0, ROWS(prefixes));
	tcase_add_test(tcase, lengths_that_cannot_be);
	tcase_add_loop_test(tcase, every_cut_gives_the_same, 0, ROWS(streams));
	tcase_add_test(tcase, refused_frames_are_not_kept);
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
