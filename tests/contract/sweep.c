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
#include "shell/bench.h"

enum {
	WORDS_MAX = 32,
	TIMEOUT_S = 900,
	NOT_REACHED = 99,
	FAULTS_MAX = 2000,
	WORST_EXIT = 4,
	COMMAND_MAX = 1024
};

/* A call that is to fail. EXACT: no answer may come out different, as an allocation has nothing to
 * do with what is asked; a file that cannot be opened may have another one stand in for it. */
struct fault {
	const char *call;
	int number;
	bool exact;
};

static const struct fault allocation = { "malloc", ENOMEM, true };
static const struct fault calls[] = {
	{ "open", EMFILE, false },    { "read", EIO, false },
	{ "socket", EMFILE, false },  { "bind", EPERM, false },
	{ "connect", EPERM, false },  { "getsockname", ENOBUFS, false },
	{ "sendto", ENOBUFS, false }, { "send", ENOBUFS, false },
	{ "recvmsg", EIO, false },    { "poll", ENOMEM, false },
	{ "fork", EAGAIN, false },    { "socketpair", EMFILE, false },
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

static _Noreturn void run_child(const struct applet *applet, char **word,
				const struct outcome *outcome, const struct fault *fault,
				unsigned n, bool lasting)
{
	struct bench bench = { .cancel_fd = -1 }; /* of verbs */
	struct run_caller caller = { .context = &bench };
	int code;

	dup2(outcome->out, STDOUT_FILENO);
	dup2(outcome->err, STDERR_FILENO);
	if (fault)
		fault_arm(fault->call, n, fault->number, lasting);
	code = run_applet_for(&caller, applet, word + 1);
	if (!fault_disarm() && fault)
		_exit(NOT_REACHED);
	_exit(code);
}

/* Run it in a child of its own, with the N-th call of FAULT failing unless that is NULL. */
static struct outcome outcome_of(const struct applet *applet, char **word,
				 const struct fault *fault, unsigned n, bool lasting)
{
	struct outcome outcome = { memfd_create("out", 0), memfd_create("err", 0), 0 };
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		run_child(applet, word, &outcome, fault, n, lasting);
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

/* An exit code other than that without the fault has its reason on stderr. */
static void check_outcome(const struct outcome *whole, const struct outcome *outcome, bool exact,
			  const char *where)
{
	int code = WEXITSTATUS(outcome->status);

	ck_assert_msg(WIFEXITED(outcome->status), "%s: ended by signal %d", where,
		      WTERMSIG(outcome->status));
	ck_assert_msg(code >= 0 && code <= WORST_EXIT, "%s: exit code %d", where, code);
	if (code != WEXITSTATUS(whole->status))
		ck_assert_msg(size_of(outcome->err) > 0, "%s: exit code %d and no reason", where,
			      code);
	else if (exact)
		ck_assert_msg(same_output(whole, outcome), "%s: exit code %d, but other output",
			      where, code);
}

/* The same exit code, and yet other output: what EXACT forbids. */
static bool is_other(const struct outcome *whole, const struct outcome *outcome)
{
	return whole->status == outcome->status && !same_output(whole, outcome);
}

/* Whether the N-th call failing makes other output, time and again: what this machine is asked
 * about may have changed for a moment, as the groups on lo do when another test joins one. */
static bool differs_always(const struct applet *applet, char **word, const struct fault *fault,
			   unsigned n, bool lasting)
{
	enum { TRIES = 5 };
	bool differs = true;

	for (int i = 0; differs && i < TRIES; i++) {
		struct outcome whole = outcome_of(applet, word, NULL, 0, false);
		struct outcome again = outcome_of(applet, word, fault, n, lasting);

		differs = !same_output(&whole, &again);
		outcome_free(&whole);
		outcome_free(&again);
	}
	return differs;
}

/* Let the first, second, ... call fail until a run does not come to it; returns how many did. */
static unsigned sweep_words(const struct applet *applet, char **word, const struct fault *fault,
			    bool lasting)
{
	struct outcome whole = outcome_of(applet, word, NULL, 0, false);
	struct outcome again = outcome_of(applet, word, NULL, 0, false);
	bool exact = fault->exact && same_output(&whole, &again); /* ports and times differ */
	unsigned n = 0;
	bool reached;

	outcome_free(&again);
	do {
		struct outcome outcome = outcome_of(applet, word, fault, ++n, lasting);
		char where[WHERE_MAX];

		snprintf(where, sizeof(where), "%s %s..., %s %u fails%s", word[0],
			 word[1] ? word[1] : "", fault->call, n, lasting ? ", and all later" : "");
		ck_assert_msg(n < FAULTS_MAX, "%s: no end", where);
		reached = !WIFEXITED(outcome.status) || WEXITSTATUS(outcome.status) != NOT_REACHED;
		if (reached)
			check_outcome(&whole, &outcome,
				      exact && is_other(&whole, &outcome) &&
					      differs_always(applet, word, fault, n, lasting),
				      where);
		outcome_free(&outcome);
	} while (reached);
	outcome_free(&whole);
	return n - 1;
}

/* Both kinds of sweep over COMMAND with MORE words; 0 where it is more than words. */
static unsigned sweep(const struct applet *applet, const char *command, const char *more,
		      const struct fault *fault)
{
	char text[COMMAND_MAX], *word[WORDS_MAX];

	snprintf(text, sizeof(text), "%s %s", command, more);
	if (!split(word, text))
		return 0;
	return sweep_words(applet, word, fault, false) + sweep_words(applet, word, fault, true);
}

START_TEST(allocations_of_help_may_fail)
{
	const struct applet *applet = contract_applet(_i);

	ck_assert_uint_gt(sweep(applet, applet->name, "--help", &allocation), 0);
	ck_assert_uint_gt(sweep(applet, applet->name, "--fields", &allocation), 0);
}
END_TEST

START_TEST(allocations_of_answers_may_fail)
{
	const struct applet *applet = applets[_i];
	unsigned faults = 0;

	if (!(applet->flags & APPLET_OFFLINE))
		return;
	for (const struct example *row = applet->examples; row->command[0]; row++)
		faults += sweep(applet, row->command, "", &allocation);
	ck_assert_uint_gt(faults, 0);
	sweep(applet, applet->examples[0].command, "--json", &allocation);
	sweep(applet, applet->examples[0].command, "--format table", &allocation);
	sweep(applet, applet->examples[0].command, "--format csv", &allocation);
}
END_TEST

START_TEST(calls_may_fail)
{
	const struct applet *applet = applets[_i];

	if (!(applet->flags & APPLET_OFFLINE))
		return;
	for (const struct example *row = applet->examples; row->command[0]; row++) {
		for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
			sweep(applet, row->command, "", &calls[i]);
	}
}
END_TEST

Suite *sweep_suite(void)
{
	Suite *suite = suite_create("sweep");
	TCase *each = tcase_create("each");

	tcase_set_timeout(each, TIMEOUT_S);
	tcase_add_loop_test(each, allocations_of_help_may_fail, 0, contract_count());
	tcase_add_loop_test(each, allocations_of_answers_may_fail, 0, (int)applets_count);
	tcase_add_loop_test(each, calls_may_fail, 0, (int)applets_count);
	suite_add_tcase(suite, each);
	return suite;
}
