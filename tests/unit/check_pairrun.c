/* check_pairrun -- programs on socket pairs: what is moved and told, and every call failing in
 * turn. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "fault.h"
#include "made.h"
#include "sockets.h"
#include "suites.h"

static const struct applet *pairrun;
static struct outcome outcome;
static unsigned descriptors;

static void set_up(void)
{
	pairrun = applet_find("pairrun");
	descriptors = count_descriptors();
}

static void tear_down(void)
{
	outcome_free(&outcome);
}

/* Nothing is left of the programs, whatever became of them. */
static void ck_nothing_left(void)
{
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}

/* ---- what it comes to -------------------------------------------------------------------------
 */

static const struct {
	const char *words, *input;
	int code;
	const char *out, *err;
} runs[] = {
	{ "--send|a b\\n|cat", NULL, 0, "a b\n", "" },
	{ "--send|a|--send|b\\x00|--|cat", NULL, 0, "ab", "" }, /* and a NUL */
	{ "--send|-|cat", "from stdin", 0, "from stdin", "" },
	{ "--send|first,|--send|-|--send|,last|cat", "stdin", 0, "first,stdin,last", "" },
	{ "cat", "unread", 0, "", "" },
	{ "sh|-c|echo out; exit 3", NULL, 1, "out\n",
	  "pairrun: 'sh -c echo out; exit 3': exited with status 3\n" },
	{ "sh|-c|kill -KILL $$", NULL, 1, "",
	  "pairrun: 'sh -c kill -KILL $$': was ended by SIGKILL\n" },
	{ "sh|-c|exit 127", NULL, 1, "", "pairrun: 'sh -c exit 127': exited with status 127\n" },
	{ "/nosuch/program", NULL, 127, "",
	  "pairrun: '/nosuch/program': cannot run it: No such file or directory (ENOENT)\n" },
	{ "/dev/null|x", NULL, 126, "",
	  "pairrun: '/dev/null x': cannot run it: Permission denied (EACCES)\n" },
	{ "--expect|not_found|/nosuch/program", NULL, 0, "",
	  "pairrun: '/nosuch/program': cannot run it: No such file or directory (ENOENT)\n" },
	{ "--expect|ok|/nosuch/program", NULL, 127, "", NULL },
	{ "true|::|/nosuch/program", NULL, 127, "",
	  "pairrun: 'true :: /nosuch/program': program 1 (true) was killed: the other cannot run\n"
	  "pairrun: 'true :: /nosuch/program': program 2 (/nosuch/program) cannot run it: "
	  "No such file or directory (ENOENT)\n" },
	{ "--get|index,command,exit_status,sent_bytes,received_bytes|sh|-c|echo one; read x|::|cat",
	  NULL, 0,
	  "1\tsh\t0\t4\t4\n1\t-c\t0\t4\t4\n1\techo one; read x\t0\t4\t4\n2\tcat\t0\t4\t4\n", "" },
	{ "--get|exit_status|sh|-c|echo x; exit 4", NULL, 1, "4\n", NULL },
	{ "--get|data|--type|seqpacket|--send|a|--send|b|cat", NULL, 0, "a\nb\n\n", NULL },
	{ "-q|sh|-c|echo x; exit 4", NULL, 1, "", "" },
	{ "-w|50ms|--grace|20ms|sleep|600", NULL, 4, "",
	  "pairrun: 'sleep 600': did not end in time: SIGTERM ended it\n" },
	{ "-w|300ms|--grace|20ms|sh|-c|trap '' TERM; while :; do sleep 600; done", NULL, 4, "",
	  "pairrun: 'sh -c trap '' TERM; while :; do sleep 600; done': did not end in time, nor by "
	  "SIGTERM: it was killed\n" },
	{ "-w|300ms|--grace|20ms|sh|-c|sleep 600 & exit 0", NULL, 4, "",
	  "pairrun: 'sh -c sleep 600 & exit 0': ended, but what it started kept its socket open, "
	  "and was killed\n" },
	{ "-w|300ms|--grace|20ms|sh|-c|setsid sleep 3 & exit 0", NULL, 4, "",
	  "pairrun: 'sh -c setsid sleep 3 & exit 0': ended, but what it started keeps its socket "
	  "open, and still runs: in a session of its own\n" },
	{ "--for|50ms|--grace|20ms|sleep|600", NULL, 0, "", "" },
	{ "--type|dgram|--send|hi|-c|1|cat", NULL, 0, "hi", "" },
	{ "--type|seqpacket|--send|-|--json|--get|x|cat", NULL, 2, "", NULL },
	{ "--expect|\"pong\"...|--grace|20ms|sh|-c|echo pong; sleep 600", NULL, 0, "pong\n", "" },
	{ "--expect|\"pong\\n\"|sh|-c|echo pong; exit 3", NULL, 1, "pong\n", NULL },
	{ "--expect|mismatch, exit_status == 3|sh|-c|exit 3", NULL, 0, "", NULL },
	{ "--expect|mismatch, signal == SIGTERM|sh|-c|kill $$", NULL, 0, "", NULL },
	{ "--expect|timeout|-w|50ms|sleep|600", NULL, 0, "", NULL },
};

START_TEST(comes_to)
{
	if (!pairrun)
		return;
	outcome_run(&outcome, pairrun, runs[_i].words, runs[_i].input);
	ck_assert_msg(outcome.code == runs[_i].code, "code %d: %s", outcome.code, outcome.err.data);
	ck_assert_str_eq(outcome.out.data, runs[_i].out);
	if (runs[_i].err)
		ck_assert_str_eq(outcome.err.data, runs[_i].err);
	ck_nothing_left();
}
END_TEST

/* ---- words
 * ---------------------------------------------------------------------------------------- */

static const struct {
	const char *words, *says;
} mistakes[] = {
	{ "", "COMMAND is missing" },
	{ "--", "COMMAND is missing" },
	{ "::", "there is no program in front of '::'" },
	{ "::|cat", "there is no program in front of '::'" },
	{ "--|::|cat", "there is no program in front of '::'" },
	{ "cat|::", "there is no program behind '::'" },
	{ "cat|::|::", "more than two programs" },
	{ "a|::|b|::|c", "more than two programs" },
	{ "--send|x|a|::|b", "--send goes with one program" },
	{ "--type|dgram|-c|1|a|::|b", "--count goes with one program" },
	{ "-c|1|a", "--count is of messages" },
	{ "-c|0|a", "0" },
	{ "--send|\\q|a", "this escape is not one of n r t 0 \" xNN" },
	{ "--send|-|--send|-|a", "'-' is standard input, which is read once" },
	{ "--send|-|-", "'-' reads programs from standard input" },
	{ "--type|raw|a", "'raw' is no TYPE" },
	{ "--grace|0|a", "too short" },
	{ "--for|x|a", "'x'" },
};

START_TEST(mistakes_are_said_and_nothing_runs)
{
	if (!pairrun)
		return;
	outcome_run(&outcome, pairrun, mistakes[_i].words, NULL);
	ck_assert_int_eq(outcome.code, 2);
	ck_assert_str_eq(outcome.out.data, "");
	ck_assert_msg(strstr(outcome.err.data, mistakes[_i].says) != NULL, "%s", outcome.err.data);
	ck_nothing_left();
}
END_TEST

/* Options behind the program's name are the program's; so are '-' and "--". */
START_TEST(words_of_the_program_are_its_own)
{
	if (!pairrun)
		return;
	outcome_run(&outcome, pairrun, "--|echo|--json|-|--|x", NULL);
	ck_assert_str_eq(outcome.out.data, "--json - -- x\n");
	outcome_run(&outcome, pairrun, "echo|-q", NULL);
	ck_assert_str_eq(outcome.out.data, "-q\n");
	outcome_run(&outcome, pairrun, "--eventually|5s|--|echo|--|y", NULL);
	ck_assert_ptr_nonnull(strstr(outcome.out.data, "5 bytes: -- y\\n\n"));
	ck_assert_int_eq(outcome.code, 0);
}
END_TEST

START_TEST(lines_of_stdin_are_programs)
{
	if (!pairrun)
		return;
	outcome_run(&outcome, pairrun, "--get|command,exit_status|-",
		    "false\n-- true\n::\nnosuch-x\n");
	ck_assert_str_eq(outcome.out.data, "false\t1\ntrue\t0\n\t\nnosuch-x\t\n");
	ck_assert_int_eq(outcome.code, 127);
	ck_nothing_left();
}
END_TEST

/* Each try runs it again; only what the last one said is shown. */
START_TEST(eventually_tries_again)
{
	static const char script[] = "sh|-c|echo try; mkdir \"$0\" 2> /dev/null && exit 1; "
				     "rmdir \"$0\"|";
	char words[300];

	if (!pairrun)
		return;
	snprintf(words, sizeof(words), "--eventually|20s|--every|1ms|%s/tmp/check-pairrun-%d",
		 script, (int)getpid());
	outcome_run(&outcome, pairrun, words, NULL);
	ck_assert_int_eq(outcome.code, 0);
	ck_assert_int_eq(strncmp(outcome.out.data, "4 bytes: try\\n\nsh -c echo try;", 30), 0);
	ck_nothing_left();
}
END_TEST

/* ---- every call fails in turn
 * ------------------------------------------------------------------------ */

static const struct {
	const char *words, *whole; /* what is there where nothing failed after all */
} commands[] = {
	{ "-w|150ms|--grace|20ms|--json|--send|ping|cat", "\"data\":\"ping\"" },
	{ "-w|150ms|--grace|20ms|--send|ping|cat", "ping" },
	{ "-w|150ms|--grace|20ms|--json|--type|seqpacket|--send|a|--send|b|cat",
	  "\"sent_bytes\":2,\"sent\":2,\"received_bytes\":2,\"received\":2," },
	{ "-w|150ms|--grace|20ms|-v|--transcript|/dev/null|echo|hello|::|sh|-c|read word",
	  ": exit status 0, 6 bytes to it, 0 bytes from it, " },
};

static const char *const calls[] = {
	"malloc",   "socketpair", "pipe2",      "fork",     "read",    "syscall", "epoll_create1",
	"signalfd", "epoll_ctl",  "epoll_wait", "recv",     "recvmsg", "send",    "shutdown",
	"close",    "waitid",     "setsockopt", "pwritev2", "poll",
};

/* Each ends by itself, with its verdict or a failure that says so, and leaves nothing. */
START_TEST(calls_may_fail)
{
	unsigned count = sizeof(commands) / sizeof(commands[0]);
	const char *call = calls[(unsigned)_i / count];
	const char *words = commands[(unsigned)_i % count].words;
	const char *whole = commands[(unsigned)_i % count].whole;

	for (int lasting = 0; pairrun && lasting < 2; lasting++) {
		unsigned n = 1;

		while (outcome_run_failing(&outcome, pairrun, words, NULL, call, n, lasting)) {
			ck_assert_msg(outcome.code == 0 || outcome.code == 1 || outcome.code == 3 ||
					      outcome.code == 4,
				      "%s %u: code %d", call, n, outcome.code);
			ck_assert_msg(outcome.code == 0 ? strstr(outcome.out.data, whole) != NULL
							: outcome.err.size > 0,
				      "%s %u: %s", call, n, outcome.out.data);
			ck_nothing_left();
			ck_assert_uint_lt(n++, 300);
		}
		ck_nothing_left();
	}
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *pairrun_suite(void);
Suite *pairrun_suite(void)
{
	Suite *suite = suite_create("pairrun");
	TCase *tcase = tcase_create("pairrun");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, comes_to, 0, ROWS(runs));
	tcase_add_loop_test(tcase, mistakes_are_said_and_nothing_runs, 0, ROWS(mistakes));
	tcase_add_test(tcase, words_of_the_program_are_its_own);
	tcase_add_test(tcase, lines_of_stdin_are_programs);
	tcase_add_test(tcase, eventually_tries_again);
	tcase_add_loop_test(tcase, calls_may_fail, 0, ROWS(calls) * ROWS(commands));
	suite_add_tcase(suite, tcase);
	return suite;
}
