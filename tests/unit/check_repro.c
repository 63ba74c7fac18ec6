/* check_repro -- what a shell gets back of a repro line, and what is left where memory is out. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "check/repro.h"
#include "fault.h"
#include "suites.h"

static const struct {
	const char *word, *expected;
} rows[] = {
	{ "plain-1.2,x=%@+", "plain-1.2,x=%@+" },
	{ "", "''" },
	{ "a b", "'a b'" },
	{ "it's", "'it'\\''s'" },
	{ "a\\b", "'a\\b'" },
	{ "$(x)`y`", "'$(x)`y`'" },
	{ "gr\xc3\xbc\xc3\x9f", "'gr\xc3\xbc\xc3\x9f'" },
	{ "a\nb", "$'a\\012b'" },
	{ "\x1b[2J7", "$'\\033[2J7'" },
	{ "'\\\t\xff\xc3\xbc", "$'\\'\\\\\\011\\377\xc3\xbc'" },
	{ "\xe2\x80\xae", "$'\\342\\200\\256'" } /* right to left */,
};

START_TEST(quotes)
{
	char word[64], *const argv[] = { word, NULL };
	struct buf buf = { 0 };

	ck_assert_uint_lt(strlen(rows[_i].word), sizeof(word));
	strcpy(word, rows[_i].word);
	repro_put(&buf, "x", argv);
	ck_assert_str_eq(buf_text(&buf) + strlen("sockbox x "), rows[_i].expected);
	buf_free(&buf);
}
END_TEST

/* No assertion while calls fail: it allocates. */
static bool is_whole_or_failed = true;

static void put_all(void)
{
	char word[] = "a b\n";
	char *const argv[] = { word, NULL };
	struct buf buf = { 0 };
	const char *text;

	repro_put(&buf, "x", argv);
	text = buf_text(&buf);
	if (!buf.failed && strcmp(text, "sockbox x $'a b\\012'") != 0)
		is_whole_or_failed = false;
	buf_free(&buf);
}

START_TEST(copes_without_memory)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, put_all), 1);
	ck_assert(is_whole_or_failed);
}
END_TEST

Suite *repro_suite(void)
{
	Suite *suite = suite_create("repro");
	TCase *tests = tcase_create("repro");

	tcase_add_loop_test(tests, quotes, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tests, copes_without_memory);
	suite_add_tcase(suite, tests);
	return suite;
}
