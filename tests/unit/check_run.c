/* check_run -- made-up applets from their command line to their exit code. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "made.h"
#include "suites.h"

static struct outcome outcome;

static void release(void)
{
	outcome_free(&outcome);
}

/* clang-format off */
/* The worst wins in the order 2, 1, 3, 4, 0, wherever it stands. */
static const struct { const char *words; int code; } verdicts[] = {
	{ "ok", 0 }, { "open", 0 }, { "answered|joined|ok", 0 }, { "not_found", 1 }, { "mismatch", 1 }, { "ambiguous", 1 },
	{ "invalid", 2 }, { "denied", 3 }, { "lacking", 3 }, { "temp_fail", 3 }, { "partial", 3 }, { "timeout", 4 }, { "silent", 4 },
	{ "ok|timeout", 4 }, { "timeout|ok", 4 }, { "timeout|lacking|ok", 3 }, { "lacking|timeout", 3 },
	{ "lacking|refused|timeout", 1 }, { "refused|lacking", 1 }, { "refused|invalid|lacking|timeout|ok", 2 },
	{ "ok|timeout|lacking|refused|invalid", 2 }, { "invalid|ok", 2 }, { "part", 3 }, { "event", 0 },
};

static const struct { const char *words, *says; } usages[] = {
	{ "", "made: WORD is missing" },
	{ "--bogus", "made: unknown option '--bogus'" },
	{ "--jsno|x", "did you mean '--json'?" },
	{ "x|-4", "unknown option '-4'" },
	{ "x|-n", "unknown option '-n'" },
	{ "x|--timeout", "--timeout needs a value: DURATION" },
	{ "x|--timeout|soon", "--timeout: 'soon' is not a duration" },
	{ "x|--timeout|0", "--timeout: '0' is too short" },
	{ "x|--eventually|0ms", "--eventually: '0ms' is too short" },
	{ "x|--eventually|1s|--every|0", "--every: '0' is too short" },
	{ "x|--json=yes", "--json takes no value" },
	{ "x|--format|xml", "--format: 'xml' is no FORMAT" },
	{ "x|--color|sometimes", "--color: 'sometimes' is no WHEN" },
	{ "x|--get|nonsense", "nonsense" },
	{ "x|--get|wrod", "did you mean 'word'?" },
	{ "x|--get|word|--json", "--get prints bare values: it excludes --json and --format" },
	{ "x|--get|word,word,word,word,word,word,word,word,word,word,word,word,word,word,word,word,word", "more than 16 paths" },
	{ "x|--expect|wrod == 1", "wrod" },
	{ "x|--every|1s", "--every goes with --eventually" },
	{ "x|--eventually|1s|--", "there is no command behind '--'" },
	{ "-|--eventually|1s", "cannot ask again" },
	{ "ok|usage", "'usage' makes no sense" },
	{ "usage|-", "'usage' makes no sense" },
	{ "usage|--eventually|30s", "'usage' makes no sense" },
	{ "--all|x", "'x' is one operand too many with --all" },
	{ "--all|-", "'-' is one operand too many with --all" },
};
/* clang-format on */

START_TEST(the_worst_wins)
{
	outcome_run(&outcome, &made_each, verdicts[_i].words, NULL);
	ck_assert_int_eq(outcome.code, verdicts[_i].code);
}
END_TEST

START_TEST(mistakes_are_usage)
{
	outcome_run(&outcome, &made_each, usages[_i].words, NULL);
	ck_assert_int_eq(outcome.code, 2);
	ck_assert_uint_eq(outcome.out.size, 0);
	ck_assert_msg(strstr(outcome.err.data, usages[_i].says), "%s", outcome.err.data);
	ck_assert_msg(strstr(outcome.err.data, "Try 'sockbox made --help'.\n"), "%s",
		      outcome.err.data);
	ck_assert_msg(strncmp(outcome.err.data, "made: ", 6) == 0, "%s", outcome.err.data);
}
END_TEST

/* Nothing is asked where the command line is wrong, not even the questions before the mistake. */
START_TEST(nothing_runs_before_a_mistake)
{
	outcome_run(&outcome, &made_each, "ok|full|--format|xml", NULL);
	ck_assert_int_eq(outcome.code, 2);
	ck_assert_uint_eq(outcome.out.size, 0);
}
END_TEST

START_TEST(a_failure_is_said_once)
{
	outcome_run(&outcome, &made_each, "not_found|ok", NULL);
	ck_assert_str_eq(outcome.err.data, "made: 'not_found': made to end so\n");
	outcome_run(&outcome, &made_each, "part", NULL);
	ck_assert_str_eq(outcome.err.data,
			 "made: 'part': the rest is missing: Connection refused (ECONNREFUSED)\n");
	ck_assert_str_eq(outcome.out.data, "text: half of it\n");
}
END_TEST

START_TEST(quiet_says_nothing)
{
	static const char *const words[] = { "ok|-q", "not_found|-q", "part|--quiet",
					     "talk|-q|-v" };
	static const int codes[] = { 0, 1, 3, 0 };

	for (int i = 0; i < 4; i++) {
		outcome_run(&outcome, &made_each, words[i], NULL);
		ck_assert_int_eq(outcome.code, codes[i]);
		ck_assert_str_eq(outcome.out.data, "");
		ck_assert_str_eq(outcome.err.data, "");
	}
}
END_TEST

START_TEST(verbose_talks_escaped)
{
	outcome_run(&outcome, &made_each, "talk|-v", NULL);
	ck_assert_str_eq(outcome.err.data, "made: said \\x1b of talk\n");
	outcome_run(&outcome, &made_each, "talk", NULL);
	ck_assert_str_eq(outcome.err.data, "");
}
END_TEST

START_TEST(what_is_quoted_is_escaped)
{
	outcome_run(&outcome, &made_whole, "a|b|c|d\033[31m\n::error::x", NULL);
	ck_assert_int_eq(outcome.code, 2);
	ck_assert_str_eq(outcome.err.data, "made: 'd\\x1b[31m\\n::error::x' is one operand too "
					   "many\nTry 'sockbox made --help'.\n");
	outcome_run(&outcome, &made_whole, "a|b|c|d\n  e", NULL);
	ck_assert_str_eq(outcome.err.data, "made: 'd\\n  e' is one operand too "
					   "many\nTry 'sockbox made --help'.\n");
	outcome_run(&outcome, &made_whole, "--expect|word == \"\n  e\" x|a", NULL);
	ck_assert_ptr_null(strstr(outcome.err.data, "\n  e"));
	ck_assert_ptr_nonnull(strstr(outcome.err.data, "\n  word == \"   e\" x\n  "));
}
END_TEST

START_TEST(first_is_the_first_of_each)
{
	outcome_run(&outcome, &made_each, "three|three|--first|--get|word", NULL);
	ck_assert_str_eq(outcome.out.data, "three-1\nthree-1\n");
	outcome_run(&outcome, &made_each, "stream|--first|--get|word", NULL);
	ck_assert_str_eq(outcome.out.data, "again\n");
	outcome_run(&outcome, &made_each, "ok|ok|--expect|count >= 1|--get|word", NULL);
	ck_assert_str_eq(outcome.out.data, "ok\nok\n");
	outcome_run(&outcome, &made_watching, "stream|--expect|count >= 2|--get|word", NULL);
	ck_assert_str_eq(outcome.out.data, "again\nagain\n");
	ck_assert_int_eq(outcome.code, 0);
}
END_TEST

/* ---- --eventually --------------------------------------------------------------------------- */

START_TEST(eventually_tries_until_met)
{
	outcome_run(&outcome, &made_each, "third|--eventually|30s|--every|1ms", NULL);
	ck_assert_int_eq(outcome.code, 0);
	ck_assert_str_eq(outcome.out.data, "word: third\n");
	ck_assert_str_eq(outcome.err.data, ""); /* of the tries only the last is told */
}
END_TEST

START_TEST(eventually_gives_up)
{
	outcome_run(&outcome, &made_each, "refused|--eventually|20ms|--every|5ms|--json", NULL);
	ck_assert_int_eq(outcome.code, 1);
	ck_assert_ptr_nonnull(strstr(outcome.out.data, "\"status\":\"refused\""));
	ck_assert_ptr_eq(strchr(outcome.out.data, '\n'), outcome.out.data + outcome.out.size - 1);
	ck_assert_str_eq(outcome.err.data, "made: 'refused': made to end so\n");
}
END_TEST

/* A second try of "slow" would be met: the first ends behind the time. */
START_TEST(eventually_begins_nothing_when_time_is_up)
{
	outcome_run(&outcome, &made_each, "slow|--eventually|20ms|--every|10ms", NULL);
	ck_assert_int_eq(outcome.code, 4);
	outcome_run(&outcome, &made_each, "timeout|--eventually|20ms|--every|1ns", NULL);
	ck_assert_int_eq(outcome.code, 4);
}
END_TEST

START_TEST(eventually_in_every_format)
{
	static const char *const formats[] = { "text", "table", "json", "csv" };
	char words[100];

	for (int i = 0; i < 4; i++) {
		snprintf(words, sizeof(words),
			 "full|lacking|--eventually|5ms|--every|2ms|--format|%s", formats[i]);
		outcome_run(&outcome, &made_each, words, NULL);
		ck_assert_int_eq(outcome.code, 3);
		ck_assert_uint_gt(outcome.out.size, 0);
	}
}
END_TEST

/* A command that cannot be run: what is answered stays, the code says why. */
START_TEST(eventually_runs_its_command)
{
	outcome_run(&outcome, &made_each, "ok|--eventually|1s|--|/nonexistent/\033x|a", NULL);
	ck_assert_int_eq(outcome.code, 127);
	ck_assert_str_eq(outcome.out.data, "word: ok\n");
	ck_assert_str_eq(outcome.err.data, "made: '/nonexistent/\\x1bx': cannot run it: "
					   "No such file or directory (ENOENT)\n");
	outcome_run(&outcome, &made_each, "ok|--eventually|1s|--|/dev/null", NULL);
	ck_assert_int_eq(outcome.code, 126);
	outcome_run(&outcome, &made_each, "refused|--eventually|1ms|--|/nonexistent", NULL);
	ck_assert_int_eq(outcome.code, 1);
}
END_TEST

START_TEST(two_dashes_end_options)
{
	outcome_run(&outcome, &made_each, "--get|word|--|-x|--json", NULL);
	ck_assert_str_eq(outcome.out.data, "-x\n--json\n");
	outcome_run(&outcome, &made_whole, "--get|word|x|--json|--", NULL);
	ck_assert_str_eq(outcome.out.data, "x\n");
	ck_assert_int_eq(outcome.code, 0);
}
END_TEST

START_TEST(all_needs_no_operand)
{
	outcome_run(&outcome, &made_each, "--all|--get|word", NULL);
	ck_assert_int_eq(outcome.code, 0);
	ck_assert_str_eq(outcome.out.data, "nothing\n");
}
END_TEST

START_TEST(help_comes_before_operands)
{
	static const char *const words[] = { "--help", "-h|ok", "--fields", "--version", "-V" };

	for (int i = 0; i < 5; i++) {
		outcome_run(&outcome, &made_each, words[i], NULL);
		ck_assert_int_eq(outcome.code, 0);
		ck_assert_uint_gt(outcome.out.size, 10);
		ck_assert_str_eq(outcome.err.data, "");
	}
}
END_TEST

START_TEST(stdin_is_one_question_a_line)
{
	outcome_run(&outcome, &made_whole, "--get|word,status|-",
		    "full b c\r\n\n  not_found\t x \na b c d\nlast");
	ck_assert_str_eq(outcome.out.data, "full\tok\n\tnot_found\n\tinvalid\nlast\tok\n");
	ck_assert_int_eq(outcome.code, 2);
	ck_assert_str_eq(outcome.err.data, "made: 'not_found x': made to end so\n"
					   "made: 'a b c d': 'd' is one operand too many\n");
	outcome_run(&outcome, &made_pair, "-|x", "a\n");
	ck_assert_int_eq(outcome.code, 2);
	ck_assert_ptr_nonnull(strstr(outcome.err.data, "'-' stands alone"));
}
END_TEST

/* Among values "-" is one of them. */
START_TEST(a_dash_can_be_a_value)
{
	outcome_run(&outcome, &made_whole, "--get|word|x|-", "a\n");
	ck_assert_int_eq(outcome.code, 0);
	ck_assert_str_eq(outcome.out.data, "x\n");
	outcome_run(&outcome, &made_whole, "--get|word|-|x", "a\n");
	ck_assert_str_eq(outcome.out.data, "-\n");
}
END_TEST

START_TEST(many_words_are_quoted_in_part)
{
	char words[300] = "not_found|";

	memset(words + 10, 'x', 250);
	outcome_run(&outcome, &made_whole, words, NULL);
	ck_assert_str_eq(outcome.out.data, "");
	ck_assert_ptr_nonnull(strstr(outcome.err.data, "made: 'not_found xxx"));
	ck_assert_ptr_nonnull(strstr(outcome.err.data, "xxx...': made to end so\n"));
	ck_assert_uint_lt(outcome.err.size, 220);
}
END_TEST

START_TEST(no_questions_are_no_failure)
{
	outcome_run(&outcome, &made_each, "-|--json", "");
	ck_assert_int_eq(outcome.code, 0);
	ck_assert_str_eq(outcome.out.data, "");
}
END_TEST

/* ---- faults ----------------------------------------------------------------------------- */

/* clang-format off */
static const struct { const char *words, *input; } swept[] = {
	{ "full|event|part|not_found", NULL }, { "full|event|three|--json", NULL }, { "full|event|part|--format|csv", NULL },
	{ "full|event|three|--format|table", NULL }, { "full|three|--get|status,places.name,words", NULL },
	{ "-|--json", "full\nnot_found\n\n" }, { "full|not_found|--expect|count == 1, all rtt_ms < 1", NULL },
	{ "refused|--eventually|1ms", NULL }, { "--help", NULL }, { "--fields", NULL }, { "--bogus", NULL }, { "talk|-v", NULL },
};
/* clang-format on */

/* Whatever is out of memory: the whole output, or a failure that says so. */
static void sweep(const struct applet *applet, const char *words, const char *input,
		  const char *call, bool lasting)
{
	struct outcome whole = { 0 };
	unsigned n = 1;

	outcome_run(&whole, applet, words, input);
	while (outcome_run_failing(&outcome, applet, words, input, call, n, lasting)) {
		bool same = outcome.out.size == whole.out.size &&
			    memcmp(outcome.out.data, whole.out.data, whole.out.size) == 0;

		ck_assert_msg(same || outcome.code == 3 || (outcome.code == 2 && n < 3),
			      "%s %u of '%s': code %d, output: %s", call, n, words, outcome.code,
			      outcome.out.data);
		ck_assert_msg(same || outcome.err.size > 0, "%s %u of '%s': no reason", call, n,
			      words);
		n++;
		ck_assert_uint_lt(n, 1000);
	}
	ck_assert_uint_gt(n, 1);
	outcome_free(&whole);
}

START_TEST(survives_no_memory)
{
	sweep(&made_each, swept[_i].words, swept[_i].input, "malloc", false);
	sweep(&made_each, swept[_i].words, swept[_i].input, "malloc", true);
}
END_TEST

START_TEST(stdin_that_cannot_be_read)
{
	ck_assert(outcome_run_failing(&outcome, &made_each, "ok|-", "ok\n", "read", 1, false));
	ck_assert_int_eq(outcome.code, 3);
	ck_assert_str_eq(outcome.out.data, "word: ok\n");
	ck_assert_str_eq(outcome.err.data, "made: '-': cannot read standard input: Cannot "
					   "allocate memory (ENOMEM)\n");
	ck_assert(outcome_run_failing(&outcome, &made_each, "-", "ok\n", "read", 2, true));
	ck_assert_int_eq(outcome.code, 3);
	ck_assert_str_eq(outcome.out.data, "word: ok\n");
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *run_suite(void)
{
	Suite *suite = suite_create("run");
	TCase *tcase = tcase_create("run");

	tcase_add_checked_fixture(tcase, NULL, release);
	tcase_add_loop_test(tcase, the_worst_wins, 0, ROWS(verdicts));
	tcase_add_loop_test(tcase, mistakes_are_usage, 0, ROWS(usages));
	tcase_add_test(tcase, nothing_runs_before_a_mistake);
	tcase_add_test(tcase, a_failure_is_said_once);
	tcase_add_test(tcase, quiet_says_nothing);
	tcase_add_test(tcase, verbose_talks_escaped);
	tcase_add_test(tcase, what_is_quoted_is_escaped);
	tcase_add_test(tcase, first_is_the_first_of_each);
	tcase_add_test(tcase, eventually_tries_until_met);
	tcase_add_test(tcase, eventually_gives_up);
	tcase_add_test(tcase, eventually_begins_nothing_when_time_is_up);
	tcase_add_test(tcase, eventually_in_every_format);
	tcase_add_test(tcase, eventually_runs_its_command);
	tcase_add_test(tcase, two_dashes_end_options);
	tcase_add_test(tcase, all_needs_no_operand);
	tcase_add_test(tcase, help_comes_before_operands);
	tcase_add_test(tcase, stdin_is_one_question_a_line);
	tcase_add_test(tcase, a_dash_can_be_a_value);
	tcase_add_test(tcase, many_words_are_quoted_in_part);
	tcase_add_test(tcase, no_questions_are_no_failure);
	tcase_add_loop_test(tcase, survives_no_memory, 0, ROWS(swept));
	tcase_add_test(tcase, stdin_that_cannot_be_read);
	suite_add_tcase(suite, tcase);
	return suite;
}
