/* sweep -- every applet's examples with the first, second, ... allocation or call failing: each run
 * ends by itself, and says all it would have said or that it could not. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "contract.h"
#include "fault.h"
#include "run/run.h"

enum {
	WORDS_MAX = 32,
	TIMEOUT_S = 120,
	NOT_REACHED = 99,
	FAULTS_MAX = 2000,
	WORST_EXIT = 4,
	COMMAND_MAX = 1024
};

/* What a run did; the descriptors are memory files. */
struct outcome {
	int out, err;
	int status; /* of wait(2) */
};

/* The words of an example, as a shell without expansions would split them; false where it is more
 * than words: a pipe, a redirection, a variable. */
static bool split(char **word, char *text)
{
	int count = 0;

	if (strpbrk(text, "|<>$`\\;&*"))
		return false;
	while (count < WORDS_MAX - 1) {
		char end = ' ';

		text += strspn(text, " ");
		if (!*text)
			break;
		if (*text == '\'' || *text == '"')
			end = *text++;
		word[count++] = text;
		text += strcspn(text, (char[]){ end, '\0' });
		if (*text)
			*text++ = '\0';
	}
	word[count] = NULL;
	return true;
}

static _Noreturn void run_child(const struct applet *applet, const char *command,
				const struct outcome *outcome, const char *call, unsigned n,
				bool lasting)
{
	char text[COMMAND_MAX], *word[WORDS_MAX];
	int code;

	snprintf(text, sizeof(text), "%s", command);
	if (!split(word, text))
		_exit(NOT_REACHED);
	dup2(outcome->out, STDOUT_FILENO);
	dup2(outcome->err, STDERR_FILENO);
	if (call)
		fault_arm(call, n, ENOMEM, lasting);
	code = run_applet(applet, word + 1);
	if (!fault_disarm() && call)
		_exit(NOT_REACHED);
	_exit(code);
}

/* Run it in a child of its own, with the N-th CALL failing unless CALL is NULL. */
static struct outcome outcome_of(const struct applet *applet, const char *command, const char *call,
				 unsigned n, bool lasting)
{
	struct outcome outcome = { memfd_create("out", 0), memfd_create("err", 0), 0 };
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		run_child(applet, command, &outcome, call, n, lasting);
	ck_assert_int_eq(waitpid(pid, &outcome.status, 0), pid);
	return outcome;
}

static void outcome_free(struct outcome *outcome)
{
	close(outcome->out);
	close(outcome->err);
}

static size_t size_of(int fd)
{
	struct stat file;

	ck_assert_int_eq(fstat(fd, &file), 0);
	return (size_t)file.st_size;
}

static bool same_output(const struct outcome *a, const struct outcome *b)
{
	size_t size = size_of(a->out);
	char *one = malloc(size + 1), *other = malloc(size + 1);
	bool same = size == size_of(b->out) && pread(a->out, one, size, 0) == (ssize_t)size &&
		    pread(b->out, other, size, 0) == (ssize_t)size && memcmp(one, other, size) == 0;

	free(one);
	free(other);
	return same;
}

/* Code WHOLE says the same as the run without a fault; every other code has its reason on stderr.
 */
static void check_outcome(const struct outcome *whole, const struct outcome *outcome,
			  const char *where)
{
	int code = WEXITSTATUS(outcome->status);

	ck_assert_msg(WIFEXITED(outcome->status), "%s: ended by signal %d", where,
		      WTERMSIG(outcome->status));
	ck_assert_msg(code >= 0 && code <= WORST_EXIT, "%s: exit code %d", where, code);
	if (code == WEXITSTATUS(whole->status))
		ck_assert_msg(same_output(whole, outcome),
			      "%s: exit code %d, but not the same output", where, code);
	else
		ck_assert_msg(size_of(outcome->err) > 0, "%s: exit code %d and no reason", where,
			      code);
}

static void sweep_command(const struct applet *applet, const char *command, bool lasting)
{
	struct outcome whole = outcome_of(applet, command, NULL, 0, false);

	for (unsigned n = 1; n < FAULTS_MAX; n++) {
		struct outcome outcome = outcome_of(applet, command, "malloc", n, lasting);
		char where[WHERE_MAX];

		if (WIFEXITED(outcome.status) && WEXITSTATUS(outcome.status) == NOT_REACHED) {
			outcome_free(&outcome);
			break;
		}
		snprintf(where, sizeof(where), "%s, without allocation %u%s", command, n,
			 lasting ? " and all later" : "");
		check_outcome(&whole, &outcome, where);
		outcome_free(&outcome);
	}
	outcome_free(&whole);
}

static void sweep_more(const struct applet *applet, const char *command, const char *more)
{
	char text[COMMAND_MAX];

	snprintf(text, sizeof(text), "%s %s", command, more);
	sweep_command(applet, text, false);
	sweep_command(applet, text, true);
}

START_TEST(allocations_of_help_may_fail)
{
	sweep_more(applets[_i], applets[_i]->name, "--help");
	sweep_more(applets[_i], applets[_i]->name, "--fields");
}
END_TEST

START_TEST(allocations_of_answers_may_fail)
{
	const struct applet *applet = applets[_i];

	if (!(applet->flags & APPLET_OFFLINE))
		return;
	for (const struct example *row = applet->examples; row->command; row++)
		sweep_more(applet, row->command, "");
	sweep_more(applet, applet->examples[0].command, "--json");
	sweep_more(applet, applet->examples[0].command, "--format table");
	sweep_more(applet, applet->examples[0].command, "--format csv");
}
END_TEST

Suite *sweep_suite(void)
{
	Suite *suite = suite_create("sweep");
	TCase *each = tcase_create("each");

	tcase_set_timeout(each, TIMEOUT_S);
	tcase_add_loop_test(each, allocations_of_help_may_fail, 0, (int)applets_count);
	tcase_add_loop_test(each, allocations_of_answers_may_fail, 0, (int)applets_count);
	suite_add_tcase(suite, each);
	return suite;
}
