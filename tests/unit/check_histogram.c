/* check_histogram -- bins drawn: flush, in proportion, within any number of columns. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/arena.h"
#include "base/stats.h"
#include "cli/histogram.h"
#include "cli/safe.h"
#include "suites.h"

static const struct field bin_fields[] = {
	FIELD("low_ms", FIELD_REAL, 0, UNIT_MS, "from", NULL),
	FIELD("high_ms", FIELD_REAL, 0, UNIT_MS, "to", NULL),
	FIELD("answers", FIELD_UINT, 0, UNIT_NONE, "count", NULL),
	{ 0 },
};
static const struct shape bin_shape = { bin_fields, NULL };
static const struct field fields[] = {
	FIELD("bins", FIELD_OBJECT, FIELD_LIST | FIELD_BARS, UNIT_NONE, "bins", &bin_shape),
	{ 0 },
};
static const struct shape shape = { fields, NULL };

static struct arena arena;
static struct row *row;
static struct buf text;

static void begin(void)
{
	row = row_begin(&arena, &shape, UINT64_MAX);
	row_empty(row, 0);
}

static void end(void)
{
	arena_free(&arena);
	buf_free(&text);
}

static void add(double low, double high, uint64_t count)
{
	struct row *object = row_object(row, 0);

	row_real(object, 0, low);
	row_real(object, 1, high);
	row_uint(object, 2, count);
}

static const char *draw(size_t columns, bool utf8)
{
	buf_clear(&text);
	histogram_put(&text, &row->values[0], columns, (struct charset){ .utf8 = utf8 });
	return buf_text(&text);
}

static void add_three(void)
{
	add(0.5, 1, 100);
	add(1, 10, 50);
	add(10, 10.5, 0);
}

START_TEST(ascii)
{
	add_three();
	ck_assert_str_eq(draw(40, false), " 0.500 -  1.000 100 ####################\n"
					  " 1.000 - 10.000  50 ##########\n"
					  "10.000 - 10.500   0\n");
}
END_TEST

START_TEST(halves)
{
	add(0, 1, 4);
	add(1, 2, 1);
	ck_assert_str_eq(draw(24, true),
			 "0.000 - 1.000 4 \u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\n"
			 "1.000 - 2.000 1 \u2588\u2588\n");
	ck_assert_str_eq(draw(25, true),
			 "0.000 - 1.000 4 \u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\n"
			 "1.000 - 2.000 1 \u2588\u2588\u258c\n");
}
END_TEST

START_TEST(something_is_seen)
{
	add(0, 1, UINT64_MAX);
	add(1, 2, 1);
	ck_assert_ptr_nonnull(strstr(draw(80, false), " 1 #\n"));
}
END_TEST

START_TEST(nothing)
{
	ck_assert_str_eq(draw(80, false), "");
	add(0, 1, 0);
	ck_assert_str_eq(draw(80, false), "0.000 - 1.000 0\n");
}
END_TEST

START_TEST(fits)
{
	add_three();
	for (size_t columns = 12; columns < 100; columns++)
		for (const char *line = draw(columns, columns % 2), *next; *line; line = next + 1) {
			next = strchr(line, '\n');
			ck_assert_uint_le(safe_width(line, (size_t)(next - line)), columns);
		}
	ck_assert_uint_eq(strcspn(draw(0, false), "\n"), 80);
	ck_assert_str_eq(draw(12, false), " 0.500 100\n 1.000  50\n10.000   0\n");
}
END_TEST

/* ---- the bins of stats ---------------------------------------------------------------------- */

static uint64_t bins_total(const struct bin *bin, size_t count)
{
	uint64_t total = 0;

	for (size_t i = 0; i < count; i++) {
		ck_assert_int_lt(bin[i].low, bin[i].high);
		ck_assert(i == 0 || bin[i].low == bin[i - 1].high);
		total += bin[i].count;
	}
	return total;
}

START_TEST(bins)
{
	struct bin bin[16];
	struct stats stats;
	struct err err = { 0 };
	size_t count;

	ck_assert(stats_init(&stats, &err));
	ck_assert_uint_eq(stats_bins(&stats, bin, 16), 0);
	stats_add(&stats, 1234);
	ck_assert_uint_eq(stats_bins(&stats, bin, 16), 1);
	ck_assert_uint_eq(bins_total(bin, 1), 1);
	for (int64_t i = 0; i < 1000 * (_i + 1) * (_i + 1); i++)
		stats_add(&stats, i % 1000 * 100);
	stats_add(&stats, 1000000000);
	for (size_t max = 4; max <= 16; max++) {
		count = stats_bins(&stats, bin, max);
		ck_assert_uint_le(count, max);
		ck_assert_uint_ge(count, max < 8 ? 2 : 5);
		ck_assert_uint_eq(bins_total(bin, count), stats.spread.count);
		ck_assert_int_eq(bin[count - 1].high, 1000000001);
		ck_assert_uint_ge(bin[count - 1].count, 1);
		ck_assert_uint_le(bin[count - 1].count, stats.spread.count / 50);
	}
	stats_free(&stats);
}
END_TEST

START_TEST(extreme_bins)
{
	struct bin bin[16];
	struct stats stats;
	struct err err = { 0 };
	size_t count;

	ck_assert(stats_init(&stats, &err));
	stats_add(&stats, 0);
	stats_add(&stats, INT64_MAX);
	count = stats_bins(&stats, bin, 16);
	ck_assert_uint_le(count, 16);
	ck_assert_uint_eq(bins_total(bin, count), 2);
	stats_free(&stats);
}
END_TEST

Suite *histogram_suite(void)
{
	Suite *suite = suite_create("histogram");
	TCase *tcase = tcase_create("histogram");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, ascii);
	tcase_add_test(tcase, halves);
	tcase_add_test(tcase, something_is_seen);
	tcase_add_test(tcase, nothing);
	tcase_add_test(tcase, fits);
	tcase_add_loop_test(tcase, bins, 0, 4);
	tcase_add_test(tcase, extreme_bins);
	suite_add_tcase(suite, tcase);
	return suite;
}
