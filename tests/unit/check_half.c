/* check_half -- binary16: every one there and back, and rounding between them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>

#include "proto/half.h"
#include "suites.h"

/* clang-format off */
static const struct { double real; uint16_t half; } rows[] = {
	{ 0.0, 0x0000 }, { -0.0, 0x8000 }, { 1.0, 0x3c00 }, { -2.0, 0xc000 }, { 65504.0, 0x7bff }, { 65519.99, 0x7bff },
	{ 0x1p-14, 0x0400 }, { 0x1p-24, 0x0001 }, { 0x1p-25, 0x0000 }, { 0x1.8p-25, 0x0001 }, { 0x1.8p-24, 0x0002 }, { 1e-300, 0x0000 },
	{ 5e-324, 0x0000 }, { 1 + 0x1p-11, 0x3c00 }, { 1 + 0x3p-11, 0x3c02 }, { 1 + 0x1.1p-11, 0x3c01 }, { 0x1.ffbp-15, 0x03ff },
	{ 0x1.ffcp-15, 0x0400 }, { INFINITY, 0x7c00 }, { -INFINITY, 0xfc00 }, { NAN, 0x7e00 }, { -NAN, 0xfe00 },
};
static const double large[] = { 65520.0, -65520.0, 1e6, 1.7e308 };
/* clang-format on */

START_TEST(rounds_half_to_even)
{
	uint16_t half;

	ck_assert(half_of(&half, rows[_i].real));
	ck_assert_uint_eq(half, rows[_i].half);
}
END_TEST

START_TEST(refuses_to_make_infinity)
{
	uint16_t half = 4711;

	ck_assert(!half_of(&half, large[_i]));
	ck_assert_uint_eq(half, 4711);
}
END_TEST

START_TEST(all_of_them)
{
	for (unsigned i = 0; i < 0x10000; i++) {
		double real = half_value((uint16_t)i);
		uint16_t back;

		ck_assert(half_of(&back, real));
		if (isnan(real))
			ck_assert((i & 0x7c00) == 0x7c00 && (i & 0x3ff));
		else
			ck_assert_uint_eq(back, i);
		if (i % 0x8000 > 0 && i % 0x8000 < 0x7c00)
			ck_assert(fabs(real) > fabs(half_value((uint16_t)(i - 1))));
	}
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *half_suite(void)
{
	Suite *suite = suite_create("half");
	TCase *tcase = tcase_create("half");

	tcase_add_loop_test(tcase, rounds_half_to_even, 0, ROWS(rows));
	tcase_add_loop_test(tcase, refuses_to_make_infinity, 0, ROWS(large));
	tcase_add_test(tcase, all_of_them);
	suite_add_tcase(suite, tcase);
	return suite;
}
