/* check_sequence -- the headers of numbered messages: what is one, and what only looks like one. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/sequence.h"
#include "suites.h"

static const struct {
	const char *text;
	uint64_t sender, number;
} good[] = {
	{ "sockbox-seq 00000000000000ff count: 1", 255, 1 },
	{ "sockbox-seq ffffffffffffffff count: 0 hello", UINT64_MAX, 0 },
	{ "sockbox-seq 0123456789abcdef count: 9223372036854775807\n", 0x0123456789abcdef,
	  INT64_MAX },
	{ "Sender PID 4711, MC group 239.1.2.3 ... count: 17, freq: 100", 4711, 17 },
	{ "Sender PID 1, MC group ff15::1 ... count: 0", 1, 0 },
};

static const char *const bad[] = {
	"",
	"hello",
	"sockbox-seq ",
	"sockbox-seq 00000000000000ff",
	"sockbox-seq 00000000000000ff count: ",
	"sockbox-seq 00000000000000ff count: x",
	"sockbox-seq 00000000000000ff count: -1",
	"sockbox-seq 00000000000000ff count: 1x",
	"sockbox-seq 00000000000000ff count: 9223372036854775808",
	"sockbox-seq 00000000000000fg count: 1",
	"sockbox-seq 0ff count: 1",
	" sockbox-seq 00000000000000ff count: 1",
	"Sender PID , MC group 239.1.2.3 ... count: 1",
	"Sender PID 1 MC group 239.1.2.3 ... count: 1",
	"Sender PID 1, MC group 239.1.2.3 ... count:1",
	"Sender PID 1, MC group 239.1.2.3",
	"Sender PID 99999999999999999999, MC group 239.1.2.3 ... count: 1",
};

START_TEST(test_good)
{
	struct sequence sequence = { 0 };

	ck_assert(sequence_read(&sequence, good[_i].text, strlen(good[_i].text)));
	ck_assert_uint_eq(sequence.sender, good[_i].sender);
	ck_assert_uint_eq(sequence.number, good[_i].number);
	/* mcjoin fills up with NULs. */
	ck_assert(sequence_read(&sequence, good[_i].text, strlen(good[_i].text) + 1));
}
END_TEST

/* In memory of just its size, so that a sanitizer sees a byte too many. */
START_TEST(test_bad)
{
	size_t size = strlen(bad[_i]);
	char *copy = malloc(size + 1);
	struct sequence sequence = { 4711, 4712 };

	memcpy(copy, bad[_i], size + 1);
	ck_assert(!sequence_read(&sequence, copy, size));
	ck_assert_uint_eq(sequence.sender, 4711);
	ck_assert_uint_eq(sequence.number, 4712);
	free(copy);
}
END_TEST

START_TEST(test_back)
{
	const struct sequence sent = { 0xfedcba9876543210, 123456789 };
	struct sequence back;
	struct buf buf = { 0 };

	sequence_put(&buf, &sent);
	ck_assert_str_eq(buf_text(&buf), "sockbox-seq fedcba9876543210 count: 123456789");
	buf_puts(&buf, " and more");
	ck_assert(sequence_read(&back, buf.data, buf.size));
	ck_assert_mem_eq(&back, &sent, sizeof(sent));
	buf_free(&buf);
}
END_TEST

/* A number that goes on behind what is looked at is none. */
START_TEST(test_far_number)
{
	char text[300];
	struct sequence sequence;

	memset(text, '.', sizeof(text));
	memcpy(text, "Sender PID 1, MC group ", 23);
	memcpy(text + 245, " count: 123456", 14);
	ck_assert(!sequence_read(&sequence, text, sizeof(text)));
	memcpy(text + 240, " count: 123456,", 15);
	ck_assert(sequence_read(&sequence, text, sizeof(text)));
	ck_assert_uint_eq(sequence.number, 123456);
}
END_TEST

Suite *sequence_suite(void);
Suite *sequence_suite(void)
{
	Suite *suite = suite_create("sequence");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, test_good, 0, sizeof(good) / sizeof(good[0]));
	tcase_add_loop_test(all, test_bad, 0, sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(all, test_back);
	tcase_add_test(all, test_far_number);
	suite_add_tcase(suite, all);
	return suite;
}
