/* check_real -- decimals to doubles and back: shortest, exact, refused. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/real.h"
#include "suites.h"

/* clang-format off */
/* What Python's repr() writes. */
static const struct { double real; const char *text; } formats[] = {
	{ 0.0, "0.0" }, { -0.0, "-0.0" }, { 1.0, "1.0" }, { -1.5, "-1.5" }, { 0.1, "0.1" }, { 123456.789, "123456.789" },
	{ (double)2.7f, "2.700000047683716" }, { 0.0001, "0.0001" }, { 0.00001, "1e-05" }, { 0.00012345, "0.00012345" },
	{ 9999999999999998.0, "9999999999999998.0" }, { 1e16, "1e+16" }, { 1e15, "1000000000000000.0" },
	{ 12345678901234567890.0, "1.2345678901234567e+19" }, { 1e22, "1e+22" }, { 1e23, "1e+23" }, { 1e100, "1e+100" },
	{ 1e-100, "1e-100" }, { DBL_MAX, "1.7976931348623157e+308" }, { DBL_MIN, "2.2250738585072014e-308" },
	{ 5e-324, "5e-324" }, { 1e-323, "1e-323" }, { 2.225073858507201e-308, "2.225073858507201e-308" },
	{ 0.3, "0.3" }, { 2.0 / 3, "0.6666666666666666" }, { 0.1 + 0.2, "0.30000000000000004" },
	/* a power of two, whose neighbour below is nearer than the one above */
	{ 0x1p-44, "5.684341886080802e-14" }, { 0x1p-1022, "2.2250738585072014e-308" }, { 0x1p53, "9007199254740992.0" },
	{ 0x1p1023, "8.98846567431158e+307" }, { INFINITY, "inf" }, { -INFINITY, "-inf" }, { NAN, "nan" },
};

static const struct { const char *text; double real; } reads[] = {
	{ "0", 0.0 }, { "+1", 1.0 }, { "-1.5", -1.5 }, { ".5", 0.5 }, { "5.", 5.0 }, { "1e3", 1000.0 }, { "1E+3", 1000.0 },
	{ "1.e-3", 0.001 }, { "00012", 12.0 }, { "1e-400", 0.0 }, { "-1e-400", -0.0 }, { "9007199254740993", 9007199254740992.0 },
	{ "1.7976931348623158e308", DBL_MAX }, { "4.9e-324", 5e-324 }, { "inf", INFINITY }, { "-INF", -INFINITY },
	{ "+Infinity", INFINITY }, { "1e0000000000000000000000000003", 1000.0 },
};

static const struct { const char *text, *says; } bad[] = {
	{ "", "no number" }, { "+", "no number" }, { ".", "no number" }, { "e5", "no number" }, { "1e", "no number" },
	{ "1e+", "no number" }, { "0x10", "no number" }, { "0x1p3", "no number" }, { "1_0", "no number" }, { " 1", "no number" },
	{ "1 ", "no number" }, { "1,5", "no number" }, { "--1", "no number" }, { "1.2.3", "no number" }, { "infi", "no number" },
	{ "nan(1)", "no number" }, { "1e400", "too large" }, { "-1.7976931348623159e308", "too large" },
	{ "1e999999999999999999999", "too large" }, { "\xd9\xa3", "no number" },
};

static const struct { const char *text; double real; bool exact; } exacts[] = {
	{ "0", 0, true }, { "-0.000e9", 0, true }, { "0.5", 0.5, true }, { "0.50", 0.5, true }, { "5e-1", 0.5, true },
	{ "500e-3", 0.5, true }, { "0.00005e4", 0.5, true }, { "0.1", 0.1, false }, { "2.7", (double)2.7f, false },
	{ "2.7000000476837158203125", (double)2.7f, true }, { "16777216", 16777216, true }, { "16777217", 16777216, false },
	{ "0.1000000000000000055511151231257827021181583404541015625", 0.1, true }, { "100", 100, true }, { "1e2", 100, true },
	{ "1e-400", 0, false }, { "1e-99999999999999999999", 0, false }, { "inf", INFINITY, true }, { "nan", NAN, true },
	{ "-0.5", -0.5, true }, { "-0.5", 0.5, false }, { "0.5", -0.5, false }, { "5", 0.5, false }, { "0", 1, false }, { "1e22", 1e22, true }, { "1e23", 1e23, false }, { "1e300", INFINITY, false },
};
/* clang-format on */

START_TEST(shortest)
{
	char text[REAL_TEXT_MAX];
	size_t size = real_format(text, formats[_i].real);

	ck_assert_uint_eq(size, strlen(formats[_i].text));
	ck_assert(memcmp(text, formats[_i].text, size) == 0);
}
END_TEST

START_TEST(reads_decimals)
{
	struct err err = { 0 };
	double real;

	ck_assert(real_parse(&real, reads[_i].text, strlen(reads[_i].text), &err));
	ck_assert(memcmp(&real, &reads[_i].real, sizeof(real)) == 0);
}
END_TEST

START_TEST(reads_nan)
{
	struct err err = { 0 };
	double real;

	ck_assert(real_parse(&real, "nan", 3, &err) && isnan(real) && !signbit(real));
	ck_assert(real_parse(&real, "-NaN", 4, &err) && isnan(real) && signbit(real));
}
END_TEST

START_TEST(refuses)
{
	struct err err = { 0 };
	double real = 4711;

	ck_assert(!real_parse(&real, bad[_i].text, strlen(bad[_i].text), &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, bad[_i].says), "%s", err.text);
	ck_assert(real == 4711);
}
END_TEST

/* As long as any double written out, and then too long. */
START_TEST(has_a_bound)
{
	char text[REAL_INPUT_MAX + 2];
	struct err err = { 0 };
	double real;

	memset(text, '0', sizeof(text));
	ck_assert(real_parse(&real, text, REAL_INPUT_MAX, &err) && real == 0);
	ck_assert(real_is_exact(text, REAL_INPUT_MAX, 0));
	ck_assert(!real_parse(&real, text, REAL_INPUT_MAX + 1, &err));
	ck_assert_msg(strstr(err.text, "000...' is a number of too many digits"), "%s", err.text);
	ck_assert(!real_is_exact(text, REAL_INPUT_MAX + 1, 0));
}
END_TEST

START_TEST(knows_what_is_exact)
{
	const char *text = exacts[_i].text;

	ck_assert(real_is_exact(text, strlen(text), exacts[_i].real) == exacts[_i].exact);
}
END_TEST

/* Every exponent there is, at both ends of its range: what is written reads back. */
START_TEST(every_exponent_reads_back)
{
	for (uint64_t power = 0; power < 0x7ff; power++)
		for (int64_t step = -2; step <= 2; step++) {
			uint64_t bits = (power << 52) + (uint64_t)step;
			char text[REAL_TEXT_MAX];
			struct err err = { 0 };
			double real, back;

			memcpy(&real, &bits, sizeof(real));
			if (!isfinite(real))
				continue;
			ck_assert(real_parse(&back, text, real_format(text, real), &err));
			ck_assert(memcmp(&real, &back, sizeof(real)) == 0);
		}
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *real_suite(void)
{
	Suite *suite = suite_create("real");
	TCase *tcase = tcase_create("real");

	tcase_add_loop_test(tcase, shortest, 0, ROWS(formats));
	tcase_add_loop_test(tcase, reads_decimals, 0, ROWS(reads));
	tcase_add_test(tcase, reads_nan);
	tcase_add_loop_test(tcase, refuses, 0, ROWS(bad));
	tcase_add_test(tcase, has_a_bound);
	tcase_add_loop_test(tcase, knows_what_is_exact, 0, ROWS(exacts));
	tcase_add_test(tcase, every_exponent_reads_back);
	suite_add_tcase(suite, tcase);
	return suite;
}
