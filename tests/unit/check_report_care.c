/* check_report_care -- reports of many checks and of secrets, and what can go wrong: nothing is
 * lost, leaked, or said to be whole when it is not. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "check/report_state.h"
#include "fault.h"
#include "report_bed.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ---- many --------------------------------------------------------------------------------- */

static size_t count_lines(const char *text, const char *start)
{
	size_t count = 0;

	for (; text && *text; text = strchr(text, '\n') ? strchr(text, '\n') + 1 : NULL)
		count += strncmp(text, start, strlen(start)) == 0;
	return count;
}

/* COUNT outcomes, errors and warnings in turn, of two files. */
static struct told told_many(const char *format, size_t count)
{
	struct report_options options = report_bed_plain();
	struct report *report = report_create(&options);
	struct report_run some = report_bed_run;
	struct told told = { { 0 }, { 0 }, true };
	struct tally tally = { .total = count };
	struct buf text = { 0 };

	some.total = count;
	buf_printf(&text, "%s=%s", format, report_bed_path);
	ck_assert(report_add(report, buf_text(&text), &told.err) &&
		  report_begin(report, &some, &told.err));
	for (size_t i = 0; i < count; i++) {
		struct outcome one = i % 2 ? outcome_warned : outcome_broken;

		one.file = i < count / 2 ? "a.check" : "b.check";
		ck_assert(report_outcome(report, &one, &told.err));
		outcome_count(&tally, &one);
	}
	ck_assert(report_finish(report, &tally, &told.err));
	report_free(report);
	buf_free(&text);
	ck_assert(fd_read_file(&told.text, report_bed_path, 1 << 20, &told.err));
	return told;
}

START_TEST(annotates_ten_of_each)
{
	struct told told = told_many("github", 24);
	const char *text = buf_text(&told.text);

	ck_assert_uint_eq(count_lines(text, "::error "), 10);
	ck_assert_uint_eq(count_lines(text, "::warning "), 10);
	ck_assert_ptr_nonnull(strstr(text, "\n2 more errors are not annotated"));
	ck_assert_ptr_nonnull(strstr(text, "\n2 more warnings are not annotated"));
	buf_free(&told.text);
}
END_TEST

START_TEST(has_a_suite_for_each_file)
{
	struct told told = told_many("junit", 8);
	const char *text = buf_text(&told.text);

	ck_assert_uint_eq(
		count_lines(
			text,
			"<testsuites name=\"netcheck\" tests=\"8\" failures=\"0\" errors=\"4\""),
		1);
	ck_assert_uint_eq(
		count_lines(text,
			    "<testsuite name=\"a.check\" tests=\"4\" failures=\"0\" errors=\"2\""),
		1);
	ck_assert_uint_eq(
		count_lines(text,
			    "<testsuite name=\"b.check\" tests=\"4\" failures=\"0\" errors=\"2\""),
		1);
	ck_assert_uint_eq(count_lines(text, "<testcase "), 8);
	buf_free(&told.text);
}
END_TEST

static const struct {
	struct word result;
	const char *says;
} results[] = {
	{ WORD("{\"type\":\"result\",\"port\":22}\n"),
	  ",\"result\":{\"type\":\"result\",\"port\":22}}\n" },
	{ WORD(""), ",\"result\":null}\n" },
	{ WORD("{\"port\":***}"), ",\"result\":null}\n" },
	{ WORD("{\"a\":\n1}"), ",\"result\":null}\n" },
	{ WORD("[1]"), ",\"result\":null}\n" },
	{ WORD("\n"), ",\"result\":null}\n" },
};

START_TEST(has_the_result_as_it_was)
{
	struct report_options options = report_bed_plain();
	struct outcome one = outcome_passed;
	struct told told;

	one.result = results[_i].result;
	told = report_bed_told(&options, "json", &one, 1, NULL);
	ck_assert(told.fine);
	ck_assert_ptr_nonnull(strstr(buf_text(&told.text), results[_i].says));
	buf_free(&told.text);
}
END_TEST

/* What a step has written itself stands there already. */
START_TEST(appends_to_the_summary_of_a_step)
{
	struct report_options options = report_bed_plain();
	struct report *report = report_create(&options);
	struct err err = { 0 };
	struct buf text = { 0 };
	int kept = dup(STDOUT_FILENO), fd = -1;

	ck_assert(fd_create(&fd, report_bed_path, &err) && fd_write(fd, "# Mine\n", 7));
	fd_close(&fd);
	setenv("GITHUB_ACTIONS", "true", 1);
	setenv("GITHUB_STEP_SUMMARY", report_bed_path, 1);
	ck_assert(fd_create(&fd, "/dev/null", &err));
	dup2(fd, STDOUT_FILENO);
	ck_assert(report_add_default(report, &err) &&
		  report_bed_tell(report, &outcome_passed, 1, NULL, &err));
	dup2(kept, STDOUT_FILENO);
	report_free(report);
	unsetenv("GITHUB_ACTIONS");
	unsetenv("GITHUB_STEP_SUMMARY");
	ck_assert(fd_read_file(&text, report_bed_path, 1 << 20, &err));
	ck_assert_str_eq(buf_text(&text), "# Mine\n### netcheck: 1 check: 1 passed in 3.2 s\n\n");
	buf_free(&text);
	fd_close(&fd);
	fd_close(&kept);
}
END_TEST

START_TEST(leaves_out_what_a_summary_cannot_hold)
{
	struct told told = told_many("summary", 30000);
	const char *text = buf_text(&told.text);

	ck_assert_uint_lt(told.text.size, 1 << 20);
	ck_assert_uint_gt(told.text.size, 900000);
	ck_assert_ptr_nonnull(strstr(text, "</pre>\n\n"));
	ck_assert_ptr_nonnull(strstr(text, " more are left out: GitHub shows 1 MiB.\n"));
	buf_free(&told.text);
}
END_TEST

/* Where nobody watches, a word once all was quiet for long. */
START_TEST(says_what_it_waits_for)
{
	static const struct word running[] = { WORD("db-up\033") };
	static const int64_t running_ns[] = { INT64_C(21500000000) };
	static const struct report_now now = { 0, running, running_ns, 1, "refused" };
	struct report_options options = report_bed_plain();
	struct report *report = report_create(&options);
	struct tally tally = { 0 };
	struct buf text = { 0 };
	struct err err = { 0 };

	buf_printf(&text, "human=%s", report_bed_path);
	ck_assert(report_add(report, buf_text(&text), &err) &&
		  report_begin(report, &report_bed_run, &err));
	report_now(report, &now);
	report->told_ns -= INT64_C(20000000000);
	report_now(report, &now);
	report_now(report, &now);
	ck_assert(report_finish(report, &tally, &err));
	report_free(report);
	buf_clear(&text);
	ck_assert(fd_read_file(&text, report_bed_path, 1 << 20, &err));
	ck_assert_str_eq(buf_text(&text), "still waiting for db-up\\x1b 21 s, last: refused\n"
					  "1 check: 1 not run in 0.0 s\n");
	buf_free(&text);
}
END_TEST

/* ---- secrets ------------------------------------------------------------------------------ */

static const struct word secrets[] = { WORD("tok\"en<1>"), WORD("hunter2") };
static const struct word leaky_lines[] = { WORD("sent hunter2"), WORD("aHVudGVyMg==") };
static const struct outcome leaky = {
	.verdict = VERDICT_FAIL,
	.id = "a[p=hunter2]",
	.title = "hunter2",
	.group = "hunter2",
	.tags = leaky_lines,
	.tag_count = 2,
	.file = "hunter2.check",
	.line = 1,
	.column = 1,
	.command = WORD("http x -H \"Bearer tok\\\"en<1>\""),
	.repro = "sockbox http x 'tok\"en<1>'",
	.status = "hunter2",
	.reason = "user:hunter2 was cut hunt...",
	.todo = "hunter2",
	.flaky = "hunter2",
	.expected = WORD("68756e74657232"),
	.got = WORD("tok&quot;en&lt;1&gt;"),
	.details = leaky_lines,
	.detail_count = 2,
	.attempts = 1,
	.result = WORD("{\"data\":\"hunter2 tok\\\"en<1>\"}"),
	.out = WORD("hunter2\ntok%22en%3C1%3E\ntok\"en"),
	.err = WORD("hunter2"),
};
static const char *const leaks[] = { "hunter2",  "en<1>",    "en&lt;1",  "en\\u003c",
				     "SHVudGVy", "aHVudGVy", "756e7465", "en%3C",
				     "tok",      "hunt",     "dG9r" };
static const char *const formats[] = { "human", "tap",    "tap13",   "junit", "xunit",
				       "json",  "github", "summary", "nagios" };

START_TEST(tells_no_secret)
{
	struct report_options options = report_bed_plain();
	struct told told;

	options.secrets = (struct secrets){ secrets, 2 };
	options.verbose = true;
	told = report_bed_told(&options, formats[_i], &leaky, 1, NULL);
	ck_assert(told.fine);
	ck_assert_ptr_nonnull(strstr(buf_text(&told.text), "***"));
	for (size_t i = 0; i < sizeof(leaks) / sizeof(leaks[0]); i++)
		ck_assert_msg(!strstr(buf_text(&told.text), leaks[i]), "%s in %s", leaks[i],
			      buf_text(&told.text));
	buf_free(&told.text);
}
END_TEST

/* Nor where a run begins, in what runs, and where there is no plan. */
START_TEST(tells_no_secret_around)
{
	static const struct word named[] = { WORD("hunter2.check") };
	static const int64_t running_ns[] = { 0 };
	static const struct report_now now = { 0, named, running_ns, 1, "hunter2" };
	static const struct report_run leaky_run = {
		.name = "hunter2", .files = named, .file_count = 1, .total = 1, .host = "hunter2"
	};
	static const struct refusal refusal = { "hunter2", 1, 1, "no hunter2" };
	struct report_options options = report_bed_plain();
	struct tally tally = { 0 };
	struct buf text = { 0 };

	options.secrets = (struct secrets){ secrets, 2 };
	for (int refused = 0; refused < 2; refused++) {
		struct report *report = report_create(&options);
		struct err err = { 0 };

		buf_clear(&text);
		buf_printf(&text, "%s=%s", formats[_i], report_bed_path);
		ck_assert(report_add(report, buf_text(&text), &err));
		if (refused) {
			ck_assert(report_refuse(report, &refusal, &err));
		} else {
			ck_assert(report_begin(report, &leaky_run, &err));
			report->told_ns -= INT64_C(20000000000);
			report_now(report, &now);
			ck_assert(report_finish(report, &tally, &err));
		}
		report_free(report);
		buf_clear(&text);
		ck_assert(fd_read_file(&text, report_bed_path, 1 << 20, &err));
		ck_assert_msg(!strstr(buf_text(&text), "hunter2"), "%s", buf_text(&text));
	}
	buf_free(&text);
}
END_TEST

/* ---- what can go wrong -------------------------------------------------------------------- */

static const struct {
	const char *first, *second, *says;
} wrong[] = {
	{ "yaml", NULL,
	  "'yaml' is no report; there are human, tap, tap13, junit, xunit, json, github, summary, "
	  "nagios" },
	{ "", NULL, "'' is no report" },
	{ "=x", NULL, "'' is no report" },
	{ "TAP", NULL, "'TAP' is no report" },
	{ "human", "tap", "standard output has a report already; tap=FILE" },
	{ "human=-", "json=/dev/stdout", "standard output has a report already" },
};

START_TEST(knows_what_makes_no_sense)
{
	struct report_options options = report_bed_plain();
	struct report *report = report_create(&options);
	struct err err = { 0 };

	ck_assert_int_eq(report_add(report, wrong[_i].first, &err), wrong[_i].second != NULL);
	if (wrong[_i].second)
		ck_assert(!report_add(report, wrong[_i].second, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, wrong[_i].says), "%s", err.text);
	report_free(report);
}
END_TEST

/* The second would take the place of the first, under any name; who writes at once may share. */
static const struct {
	const char *folder, *behind;
	bool fine;
} seconds[] = {
	{ "", "", false },
	{ "/tmp/..", "", false },
	{ "", ".other", true },
	{ "/tmp/../dev/null", NULL, true },
};

START_TEST(a_file_has_one_report)
{
	struct report_options options = report_bed_plain();
	struct report *report = report_create(&options);
	struct buf first = { 0 }, second = { 0 };
	struct err err = { 0 };
	bool is_file = seconds[_i].behind != NULL;

	buf_printf(&first, "tap=%s", is_file ? report_bed_path : "/dev/null");
	buf_printf(&second, "json=%s%s%s", seconds[_i].folder, is_file ? report_bed_path : "",
		   is_file ? seconds[_i].behind : "");
	ck_assert(report_add(report, buf_text(&first), &err));
	ck_assert(report_add(report, buf_text(&second), &err));
	ck_assert(report_begin(report, &report_bed_run, &err) == seconds[_i].fine);
	ck_assert_msg(seconds[_i].fine || (err.kind == STATUS_INVALID &&
					   strstr(err.text, "has a report already")),
		      "%s", err.text);
	report_free(report);
	buf_free(&first);
	buf_free(&second);
}
END_TEST

START_TEST(nagios_is_told_of_one)
{
	struct report_options options = report_bed_plain();
	struct told told = report_bed_told(&options, "nagios", &outcome_passed, 2, NULL);
	struct tally tally = { 0 };

	ck_assert(!told.fine);
	ck_assert_int_eq(told.err.kind, STATUS_INVALID);
	buf_free(&told.text);
	ck_assert_int_eq(report_nagios_exit(&tally), 3);
	outcome_count(&tally, &outcome_passed);
	ck_assert_int_eq(report_nagios_exit(&tally), 0);
	tally = (struct tally){ .count = { [VERDICT_FAIL] = 1 } };
	ck_assert_int_eq(report_nagios_exit(&tally), 2);
	tally = (struct tally){ .count = { [VERDICT_WARN] = 1 } };
	ck_assert_int_eq(report_nagios_exit(&tally), 1);
	tally = (struct tally){ .count = { [VERDICT_ERROR] = 1 } };
	ck_assert_int_eq(report_nagios_exit(&tally), 3);
}
END_TEST

/* One that cannot be written is said, and the others are whole all the same. */
START_TEST(tells_the_others)
{
	static const char *const full[] = { "tap=/dev/full",    "json=/dev/full",
					    "junit=/dev/full",  "human=/dev/full",
					    "github=/dev/full", "nagios=/dev/full",
					    "xunit=/dev/full" };
	struct report_options options = report_bed_plain();
	struct report *report = report_create(&options);
	struct buf text = { 0 };
	struct err err = { 0 };

	buf_printf(&text, "tap=%s", report_bed_path);
	ck_assert(report_add(report, full[_i], &err) && report_add(report, buf_text(&text), &err));
	ck_assert(!report_bed_tell(report, &outcome_failed, 1, NULL, &err));
	ck_assert_int_eq(err.number, ENOSPC);
	ck_assert_int_eq(status_exit(err.kind), 3);
	ck_assert_ptr_nonnull(strstr(err.text, "/dev/full"));
	report_free(report);
	buf_clear(&text);
	ck_assert(fd_read_file(&text, report_bed_path, 1 << 20, &err));
	if (_i < 2) /* it failed before anything ran */
		ck_assert_str_eq(buf_text(&text), "");
	else
		ck_assert_ptr_nonnull(strstr(buf_text(&text), "  ...\n"));
	buf_free(&text);
}
END_TEST

static const char *swept;
static unsigned lies;

/* What is said to be whole is whole, and no secret is told on the way. */
static void tell_once(void)
{
	struct report_options options = report_bed_plain();
	struct told told;

	options.secrets = (struct secrets){ secrets, 2 };
	unlink(report_bed_path);
	told = report_bed_told(&options, swept, &leaky, 1, NULL);
	lies += told.fine && told.text.size > 0 &&
		!memmem(told.text.data, told.text.size, "***", 3);
	lies += told.text.size > 0 && memmem(told.text.data, told.text.size, "hunter2", 7);
	lies += !told.fine && told.text.size > 0; /* a part of it has no name */
	buf_free(&told.text);
}

static const struct {
	const char *call;
	int number;
} faults[] = { { "malloc", ENOMEM }, { "write", ENOSPC }, { "rename", EACCES }, { "close", EIO } };

START_TEST(lies_never)
{
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		swept = formats[_i];
		lies = 0;
		ck_assert_uint_gt(fault_sweep(faults[i].call, faults[i].number, tell_once), 0);
		ck_assert_msg(lies == 0, "%u lies with %s", lies, faults[i].call);
	}
	fclose(fopen(report_bed_path, "w"));
}
END_TEST

Suite *report_care_suite(void)
{
	Suite *suite = suite_create("report_care");
	TCase *tcase = tcase_create("report_care");

	tcase_add_checked_fixture(tcase, report_bed_begin, report_bed_end);
	tcase_add_test(tcase, annotates_ten_of_each);
	tcase_add_test(tcase, has_a_suite_for_each_file);
	tcase_add_loop_test(tcase, has_the_result_as_it_was, 0, ROWS(results));
	tcase_add_test(tcase, appends_to_the_summary_of_a_step);
	tcase_add_test(tcase, leaves_out_what_a_summary_cannot_hold);
	tcase_add_test(tcase, says_what_it_waits_for);
	tcase_add_loop_test(tcase, tells_no_secret, 0, ROWS(formats));
	tcase_add_loop_test(tcase, tells_no_secret_around, 0, ROWS(formats));
	tcase_add_loop_test(tcase, knows_what_makes_no_sense, 0, ROWS(wrong));
	tcase_add_loop_test(tcase, a_file_has_one_report, 0, sizeof(seconds) / sizeof(seconds[0]));
	tcase_add_test(tcase, nagios_is_told_of_one);
	tcase_add_loop_test(tcase, tells_the_others, 0, 7);
	tcase_add_loop_test(tcase, lies_never, 0, ROWS(formats));
	suite_add_tcase(suite, tcase);
	return suite;
}
