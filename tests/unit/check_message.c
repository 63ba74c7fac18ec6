/* check_message -- what an echo client sends: fixed, repeated, random; numbered; compared. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "serve/message.h"
#include "suites.h"

static struct messages messages;
static struct err err;

static void begin(void)
{
	messages = (struct messages){ 0 };
	err = (struct err){ 0 };
}

static void end(void)
{
	messages_free(&messages);
	messages_free(&messages);
}

static bool repeat(const char *pattern, size_t size, bool numbered)
{
	struct buf data = { 0 };
	bool fine;

	buf_puts(&data, pattern);
	fine = messages_repeat(&messages, &data, size, numbered, &err);
	buf_free(&data);
	return fine;
}

START_TEST(fixed)
{
	char put[6] = "......";

	ck_assert(messages_fixed(&messages, "hello", 5, &err));
	message_put(&messages, put, 1, 2);
	ck_assert_mem_eq(put, "hello.", 6);
	ck_assert_mem_eq(message_body(&messages, 77), "hello", 5);
}
END_TEST

START_TEST(empty)
{
	ck_assert(messages_fixed(&messages, NULL, 0, &err));
	ck_assert_uint_eq(messages.size, 0);
	ck_assert_uint_eq(message_match(&messages, 0, 0, "", 0), 0);
}
END_TEST

START_TEST(repeated)
{
	ck_assert(repeat("abc", 8, false));
	ck_assert_mem_eq(message_body(&messages, 5), "abcabcab", 8);
}
END_TEST

START_TEST(repeated_and_numbered)
{
	const char expected[] = "\x01\x02\x03\x04\x00\x00\x00\x07"
				"abca";
	char put[12];
	uint32_t seq;

	ck_assert(repeat("abc", 12, true));
	message_put(&messages, put, 0x01020304, 7);
	ck_assert_mem_eq(put, expected, 12);
	ck_assert(message_seq(&seq, &messages, 0x01020304, put, 12));
	ck_assert_uint_eq(seq, 7);
	ck_assert_msg(!message_seq(&seq, &messages, 0x01020305, put, 12), "another's");
	for (size_t size = 0; size < MESSAGE_HEAD; size++)
		ck_assert(!message_seq(&seq, &messages, 0x01020304, put, size));
}
END_TEST

START_TEST(too_small_for_a_number)
{
	uint32_t seq;

	ck_assert(messages_random(&messages, 1, MESSAGE_HEAD - 1, true, &err));
	ck_assert(!messages.numbered);
	ck_assert_mem_eq(message_body(&messages, 1), message_body(&messages, 2), MESSAGE_HEAD - 1);
	ck_assert(!message_seq(&seq, &messages, 0, "\0\0\0\0\0\0\0\0", 8));
}
END_TEST

/* The same seed, the same bytes; neighbours differ; each number has its own, again after 251. */
START_TEST(random_bytes)
{
	struct messages other = { 0 };

	ck_assert(messages_random(&messages, 9, 100, false, &err));
	ck_assert(messages_random(&other, 9, 100, false, &err));
	for (uint32_t seq = 0; seq < 300; seq++) {
		const char *body = message_body(&messages, seq);

		ck_assert_mem_eq(body, message_body(&other, seq), 100);
		ck_assert_mem_ne(body, message_body(&messages, seq + 1), 100);
		ck_assert_mem_eq(body, message_body(&messages, seq + 251), 100);
	}
	messages_free(&other);
}
END_TEST

START_TEST(compared)
{
	ck_assert(repeat("0123456789", 20, false));
	ck_assert_uint_eq(message_match(&messages, 0, 0, "01234567890123456789", 20), 20);
	ck_assert_uint_eq(message_match(&messages, 0, 5, "56789", 5), 5);
	ck_assert_uint_eq(message_match(&messages, 0, 5, "567x9", 5), 3);
	ck_assert_uint_eq(message_match(&messages, 0, 0, "x", 1), 0);
	ck_assert_uint_eq(message_match(&messages, 0, 19, "8", 1), 0);
}
END_TEST

static const struct {
	const char *text, *bytes; /* NULL: invalid */
	size_t size;
} patterns[] = {
	{ "abc", "abc", 3 },   { "0x00ff", "\x00\xff", 2 }, { "0xAb", "\xab", 1 },
	{ "0X00", "0X00", 4 }, { "x0", "x0", 2 },           { "", NULL, 0 },
	{ "0x", NULL, 0 },     { "0x0", NULL, 0 },          { "0x0g", NULL, 0 },
	{ "0x 0", NULL, 0 },   { "0x000", NULL, 0 },
};

START_TEST(pattern)
{
	struct buf read = { 0 };

	buf_puts(&read, "kept");
	ck_assert_int_eq(message_pattern(&read, patterns[_i].text, &err),
			 patterns[_i].bytes != NULL);
	if (patterns[_i].bytes) {
		ck_assert_uint_eq(read.size, 4 + patterns[_i].size);
		ck_assert_mem_eq(read.data + 4, patterns[_i].bytes, patterns[_i].size);
	} else {
		ck_assert_int_eq(err.kind, STATUS_INVALID);
		ck_assert_uint_eq(read.size, 4);
	}
	buf_free(&read);
}
END_TEST

START_TEST(too_large)
{
	ck_assert(!messages_random(&messages, 1, (size_t)MESSAGE_MAX + 1, true, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_ptr_null(messages.room);
}
END_TEST

static void make_once(void)
{
	struct messages fresh = { 0 };
	struct buf text = { 0 };
	struct err unused = { 0 };

	if (message_pattern(&text, "0x0011", &unused))
		messages_repeat(&fresh, &text, 100, true, &unused);
	messages_free(&fresh);
	messages_random(&fresh, 1, 100, true, &unused);
	messages_free(&fresh);
	buf_free(&text);
}

START_TEST(no_memory)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, make_once), 3);
}
END_TEST

Suite *message_suite(void)
{
	Suite *suite = suite_create("message");
	TCase *tcase = tcase_create("message");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, fixed);
	tcase_add_test(tcase, empty);
	tcase_add_test(tcase, repeated);
	tcase_add_test(tcase, repeated_and_numbered);
	tcase_add_test(tcase, too_small_for_a_number);
	tcase_add_test(tcase, random_bytes);
	tcase_add_test(tcase, compared);
	tcase_add_loop_test(tcase, pattern, 0, sizeof(patterns) / sizeof(patterns[0]));
	tcase_add_test(tcase, too_large);
	tcase_add_test(tcase, no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
