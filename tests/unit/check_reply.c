/* check_reply -- what the small services say, and faults that repeat. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "serve/fault.h"
#include "serve/reply.h"
#include "suites.h"

/* 2018-01-10 23:32:35 UTC, a Wednesday. */
static const int64_t moment_ns = INT64_C(1515627155) * NS_PER_S + 999;

static void say(struct buf *buf, enum service_kind kind, uint64_t turn)
{
	buf_clear(buf);
	setenv("TZ", "UTC", 1);
	tzset();
	reply_put(buf, kind, moment_ns, turn);
}

START_TEST(stamp_is_as_ctime_has_it)
{
	struct buf buf = { 0 };

	setenv("TZ", "UTC", 1);
	tzset();
	reply_put_stamp(&buf, moment_ns);
	ck_assert_str_eq(buf_text(&buf), "[Wed Jan 10 23:32:35 2018] ");
	buf_clear(&buf);
	reply_put_stamp(&buf, INT64_C(1515369600) * NS_PER_S);
	ck_assert_str_eq(buf_text(&buf), "[Mon Jan  8 00:00:00 2018] ");
	buf_free(&buf);
}
END_TEST

START_TEST(daytime_and_time)
{
	struct buf buf = { 0 };

	say(&buf, SERVICE_DAYTIME, 0);
	ck_assert_str_eq(buf_text(&buf), "Wed Jan 10 23:32:35 2018\r\n");
	/* RFC 868: the count is since 1900, big-endian; 2,208,988,800 is 1970. */
	buf_clear(&buf);
	reply_put(&buf, SERVICE_TIME, 0, 0);
	ck_assert_uint_eq(buf.size, 4);
	ck_assert_int_eq(memcmp(buf.data, "\x83\xaa\x7e\x80", 4), 0);
	buf_free(&buf);
}
END_TEST

START_TEST(chargen_is_a_pattern_of_72)
{
	struct buf buf = { 0 };

	for (uint64_t n = 0; n < 200; n++) {
		say(&buf, SERVICE_CHARGEN, n);
		ck_assert_uint_eq(buf.size, CHARGEN_LINE);
		ck_assert_int_eq(buf.data[0], (char)(' ' + n % 95));
		ck_assert_int_eq(buf.data[71], (char)(' ' + (n + 71) % 95));
		ck_assert_int_eq(memcmp(buf.data + 72, "\r\n", 2), 0);
	}
	buf_free(&buf);
}
END_TEST

START_TEST(quotes_are_short_and_others_silent)
{
	struct buf buf = { 0 };

	for (uint64_t n = 0; n < 20; n++) {
		say(&buf, SERVICE_QOTD, n);
		ck_assert_uint_gt(buf.size, 10);
		ck_assert_uint_lt(buf.size, 512); /* RFC 865 */
	}
	say(&buf, SERVICE_ECHO, 0);
	ck_assert_uint_eq(buf.size, 0);
	say(&buf, SERVICE_DISCARD, 0);
	ck_assert_uint_eq(buf.size, 0);
	buf_free(&buf);
}
END_TEST

/* ---- faults
 * -------------------------------------------------------------------------------------- */

START_TEST(nothing_wrong_without_faults)
{
	struct faults faults = { .random = { 1 } };

	ck_assert(!faults_touch_answers(&faults));
	for (int i = 0; i < 100; i++) {
		struct fate fate = fate_of(&faults, 77);

		ck_assert_uint_eq(fate.copies, 1);
		ck_assert_uint_eq(fate.size, 77);
		ck_assert_int_eq(fate.delay_ns, 0);
		ck_assert(!fate.out_of_turn);
	}
}
END_TEST

START_TEST(the_same_seed_has_the_same_fates)
{
	struct faults one = { .random = { 9 },
			      .drop = 300,
			      .duplicate = 200,
			      .reorder = 100,
			      .jitter_ns = 1000,
			      .delay_ns = 50 };
	struct faults other = one;

	for (int i = 0; i < 1000; i++) {
		struct fate a = fate_of(&one, 10), b = fate_of(&other, 10);

		ck_assert_uint_eq(a.copies, b.copies);
		ck_assert_int_eq(a.delay_ns, b.delay_ns);
		ck_assert_int_ge(a.delay_ns, 50);
	}
}
END_TEST

/* Another fault changes nothing of which messages are dropped. */
START_TEST(one_fault_does_not_change_another)
{
	struct faults one = { .random = { 9 }, .drop = 300 };
	struct faults more = { .random = { 9 }, .drop = 300, .duplicate = 500, .jitter_ns = 99 };
	unsigned dropped = 0;

	for (int i = 0; i < 1000; i++) {
		bool gone = fate_of(&one, 10).copies == 0;

		ck_assert_int_eq(fate_of(&more, 10).copies == 0, gone);
		dropped += gone;
	}
	ck_assert_uint_gt(dropped, 250);
	ck_assert_uint_lt(dropped, 350);
}
END_TEST

START_TEST(certain_and_impossible)
{
	struct faults always = { .random = { 3 }, .drop = 1000 }, cut = { .truncate = 4 };

	for (int i = 0; i < 100; i++)
		ck_assert_uint_eq(fate_of(&always, 10).copies, 0);
	ck_assert_uint_eq(fate_of(&cut, 10).size, 4);
	ck_assert_uint_eq(fate_of(&cut, 3).size, 3);
}
END_TEST

Suite *reply_suite(void)
{
	Suite *suite = suite_create("reply");
	TCase *tcase = tcase_create("reply");

	tcase_add_test(tcase, stamp_is_as_ctime_has_it);
	tcase_add_test(tcase, daytime_and_time);
	tcase_add_test(tcase, chargen_is_a_pattern_of_72);
	tcase_add_test(tcase, quotes_are_short_and_others_silent);
	tcase_add_test(tcase, nothing_wrong_without_faults);
	tcase_add_test(tcase, the_same_seed_has_the_same_fates);
	tcase_add_test(tcase, one_fault_does_not_change_another);
	tcase_add_test(tcase, certain_and_impossible);
	suite_add_tcase(suite, tcase);
	return suite;
}
