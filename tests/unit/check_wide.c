/* check_wide -- numbers of 128 bits: text, bytes, sums, powers. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/wide.h"
#include "suites.h"

/* clang-format off */
static const struct { const char *text; struct wide number; } texts[] = {
	{ "0", { 0, 0 } },
	{ "9", { 0, 9 } },
	{ "1000000000", { 0, 1000000000 } },
	{ "4294967296", { 0, UINT64_C(1) << 32 } },
	{ "18446744073709551615", { 0, UINT64_MAX } },
	{ "18446744073709551616", { 1, 0 } },
	{ "170141183460469231731687303715884105728", { UINT64_C(1) << 63, 0 } },
	{ "340282366920938463463374607431768211455", { UINT64_MAX, UINT64_MAX } },
};

static const struct { const char *text; struct wide number; } hexes[] = {
	{ "0x0", { 0, 0 } },
	{ "0Xff", { 0, 255 } },
	{ "0xFFFFFFFFFFFFFFFFffffffffffffffff", { UINT64_MAX, UINT64_MAX } },
	{ "0x00000000000000000000000000000000000000000000001", { 0, 1 } },
	{ "007", { 0, 7 } },
};

static const char *const bad[] = {
	"", "0x", "x", "-1", "+1", " 1", "1 ", "1a", "0xg", "340282366920938463463374607431768211456",
	"0x100000000000000000000000000000000", "99999999999999999999999999999999999999999",
};
/* clang-format on */

START_TEST(text_both_ways)
{
	struct wide number;
	char text[WIDE_TEXT_MAX];

	ck_assert(wide_parse(&number, texts[_i].text, strlen(texts[_i].text)));
	ck_assert_int_eq(wide_compare(number, texts[_i].number), 0);
	ck_assert_uint_eq(wide_format(text, number), strlen(texts[_i].text));
	ck_assert_str_eq(text, texts[_i].text);
}
END_TEST

START_TEST(reads_hex)
{
	struct wide number;

	ck_assert(wide_parse(&number, hexes[_i].text, strlen(hexes[_i].text)));
	ck_assert_int_eq(wide_compare(number, hexes[_i].number), 0);
}
END_TEST

START_TEST(refuses)
{
	struct wide number = { 4, 7 };

	ck_assert(!wide_parse(&number, bad[_i], strlen(bad[_i])));
	ck_assert(number.high == 4 && number.low == 7);
	ck_assert(!wide_parse(&number, "1\0", 2));
}
END_TEST

START_TEST(counts)
{
	struct wide top = { UINT64_MAX, UINT64_MAX }, one = { 0, 1 }, zero = { 0, 0 };

	ck_assert_int_eq(wide_compare(wide_add(top, one), zero), 0);
	ck_assert_int_eq(wide_compare(wide_subtract(zero, one), top), 0);
	ck_assert_int_eq(
		wide_compare(wide_add((struct wide){ 0, UINT64_MAX }, one), (struct wide){ 1, 0 }),
		0);
	ck_assert_int_eq(wide_compare(zero, one), -1);
	ck_assert_int_eq(wide_compare((struct wide){ 1, 0 }, one), 1);
	ck_assert_uint_eq(wide_trailing_zeros(zero), 128);
	for (unsigned bits = 0; bits < 128; bits++) {
		ck_assert_uint_eq(wide_trailing_zeros(wide_power(bits)), bits);
		ck_assert_uint_eq(wide_log2(wide_power(bits)), bits);
	}
}
END_TEST

START_TEST(bytes_both_ways)
{
	static const uint8_t bytes[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255 };
	uint8_t back[16];

	for (size_t size = 1; size <= 16; size++) {
		memset(back, 0, sizeof(back));
		wide_to_bytes(back, size, wide_from_bytes(bytes, size));
		ck_assert(memcmp(back, bytes, size) == 0);
	}
	ck_assert_uint_eq(wide_from_bytes(bytes, 16).low, UINT64_C(0x090a0b0c0d0e0fff));
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *wide_suite(void)
{
	Suite *suite = suite_create("wide");
	TCase *tcase = tcase_create("wide");

	tcase_add_loop_test(tcase, text_both_ways, 0, ROWS(texts));
	tcase_add_loop_test(tcase, reads_hex, 0, ROWS(hexes));
	tcase_add_loop_test(tcase, refuses, 0, ROWS(bad));
	tcase_add_test(tcase, counts);
	tcase_add_test(tcase, bytes_both_ways);
	suite_add_tcase(suite, tcase);
	return suite;
}
