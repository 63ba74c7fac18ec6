/* check_buf -- growable bytes: everything put, and the memory of a failure. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "fault.h"
#include "suites.h"

static const char all[] = "abc\0de-9223372036854775808,18446744073709551615,00ff10,xxx,7 +x";

/* A piece by each function; ALL is what they come to. */
static void put_each(struct buf *buf)
{
	buf_put(buf, "abc\0de", 6);
	buf_put(buf, NULL, 0);
	buf_puti(buf, INT64_MIN);
	buf_putc(buf, ',');
	buf_putu(buf, UINT64_MAX);
	buf_puts(buf, ",");
	buf_puthex(buf, "\x00\xff\x10", 3);
	buf_puthex(buf, NULL, 0);
	buf_putc(buf, ',');
	buf_fill(buf, 'x', 3);
	buf_fill(buf, 'y', 0);
	buf_printf(buf, ",%d %s", 7, "+x");
}

START_TEST(puts_each_kind)
{
	struct buf buf = { 0 };

	put_each(&buf);
	ck_assert_uint_eq(buf.size, sizeof(all) - 1);
	ck_assert_mem_eq(buf.data, all, sizeof(all) - 1);
	ck_assert_str_eq(buf_text(&buf) + 4, all + 4);
	ck_assert_uint_eq(buf.size, sizeof(all) - 1);
	buf_free(&buf);
	buf_free(&buf);
	ck_assert_ptr_null(buf.data);
}
END_TEST

/* From an empty buffer over the first doublings. */
START_TEST(grows_over_every_size)
{
	struct buf buf = { 0 };

	for (size_t i = 0; i < 3000; i++) {
		ck_assert_uint_eq(buf.size, i);
		buf_putc(&buf, (char)i);
		ck_assert_int_eq(buf_text(&buf)[i + 1], 0);
	}
	for (size_t i = 0; i < 3000; i++)
		ck_assert_int_eq(buf.data[i], (char)i);
	buf_free(&buf);
}
END_TEST

START_TEST(consumes_from_the_front)
{
	struct buf buf = { 0 };

	buf_consume(&buf, 0);
	buf_puts(&buf, "abcdef");
	buf_consume(&buf, 2);
	ck_assert_str_eq(buf_text(&buf), "cdef");
	buf_consume(&buf, 4);
	ck_assert_str_eq(buf_text(&buf), "");
	buf_puts(&buf, "g");
	buf_clear(&buf);
	ck_assert_str_eq(buf_text(&buf), "");
	buf_free(&buf);
}
END_TEST

START_TEST(impossible_sizes_fail)
{
	static const size_t sizes[] = { SIZE_MAX, SIZE_MAX - 1, SIZE_MAX / 2 + 1 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct buf buf = { 0 };

		buf_puts(&buf, "ab");
		ck_assert(!buf_reserve(&buf, sizes[i]));
		ck_assert(buf.failed);
		ck_assert_uint_eq(buf.size, 2);
		ck_assert(!buf_reserve(&buf, 1));
		ck_assert_str_eq(buf_text(&buf), "");
		buf_clear(&buf);
		ck_assert(buf.failed);
		buf_free(&buf);
		ck_assert(!buf.failed);
	}
}
END_TEST

static bool lied; /* Check itself allocates: nothing is asserted while memory is out */

static void put_once(void)
{
	struct buf buf = { 0 }, whole = { 0 };

	put_each(&buf);
	buf_fill(&buf, ' ', 1000);
	if (!buf.failed && memcmp(buf.data, all, sizeof(all) - 1) != 0)
		lied = true;
	if (buf.failed && *buf_text(&buf) != '\0')
		lied = true;
	buf_free_part(&buf, &whole);
	if (buf.data || buf.failed)
		lied = true;
	buf_free(&whole);
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, put_once), 1);
	ck_assert(!lied);
}
END_TEST

START_TEST(a_part_hands_its_failure_on)
{
	struct buf part = { .failed = true }, whole = { 0 };

	buf_free_part(&part, &whole);
	ck_assert(whole.failed);
	buf_free_part(&part, &whole);
	ck_assert(whole.failed);
}
END_TEST

Suite *buf_suite(void)
{
	Suite *suite = suite_create("buf");
	TCase *tcase = tcase_create("buf");

	tcase_add_test(tcase, puts_each_kind);
	tcase_add_test(tcase, grows_over_every_size);
	tcase_add_test(tcase, consumes_from_the_front);
	tcase_add_test(tcase, impossible_sizes_fail);
	tcase_add_test(tcase, survives_no_memory);
	tcase_add_test(tcase, a_part_hands_its_failure_on);
	suite_add_tcase(suite, tcase);
	return suite;
}
