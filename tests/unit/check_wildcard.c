/* check_wildcard -- texts against patterns, and against a plain reference. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/random.h"
#include "base/wildcard.h"
#include "suites.h"

static const struct {
	const char *pattern, *text;
	bool matches;
} rows[] = {
	{ "", "", true },
	{ "", "a", false },
	{ "*", "", true },
	{ "*", "abc", true },
	{ "a", "a", true },
	{ "a", "ab", false },
	{ "ab", "a", false },
	{ "a*", "a", true },
	{ "a*", "ba", false },
	{ "*.check", "a.check", true },
	{ "*.check", ".check", true },
	{ "*.check", "a.check~", false },
	{ "a*b*c", "abc", true },
	{ "a*b*c", "axbxbxc", true },
	{ "a*b*c", "axbxbx", false },
	{ "**", "x", true },
	{ "*a*", "bab", true },
	{ "*ab", "aab", true },
	{ "?", "a", false },
	{ "[a]", "a", false },
};

START_TEST(is_as_the_pattern_has_it)
{
	ck_assert_msg(wildcard_matches(rows[_i].pattern, rows[_i].text) == rows[_i].matches,
		      "'%s' '%s'", rows[_i].pattern, rows[_i].text);
}
END_TEST

static bool plainly(const char *pattern, const char *text)
{
	if (*pattern == '*')
		return plainly(pattern + 1, text) || (*text && plainly(pattern, text + 1));
	if (!*pattern || !*text)
		return !*pattern && !*text;
	return *pattern == *text && plainly(pattern + 1, text + 1);
}

START_TEST(as_a_plain_reference_has_it)
{
	static const char letters[] = "ab*";
	struct random random = { 7 };

	for (int round = 0; round < 20000; round++) {
		char pattern[8] = "", text[8] = "";
		size_t sizes[] = { random_below(&random, 7), random_below(&random, 7) };

		for (size_t i = 0; i < sizes[0]; i++)
			pattern[i] = letters[random_below(&random, 3)];
		for (size_t i = 0; i < sizes[1]; i++)
			text[i] = letters[random_below(&random, 2)];
		ck_assert_msg(wildcard_matches(pattern, text) == plainly(pattern, text),
			      "'%s' '%s'", pattern, text);
	}
}
END_TEST

Suite *wildcard_suite(void)
{
	Suite *suite = suite_create("wildcard");
	TCase *tcase = tcase_create("all");

	tcase_add_loop_test(tcase, is_as_the_pattern_has_it, 0,
			    (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tcase, as_a_plain_reference_has_it);
	suite_add_tcase(suite, tcase);
	return suite;
}
