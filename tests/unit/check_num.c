/* check_num -- the one number parser: boundary strings, durations, sizes, and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "suites.h"

/* What no option may take for a number, whatever the range. */
static const char *const never[] = {
	"",
	" ",
	"-",
	"+",
	"--1",
	"-+1",
	"+1",
	"+0",
	"- 1",
	" 1",
	"1 ",
	"\t1",
	"1\n",
	"\n1",
	"1\r",
	"0x",
	"0x0",
	"0x1f",
	"0X1F",
	"1e3",
	"1E3",
	"1e",
	"0b1",
	"0o7",
	"1f",
	"1L",
	"1u",
	"1_000",
	"1,000",
	"1.0",
	"1.",
	".1",
	".",
	"1/2",
	"1:2",
	"1;2",
	"1%",
	"$1",
	"#1",
	"'1'",
	"\"1\"",
	"(1)",
	"{1}",
	"1=1",
	"~1",
	"^1",
	"*",
	"1*",
	"?",
	"!",
	"@1",
	"&1",
	"|",
	"nan",
	"NaN",
	"inf",
	"-inf",
	"INF",
	"infinity",
	"true",
	"null",
	"zero",
	"one",
	"a",
	"1a",
	"a1",
	"1 2",
	"1-2",
	"1-",
	"0-",
	"-0x1",
	"-1e1",
	"%d",
	"%n",
	"%s",
	"\\1",
	"1\\",
	"\x01",
	"1\x01",
	"1\x7f",
	"\xef\xbc\x91",  /* full-width 1 */
	"1\xef\xbc\x91", /* 1 and full-width 1 */
	"\xd9\xa1",      /* Arabic-Indic 1 */
	"\xe0\xa5\xa7",  /* Devanagari 1 */
	"\xc2\xb2",      /* superscript 2 */
	"\xe2\x88\x92"
	"1", /* minus sign and 1 */
	"\xe2\x80\x8b"
	"1", /* zero-width space and 1 */
	"1\xc2\xa0",
	"\xff",
	"1\xff",
	"\x80",
	"\xb0",
	"1\xb1", /* invalid UTF-8, digits with the high bit */
	"9223372036854775808",
	"-9223372036854775809",
	"9999999999999999999",
	"18446744073709551615",
	"18446744073709551616",
	"18446744073709551617",
	"36893488147419103233",
	"99999999999999999999",
	"340282366920938463463374607431768211456",
	"100000000000000000000000000000000000000000000000000000000000000000000000000000000",
};

/* clang-format off */
static const struct { const char *text; int64_t number; } always[] = {
	{ "0", 0 }, { "-0", 0 }, { "00", 0 }, { "1", 1 }, { "-1", -1 }, { "9", 9 }, { "10", 10 }, { "007", 7 },
	{ "010", 10 }, { "-010", -10 }, { "0000000000000000000000000000001", 1 },
	{ "127", 127 }, { "128", 128 }, { "255", 255 }, { "256", 256 }, { "-128", -128 },
	{ "32767", 32767 }, { "32768", 32768 }, { "65534", 65534 }, { "65535", 65535 }, { "65536", 65536 }, { "65537", 65537 },
	{ "99999", 99999 }, { "2147483647", 2147483647 }, { "2147483648", 2147483648 }, { "-2147483648", -2147483648LL },
	{ "-2147483649", -2147483649LL }, { "4294967295", 4294967295 }, { "4294967296", 4294967296 }, { "4294967297", 4294967297 },
	{ "9007199254740993", 9007199254740993 }, { "999999999999999999", 999999999999999999 },
	{ "1000000000000000000", 1000000000000000000 }, { "9223372036854775806", INT64_MAX - 1 },
	{ "9223372036854775807", INT64_MAX }, { "-9223372036854775807", -INT64_MAX },
	{ "-9223372036854775808", INT64_MIN },
};

/* A text and the range it is read in. */
static const struct { const char *text; int64_t min, max; bool fine; } ranges[] = {
	{ "0", 0, 65535, true }, { "65535", 0, 65535, true }, { "65536", 0, 65535, false }, { "-1", 0, 65535, false },
	{ "-0", 0, 65535, true }, { "065535", 0, 65535, true }, { "4294967296", 0, 65535, false },
	{ "4294967376", 0, 65535, false } /* 80 modulo 2^32 */, { "18446744073709551696", 0, 65535, false },
	{ "0", 1, 255, false }, { "1", 1, 255, true }, { "255", 1, 255, true }, { "256", 1, 255, false },
	{ "32", 0, 32, true }, { "33", 0, 32, false }, { "128", 0, 128, true }, { "129", 0, 128, false },
	{ "-5", -5, 5, true }, { "-6", -5, 5, false }, { "6", -5, 5, false }, { "7", 7, 7, true }, { "8", 7, 7, false },
	{ "-9223372036854775808", INT64_MIN, 0, true }, { "9223372036854775807", 0, INT64_MAX, true },
};

enum { FAIL = -1 };
#define S INT64_C(1000000000)
static const struct { const char *text; int64_t ns; } durations[] = {
	{ "0", 0 }, { "0s", 0 }, { "0ms", 0 }, { "1", S }, { "1s", S }, { "01s", S }, { "250ms", S / 4 }, { "1.5s", S / 2 * 3 },
	{ "1.5", S / 2 * 3 }, { "0.001", S / 1000 }, { "0.1s", S / 10 }, { "2m", 120 * S }, { "1.5m", 90 * S }, { "1h", 3600 * S },
	{ "0.25h", 900 * S }, { "10us", 10000 }, { "1ns", 1 }, { "1.5us", 1500 }, { "0.000000001s", 1 },
	{ "1.999999999s", 2 * S - 1 }, { "0.0000000001s", FAIL }, { "0.5ns", FAIL }, { "1.5000000000000000000s", S / 2 * 3 },
	{ "1.50000000000000000000s", FAIL } /* 20 digits */, { "1.0ns", 1 },
	{ "86400000", 86400000 * S }, { "24000h", 86400000 * S }, { "86400001", FAIL }, { "24000.1h", FAIL },
	{ "86400000.000000001", FAIL }, { "9223372036", FAIL }, { "9223372037", FAIL }, { "18446744074", FAIL },
	{ "9223372036854775807ns", FAIL }, { "18446744073709551617ns", FAIL }, { "5124095577h", FAIL },
	{ "", FAIL }, { "s", FAIL }, { "ms", FAIL }, { ".", FAIL }, { ".s", FAIL }, { ".5s", S / 2 }, { ".2", S / 5 }, { "..5", FAIL }, { ".5.", FAIL }, { "1.", FAIL }, { "1.s", FAIL },
	{ "1.5.5s", FAIL }, { "1,5s", FAIL }, { "-1s", FAIL }, { "-0", FAIL }, { "+1s", FAIL }, { " 1s", FAIL }, { "1s ", FAIL },
	{ "1 s", FAIL }, { "1S", FAIL }, { "1MS", FAIL }, { "1sec", FAIL }, { "1d", FAIL }, { "1w", FAIL }, { "1ss", FAIL },
	{ "1s1", FAIL }, { "1m30s", FAIL }, { "1:30", FAIL }, { "0x10", FAIL }, { "1e3", FAIL }, { "nan", FAIL }, { "inf", FAIL },
	{ "1\xc2\xb5s", FAIL }, { "\xef\xbc\x91s", FAIL },
};

static const struct { const char *text; int64_t bytes; } sizes[] = {
	{ "0", 0 }, { "1", 1 }, { "512", 512 }, { "0512", 512 }, { "1k", 1024 }, { "64k", 65536 }, { "64K", 65536 },
	{ "1M", 1 << 20 }, { "2G", INT64_C(2) << 30 }, { "1.5k", 1536 }, { "0.5M", 1 << 19 }, { "1.25G", INT64_C(5) << 28 },
	{ "0.0009765625k", 1 }, { "0.1k", FAIL }, { "1.0", 1 }, { "1.5", FAIL }, { "0.3M", FAIL }, { "1.", FAIL }, { ".5k", 512 }, { ".k", FAIL }, { ".", FAIL },
	{ "9223372036854775807", INT64_MAX }, { "9223372036854775808", FAIL }, { "8589934591G", INT64_C(8589934591) << 30 },
	{ "8589934592G", FAIL }, { "9007199254740991k", INT64_C(9007199254740991) << 10 }, { "9007199254740992k", FAIL },
	{ "18014398509481984k", FAIL }, { "17179869184G", FAIL },
	{ "", FAIL }, { "k", FAIL }, { "-1", FAIL }, { "-1k", FAIL }, { "+1k", FAIL }, { "1 k", FAIL }, { "1kB", FAIL }, { "1KiB", FAIL },
	{ "1m", FAIL }, { "1g", FAIL }, { "1T", FAIL }, { "1kk", FAIL }, { "k1", FAIL }, { "0x10", FAIL }, { "1e3", FAIL }, { "inf", FAIL },
	{ " 1", FAIL }, { "1\n", FAIL },
};
/* clang-format on */

START_TEST(is_no_number)
{
	int64_t number = 4711, duration_ns = 4711;
	uint64_t digits = 4711, size_bytes = 4711;
	struct err err = { 0 };
	const char *text = never[_i];

	ck_assert_msg(!num_parse(&number, text, INT64_MIN, INT64_MAX, &err), "'%s'", text);
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, text), "'%s' is not quoted: %s", text, err.text);
	if (strspn(text, "0123456789") < strlen(text) || *text == '\0')
		ck_assert(!num_digits(&digits, text, strlen(text), UINT64_MAX));
	if (!strchr(text, '.')) {
		ck_assert(!num_duration(&duration_ns, text, &err));
		ck_assert(!num_size(&size_bytes, text, &err));
	}
	ck_assert_int_eq(number, 4711);
	ck_assert_uint_eq(digits, 4711);
	ck_assert_int_eq(duration_ns, 4711);
	ck_assert_uint_eq(size_bytes, 4711);
}
END_TEST

START_TEST(is_a_number)
{
	struct err err = { 0 };
	int64_t number = 4711;

	ck_assert_msg(num_parse(&number, always[_i].text, INT64_MIN, INT64_MAX, &err), "%s",
		      err.text);
	ck_assert_int_eq(number, always[_i].number);
}
END_TEST

START_TEST(keeps_its_range)
{
	struct err err = { 0 };
	int64_t number = 4711;
	bool fine = num_parse(&number, ranges[_i].text, ranges[_i].min, ranges[_i].max, &err);
	char high[32];

	ck_assert_msg(fine == ranges[_i].fine, "%s", ranges[_i].text);
	ck_assert(fine || number == 4711);
	snprintf(high, sizeof(high), "%" PRId64, ranges[_i].max);
	ck_assert_msg(fine || strstr(err.text, high), "the range is not named: %s", err.text);
}
END_TEST

START_TEST(names_no_end_where_there_is_none)
{
	struct err err = { 0 };
	int64_t number;

	ck_assert(!num_parse(&number, "0", 1, INT64_MAX, &err));
	ck_assert_str_eq(err.text, "'0' is out of range: 1 upwards");
	ck_assert(!num_parse(&number, "x", 1, INT64_MAX, &err));
	ck_assert_str_eq(err.text, "'x' is not a number from 1 upwards");
	ck_assert(!num_parse(&number, "9223372036854775808", 1, INT64_MAX, &err));
	ck_assert_str_eq(err.text,
			 "'9223372036854775808' is not a number from 1 to 9223372036854775807");
}
END_TEST

START_TEST(digits_up_to_the_largest)
{
	uint64_t digits = 0;

	ck_assert(num_digits(&digits, "18446744073709551615", 20, UINT64_MAX));
	ck_assert_uint_eq(digits, UINT64_MAX);
	ck_assert(!num_digits(&digits, "18446744073709551616", 20, UINT64_MAX));
	ck_assert(!num_digits(&digits, "18446744073709551615", 20, UINT64_MAX - 1));
	ck_assert(num_digits(&digits, "12345", 3, 123));
	ck_assert_uint_eq(digits, 123);
	ck_assert(!num_digits(&digits, "12345", 0, 123));
	ck_assert(!num_digits(&digits, "1\0002", 3, 1000));
}
END_TEST

START_TEST(reads_durations)
{
	struct err err = { 0 };
	int64_t ns = 4711, expected = durations[_i].ns;
	bool fine = num_duration(&ns, durations[_i].text, &err);

	ck_assert_msg(fine == (expected != FAIL), "'%s'", durations[_i].text);
	ck_assert_msg(ns == (fine ? expected : 4711), "'%s' is %" PRId64, durations[_i].text, ns);
	ck_assert(fine || (err.kind == STATUS_INVALID && strstr(err.text, durations[_i].text)));
}
END_TEST

START_TEST(reads_sizes)
{
	struct err err = { 0 };
	uint64_t bytes = 4711;
	int64_t expected = sizes[_i].bytes;
	bool fine = num_size(&bytes, sizes[_i].text, &err);

	ck_assert_msg(fine == (expected != FAIL), "'%s'", sizes[_i].text);
	ck_assert_msg(bytes == (fine ? (uint64_t)expected : 4711), "'%s' is %" PRIu64,
		      sizes[_i].text, bytes);
	ck_assert(fine || (err.kind == STATUS_INVALID && strstr(err.text, sizes[_i].text)));
}
END_TEST

START_TEST(writes_what_it_reads)
{
	static const uint64_t numbers[] = { 0, 1, 9, 10, 99, 100, 65535, 4294967296, UINT64_MAX };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		char text[NUM_TEXT_MAX], expected[NUM_TEXT_MAX + 1];
		size_t size = num_format(text, numbers[i]);

		snprintf(expected, sizeof(expected), "%" PRIu64, numbers[i]);
		ck_assert_uint_eq(size, strlen(expected));
		ck_assert_mem_eq(text, expected, size);
	}
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *num_suite(void)
{
	Suite *suite = suite_create("num");
	TCase *tcase = tcase_create("num");

	tcase_add_loop_test(tcase, is_no_number, 0, ROWS(never));
	tcase_add_loop_test(tcase, is_a_number, 0, ROWS(always));
	tcase_add_loop_test(tcase, keeps_its_range, 0, ROWS(ranges));
	tcase_add_test(tcase, names_no_end_where_there_is_none);
	tcase_add_test(tcase, digits_up_to_the_largest);
	tcase_add_loop_test(tcase, reads_durations, 0, ROWS(durations));
	tcase_add_loop_test(tcase, reads_sizes, 0, ROWS(sizes));
	tcase_add_test(tcase, writes_what_it_reads);
	suite_add_tcase(suite, tcase);
	return suite;
}
