/* check_choices -- how what may stand at the cursor is listed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/word.h"
#include "fault.h"
#include "run/choices.h"
#include "suites.h"

static const struct {
	size_t columns, lines;
	const char *item[8]; /* "word" or "word=meaning" */
	const char *text;
} cases[] = {
	{ 80, 10, { 0 }, "" },
	{ 80, 10, { "one" }, "one\n" },
	{ 80, 10, { "one", "three", "two" }, "one    three  two\n" },
	{ 13, 10, { "one", "three", "two" }, "one    three\ntwo\n" },
	{ 12, 10, { "one", "three", "two" }, "one\nthree\ntwo\n" }, /* the last column stays free */
	{ 3, 10, { "one", "three" }, "one\nthree\n" },
	{ 80, 10, { "a=first", "long=second" }, "a     first\nlong  second\n" },
	{ 80, 10, { "a", "long=second" }, "a\nlong  second\n" },
	{ 12, 10, { "a=first", "long=second" }, "a     first\nlong\n" },
	{ 80, 3, { "a=1", "b=2", "c=3" }, "a  1\nb  2\nc  3\n" },
	{ 80, 3, { "a=1", "b=2", "c=3", "d=4" }, "a  1\nb  2\n… 2 more, keep typing\n" },
	{ 80, 1, { "a=1", "b=2" }, "a  1\n… 1 more, keep typing\n" },
	{ 6, 2, { "a", "b", "c", "d", "e" }, "a  b\n… 3 more, keep typing\n" },
	{ 80, 10, { "a\x1b[2Jb", "x" }, "a\\x1b[2Jb  x\n" },
	{ 80, 10, { "日本", "x", "y" }, "日本  x     y\n" },
	{ 80, 10, { "x=\x1b]0;t\a" }, "x  \\x1b]0;t\\x07\n" },
};

static void fill(struct choices *choices, const char *const item[8])
{
	for (size_t i = 0; i < 8 && item[i]; i++) {
		struct word word = word_of(item[i]);
		struct buf copy = { 0 };
		size_t size = strcspn(item[i], "=");

		buf_put(&copy, word.at, size);
		choices_add(choices, buf_text(&copy), item[i][size] ? item[i] + size + 1 : NULL);
		buf_free(&copy);
	}
}

START_TEST(test_list)
{
	struct choices choices = { 0 };
	struct buf text = { 0 };

	fill(&choices, cases[_i].item);
	choices_put(&text, &choices, cases[_i].columns, cases[_i].lines,
		    (struct charset){ .utf8 = true });
	ck_assert_str_eq(buf_text(&text), cases[_i].text);
	buf_free(&text);
	choices_free(&choices);
	choices_free(&choices);
}
END_TEST

START_TEST(test_ascii)
{
	const char *const item[8] = { "a=1", "b=2", "c=3" };
	struct choices choices = { 0 };
	struct buf text = { 0 };

	fill(&choices, item);
	choices_put(&text, &choices, 80, 2, (struct charset){ 0 });
	ck_assert_str_eq(buf_text(&text), "a  1\n... 2 more, keep typing\n");
	buf_free(&text);
	choices_free(&choices);
}
END_TEST

static void list_some(void)
{
	const char *const item[8] = { "one=first", "two", "three=third" };
	struct choices choices = { 0 };
	struct buf text = { 0 };

	fill(&choices, item);
	choices_put(&text, &choices, 80, 10, (struct charset){ .utf8 = true });
	buf_free(&text);
	choices_free(&choices);
}

START_TEST(test_no_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, list_some), 0);
}
END_TEST

Suite *choices_suite(void)
{
	Suite *suite = suite_create("choices");
	TCase *tcase = tcase_create("choices");

	tcase_add_loop_test(tcase, test_list, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tcase, test_ascii);
	tcase_add_test(tcase, test_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
