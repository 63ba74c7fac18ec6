/* check_crew -- questions that overlap: in order, each answered, whatever becomes of a child. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "made.h"
#include "suites.h"

static struct outcome outcome;

static void release(void)
{
	outcome_free(&outcome);
}

/* Every test ends without a child left behind. */
static void ck_no_children(void)
{
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
}

START_TEST(keeps_the_order)
{
	struct buf input = { 0 }, expected = { 0 };

	for (int i = 0; i < 1000; i++) {
		buf_printf(&input, "w%d%s", i, i % 7 == 0 ? "\r\n\n" : i % 3 == 0 ? " " : "\n");
		buf_printf(&expected, "w%d\n", i);
	}
	outcome_run(&outcome, &made_overlapping, "-|--get|word", buf_text(&input));
	ck_assert_str_eq(outcome.out.data, buf_text(&expected));
	ck_assert_int_eq(outcome.code, 0);
	ck_no_children();
	buf_free(&input);
	buf_free(&expected);
}
END_TEST

/* Side by side gives what one after the other gives, in every format. */
START_TEST(is_the_same_as_in_turn)
{
	static const char *const formats[] = { "--format|text",
					       "--format|table",
					       "--json",
					       "--format|csv",
					       "--get|word,places.name,status",
					       "--first|--get|word",
					       "-q",
					       "--expect|count >= 5" };
	static const char input[] = "full empty three\npart not_found timeout\n\nevent full\n";
	struct outcome in_turn = { 0 };
	char words[200];

	snprintf(words, sizeof(words), "full|-|refused|ok|%s", formats[_i]);
	outcome_run(&in_turn, &made_each, words, input);
	outcome_run(&outcome, &made_overlapping, words, input);
	ck_assert_str_eq(outcome.out.data, in_turn.out.data);
	ck_assert_str_eq(outcome.err.data, in_turn.err.data);
	ck_assert_int_eq(outcome.code, in_turn.code);
	ck_no_children();
	outcome_free(&in_turn);
}
END_TEST

START_TEST(a_bad_line_is_one_answer)
{
	struct buf input = { 0 };

	buf_puts(&input, "one\n");
	buf_fill(&input, 'l', 1 << 20);
	buf_puts(&input, "\ntwo\n");
	outcome_run(&outcome, &made_overlapping, "-|--get|word,status", buf_text(&input));
	ck_assert_str_eq(outcome.out.data, "one\tok\n\tinvalid\ntwo\tok\n");
	ck_assert_int_eq(outcome.code, 2);
	ck_no_children();
	buf_free(&input);
}
END_TEST

/* A child that is killed takes its own question with it, and no other. */
START_TEST(a_dead_child_is_reported)
{
	outcome_run(&outcome, &made_overlapping, "-|--get|word,status",
		    "one\ndie\ntwo\ndie\ndie\n3\nfour\nfive\nsix\nseven\neight\nnine\n");
	ck_assert_str_eq(outcome.out.data,
			 "one\tok\n\tlacking\ntwo\tok\n\tlacking\n\tlacking\n3\tok\nfour\tok\n"
			 "five\tok\nsix\tok\nseven\tok\neight\tok\nnine\tok\n");
	ck_assert_int_eq(outcome.code, 3);
	ck_assert_ptr_nonnull(strstr(outcome.err.data, "made: 'die': the child process that was to "
						       "answer has failed\n"));
	ck_no_children();
}
END_TEST

START_TEST(an_answer_may_be_big)
{
	outcome_run(&outcome, &made_overlapping, "big|ok|big|--get|text", NULL);
	ck_assert_uint_eq(outcome.out.size, 2 * 300001 + 1);
	ck_assert_int_eq(outcome.code, 0);
	ck_no_children();
}
END_TEST

/* An answer beyond what the wire carries fails; it is not waited for. */
START_TEST(an_answer_may_be_too_big)
{
	outcome_run(&outcome, &made_overlapping, "too-big|ok|--get|word", NULL);
	ck_assert_str_eq(outcome.out.data, "\nok\n");
	ck_assert_int_eq(outcome.code, 3);
	ck_no_children();
}
END_TEST

START_TEST(ends_when_it_has_enough)
{
	struct buf input = { 0 };

	for (int i = 0; i < 5000; i++)
		buf_puts(&input, "ok\n");
	outcome_run(&outcome, &made_overlapping, "-|--get|word|--expect|count >= 3",
		    buf_text(&input));
	ck_assert_str_eq(outcome.out.data, "ok\nok\nok\n");
	ck_assert_int_eq(outcome.code, 0);
	ck_no_children();
	buf_free(&input);
}
END_TEST

START_TEST(a_usage_error_ends_it)
{
	outcome_run(&outcome, &made_overlapping, "usage|ok|usage|usage", NULL);
	ck_assert_int_eq(outcome.code, 2);
	ck_assert_str_eq(outcome.err.data,
			 "made: 'usage' makes no sense\nTry 'sockbox made --help'.\n");
	ck_no_children();
}
END_TEST

/* ---- faults: each call fails once, then always ---------------------------------------------- */

static const char *const calls[] = { "malloc", "socketpair", "fork", "poll", "read" };

START_TEST(survives_failing_calls)
{
	for (int lasting = 0; lasting < 2; lasting++) {
		unsigned n = 1;

		while (outcome_run_failing(&outcome, &made_overlapping, "-|--json",
					   "full\nnot_found\nok\n", calls[_i], n++, lasting)) {
			ck_assert_msg(outcome.code == 1 || outcome.code == 3, "%s %u: code %d",
				      calls[_i], n, outcome.code);
			ck_assert_uint_gt(outcome.err.size, 0);
			ck_no_children();
			ck_assert_uint_lt(n, 300);
		}
		ck_assert_uint_gt(n, 2);
	}
}
END_TEST

START_TEST(no_child_can_be_started)
{
	ck_assert(outcome_run_failing(&outcome, &made_overlapping, "a|b|--get|word,status", NULL,
				      "fork", 1, true));
	ck_assert_int_eq(outcome.code, 3);
	ck_assert_str_eq(outcome.out.data, "\tlacking\n\tlacking\n");
	ck_assert_ptr_nonnull(strstr(outcome.err.data, "made: 'a': cannot start a child process"));
	ck_assert(outcome_run_failing(&outcome, &made_overlapping, "a|b|c|--get|word", NULL, "fork",
				      2, true));
	ck_assert_int_eq(outcome.code, 0);
	ck_assert_str_eq(outcome.out.data, "a\nb\nc\n"); /* one child does it all */
	ck_no_children();
}
END_TEST

/* Where stdin asks nothing it is no matter that it could be read. */
START_TEST(waits_without_spinning)
{
	clock_t began = clock();

	ck_assert(outcome_run_failing(&outcome, &made_overlapping, "doze|a|--get|word", "unread",
				      "fork", 2, true));
	ck_assert_str_eq(outcome.out.data, "doze\na\n");
	ck_assert_int_lt(clock() - began, CLOCKS_PER_SEC / 10);
	ck_no_children();
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *crew_suite(void)
{
	Suite *suite = suite_create("crew");
	TCase *tcase = tcase_create("crew");

	tcase_add_checked_fixture(tcase, NULL, release);
	tcase_add_test(tcase, keeps_the_order);
	tcase_add_loop_test(tcase, is_the_same_as_in_turn, 0, 8);
	tcase_add_test(tcase, a_bad_line_is_one_answer);
	tcase_add_test(tcase, a_dead_child_is_reported);
	tcase_add_test(tcase, an_answer_may_be_big);
	tcase_add_test(tcase, an_answer_may_be_too_big);
	tcase_add_test(tcase, ends_when_it_has_enough);
	tcase_add_test(tcase, a_usage_error_ends_it);
	tcase_add_loop_test(tcase, survives_failing_calls, 0, ROWS(calls));
	tcase_add_test(tcase, no_child_can_be_started);
	tcase_add_test(tcase, waits_without_spinning);
	suite_add_tcase(suite, tcase);
	return suite;
}
