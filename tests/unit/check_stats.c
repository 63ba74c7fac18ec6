/* check_stats -- moments and quantiles: by hand, against a sorted list, and how far off. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>

#include "base/random.h"
#include "base/stats.h"
#include "fault.h"
#include "suites.h"

static struct stats stats;

static void begin(void)
{
	struct err err = { 0 };

	ck_assert(stats_init(&stats, &err));
}

static void end(void)
{
	stats_free(&stats);
}

START_TEST(nothing)
{
	ck_assert_double_eq(stats_quantile(&stats, 0.5), 0);
	ck_assert_double_eq(spread_deviation(&stats.spread), 0);
	ck_assert_uint_eq(stats_below(&stats, 1), 0);
}
END_TEST

START_TEST(one)
{
	stats_add(&stats, 42);
	for (double q = 0; q <= 1; q += 0.25)
		ck_assert_double_eq(stats_quantile(&stats, q), 42);
	ck_assert_double_eq(spread_deviation(&stats.spread), 0);
	ck_assert_uint_eq(stats_below(&stats, 42), 0);
	ck_assert_uint_eq(stats_below(&stats, 43), 1);
}
END_TEST

/* The textbook's eight values: mean 5, deviation 2. */
START_TEST(textbook)
{
	const int64_t values[] = { 9, 2, 4, 5, 4, 7, 4, 5 };

	for (size_t i = 0; i < 8; i++)
		stats_add(&stats, values[i]);
	ck_assert_double_eq_tol(stats.spread.mean, 5, 1e-12);
	ck_assert_double_eq_tol(spread_deviation(&stats.spread), 2, 1e-12);
	ck_assert_int_eq(stats.spread.min, 2);
	ck_assert_int_eq(stats.spread.max, 9);
	ck_assert_double_eq(stats_quantile(&stats, 0), 2);
	ck_assert_double_eq(stats_quantile(&stats, 0.5), 4.5);
	ck_assert_double_eq_tol(stats_quantile(&stats, 0.95), 8.3, 1e-9); /* 7 + 0.65 * 2 */
	ck_assert_double_eq(stats_quantile(&stats, 1), 9);
	ck_assert_uint_eq(stats_below(&stats, 5), 4);
}
END_TEST

/* Asked in between, and added to after that. */
START_TEST(asked_in_between)
{
	for (int64_t i = 100; i > 0; i--) {
		stats_add(&stats, i);
		ck_assert_double_eq(stats_quantile(&stats, 0), (double)i);
		ck_assert_double_eq(stats_quantile(&stats, 1), 100);
	}
	ck_assert_double_eq(stats_quantile(&stats, 0.5), 50.5);
}
END_TEST

START_TEST(negative)
{
	struct spread spread = { 0 };

	spread_add(&spread, -30);
	spread_add(&spread, -10);
	ck_assert_int_eq(spread.min, -30);
	ck_assert_int_eq(spread.max, -10);
	ck_assert_double_eq(spread.mean, -20);
	ck_assert_double_eq(spread_deviation(&spread), 10);
	stats_add(&stats, -30);
	ck_assert_int_eq(stats.spread.min, 0);
}
END_TEST

/* A small spread about a large value, where sums of squares lose everything. */
START_TEST(far_from_zero)
{
	struct spread spread = { 0 };

	for (int i = 0; i < 1000; i++)
		spread_add(&spread, INT64_C(1000000000000000) + (i % 2 ? 3 : -3));
	ck_assert_double_eq_tol(spread_deviation(&spread), 3, 1e-3);
}
END_TEST

/* ---- more than are kept --------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

enum { MANY = 50000 };

/* Of all magnitudes: SHIFT cuts the numbers of a generator. */
static int64_t value_of(struct random *random, int kind)
{
	uint64_t number = random_next(random);

	switch (kind) {
	case 0:
		return (int64_t)(number >> 1 >> (number % 63)); /* log-uniform */
	case 1:
		return (int64_t)(50000 + number % 10000);
	default:
		return (int64_t)(number % 300);
	}
}

START_TEST(quantiles_are_close)
{
	static int64_t sorted[MANY];
	struct random random = { 7 };

	for (size_t i = 0; i < MANY; i++) {
		sorted[i] = value_of(&random, _i);
		stats_add(&stats, sorted[i]);
	}
	qsort(sorted, MANY, sizeof(sorted[0]), compare);
	for (int percent = 0; percent <= 1000; percent++) {
		double q = percent / 1000.0;
		double true_value = (double)sorted[(size_t)(q * (MANY - 1))];
		double off = stats_quantile(&stats, q) - true_value;

		ck_assert_double_le(off < 0 ? -off : off, true_value / STATS_PRECISION);
	}
	ck_assert_int_eq(stats.spread.min, sorted[0]);
	ck_assert_int_eq(stats.spread.max, sorted[MANY - 1]);
}
END_TEST

START_TEST(counts_below_are_close)
{
	for (int64_t i = 0; i < MANY; i++)
		stats_add(&stats, i);
	for (int64_t value = 1; value <= MANY; value += 777) {
		uint64_t below = stats_below(&stats, value);

		ck_assert_uint_le(below, (uint64_t)value);
		ck_assert_uint_ge(below + (uint64_t)value / (STATS_PRECISION / 2), (uint64_t)value);
	}
	ck_assert_uint_eq(stats_below(&stats, MANY), MANY);
}
END_TEST

/* The last that is exact and the first that is not. */
START_TEST(at_the_border)
{
	for (int64_t i = 1; i <= STATS_EXACT; i++)
		stats_add(&stats, i * 1000);
	ck_assert_double_eq(stats_quantile(&stats, 0.5), (STATS_EXACT + 1) * 500.0);
	stats_add(&stats, (STATS_EXACT + 1) * 1000);
	ck_assert_double_eq_tol(stats_quantile(&stats, 0.5), (STATS_EXACT + 2) * 500.0,
				(STATS_EXACT + 2) * 500.0 / STATS_PRECISION);
	ck_assert_double_eq_tol(stats_quantile(&stats, 0), 1000, 4);
}
END_TEST

START_TEST(largest)
{
	for (int i = 0; i <= STATS_EXACT; i++)
		stats_add(&stats, INT64_MAX);
	ck_assert_double_eq(stats_quantile(&stats, 0.5), (double)INT64_MAX);
	ck_assert_uint_eq(stats_below(&stats, INT64_MAX), 0);
}
END_TEST

static enum status without_memory;

static void init_once(void)
{
	struct stats fresh = { 0 };
	struct err err = { 0 };

	if (!stats_init(&fresh, &err))
		without_memory = err.kind;
	stats_free(&fresh);
	stats_free(&fresh);
}

START_TEST(no_memory)
{
	ck_assert_uint_eq(fault_sweep("malloc", ENOMEM, init_once), 1);
	ck_assert_int_eq(without_memory, STATUS_LACKING);
}
END_TEST

Suite *stats_suite(void)
{
	Suite *suite = suite_create("stats");
	TCase *tcase = tcase_create("stats");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, nothing);
	tcase_add_test(tcase, one);
	tcase_add_test(tcase, textbook);
	tcase_add_test(tcase, asked_in_between);
	tcase_add_test(tcase, negative);
	tcase_add_test(tcase, far_from_zero);
	tcase_add_loop_test(tcase, quantiles_are_close, 0, 3);
	tcase_add_test(tcase, counts_below_are_close);
	tcase_add_test(tcase, at_the_border);
	tcase_add_test(tcase, largest);
	tcase_add_test(tcase, no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
