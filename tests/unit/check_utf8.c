/* check_utf8 -- characters in bytes: read, and those that are cut at the end. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/utf8.h"
#include "suites.h"

#define BYTES(text) text, sizeof(text) - 1
#define ROWS(table) ((int)(sizeof(table) / sizeof(table[0])))

/* clang-format off */
static const struct { const char *text; size_t size; uint32_t code; } characters[] = {
	{ BYTES("a"), 'a' }, { BYTES("\x7f"), 0x7f }, { BYTES("\xc2\x80"), 0x80 }, { BYTES("\xc3\xa9"), 0xe9 },
	{ BYTES("\xdf\xbf"), 0x7ff }, { BYTES("\xe0\xa0\x80"), 0x800 }, { BYTES("\xe2\x82\xac"), 0x20ac },
	{ BYTES("\xed\x9f\xbf"), 0xd7ff }, { BYTES("\xee\x80\x80"), 0xe000 }, { BYTES("\xef\xbf\xbf"), 0xffff },
	{ BYTES("\xf0\x90\x80\x80"), 0x10000 }, { BYTES("\xf4\x8f\xbf\xbf"), 0x10ffff },
};

/* No character begins here (RFC 3629). */
static const struct { const char *text; size_t size; } broken[] = {
	{ BYTES("\x80") }, { BYTES("\xbf") }, { BYTES("\xc0") }, { BYTES("\xc0\x80") }, { BYTES("\xc1\xbf") },
	{ BYTES("\xc2") }, { BYTES("\xc2" "a") }, { BYTES("\xc2\xc2") }, { BYTES("\xe0\x80\x80") }, { BYTES("\xe0\x9f\xbf") },
	{ BYTES("\xe2\x82") }, { BYTES("\xe2\x82" "a") }, { BYTES("\xe2") }, { BYTES("\xed\xa0\x80") }, { BYTES("\xed\xbf\xbf") },
	{ BYTES("\xf0\x80\x80\x80") }, { BYTES("\xf0\x8f\xbf\xbf") }, { BYTES("\xf0\x9f\x98") }, { BYTES("\xf4\x90\x80\x80") },
	{ BYTES("\xf5\x80\x80\x80") }, { BYTES("\xf8\x88\x80\x80\x80") }, { BYTES("\xfe") }, { BYTES("\xff") }, { BYTES("") },
};

/* How much of the end waits for the rest of a character. */
static const struct { const char *text; size_t size, tail; } tails[] = {
	{ BYTES(""), 0 }, { BYTES("a"), 0 }, { BYTES("\xc3\xa9"), 0 }, { BYTES("\xc3"), 1 }, { BYTES("a\xc3"), 1 },
	{ BYTES("\xe2"), 1 }, { BYTES("\xe2\x82"), 2 }, { BYTES("\xe2\x82\xac"), 0 }, { BYTES("\xf0"), 1 },
	{ BYTES("\xf0\x9f"), 2 }, { BYTES("\xf0\x9f\x98"), 3 }, { BYTES("\xf0\x9f\x98\x80"), 0 }, { BYTES("\x80"), 0 },
	{ BYTES("\x80\x80\x80\x80"), 0 }, { BYTES("\xc0"), 0 }, { BYTES("\xc1\x80"), 0 }, { BYTES("\xf5\x80"), 0 },
	{ BYTES("\xff"), 0 }, { BYTES("\xc3\x80\x80"), 0 }, { BYTES("\xe2\x82" "a"), 0 }, { BYTES("\xe2\xc3"), 1 },
};
/* clang-format on */

START_TEST(decodes_characters)
{
	uint32_t code = 4711;
	size_t size = characters[_i].size;

	ck_assert_uint_eq(utf8_decode(&code, characters[_i].text, size), size);
	ck_assert_uint_eq(code, characters[_i].code);
	ck_assert_uint_eq(utf8_decode(&code, characters[_i].text, size - 1), 0);
}
END_TEST

START_TEST(refuses_broken_utf8)
{
	uint32_t code = 4711;

	ck_assert_uint_eq(utf8_decode(&code, broken[_i].text, broken[_i].size), 0);
	ck_assert_uint_eq(code, 4711);
}
END_TEST

START_TEST(finds_what_is_cut)
{
	ck_assert_uint_eq(utf8_open_tail(tails[_i].text, tails[_i].size), tails[_i].tail);
}
END_TEST

/* Every character of the table: each of its beginnings waits, the whole does not. */
START_TEST(beginnings_are_open)
{
	for (size_t size = 1; size < characters[_i].size; size++)
		ck_assert_uint_eq(utf8_open_tail(characters[_i].text, size), size);
	ck_assert_uint_eq(utf8_open_tail(characters[_i].text, characters[_i].size), 0);
}
END_TEST

Suite *utf8_suite(void)
{
	Suite *suite = suite_create("utf8");
	TCase *tcase = tcase_create("utf8");

	tcase_add_loop_test(tcase, decodes_characters, 0, ROWS(characters));
	tcase_add_loop_test(tcase, refuses_broken_utf8, 0, ROWS(broken));
	tcase_add_loop_test(tcase, finds_what_is_cut, 0, ROWS(tails));
	tcase_add_loop_test(tcase, beginnings_are_open, 0, ROWS(characters));
	suite_add_tcase(suite, tcase);
	return suite;
}
