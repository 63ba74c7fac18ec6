/* check_clock -- deadlines: none, passed, to come, and what poll(2) is told. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <limits.h>
#include <string.h>

#include "base/clock.h"
#include "suites.h"

static const int64_t far_ns = 3600 * (int64_t)NS_PER_S;

START_TEST(no_deadline)
{
	static const int64_t durations[] = { 0, -1, INT64_MIN };

	for (int i = 0; i < 3; i++) {
		struct deadline none = deadline_in(durations[i]);

		ck_assert_int_eq(none.at_ns, 0);
		ck_assert(!deadline_passed(none));
		ck_assert_int_eq(deadline_poll_ms(none), -1);
		deadline_sleep(none); /* returns at once, or Check ends this test */
	}
}
END_TEST

START_TEST(passed_deadline)
{
	struct deadline passed = { clock_now_ns() - 1 };

	ck_assert(deadline_passed(passed));
	ck_assert_int_eq(deadline_poll_ms(passed), 0);
	deadline_sleep(passed);
}
END_TEST

START_TEST(deadline_to_come)
{
	int64_t before_ns = clock_now_ns();
	struct deadline deadline = deadline_in(far_ns);
	int ms = deadline_poll_ms(deadline);

	ck_assert_int_ge(deadline.at_ns, before_ns + far_ns);
	ck_assert_int_le(deadline.at_ns, clock_now_ns() + far_ns);
	ck_assert(!deadline_passed(deadline));
	ck_assert_int_gt(ms, 3590 * 1000);
	ck_assert_int_le(ms, 3600 * 1000);
}
END_TEST

/* poll(2) must not be told 0 while a part of a millisecond is left: it would spin. */
START_TEST(poll_is_rounded_up)
{
	int tries = 1000;
	bool seen = false;

	while (!seen && tries-- > 0) {
		struct deadline soon = { clock_now_ns() + NS_PER_MS / 2 };
		int ms = deadline_poll_ms(soon);

		seen = !deadline_passed(soon);
		ck_assert(!seen || ms == 1);
	}
	ck_assert(seen);
}
END_TEST

START_TEST(poll_does_not_overflow)
{
	struct deadline days = deadline_in(INT64_C(1000) * 24 * 3600 * NS_PER_S);

	ck_assert_int_eq(deadline_poll_ms(days), INT_MAX);
	ck_assert_int_eq(deadline_poll_ms((struct deadline){ INT64_MAX }), INT_MAX);
	ck_assert_int_eq(deadline_in(INT64_MAX).at_ns, INT64_MAX);
}
END_TEST

START_TEST(the_earlier_of_two)
{
	struct deadline none = { 0 }, soon = { 5 }, late = { 9 };

	ck_assert_int_eq(deadline_earlier(soon, late).at_ns, 5);
	ck_assert_int_eq(deadline_earlier(late, soon).at_ns, 5);
	ck_assert_int_eq(deadline_earlier(none, late).at_ns, 9);
	ck_assert_int_eq(deadline_earlier(late, none).at_ns, 9);
	ck_assert_int_eq(deadline_earlier(none, none).at_ns, 0);
}
END_TEST

START_TEST(sleep_ends_behind_the_deadline)
{
	struct deadline deadline = deadline_in(2 * NS_PER_MS);

	deadline_sleep(deadline);
	ck_assert(deadline_passed(deadline));
}
END_TEST

static const struct {
	int64_t wall_ns;
	const char *stamp;
} stamps[] = {
	{ 0, "1970-01-01T00:00:00.000000000Z" },
	{ -5, "1970-01-01T00:00:00.000000000Z" },
	{ 951782399999999999, "2000-02-28T23:59:59.999999999Z" },
	{ 951782400000000000, "2000-02-29T00:00:00.000000000Z" },
	{ 951868800000000001, "2000-03-01T00:00:00.000000001Z" },
	{ 1709164800000000000, "2024-02-29T00:00:00.000000000Z" },
	{ 1798761599000000000, "2026-12-31T23:59:59.000000000Z" },
	{ 4107542400000000000, "2100-03-01T00:00:00.000000000Z" },
	{ INT64_MAX, "2262-04-11T23:47:16.854775807Z" },
};

START_TEST(stamp_is_the_date)
{
	char text[CLOCK_STAMP_MAX];

	ck_assert_uint_eq(clock_stamp(text, stamps[_i].wall_ns), strlen(stamps[_i].stamp));
	ck_assert_str_eq(text, stamps[_i].stamp);
}
END_TEST

/* Whatever this machine is: who is not in step says nothing of how far off he is. */
START_TEST(synchronized_or_unknown)
{
	uint64_t error_ns = 7;
	bool synchronized = clock_wall_synchronized(&error_ns);

	ck_assert(synchronized == (error_ns != UINT64_MAX));
	ck_assert_uint_ne(error_ns, 7);
}
END_TEST

Suite *clock_suite(void)
{
	Suite *suite = suite_create("clock");
	TCase *tcase = tcase_create("clock");

	tcase_add_test(tcase, no_deadline);
	tcase_add_test(tcase, passed_deadline);
	tcase_add_test(tcase, deadline_to_come);
	tcase_add_test(tcase, poll_is_rounded_up);
	tcase_add_test(tcase, poll_does_not_overflow);
	tcase_add_test(tcase, the_earlier_of_two);
	tcase_add_test(tcase, sleep_ends_behind_the_deadline);
	tcase_add_test(tcase, synchronized_or_unknown);
	tcase_add_loop_test(tcase, stamp_is_the_date, 0, sizeof(stamps) / sizeof(stamps[0]));
	suite_add_tcase(suite, tcase);
	return suite;
}
