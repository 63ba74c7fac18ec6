/* verbs -- the examples of every verb: each runs, leaves no descriptor, and copes with the first,
 * second, ... allocation or call failing from the verb on. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/verb.h"
#include "contract.h"
#include "eval/eval.h"
#include "fault.h"

enum {
	TIMEOUT_S = 300,
	RUN_LIMIT_S = 20,
	LINE_MAX_SIZE = 512,
	SAID_MAX = 1 << 14,
	FAULTS_MAX = 2000,
	NOT_REACHED = 99,
	LEAKED = 98
};

/* An example in two: what it needs, and the verb with all that stands behind it. */
struct scene {
	char before[LINE_MAX_SIZE];
	const char *from;
	int out, err;         /* memory files; each run begins them afresh */
	char whole[SAID_MAX]; /* what it prints where nothing fails; */
	bool is_steady;       /* each time the same: ports and times differ */
};

/* One that fails is told, but for these: closing fails nobody, and what is read of files is not the
 * verb's own. */
static const struct {
	const char *call;
	int number;
} faults[] = {
	{ "malloc", ENOMEM },       { "socket", EMFILE },
	{ "bind", EACCES },         { "listen", EADDRINUSE },
	{ "accept4", EMFILE },      { "connect", ENETDOWN },
	{ "getsockname", ENOBUFS }, { "getpeername", ENOBUFS },
	{ "getsockopt", ENOBUFS },  { "setsockopt", ENOMEM },
	{ "send", ENOBUFS },        { "sendmsg", ENOBUFS },
	{ "recvmsg", ENOMEM },      { "shutdown", ENOTCONN },
	{ "socketpair", EMFILE },   { "fcntl", EMFILE },
	{ "ioctl", EINVAL },        { "poll", ENOMEM },
	{ "open", EMFILE },         { "read", EIO },
	{ "fork", EAGAIN },
};

/* Whether the command at TEXT is NAME, maybe behind "x, y = ". */
static bool begins_with(const char *text, const char *name)
{
	size_t size = strlen(name), names = strspn(text, "abcdefghijklmnopqrstuvwxyz, ");

	if (text[names] == '=' && text[names + 1] == ' ')
		text += names + 2;
	return strncmp(text, name, size) == 0 && (text[size] == ' ' || text[size] == '\0');
}

/* No example has a "; " inside quotes. */
static void scene_split(struct scene *scene, const char *line, const char *name)
{
	const char *at = line;

	while (!begins_with(at, name)) {
		at = strstr(at, "; ");
		ck_assert_msg(at, "%s: where is %s?", line, name);
		at += 2;
	}
	ck_assert_uint_lt((size_t)(at - line), sizeof(scene->before));
	memcpy(scene->before, line, (size_t)(at - line));
	scene->before[at - line] = '\0';
	scene->from = at;
}

static unsigned count_open(void)
{
	unsigned count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void begin_afresh(int fd)
{
	ck_assert_int_eq(ftruncate(fd, 0), 0);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
}

static void read_said(char said[static SAID_MAX], int fd)
{
	ssize_t size = pread(fd, said, SAID_MAX - 1, 0);

	ck_assert_int_ge(size, 0);
	said[size] = '\0';
}

static struct outcome eval(struct shell *shell, const char *text)
{
	return eval_text(shell, text, strlen(text), 1);
}

/* A super-server's child has its socket as stdin. */
static void open_streams(const struct scene *scene)
{
	int pair[2] = { -1, -1 };

	socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
	dup2(pair[0], STDIN_FILENO);
	dup2(scene->out, STDOUT_FILENO);
	dup2(scene->err, STDERR_FILENO);
}

static _Noreturn void run_child(const struct scene *scene, const char *call, int number, unsigned n,
				bool lasting)
{
	char *args[] = { "contract", NULL };
	struct err err = { 0 };
	struct shell shell;
	bool reached = false;
	unsigned before;
	int code;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	open_streams(scene);
	before = count_open();
	if (!shell_begin(&shell, args, false, &err) ||
	    (*scene->before && eval(&shell, scene->before).status))
		_exit(127);
	begin_afresh(scene->out);
	if (call)
		fault_arm(call, n, number, lasting);
	code = eval_code(&shell, eval(&shell, scene->from));
	reached = fault_disarm();
	if (call && !reached)
		_exit(NOT_REACHED);
	code = shell_end(&shell, code, eval_deferred);
	_exit(count_open() != before && !strstr(scene->from, "detach") ? LEAKED : code);
}

/* Its exit code; it ends by itself and soon. */
static int run(const struct scene *scene, const char *call, int number, unsigned n, bool lasting)
{
	int status;
	pid_t pid;

	begin_afresh(scene->err);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		alarm(RUN_LIMIT_S);
		run_child(scene, call, number, n, lasting);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status), "%s%s, %s %u fails: signal %d", scene->before, scene->from,
		      call ? call : "nothing", n, WTERMSIG(status));
	return WEXITSTATUS(status);
}

/* What went wrong is told, unless that was not needed; what is told is not less for a failed
 * allocation. */
static bool sweep_one(const struct scene *scene, size_t fault, unsigned n, bool lasting)
{
	static char out[SAID_MAX], err[SAID_MAX];
	const char *call = faults[fault].call;
	int code = run(scene, call, faults[fault].number, n, lasting);

	if (code == NOT_REACHED)
		return false;
	read_said(out, scene->out);
	read_said(err, scene->err);
	ck_assert_msg(code <= 4, "%s%s, %s %u fails: %s %d", scene->before, scene->from, call, n,
		      code == LEAKED ? "a descriptor leaks:" : "exit code", code);
	ck_assert_msg(code == 0 || err[0], "%s%s, %s %u fails: %d and no reason", scene->before,
		      scene->from, call, n, code);
	ck_assert_msg(code != 0 || fault > 0 || !scene->is_steady || strcmp(out, scene->whole) == 0,
		      "%s%s, %s %u fails: code 0, but\n%s", scene->before, scene->from, call, n,
		      out);
	ck_assert_msg(n < FAULTS_MAX, "%s%s: no end of %s", scene->before, scene->from, call);
	return true;
}

static void sweep(const struct scene *scene)
{
	unsigned failed = 0;

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		for (int lasting = 0; lasting < 2; lasting++)
			for (unsigned n = 1; sweep_one(scene, i, n, lasting); n++)
				failed++;
	ck_assert_uint_gt(failed, 10);
}

/* Run it twice, well. */
static void rehearse(struct scene *scene)
{
	static char again[SAID_MAX];
	int code = run(scene, NULL, 0, 0, false);

	read_said(scene->whole, scene->out);
	read_said(again, scene->err);
	ck_assert_msg(code == 0 && !again[0], "%s%s: exit code %d: %s", scene->before, scene->from,
		      code, again);
	run(scene, NULL, 0, 0, false);
	read_said(again, scene->out);
	scene->is_steady = strcmp(again, scene->whole) == 0;
}

START_TEST(anything_may_fail)
{
	static struct scene scene;

	scene.out = memfd_create("out", MFD_CLOEXEC);
	scene.err = memfd_create("err", MFD_CLOEXEC);
	for (const struct example *row = verbs[_i]->examples; row->command[0]; row++) {
		scene_split(&scene, row->command, verbs[_i]->name);
		rehearse(&scene);
		sweep(&scene);
	}
	close(scene.out);
	close(scene.err);
}
END_TEST

Suite *verbs_suite(unsigned verb)
{
	Suite *suite = suite_create("verbs");
	TCase *each = tcase_create("each");

	tcase_set_timeout(each, TIMEOUT_S);
	tcase_add_loop_test(each, anything_may_fail, (int)verb, (int)verb + 1);
	suite_add_tcase(suite, each);
	return suite;
}
