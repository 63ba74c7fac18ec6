/* check_foreground -- the guard that tells which keys a command in front got. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <signal.h>
#include <unistd.h>

#include "run/foreground.h"
#include "suites.h"

static struct foreground begun(void)
{
	struct foreground foreground = FOREGROUND_NONE;

	foreground.own = getpgrp(); /* as if it had a terminal */
	foreground_prepare(&foreground);
	ck_assert_int_gt(foreground.guard.pid, 0);
	return foreground;
}

/* Whether it has run by then is for the machine to say. */
START_TEST(a_key_that_comes_before_the_guard_runs_is_told)
{
	for (int i = 0; i < 100; i++) {
		struct foreground foreground = begun();

		kill(foreground.guard.pid, SIGTSTP);
		kill(foreground.guard.pid, SIGINT);
		ck_assert_uint_eq(foreground_interrupts(&foreground, true), 1);
		ck_assert_uint_eq(foreground_interrupts(&foreground, true), 0);
		ck_assert_int_gt(foreground.guard.pid, 0);
		foreground_end(&foreground);
		foreground_end(&foreground);
	}
}
END_TEST

START_TEST(a_guard_that_was_killed_is_replaced)
{
	struct foreground foreground = begun();
	pid_t first = foreground.guard.pid;

	foreground_prepare(&foreground);
	ck_assert_int_eq(foreground.guard.pid, first);
	kill(first, SIGKILL);
	ck_assert_uint_eq(foreground_interrupts(&foreground, true), 0);
	ck_assert_int_eq(foreground.guard.pid, 0);
	foreground_prepare(&foreground);
	kill(foreground.guard.pid, SIGINT);
	ck_assert_uint_eq(foreground_interrupts(&foreground, true), 1);
	foreground_end(&foreground);
}
END_TEST

/* A key is no end, and changes nothing about what we hold back. */
START_TEST(our_own_signals_are_as_they_were)
{
	sigset_t before, after;
	struct foreground foreground;

	sigprocmask(SIG_SETMASK, NULL, &before);
	foreground = begun();
	sigprocmask(SIG_SETMASK, NULL, &after);
	for (int number = 1; number < NSIG; number++)
		ck_assert_int_eq(sigismember(&before, number), sigismember(&after, number));
	foreground_end(&foreground);
}
END_TEST

Suite *foreground_suite(void);
Suite *foreground_suite(void)
{
	Suite *suite = suite_create("foreground");
	TCase *guard = tcase_create("guard");

	tcase_add_test(guard, a_key_that_comes_before_the_guard_runs_is_told);
	tcase_add_test(guard, a_guard_that_was_killed_is_replaced);
	tcase_add_test(guard, our_own_signals_are_as_they_were);
	suite_add_tcase(suite, guard);
	return suite;
}
