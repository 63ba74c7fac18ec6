/* check_name -- words and constants: in any case, by their short form, and the nearest. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/name.h"
#include "suites.h"

static const struct name table[] = {
	NAME("AF_INET", 2, ""),
	NAME("AF_INET6", 10, ""),
	NAME("AF_UNIX", 1, ""),
	NAME("AF_LOCAL", 1, ""),
	NAME("SOCK_STREAM", 1, ""),
	NAME("SO_REUSEADDR", 3, ""),
	NAME("INET_X", 7, ""),
	NAME("unix", 99, ""),
	NAME("plain", -5, ""),
	NAME("a_b_c", 4, ""),
	NAMES_END,
};

/* clang-format off */
static const struct { const char *word; bool short_form; const char *found; } finds[] = {
	{ "AF_INET", false, "AF_INET" }, { "af_inet6", false, "AF_INET6" }, { "Plain", false, "plain" },
	{ "INET", false, NULL }, { "AF_", false, NULL }, { "", false, NULL }, { "AF_INET ", false, NULL },
	{ "inet", true, "AF_INET" }, { "INET6", true, "AF_INET6" }, { "stream", true, "SOCK_STREAM" },
	{ "unix", true, "unix" }, { "b_c", true, "a_b_c" }, { "c", true, NULL }, { "x", true, "INET_X" },
	{ "", true, NULL }, { "AF", true, NULL }, { "net", true, NULL }, { "AF_INET", true, "AF_INET" },
};

/* The nearest word: one letter in three may be wrong; a beginning counts as near. */
static const struct { const char *word, *found; } near[] = {
	{ "AF_INTE", "AF_INET" }, { "af_nite6", "AF_INET6" }, { "AF_INET5", "AF_INET" }, { "AF_UNXI", "AF_UNIX" },
	{ "SO_STREAM", "SOCK_STREAM" }, { "SO_RESUEADDR", "SO_REUSEADDR" }, { "SOCK_STRAEM", "SOCK_STREAM" },
	{ "so_r", "SO_REUSEADDR" }, { "plian", "plain" }, { "plane", NULL }, { "pl", "plain" },
	{ "p", NULL }, { "", NULL }, { "zzzzzzzz", NULL }, { "quite something else", NULL },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL },
	{ "SO_REUSEADDR_SO_REUSEADDR_SO_REUSEADDR_SO_REUSEADDR", NULL }, { "\xff\xfe\xfd", NULL },
};
/* clang-format on */

START_TEST(finds_its_row)
{
	const struct name *row = finds[_i].short_form ? name_find_short(table, finds[_i].word)
						      : name_find(table, finds[_i].word);

	ck_assert_pstr_eq(row ? row->word : NULL, finds[_i].found);
}
END_TEST

START_TEST(first_word_of_a_value)
{
	ck_assert_pstr_eq(name_word(table, 1), "AF_UNIX");
	ck_assert_pstr_eq(name_word(table, -5), "plain");
	ck_assert_pstr_eq(name_word(table, 12345), NULL);
}
END_TEST

START_TEST(nearest_word)
{
	ck_assert_pstr_eq(name_nearest(table, near[_i].word), near[_i].found);
}
END_TEST

/* Every word with one letter dropped, doubled, changed or swapped is still found. */
START_TEST(one_slip_is_forgiven)
{
	const char *word = table[_i].word;
	size_t size = strlen(word);
	char slip[32];

	for (size_t at = 0; at + 1 < size; at++) {
		for (int kind = 0; kind < 4; kind++) {
			const char *found;

			memcpy(slip, word, size + 1);
			if (kind == 0)
				memmove(slip + at, word + at + 1, size - at);
			else if (kind == 1)
				memmove(slip + at + 1, word + at, size - at + 1);
			else if (kind == 2)
				slip[at] = '~';
			else if (slip[at] != slip[at + 1])
				memcpy(slip + at, (char[]){ word[at + 1], word[at] }, 2);
			found = name_nearest(table, slip);
			ck_assert_msg(found != NULL, "nothing is near %s", slip);
		}
	}
}
END_TEST

static const struct name flags[] = {
	NAME("NONE", 0, ""), NAME("BOTH", 6, ""),  NAME("ONE", 1, ""),
	NAME("TWO", 2, ""),  NAME("ALIAS", 2, ""), NAMES_END,
};

static const struct {
	unsigned long bits;
	const char *text;
} sets[] = {
	{ 0, "" },         { 1, "ONE" }, { 2, "TWO" },      { 3, "ONE|TWO" }, { 6, "BOTH" },
	{ 7, "BOTH|ONE" }, { 8, "0x8" }, { 13, "ONE|0xc" }, { ~0UL, NULL },
};

START_TEST(bits_as_words)
{
	struct buf text = { 0 };

	name_put_bits(&text, flags, sets[_i].bits, "|");
	if (sets[_i].text)
		ck_assert_str_eq(buf_text(&text), sets[_i].text);
	else
		ck_assert(strncmp(buf_text(&text), "BOTH|ONE|0xf", 12) == 0);
	buf_free(&text);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *name_suite(void)
{
	Suite *suite = suite_create("name");
	TCase *tcase = tcase_create("name");

	tcase_add_loop_test(tcase, finds_its_row, 0, ROWS(finds));
	tcase_add_test(tcase, first_word_of_a_value);
	tcase_add_loop_test(tcase, bits_as_words, 0, ROWS(sets));
	tcase_add_loop_test(tcase, nearest_word, 0, ROWS(near));
	tcase_add_loop_test(tcase, one_slip_is_forgiven, 0, ROWS(table) - 1);
	suite_add_tcase(suite, tcase);
	return suite;
}
