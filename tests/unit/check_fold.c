/* check_fold -- words filled into lines. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/fold.h"
#include "suites.h"

static const struct {
	struct fold fold;
	unsigned at;
	const char *text, *folded;
} cases[] = {
	{ { 10, 2 }, 0, "", "\n" },
	{ { 10, 2 }, 0, "one", "one\n" },
	{ { 10, 2 }, 0, "  one   two  ", "one two\n" },
	{ { 10, 2 }, 0, "1234567890", "1234567890\n" },
	{ { 10, 2 }, 0, "1234 67890", "1234 67890\n" },
	{ { 10, 2 }, 0, "1234 678901", "1234\n  678901\n" },
	{ { 10, 2 }, 0, "12345678901", "1234567890\n  1\n" },
	{ { 10, 2 }, 4, "1234567", "\n  1234567\n" },
	{ { 10, 2 }, 2, "123456789012345678", "12345678\n  90123456\n  78\n" },
	{ { 10, 2 }, 10, "a b", "\n  a b\n" },
	{ { 4, 8 }, 0, "ab cd", "ab cd\n" },
	{ { 0, 0 }, 0, "ab", "a\nb\n" },
};

START_TEST(folds)
{
	struct buf buf = { 0 };

	fold_text(&buf, cases[_i].fold, cases[_i].at, cases[_i].text);
	ck_assert_str_eq(buf_text(&buf), cases[_i].folded);
	buf_free(&buf);
}
END_TEST

static const struct {
	const char *label, *folded;
} labels[] = {
	{ "ab", "ab    one\n      two\n" },
	{ "abcd", "abcd  one\n      two\n" },
	{ "abcde", "abcde\n      one\n      two\n" },
	{ "  a long label", "  a long\n      label\n      one\n      two\n" },
};

START_TEST(labels_stand_before_their_words)
{
	struct buf buf = { 0 };

	fold_labelled(&buf, (struct fold){ 11, 6 }, labels[_i].label, "one two");
	ck_assert_str_eq(buf_text(&buf), labels[_i].folded);
	buf_free(&buf);
}
END_TEST

static const struct {
	struct fold fold;
	unsigned at;
	const char *line, *folded;
} lines[] = {
	{ { 10, 2 }, 0, "", "\n" },
	{ { 10, 2 }, 0, "one  two", "one  two\n" },
	{ { 10, 2 }, 0, "one two three", "one two\n  three\n" },
	{ { 10, 2 }, 0, "one two   three", "one two\n  three\n" },
	{ { 10, 2 }, 6, "one two", "one\n  two\n" },
	{ { 10, 8 }, 0, "12345678901 2", "1234567890\n  1 2\n" },
	{ { 10, 2 },
	  0,
	  "\303\244\303\244\303\244\303\244\303\244\303\244\303\244\303\244\303\244\303\244\303"
	  "\244",
	  "\303\244\303\244\303\244\303\244\303\244\303\244\303\244\303\244\303\244\303\244\n  "
	  "\303\244\n" },
	{ { 0, 2 }, 0, "one two three", "one two three\n" },
};

START_TEST(safe_lines_are_folded)
{
	struct buf buf = { 0 };

	fold_safe(&buf, lines[_i].fold, lines[_i].at, lines[_i].line, strlen(lines[_i].line));
	ck_assert_str_eq(buf_text(&buf), lines[_i].folded);
	buf_free(&buf);
}
END_TEST

Suite *fold_suite(void)
{
	Suite *suite = suite_create("fold");
	TCase *tcase = tcase_create("fold");

	tcase_add_loop_test(tcase, folds, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(tcase, labels_stand_before_their_words, 0,
			    sizeof(labels) / sizeof(labels[0]));
	tcase_add_loop_test(tcase, safe_lines_are_folded, 0,
			    (int)(sizeof(lines) / sizeof(lines[0])));
	suite_add_tcase(suite, tcase);
	return suite;
}
