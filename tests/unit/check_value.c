/* check_value -- values as text: numbers in any locale, templates, lists, objects. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/value.h"
#include "fault.h"
#include "made.h"
#include "suites.h"

static const struct charset ascii;

/* clang-format off */
static const struct { double real; const char *text; } reals[] = {
	{ 0, "0.000" }, { -0.0, "0.000" }, { 1, "1.000" }, { -1, "-1.000" }, { 0.25, "0.250" }, { 12.3456, "12.346" },
	{ 0.0004, "0.000" }, { -0.0004, "0.000" }, { 0.0005, "0.001" }, { -0.0006, "-0.001" }, { 0.9995, "1.000" },
	{ 0.001, "0.001" }, { -0.001, "-0.001" }, { 999.9994, "999.999" }, { 999.9996, "1000.000" }, { 1e9, "1000000000.000" },
	{ 4294967296.125, "4294967296.125" }, { 8999999999999.0, "8999999999999.000" }, { 1e13, "10000000000000" }, { -1e13, "-10000000000000" },
	{ 1e18, "1000000000000000000" }, { 1e-300, "0.000" }, { 5e-324, "0.000" }, { INFINITY, "inf" }, { -INFINITY, "-inf" },
};

/* A template over text a, list b, empty text c (set, but ""), unset d, object e with and list f
 * without members set. */
static const struct { const char *text, *shown; } templates[] = {
	{ "", "" }, { "plain", "plain" }, { "{a}", "A" }, { "{a}{a}", "AA" }, { "<{a}>", "<A>" }, { "{b}", "1 2 3" },
	{ "{c}", "" }, { "{d}", "" }, { "x{d}y", "xy" }, { "[{a}]", "A" }, { "[{c}]", "" }, { "[{d}]", "" }, { "[{f}]", "" },
	{ "[x{d}y]z", "z" }, { "[x{a}y]z", "xAyz" }, { "[{a}{d}]", "" }, { "[{d}{a}]", "" }, { "[no field]", "no field" },
	{ "[{a}][{d}][{b}]", "A1 2 3" }, { "{a}[/{d}]", "A" }, { "{a}[/{b}]", "A/1 2 3" }, { "[]", "" }, { "[{a}", "A" },
	{ "{{a}}", "{a}" }, { "{{{a}}}", "{A}" }, { "[[{a}]]", "[A]" }, { "{a}]]", "A]" }, { "[[", "[" }, { "}}", "}" },
	{ "[{{{a}}}]", "{A}" }, { "[a[[b]", "a[b" },
	{ "{n} byte{s}", "1 byte" }, { "{b} byte{s}", "1 2 3 bytes" }, { "{d}{s}", "s" }, { "[{n} of {b} x{s}]", "1 of 1 2 3 xs" },
	{ "{e}", "name=N port=7" }, { "\\{a}\n", "\\A\n" }, { "{a}\xc3\xa9", "A\xc3\xa9" },
};
/* clang-format on */

enum { A, B, C, D, E, F, N };

static const struct field place_fields[] = {
	FIELD("name", FIELD_TEXT, 0, UNIT_NONE, "", NULL),
	FIELD("unset", FIELD_TEXT, 0, UNIT_NONE, "", NULL),
	FIELD("port", FIELD_UINT, 0, UNIT_NONE, "", NULL),
	{ .key = "" },
};
static const struct shape place_shape = { place_fields, NULL };
static const struct field fields[] = {
	[A] = FIELD("a", FIELD_TEXT, 0, UNIT_NONE, "", NULL),
	[B] = FIELD("b", FIELD_INT, FIELD_LIST, UNIT_NONE, "", NULL),
	[C] = FIELD("c", FIELD_TEXT, 0, UNIT_NONE, "", NULL),
	[D] = FIELD("d", FIELD_BOOL, 0, UNIT_NONE, "", NULL),
	[E] = FIELD("e", FIELD_OBJECT, 0, UNIT_NONE, "", &place_shape),
	[F] = FIELD("f", FIELD_OBJECT, FIELD_LIST, UNIT_NONE, "", &place_shape),
	[N] = FIELD("n", FIELD_UINT, 0, UNIT_NONE, "", NULL),
	{ .key = "" },
};

static void put_template(struct buf *buf, const char *text)
{
	const struct shape shape = { fields, text };
	struct arena arena = { 0 };
	struct row *row = row_begin(&arena, &shape, 0), *place;

	row_text(row, A, "A");
	row_text(row, C, "");
	for (int i = 1; i < 4; i++)
		row_int(row, B, i);
	place = row_object(row, E);
	row_text(place, 0, "N");
	row_uint(place, 2, 7);
	row_empty(row, F);
	row_uint(row, N, 1);
	if (!arena.failed)
		value_put_template(buf, row, ascii);
	arena_free(&arena);
}

START_TEST(templates_are_filled)
{
	struct buf buf = { 0 };

	put_template(&buf, templates[_i].text);
	ck_assert_str_eq(buf_text(&buf), templates[_i].shown);
	buf_free(&buf);
}
END_TEST

START_TEST(reals_have_three_decimals)
{
	struct buf buf = { 0 };

	value_put_real(&buf, reals[_i].real);
	ck_assert_str_eq(buf_text(&buf), reals[_i].text);
	buf_free(&buf);
}
END_TEST

/* Half a thousandth off at most, as printf's rounding is. */
START_TEST(reals_agree_with_printf)
{
	srand(1);
	for (int i = 0; i < 20000; i++) {
		double real = (rand() - RAND_MAX / 2) / (double)(1 << rand() % 31);
		struct buf buf = { 0 };
		char expected[64];

		value_put_real(&buf, real);
		snprintf(expected, sizeof(expected), "%.3f", real);
		ck_assert_double_le(fabs(strtod(buf_text(&buf), NULL) - strtod(expected, NULL)),
				    0.0010001);
		ck_assert_double_le(fabs(strtod(buf_text(&buf), NULL) - real), 0.00050001);
		buf_free(&buf);
	}
}
END_TEST

START_TEST(locale_changes_nothing)
{
	static const char *const locales[] = { "de_DE.UTF-8", "tr_TR.UTF-8", "C.UTF-8" };
	struct buf buf = { 0 };

	for (int i = 0; i < 3; i++) {
		setlocale(LC_ALL, locales[i]); /* where it is installed */
		buf_clear(&buf);
		value_put_real(&buf, 1234567.5);
		value_put_real(&buf, 1e15);
		ck_assert_str_eq(buf_text(&buf), "1234567.5001000000000000000");
	}
	buf_free(&buf);
}
END_TEST

START_TEST(values_of_each_type)
{
	static const struct {
		unsigned field;
		const char *text;
	} expected[] = {
		{ WORD, "" },
		{ TEXT, "a \"b\", c\\\\\\x1b[1m" },
		{ ADDRESSES, "192.0.2.1 2001:db8::1" },
		{ DATA, "x\\x00\\xff\\n" },
		{ OBJECT, "{\"a \\\"key\\\"\":[1,null]}" },
		{ FLAG, "yes" },
		{ OFFSET, "-9223372036854775808" },
		{ SIZE_BYTES, "18446744073709551615" },
		{ RTT_MS, "0.250" },
		{ WORDS, "one two" },
		{ NUMBERS, "-1 0" },
		{ PLACE, "name=here" },
		{ PLACES, "there:80; yonder" },
	};
	struct arena arena = { 0 };
	struct row *row = row_begin(&arena, &made_records[RESULT].shape, 0);
	struct buf buf = { 0 };

	made_fill(row);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		buf_clear(&buf);
		value_put_all(&buf, &row->shape->fields[i], &row->values[i], ascii);
		ck_assert_str_eq(buf_text(&buf), expected[i].text);
	}
	buf_free(&buf);
	arena_free(&arena);
}
END_TEST

static bool lied;

static void put_once(void)
{
	struct buf buf = { 0 };

	for (int i = 0; i < 100; i++)
		put_template(&buf, "[x{d}y]{a}{e}");
	if (!buf.failed && buf.size % strlen("Aname=N port=7") != 0)
		lied = true;
	buf_free(&buf);
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, put_once), 20);
	ck_assert(!lied);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *value_suite(void)
{
	Suite *suite = suite_create("value");
	TCase *tcase = tcase_create("value");

	tcase_add_loop_test(tcase, templates_are_filled, 0, ROWS(templates));
	tcase_add_loop_test(tcase, reals_have_three_decimals, 0, ROWS(reals));
	tcase_add_test(tcase, reals_agree_with_printf);
	tcase_add_test(tcase, locale_changes_nothing);
	tcase_add_test(tcase, values_of_each_type);
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
