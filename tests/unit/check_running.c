/* check_running -- who watches a run is told what has run for the longest, and how much runs. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "check/runner.h"
#include "check/select.h"
#include "suites.h"

enum { OTHERS = 11 };

static struct plan plan;
static int stop[2];
static char first[16];
static size_t most;
static int64_t longest_ns, next_ns;

/* `late` stands first, and begins once what it needs is done. */
static void make_plan(struct buf *text)
{
	buf_puts(text, "late: portcheck 127.0.0.1 1 => open\n  eventually 60s\n  needs quick\n");
	for (unsigned i = 0; i < OTHERS; i++)
		buf_printf(text, "c%u: portcheck 127.0.0.1 1 => open\n  eventually 60s\n", i);
	buf_puts(text, "quick: servlookup https/tcp --builtin\n");
}

/* Once all of them run the run is ended. */
static void see(void *context, const struct report_now *now)
{
	(void)context;
	most = now->running_count > most ? now->running_count : most;
	if (now->running_count <= OTHERS || next_ns)
		return;
	memcpy(first, now->running[0].at, now->running[0].size);
	longest_ns = now->running_ns[0];
	next_ns = now->running_ns[REPORT_RUNNING_MAX - 1];
	ck_assert_int_eq(write(stop[1], "", 1), 1);
}

static int be_stopped(void *context)
{
	char byte;

	(void)context;
	return read(stop[0], &byte, 1) == 1 ? SIGTERM : 0;
}

static void ignore(void *context, const struct outcome *outcome)
{
	(void)context;
	(void)outcome;
}

START_TEST(the_longest_is_told_first)
{
	struct selection all = { 0 };
	struct buf text = { 0 };
	size_t count, selected;
	struct err err = { 0 };
	struct runner runner = { .plan = &plan,
				 .jobs = OTHERS + 2,
				 .until = deadline_in(30 * (int64_t)NS_PER_S),
				 .stop_fd = &stop[0],
				 .stopped = be_stopped,
				 .told = ignore,
				 .now = see };

	make_plan(&text);
	ck_assert_int_eq(pipe(stop), 0);
	ck_assert(plan_read_text(&plan, "p", (struct word){ text.data, text.size }, &err));
	ck_assert(plan_check(&plan, &err) && plan.fault_count == 0);
	ck_assert(plan_select(&plan, &all, &selected, &count, &err));
	ck_assert_uint_eq(selected, OTHERS + 2);
	ck_assert_msg(runner_run(&runner, &err), "%s", err.text);
	runner_free(&runner);
	ck_assert_int_eq(runner.signal, SIGTERM);
	ck_assert_uint_ge(most, OTHERS + 1);
	ck_assert_msg(first[0] == 'c', "%s", first);
	ck_assert_int_ge(longest_ns, next_ns);
	close(stop[0]);
	close(stop[1]);
	plan_free(&plan);
	buf_free(&text);
}
END_TEST

Suite *running_suite(void)
{
	Suite *suite = suite_create("running");
	TCase *tcase = tcase_create("running");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, the_longest_is_told_first);
	suite_add_tcase(suite, tcase);
	return suite;
}
