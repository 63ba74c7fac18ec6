/* check_serve -- a loop that the user can stop: signals as events, the second one kills. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/out_state.h"
#include "fault.h"
#include "run/serve.h"
#include "sockets.h"
#include "suites.h"

static struct out out;
static struct run run;
static struct serve serve;
static struct err err;
static unsigned stops, reports, descriptors;
static sigset_t mask;

static void set_up(void)
{
	out = (struct out){ .common = &common_defaults, .writer = &writer_none };
	run = (struct run){ .out = &out };
	serve = (struct serve)SERVE_CLOSED;
	err = (struct err){ 0 };
	stops = reports = 0;
	descriptors = count_descriptors();
	sigprocmask(SIG_SETMASK, NULL, &mask);
}

static bool same_mask(void)
{
	sigset_t now;

	sigprocmask(SIG_SETMASK, NULL, &now);
	for (int number = 1; number < NSIG; number++)
		if (sigismember(&now, number) != sigismember(&mask, number))
			return false;
	return true;
}

static void tear_down(void)
{
	serve_end(&serve);
	serve_end(&serve);
	ck_assert(same_mask());
	ck_assert_uint_eq(count_descriptors(), descriptors);
}

static void begin(void)
{
	ck_assert_msg(serve_begin(&serve, &run, &err), "%s", err.text);
}

static void turn_for(int64_t duration_ms)
{
	ck_assert_msg(serve_run(&serve, deadline_in(duration_ms * NS_PER_MS), &err), "%s",
		      err.text);
}

static void count_stop(struct serve *self)
{
	ck_assert_ptr_eq(self, &serve);
	stops++;
}

static void count_report(struct serve *self)
{
	ck_assert_ptr_eq(self, &serve);
	reports++;
}

static const int stopping[] = { SIGINT, SIGTERM, SIGHUP };

/* ---- the first signal
 * ---------------------------------------------------------------------------------- */

START_TEST(a_signal_stops_the_loop)
{
	begin();
	raise(stopping[_i]);
	turn_for(10000);
	ck_assert_int_eq(serve.signal, stopping[_i]);
	ck_assert(serve.loop.stopped);
	ck_assert_int_eq(run.signal, 0); /* whether to die of it is the applet's to say */
}
END_TEST

/* Whoever has something to end does so first. */
START_TEST(a_signal_asks_to_stop)
{
	begin();
	serve.stop = count_stop;
	raise(stopping[_i]);
	turn_for(20);
	ck_assert_uint_eq(stops, 1);
	ck_assert_int_eq(serve.signal, stopping[_i]);
	ck_assert(!serve.loop.stopped);
}
END_TEST

START_TEST(totals_are_told_and_it_goes_on)
{
	begin();
	raise(SIGUSR1); /* nothing to tell */
	turn_for(20);
	serve.report = count_report;
	for (unsigned i = 1; i <= 3; i++) {
		raise(SIGUSR1);
		turn_for(20);
		ck_assert_uint_eq(reports, i);
	}
	ck_assert_int_eq(serve.signal, 0);
	ck_assert(!serve.loop.stopped);
}
END_TEST

/* nohup(1) and a shell's `&` ignore a signal for good reason. */
START_TEST(what_was_ignored_stays_ignored)
{
	signal(stopping[_i], SIG_IGN);
	begin();
	raise(stopping[_i]);
	turn_for(20);
	ck_assert_int_eq(serve.signal, 0);
	serve_end(&serve);
	signal(stopping[_i], SIG_DFL);
}
END_TEST

/* ---- the second
 * ------------------------------------------------------------------------------------------- */

/* How a child ends that gets FIRST, and then SECOND while it is ending. */
static int ends_by(int first, int second)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		signal(second, SIG_DFL); /* Check has handlers of its own */
		if (!serve_begin(&serve, &run, &err))
			_exit(1);
		serve.stop = count_stop;
		serve.report = count_report;
		raise(first);
		serve_run(&serve, deadline_in(20 * NS_PER_MS), &err);
		raise(second);
		serve_run(&serve, deadline_in(20 * NS_PER_MS), &err);
		_exit(stops == 1 ? (int)reports : 99);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

START_TEST(the_second_signal_kills)
{
	ck_assert_int_eq(ends_by(SIGINT, SIGINT), -SIGINT);
	ck_assert_int_eq(ends_by(SIGTERM, SIGINT), -SIGINT);
	ck_assert_int_eq(ends_by(SIGHUP, SIGTERM), -SIGTERM);
}
END_TEST

/* Asking for totals kills nobody. */
START_TEST(totals_may_be_asked_for_while_it_ends)
{
	ck_assert_int_eq(ends_by(SIGTERM, SIGUSR1), 1);
}
END_TEST

/* ---- output that nobody reads
 * ---------------------------------------------------------------------- */

/* How a child ends that fills a pipe which nobody reads, with SIGNAL waiting to be taken. */
static int ends_full(int number)
{
	static char data[1 << 20];
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		int ends[2];

		signal(number, SIG_DFL);
		if (pipe(ends) < 0 || !serve_begin(&serve, &run, &err))
			_exit(1);
		raise(SIGUSR1);
		raise(number);
		if (out_write(&out, ends[1], data, sizeof(data)) || errno != EINTR)
			_exit(2);
		serve_end(&serve); /* and here it strikes */
		_exit(3);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

START_TEST(who_does_not_read_keeps_nobody_from_stopping)
{
	ck_assert_int_eq(ends_full(stopping[_i]), -stopping[_i]);
}
END_TEST

/* How a child ends that meets a broken pipe while it serves; of stdout or not. */
static int ends_broken(bool is_stdout)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		int ends[2];

		signal(SIGPIPE, SIG_DFL);
		if (pipe(ends) < 0 || !serve_begin(&serve, &run, &err))
			_exit(1);
		close(ends[0]);
		if (out_write(&out, ends[1], "x", 1) || errno != EPIPE)
			_exit(2);
		out.write_errno = is_stdout ? EPIPE : 0;
		serve_end(&serve);
		_exit(3);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

START_TEST(a_broken_pipe_kills_at_the_end_if_it_is_stdout)
{
	ck_assert_int_eq(ends_broken(true), -SIGPIPE);
	ck_assert_int_eq(ends_broken(false), 3);
}
END_TEST

/* ---- other ends
 * --------------------------------------------------------------------------------------------- */

START_TEST(ends_at_its_time)
{
	int64_t began_ns = clock_now_ns();

	begin();
	turn_for(30);
	ck_assert_int_ge(clock_now_ns() - began_ns, 30 * NS_PER_MS);
	ck_assert_int_eq(serve.signal, 0);
}
END_TEST

/* An output that is gone, or has all it wanted, ends it at once. */
START_TEST(ends_when_the_output_has_enough)
{
	begin();
	out.write_errno = EPIPE;
	ck_assert(serve_run(&serve, (struct deadline){ 0 }, &err));
}
END_TEST

START_TEST(may_run_again)
{
	begin();
	raise(SIGUSR1);
	turn_for(10);
	loop_stop(&serve.loop);
	turn_for(10); /* stopped before it began: it turns all the same */
	raise(SIGTERM);
	turn_for(10000);
	ck_assert_int_eq(serve.signal, SIGTERM);
}
END_TEST

/* ---- failures
 * -------------------------------------------------------------------------------------------------
 */

static const struct {
	const char *call;
	unsigned nth;
	int number;
	const char *says;
} faults[] = {
	{ "signalfd", 1, EMFILE, "cannot wait for signals" },
	{ "signalfd", 2, EMFILE, "cannot wait for signals" },
	{ "epoll_create1", 1, EMFILE, "cannot make an event loop" },
	{ "epoll_ctl", 1, ENOSPC, "cannot wait for descriptor" },
};

/* Signals act as before, and nothing stays open. */
START_TEST(beginning_may_fail)
{
	fault_arm(faults[_i].call, faults[_i].nth, faults[_i].number, false);
	ck_assert(!serve_begin(&serve, &run, &err));
	ck_assert(fault_disarm());
	ck_assert_int_eq(err.number, faults[_i].number);
	ck_assert_msg(strstr(err.text, faults[_i].says) != NULL, "%s", err.text);
	ck_assert(same_mask());
	ck_assert_uint_eq(count_descriptors(), descriptors);
}
END_TEST

START_TEST(waiting_may_fail)
{
	begin();
	fault_arm("epoll_wait", 1, EINTR, false);
	turn_for(20);
	ck_assert(fault_disarm());
	fault_arm("epoll_wait", 1, ENOMEM, false);
	ck_assert(!serve_run(&serve, (struct deadline){ 0 }, &err));
	ck_assert(fault_disarm());
	ck_assert_int_eq(err.number, ENOMEM);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *serve_suite(void);
Suite *serve_suite(void)
{
	Suite *suite = suite_create("serve");
	TCase *tcase = tcase_create("serve");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, a_signal_stops_the_loop, 0, ROWS(stopping));
	tcase_add_loop_test(tcase, a_signal_asks_to_stop, 0, ROWS(stopping));
	tcase_add_test(tcase, totals_are_told_and_it_goes_on);
	tcase_add_loop_test(tcase, what_was_ignored_stays_ignored, 0, ROWS(stopping));
	tcase_add_test(tcase, the_second_signal_kills);
	tcase_add_test(tcase, totals_may_be_asked_for_while_it_ends);
	tcase_add_loop_test(tcase, who_does_not_read_keeps_nobody_from_stopping, 0, ROWS(stopping));
	tcase_add_test(tcase, a_broken_pipe_kills_at_the_end_if_it_is_stdout);
	tcase_add_test(tcase, ends_at_its_time);
	tcase_add_test(tcase, ends_when_the_output_has_enough);
	tcase_add_test(tcase, may_run_again);
	tcase_add_loop_test(tcase, beginning_may_fail, 0, ROWS(faults));
	tcase_add_test(tcase, waiting_may_fail);
	suite_add_tcase(suite, tcase);
	return suite;
}
