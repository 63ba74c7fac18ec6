/* sweep -- every applet's examples with the first, second, ... allocation or call failing: each run
 * ends by itself, and says all it would have said or that it could not. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bench.h"
#include "contract.h"
#include "fault.h"
#include "run/run.h"

enum {
	WORDS_MAX = 32,
	TIMEOUT_S = 900,  /* of a whole sweep */
	RUN_LIMIT_S = 20, /* of one run in it */
	TOGETHER_MAX = 4, /* most runs wait for something: so many at once */
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

/* A command line: its words, and whole for messages. */
struct command {
	const struct applet *applet;
	char *word[WORDS_MAX];
	char text[COMMAND_MAX], shown[COMMAND_MAX];
};

/* The N-th call of FAULT fails, and all later ones when LASTING; no fault is NULL. */
struct trial {
	const struct fault *fault;
	unsigned n;
	bool lasting;
};

/* What a run does or did; the descriptors are memory files. */
struct outcome {
	int out, err;
	int status; /* of wait(2) */
	pid_t pid;
	struct trial trial;
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

static _Noreturn void run_child(const struct command *command, const struct outcome *outcome)
{
	struct bench bench = { .cancel_fd = -1 }; /* of verbs */
	struct run_caller caller = { .context = &bench };
	const struct trial *trial = &outcome->trial;
	int code;

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* of the test, whose failure ends it at once */
	dup2(outcome->out, STDOUT_FILENO);
	dup2(outcome->err, STDERR_FILENO);
	if (trial->fault)
		fault_arm(trial->fault->call, trial->n, trial->fault->number, trial->lasting);
	code = run_applet_for(&caller, command->applet, (char **)command->word + 1);
	if (!fault_disarm() && trial->fault)
		_exit(NOT_REACHED);
	_exit(code);
}

/* What is being tried, for a message. */
static const char *where(const struct command *command, const struct trial *trial)
{
	static char text[COMMAND_MAX + WHERE_MAX];

	if (trial->fault)
		snprintf(text, sizeof(text), "%s: %s %u fails%s", command->shown,
			 trial->fault->call, trial->n, trial->lasting ? ", and all later" : "");
	else
		snprintf(text, sizeof(text), "%s: nothing fails", command->shown);
	return text;
}

/* Begin to run it, in a child of its own. */
static struct outcome outcome_begin(const struct command *command, struct trial trial)
{
	struct outcome outcome = { memfd_create("out", 0), memfd_create("err", 0), 0, 0, trial };

	outcome.pid = fork();
	ck_assert_int_ge(outcome.pid, 0);
	if (outcome.pid == 0)
		run_child(command, &outcome);
	return outcome;
}

/* Wait for its end, which must come. */
static void outcome_end(const struct command *command, struct outcome *outcome)
{
	struct pollfd end = { (int)syscall(SYS_pidfd_open, (long)outcome->pid, 0L), POLLIN, 0 };
	int ended;

	do
		ended = poll(&end, 1, RUN_LIMIT_S * 1000);
	while (ended < 0 && errno == EINTR);
	if (ended != 1)
		kill(outcome->pid, SIGKILL);
	ck_assert_int_eq(waitpid(outcome->pid, &outcome->status, 0), outcome->pid);
	ck_assert_msg(ended == 1, "%s: still running after %d s", where(command, &outcome->trial),
		      RUN_LIMIT_S);
	close(end.fd);
}

static struct outcome outcome_of(const struct command *command, struct trial trial)
{
	struct outcome outcome = outcome_begin(command, trial);

	outcome_end(command, &outcome);
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
			  const char *at)
{
	int code = WEXITSTATUS(outcome->status);

	ck_assert_msg(WIFEXITED(outcome->status), "%s: ended by signal %d", at,
		      WTERMSIG(outcome->status));
	ck_assert_msg(code >= 0 && code <= WORST_EXIT, "%s: exit code %d", at, code);
	if (code != WEXITSTATUS(whole->status))
		ck_assert_msg(size_of(outcome->err) > 0, "%s: exit code %d and no reason", at,
			      code);
	else if (exact)
		ck_assert_msg(same_output(whole, outcome), "%s: exit code %d, but other output", at,
			      code);
}

/* The same exit code, and yet other output: what EXACT forbids. */
static bool is_other(const struct outcome *whole, const struct outcome *outcome)
{
	return whole->status == outcome->status && !same_output(whole, outcome);
}

/* Whether TRIAL makes other output, time and again: what this machine is asked about may have
 * changed for a moment, as the groups on lo do when another test joins one. */
static bool differs_always(const struct command *command, struct trial trial)
{
	enum { TRIES = 5 };
	bool differs = true;

	for (int i = 0; differs && i < TRIES; i++) {
		struct outcome whole = outcome_of(command, (struct trial){ 0 });
		struct outcome again = outcome_of(command, trial);

		differs = !same_output(&whole, &again);
		outcome_free(&whole);
		outcome_free(&again);
	}
	return differs;
}

/* What one trial came to; false where the run did not come to its fault. */
static bool trial_ends(const struct command *command, const struct outcome *whole,
		       struct outcome *outcome, bool exact)
{
	bool reached;

	outcome_end(command, outcome);
	reached = !WIFEXITED(outcome->status) || WEXITSTATUS(outcome->status) != NOT_REACHED;
	if (reached) {
		exact = exact && is_other(whole, outcome) &&
			differs_always(command, outcome->trial);
		check_outcome(whole, outcome, exact, where(command, &outcome->trial));
	}
	outcome_free(outcome);
	return reached;
}

/* Let the first, second, ... call fail until a run does not come to it; returns how many did.
 * One run at first, as most commands make few of these calls or none; then more of them at once. */
static unsigned sweep_calls(const struct command *command, const struct outcome *whole,
			    const struct fault *fault, bool lasting, bool exact)
{
	struct outcome outcome[TOGETHER_MAX];
	unsigned begun = 0, reached = 0, more = 1;

	while (reached == begun) {
		for (unsigned i = 0; i < more; i++)
			outcome[i] =
				outcome_begin(command, (struct trial){ fault, ++begun, lasting });
		for (unsigned i = 0; i < more; i++)
			reached += trial_ends(command, whole, &outcome[i], exact);
		ck_assert_msg(begun < FAULTS_MAX, "%s: no end of %s", command->shown, fault->call);
		more = more < TOGETHER_MAX ? 2 * more : TOGETHER_MAX;
	}
	return reached;
}

/* Sweep over COMMAND with MORE words, each of COUNT calls failing once and from then on; returns
 * how many failed, 0 where COMMAND is more than words. */
static unsigned sweep(const struct applet *applet, const char *example, const char *more,
		      const struct fault *fault, size_t count)
{
	struct command command = { .applet = applet };
	struct outcome whole, again;
	unsigned faults = 0;
	bool same;

	snprintf(command.text, sizeof(command.text), "%s %s", example, more);
	memcpy(command.shown, command.text, sizeof(command.shown));
	if (!split(command.word, command.text))
		return 0;
	whole = outcome_of(&command, (struct trial){ 0 });
	again = outcome_of(&command, (struct trial){ 0 });
	same = same_output(&whole, &again); /* ports and times differ */
	for (size_t i = 0; i < count; i++) {
		unsigned once =
			sweep_calls(&command, &whole, &fault[i], false, fault[i].exact && same);

		/* What is never called fails from the first on no more than once. */
		if (once > 0)
			faults += once + sweep_calls(&command, &whole, &fault[i], true,
						     fault[i].exact && same);
	}
	outcome_free(&whole);
	outcome_free(&again);
	return faults;
}

START_TEST(allocations_of_help_may_fail)
{
	const struct applet *applet = applets[_i];

	ck_assert_uint_gt(sweep(applet, applet->name, "--help", &allocation, 1), 0);
	ck_assert_uint_gt(sweep(applet, applet->name, "--fields", &allocation, 1), 0);
}
END_TEST

START_TEST(allocations_of_answers_may_fail)
{
	const struct applet *applet = applets[_i];
	unsigned faults = 0;

	if (!(applet->flags & APPLET_OFFLINE))
		return;
	for (const struct example *row = applet->examples; row->command[0]; row++)
		faults += sweep(applet, row->command, "", &allocation, 1);
	ck_assert_uint_gt(faults, 0);
	sweep(applet, applet->examples[0].command, "--json", &allocation, 1);
	sweep(applet, applet->examples[0].command, "--format table", &allocation, 1);
	sweep(applet, applet->examples[0].command, "--format csv", &allocation, 1);
}
END_TEST

START_TEST(calls_may_fail)
{
	const struct applet *applet = applets[_i];

	if (!(applet->flags & APPLET_OFFLINE))
		return;
	for (const struct example *row = applet->examples; row->command[0]; row++)
		sweep(applet, row->command, "", calls, sizeof(calls) / sizeof(calls[0]));
}
END_TEST

Suite *sweep_suite(unsigned applet)
{
	Suite *suite = suite_create("sweep");
	TCase *each = tcase_create("each");
	int i = (int)applet;

	tcase_set_timeout(each, TIMEOUT_S);
	tcase_add_loop_test(each, allocations_of_help_may_fail, i, i + 1);
	tcase_add_loop_test(each, allocations_of_answers_may_fail, i, i + 1);
	tcase_add_loop_test(each, calls_may_fail, i, i + 1);
	suite_add_tcase(suite, each);
	return suite;
}
