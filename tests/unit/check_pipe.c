/* check_pipe -- netpipe whole, with a server, while each of its calls fails: exit code 0 only for
 * all of it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"
#include "run/run.h"
#include "suites.h"

enum { WORST_EXIT = 4, NOT_REACHED = 99, PATIENCE_S = 10, SAID = 5000 };

static char name[64];
static pid_t server;

/* ---- a server that says how much it heard ------------------------------------------------------
 */

static void serve_one(int fd)
{
	char data[4096], answer[64];
	ssize_t size, total = 0;

	while ((size = recv(fd, data, sizeof(data), 0)) > 0)
		total += size;
	if (size == 0)
		send(fd, answer,
		     (size_t)snprintf(answer, sizeof(answer), "heard %zd bytes\n", total),
		     MSG_NOSIGNAL);
	close(fd);
}

static void set_up(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(name, sizeof(name), "@check-pipe-%d", (int)getpid());
	memcpy(at.sun_path + 1, name + 1, strlen(name) - 1);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&at,
			      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name))),
			 0);
	ck_assert_int_eq(listen(listener, 16), 0);
	server = fork();
	if (server == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			serve_one(accept(listener, NULL, NULL));
	}
	close(listener);
}

static void tear_down(void)
{
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
}

/* ---- one run -----------------------------------------------------------------------------------
 */

static const struct applet *netpipe(void)
{
	return applet_find("netpipe");
}

struct outcome {
	int out, err, code;
	bool signalled;
};

static int stdin_with_data(void)
{
	static char data[SAID];
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], data, sizeof(data)), SAID);
	close(ends[1]);
	return ends[0];
}

static _Noreturn void run_child(const struct outcome *outcome, int input, char **words,
				const char *call, int number, unsigned n, bool lasting)
{
	int code;

	signal(SIGALRM, SIG_DFL); /* Check's own would end the tests */
	alarm(PATIENCE_S);
	dup2(input, STDIN_FILENO);
	dup2(outcome->out, STDOUT_FILENO);
	dup2(outcome->err, STDERR_FILENO);
	if (call)
		fault_arm(call, n, number, lasting);
	code = run_applet(netpipe(), words);
	if (!fault_disarm() && call)
		_exit(NOT_REACHED);
	_exit(code);
}

static struct outcome run_once(char *const *words, const char *call, int number, unsigned n,
			       bool lasting)
{
	struct outcome outcome = { memfd_create("out", MFD_CLOEXEC),
				   memfd_create("err", MFD_CLOEXEC), 0, false };
	char *copy[8] = { NULL };
	int input = stdin_with_data(), status;
	pid_t pid;

	for (size_t i = 0; words[i]; i++)
		copy[i] = words[i];
	pid = fork();
	if (pid == 0)
		run_child(&outcome, input, copy, call, number, n, lasting);
	close(input);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	outcome.code = WEXITSTATUS(status);
	outcome.signalled = !WIFEXITED(status);
	return outcome;
}

static void outcome_free(struct outcome *outcome)
{
	close(outcome->out);
	close(outcome->err);
}

static bool has(int fd, const char *text)
{
	static char content[1 << 16];
	ssize_t size = pread(fd, content, sizeof(content) - 1, 0);

	content[size > 0 ? size : 0] = '\0';
	return strstr(content, text);
}

static bool says_something(int fd)
{
	char c;

	return pread(fd, &c, 1, 0) == 1;
}

/* ---- every call fails
 * ---------------------------------------------------------------------------- */

static char *const variants[][6] = {
	{ name, NULL },
	{ name, "--json", NULL },
	{ name, "-x", NULL },
	{ name, "--transcript", "/dev/null", NULL },
	{ name, "--format", "table", NULL },
	{ name, "-C", "--idle", "5s", NULL },
};

static const struct {
	const char *call;
	int number;
} faults[] = {
	{ "malloc", ENOMEM },
	{ "socket", EMFILE },
	{ "connect", ECONNREFUSED },
	{ "recv", ECONNRESET },
	{ "recv", EIO },
	{ "recv", EINTR },
	{ "send", EIO },
	{ "send", ENOBUFS },
	{ "shutdown", ENOBUFS },
	{ "read", EIO },
	{ "pwritev2", ENOSPC },
	{ "pwritev2", EOPNOTSUPP },
	{ "epoll_create1", EMFILE },
	{ "epoll_ctl", ENOSPC },
	{ "epoll_wait", EINTR },
	{ "epoll_wait", EBADF },
	{ "signalfd", EMFILE },
	{ "getsockopt", EIO },
	{ "getsockname", ENOBUFS },
	{ "getpeername", ENOTCONN },
};
enum {
	VARIANTS = sizeof(variants) / sizeof(variants[0]),
	FAULTS = sizeof(faults) / sizeof(faults[0])
};

static void check_outcome(const struct outcome *outcome, size_t variant, size_t fault, unsigned n)
{
	const char *call = faults[fault].call;

	ck_assert_msg(!outcome->signalled, "variant %zu, %s %u: ended by a signal, or hung",
		      variant, call, n);
	ck_assert_msg(outcome->code <= WORST_EXIT, "variant %zu, %s %u: exit code %d", variant,
		      call, n, outcome->code);
	if (outcome->code == 0)
		ck_assert_msg(has(outcome->out, "heard 5000 bytes"),
			      "variant %zu, %s %u: exit code 0, and not all was told", variant,
			      call, n);
	else
		ck_assert_msg(says_something(outcome->err),
			      "variant %zu, %s %u: exit code %d and no reason", variant, call, n,
			      outcome->code);
}

static void sweep(size_t variant, size_t fault, bool lasting)
{
	for (unsigned n = 1;; n++) {
		struct outcome outcome = run_once(variants[variant], faults[fault].call,
						  faults[fault].number, n, lasting);
		bool reached = outcome.signalled || outcome.code != NOT_REACHED;

		if (reached)
			check_outcome(&outcome, variant, fault, n);
		outcome_free(&outcome);
		if (!reached)
			break;
	}
}

START_TEST(tells_what_it_should)
{
	struct outcome outcome = run_once(variants[_i], NULL, 0, 0, false);

	ck_assert_int_eq(outcome.code, 0);
	ck_assert(has(outcome.out, "heard 5000 bytes"));
	outcome_free(&outcome);
}
END_TEST

START_TEST(never_succeeds_in_part)
{
	for (size_t variant = 0; variant < VARIANTS; variant++) {
		sweep(variant, (size_t)_i, false);
		if (faults[_i].number != EINTR)
			sweep(variant, (size_t)_i, true);
	}
}
END_TEST

/* ---- nobody comes --------------------------------------------------------------------------- */

static const struct {
	const char *call;
	int number;
} listening[] = {
	{ "malloc", ENOMEM },        { "reallocarray", ENOMEM }, { "socket", EMFILE },
	{ "bind", EADDRINUSE },      { "listen", EADDRINUSE },   { "getsockname", ENOBUFS },
	{ "epoll_create1", EMFILE }, { "epoll_ctl", ENOSPC },    { "signalfd", EMFILE },
};

/* A listener that ends well was ready before; else it says why it was not. */
START_TEST(listens_or_says_why_not)
{
	char at[80];
	char *words[] = { "-l", at, "--for", "10ms", NULL };
	bool reached = true;

	snprintf(at, sizeof(at), "%s-l", name);
	for (unsigned n = 1; reached; n++) {
		struct outcome outcome =
			run_once(words, listening[_i].call, listening[_i].number, n, false);

		reached = outcome.signalled || outcome.code != NOT_REACHED;
		if (reached) {
			ck_assert_msg(!outcome.signalled && outcome.code <= WORST_EXIT, "%s %u: %d",
				      listening[_i].call, n, outcome.code);
			ck_assert_msg(outcome.code > 0 || has(outcome.err, "ready unix:@check") ||
					      has(outcome.err, "a message is lost"),
				      "%s %u", listening[_i].call, n);
			ck_assert(says_something(outcome.err));
		}
		ck_assert(reached || n > 1 || strcmp(listening[_i].call, "reallocarray") == 0);
		outcome_free(&outcome);
	}
}
END_TEST

Suite *pipe_suite(void)
{
	Suite *suite = suite_create("pipe");
	TCase *tcase = tcase_create("pipe");

	if (!netpipe())
		return suite;
	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, tells_what_it_should, 0, VARIANTS);
	tcase_add_loop_test(tcase, never_succeeds_in_part, 0, FAULTS);
	tcase_add_loop_test(tcase, listens_or_says_why_not, 0,
			    sizeof(listening) / sizeof(listening[0]));
	suite_add_tcase(suite, tcase);
	return suite;
}
