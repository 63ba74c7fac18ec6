/* check_readline -- the library is found with all that is used of it, or it is said why not; where
 * there is no terminal, nobody edits. What terminals show is for tests/pty/line.t. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"
#include "line/line_edit.h"
#include "line/readline.h"
#include "suites.h"

START_TEST(test_load)
{
	struct readline readline = { 0 };
	struct err err = { 0 };

	if (!readline_load(&readline, &err)) { /* this machine has none */
		ck_assert_int_eq(err.kind, STATUS_LACKING);
		ck_assert_str_ne(err.text, "");
		ck_assert_ptr_null((void *)readline.rl_library_version);
		return;
	}
	ck_assert_int_ge(*readline.rl_readline_version, 0x0800);
	ck_assert_int_lt(*readline.rl_readline_version, 0x0900);
	ck_assert_uint_eq(*readline.rl_readline_state & READLINE_INITIALIZED, 0);
	readline.using_history();
	readline.add_history("one");
	ck_assert_str_eq(readline.history_get(*readline.history_base)->line, "one");
	readline.clear_history();
}
END_TEST

static void take(struct line *line, const struct textpiece *piece)
{
	line_remember(line, piece->data, piece->size);
}

static void be_ended(struct line *line, const struct err *err)
{
	(void)line;
	(void)err;
}

START_TEST(test_no_terminal)
{
	struct loop loop = LOOP_CLOSED;
	struct line line = { .kind = &line_edit,
			     .loop = &loop,
			     .prompt = "> ",
			     .max = 8,
			     .take = take,
			     .ended = be_ended };
	int before = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3), ends[2];
	struct err err = { 0 };

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	ck_assert_int_eq(write(ends[1], "one\n", 4), 4);
	dup2(ends[0], STDIN_FILENO);
	ck_assert(loop_open(&loop, &err) && line_begin(&line, &err));
	ck_assert_ptr_eq(line.kind, &line_plain);
	ck_assert_int_eq(line.lacks.kind, STATUS_LACKING);
	ck_assert_ptr_nonnull(strstr(line.lacks.text, "terminal"));
	loop_turn(&loop, deadline_in(1), &err);
	ck_assert_ptr_null(line_recall(&line, 0));
	ck_assert(!line_holds(&line));
	line_drop(&line);
	line_step_aside(&line);
	line_end(&line);
	line_end(&line);
	loop_close(&loop);
	dup2(before, STDIN_FILENO);
	close(before);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

/* Asked as line asks it, who has seen a terminal; here it is none that is ours. */
START_TEST(test_terminal_of_others)
{
	static const struct {
		const char *term, *why;
	} cases[] = {
		{ NULL, "TERM is not set" },
		{ "", "TERM is not set" },
		{ "dumb", "TERM is dumb" },
		{ "xterm", "" }, /* in the background, or there is no readline */
	};
	struct line line = { 0 };
	struct err err = { 0 };

	if (cases[_i].term)
		setenv("TERM", cases[_i].term, 1);
	else
		unsetenv("TERM");
	setsid(); /* a session without a terminal */
	ck_assert(!line_edit.open(&line, &err));
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	ck_assert_ptr_nonnull(strstr(err.text, cases[_i].why));
	ck_assert_ptr_null(line.inside);
}
END_TEST

/* ---- a terminal of our own ------------------------------------------------------------------- */

enum { FINE = 0, WRONG = 1, NOT_HERE = 77 };

/* This process is a session's leader with a terminal at 0 and 2 from now on. */
static bool take_terminal(void)
{
	int other = posix_openpt(O_RDWR | O_NOCTTY), here;

	if (other < 0 || grantpt(other) < 0 || unlockpt(other) < 0 || setsid() < 0)
		return false;
	here = open(ptsname(other), O_RDWR); /* it becomes the session's */
	return here >= 0 && dup2(here, STDIN_FILENO) == STDIN_FILENO &&
	       dup2(here, STDERR_FILENO) == STDERR_FILENO;
}

static int end_of(pid_t child)
{
	int status = 0;

	return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status)
									: WRONG;
}

/* What is remembered can be recalled, once where it came twice. */
static bool remembers(struct line *line)
{
	line_edit.remember(line, "one");
	line_edit.remember(line, "two");
	line_edit.remember(line, "two");
	return strcmp(line_edit.recall(line, 0), "one") == 0 &&
	       strcmp(line_edit.recall(line, 1), "two") == 0 && !line_edit.recall(line, 2);
}

/* Another line, with a history of its own. */
static bool edits_another(void)
{
	struct line line = { .kind = &line_edit, .prompt = "> " };
	struct err err = { 0 };
	bool fine;

	if (!line_edit.open(&line, &err))
		return false;
	fine = !line_edit.recall(&line, 0) && remembers(&line);
	line_edit.close(&line);
	return fine;
}

static int edit(void)
{
	struct line line = { .kind = &line_edit, .prompt = "> " };
	struct readline readline;
	struct err err = { 0 };
	pid_t child;

	setenv("TERM", "xterm", 1);
	setenv("INPUTRC", "/dev/null", 1);
	if (!take_terminal() || !readline_load(&readline, &err))
		return NOT_HERE;
	if (!line_edit.open(&line, &err) || !remembers(&line) || edits_another())
		return WRONG;
	child = fork();
	if (child == 0)
		_exit(edits_another() ? FINE : WRONG);
	if (end_of(child) != FINE)
		return WRONG;
	line_edit.close(&line);
	return edits_another() ? FINE : WRONG;
}

START_TEST(test_one_line_a_process)
{
	pid_t child = fork();
	int code;

	if (child == 0)
		_exit(edit());
	code = end_of(child);
	ck_assert(code == FINE || code == NOT_HERE);
}
END_TEST

static void open_one(void)
{
	struct line line = { 0 };
	struct err err = { 0 };

	if (line_edit.open(&line, &err) || err.kind != STATUS_LACKING || line.inside)
		abort();
}

START_TEST(test_no_memory)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	setenv("TERM", "xterm", 1);
	dup2(null, STDIN_FILENO);
	close(null);
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, open_one), 0);
}
END_TEST

Suite *readline_suite(void)
{
	Suite *suite = suite_create("readline");
	TCase *tcase = tcase_create("readline");

	tcase_add_test(tcase, test_load);
	tcase_add_test(tcase, test_no_terminal);
	tcase_add_loop_test(tcase, test_terminal_of_others, 0, 4);
	tcase_add_test(tcase, test_one_line_a_process);
	tcase_add_test(tcase, test_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
