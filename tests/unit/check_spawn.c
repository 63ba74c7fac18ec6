/* check_spawn -- programs as children: what they are given, how they end, what is left behind. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "fault.h"
#include "run/spawn.h"
#include "sockets.h"
#include "suites.h"

enum { TOLD_MAX = 4096, PATH_SIZE = 64 };

static struct spawn spawn;
static char told[TOLD_MAX];

static void set_up(void)
{
	spawn = (struct spawn)SPAWN_NONE;
	told[0] = '\0';
	/* Where tests have no processes of their own, other suites' children end here. */
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

static void tear_down(void)
{
	spawn_free(&spawn);
	spawn_free(&spawn);
}

static void ck_nothing_left(unsigned descriptors)
{
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}

static struct spawn_plan plan_of(char *const *argv)
{
	return (struct spawn_plan){ .argv = argv, .fd = { -1, -1, -1 } };
}

/* What SCRIPT of sh(1) writes, NUL-terminated in TOLD, and how it ends. */
static void tell(const char *script, bool apart)
{
	char *argv[] = { "sh", "-c", (char *)(uintptr_t)script, NULL };
	struct spawn_plan plan = plan_of(argv);
	struct err err = { 0 };
	size_t size = 0;
	long done;
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	plan.fd[1] = ends[1];
	plan.apart = apart;
	ck_assert_msg(spawn_start(&spawn, &plan, &err), "%s", err.text);
	close(ends[1]);
	while ((done = fd_read(ends[0], told + size, TOLD_MAX - 1 - size)) > 0)
		size += (size_t)done;
	told[size] = '\0';
	close(ends[0]);
	ck_assert(spawn_wait(&spawn, (struct deadline){ 0 }));
}

/* ---- how they end --------------------------------------------------------------------------- */

static const struct {
	const char *script;
	int exit_status, signal;
} ends[] = {
	{ "exit 0", 0, 0 },
	{ "exit 1", 1, 0 },
	{ "exit 255", 255, 0 },
	{ "kill -TERM $$", -1, SIGTERM },
	{ "kill -KILL $$", -1, SIGKILL },
	{ "ulimit -c 0; kill -SEGV $$", -1, SIGSEGV },
};

START_TEST(tells_how_it_ended)
{
	unsigned descriptors = count_descriptors();

	tell(ends[_i].script, _i % 2);
	ck_assert_int_eq(spawn.exit_status, ends[_i].exit_status);
	ck_assert_int_eq(spawn.signal, ends[_i].signal);
	ck_assert_int_ge(spawn.ended_ns, spawn.began_ns);
	ck_assert(spawn_look(&spawn));
	spawn_free(&spawn);
	ck_assert_int_eq(spawn.pid, 0);
	ck_nothing_left(descriptors);
}
END_TEST

static int add_one(void *context)
{
	int *number = context;

	return *number + 1;
}

/* What is done in the child changes nothing here. */
START_TEST(runs_a_function_too)
{
	char *argv[] = { "function", NULL };
	struct spawn_plan plan = plan_of(argv);
	struct err err = { 0 };
	int number = 6;

	plan.work = add_one;
	plan.context = &number;
	ck_assert_msg(spawn_start(&spawn, &plan, &err), "%s", err.text);
	ck_assert(spawn_wait(&spawn, (struct deadline){ 0 }));
	ck_assert_int_eq(spawn.exit_status, 7);
	ck_assert_int_eq(number, 6);
}
END_TEST

START_TEST(waits_no_longer_than_told)
{
	char *argv[] = { "sleep", "600", NULL };
	struct spawn_plan plan = plan_of(argv);
	int64_t began_ns = clock_now_ns();
	struct err err = { 0 };

	ck_assert(spawn_start(&spawn, &plan, &err));
	ck_assert(!spawn_look(&spawn));
	ck_assert(!spawn_wait(&spawn, deadline_in(20 * NS_PER_MS)));
	ck_assert_int_ge(clock_now_ns() - began_ns, 20 * NS_PER_MS);
	spawn_end(&spawn, (int64_t)60 * NS_PER_S);
	ck_assert_int_eq(spawn.signal, SIGTERM);
	ck_assert_int_lt(clock_now_ns() - began_ns, (int64_t)30 * NS_PER_S);
}
END_TEST

/* One that ignores SIGTERM has its grace, and no more. */
START_TEST(kills_what_will_not_end)
{
	static const int64_t graces[] = { 0, 30 * NS_PER_MS };
	char *argv[] = { "sh", "-c", "trap '' TERM; echo; while :; do :; done", NULL };
	struct spawn_plan plan = plan_of(argv);
	struct err err = { 0 };
	char newline;
	int ends_of[2];

	ck_assert_int_eq(pipe2(ends_of, O_CLOEXEC), 0);
	plan.fd[1] = ends_of[1];
	plan.apart = false;
	ck_assert(spawn_start(&spawn, &plan, &err));
	close(ends_of[1]);
	ck_assert_int_eq(fd_read(ends_of[0], &newline, 1), 1); /* the trap is set */
	spawn_end(&spawn, graces[_i]);
	ck_assert_int_eq(spawn.signal, SIGKILL);
	ck_assert_int_ge(spawn.ended_ns - spawn.began_ns, graces[_i]);
	close(ends_of[0]);
}
END_TEST

/* With what it started: the end of the pipe that both hold comes when both are gone. */
START_TEST(ends_all_that_is_apart)
{
	char *argv[] = { "sh", "-c", "(trap '' TERM; sleep 600) & echo; wait", NULL };
	struct spawn_plan plan = plan_of(argv);
	struct err err = { 0 };
	char byte;
	int ends_of[2];

	ck_assert_int_eq(pipe2(ends_of, O_CLOEXEC), 0);
	plan.fd[1] = ends_of[1];
	plan.apart = true;
	ck_assert(spawn_start(&spawn, &plan, &err));
	close(ends_of[1]);
	ck_assert_int_eq(fd_read(ends_of[0], &byte, 1), 1);
	spawn_end(&spawn, NS_PER_S);
	spawn_free(&spawn);
	ck_assert_int_eq(fd_read(ends_of[0], &byte, 1), 0);
	close(ends_of[0]);
}
END_TEST

/* A group is stopped and goes on as a whole, and a stop is no end. */
START_TEST(stops_and_goes_on_in_a_group)
{
	char *argv[] = { "sh", "-c", "(kill -STOP 0); exit 3", NULL };
	struct spawn_plan plan = plan_of(argv);
	struct deadline patience = deadline_in((int64_t)20 * NS_PER_S);
	struct err err = { 0 };

	plan.grouped = true;
	ck_assert(spawn_start(&spawn, &plan, &err));
	ck_assert_int_eq(getpgid(spawn.pid), spawn.pid);
	while (!spawn_look_stopped(&spawn) && !deadline_passed(patience))
		spawn_wait(&spawn, deadline_in(NS_PER_MS));
	ck_assert_int_eq(spawn.stopped, SIGSTOP);
	ck_assert(!spawn_look(&spawn));
	ck_assert(spawn_look_stopped(&spawn));
	spawn_signal(&spawn, SIGCONT);
	ck_assert(spawn_wait(&spawn, patience));
	ck_assert_int_eq(spawn.exit_status, 3);
	ck_assert_int_eq(spawn.signal, 0);
}
END_TEST

/* One that is stopped takes SIGTERM, too. */
START_TEST(ends_what_is_stopped)
{
	char *argv[] = { "sh", "-c", "kill -STOP $$; sleep 600", NULL };
	struct spawn_plan plan = plan_of(argv);
	struct deadline patience = deadline_in((int64_t)20 * NS_PER_S);
	struct err err = { 0 };

	ck_assert(spawn_start(&spawn, &plan, &err));
	while (!spawn_look_stopped(&spawn) && !deadline_passed(patience))
		spawn_wait(&spawn, deadline_in(NS_PER_MS));
	spawn_end(&spawn, (int64_t)20 * NS_PER_S);
	ck_assert_int_eq(spawn.signal, SIGTERM);
}
END_TEST

/* The second of a group is in that of the first, which alone is signalled as a whole. */
START_TEST(joins_a_group)
{
	char *argv[] = { "sleep", "600", NULL };
	struct spawn_plan plan = plan_of(argv);
	struct spawn second = SPAWN_NONE;
	struct err err = { 0 };

	plan.grouped = true;
	ck_assert(spawn_start(&spawn, &plan, &err));
	plan.group = spawn.pid;
	ck_assert(spawn_start(&second, &plan, &err));
	ck_assert_int_eq(getpgid(second.pid), spawn.pid);
	ck_assert(spawn.leads && !second.leads);
	spawn_signal(&spawn, SIGTERM);
	ck_assert(spawn_wait(&second, deadline_in((int64_t)20 * NS_PER_S)));
	ck_assert_int_eq(second.signal, SIGTERM);
	spawn_free(&second);
}
END_TEST

/* What is in nobody's hands any more: nothing is signalled, nothing waited for. */
START_TEST(does_nothing_without_a_program)
{
	ck_assert(!spawn_look(&spawn));
	spawn_signal(&spawn, SIGKILL);
	spawn_end(&spawn, NS_PER_S);
	spawn_free(&spawn);
	tell("exit 3", true);
	spawn_end(&spawn, NS_PER_S);
	ck_assert_int_eq(spawn.exit_status, 3);
}
END_TEST

/* ---- what they are given --------------------------------------------------------------------- */

/* Ignored and blocked signals of ours are not theirs. Those that libc keeps for itself, 32 and 33,
 * cannot be set, and may have come ignored: the digits that hold them are passed over. */
START_TEST(has_default_signals)
{
	sigset_t set, before;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &before);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	tell("cat /proc/self/status | grep -E '^Sig(Blk|Ign|Cgt)' | "
	     "sed -E 's/[0-9a-f]{2}(.{7})$/00\\1/' | tr -d '\\t\\n'",
	     true);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	ck_assert_str_eq(told, "SigBlk:0000000000000000SigIgn:0000000000000000"
			       "SigCgt:0000000000000000");
}
END_TEST

START_TEST(has_no_descriptor_of_ours)
{
	int kept = fcntl(0, F_DUPFD_CLOEXEC, 100), passed = fcntl(0, F_DUPFD, 200);
	char script[128];

	ck_assert_int_ge(kept, 100);
	snprintf(script, sizeof(script),
		 "for n in %d %d; do [ -e /proc/self/fd/$n ] && echo $((n == %d)); done", kept,
		 passed, passed);
	tell(script, false);
	ck_assert_str_eq(told, "1\n");
	close(kept);
	close(passed);
}
END_TEST

/* Any of the three may be made of any other. */
START_TEST(descriptors_may_cross)
{
	char *argv[] = { "sh", "-c", "read line; echo out $line; echo err >&2", NULL };
	struct spawn_plan plan = plan_of(argv);
	int in[2], out[2], err_pipe[2], kept[3];
	char text[64] = "", error[64] = "";
	struct err err = { 0 };
	bool fine;

	ck_assert_int_eq(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC) | pipe2(err_pipe, O_CLOEXEC),
			 0);
	for (int i = 0; i < 3; i++)
		kept[i] = fcntl(i, F_DUPFD_CLOEXEC, 20);
	dup2(out[1], 0);
	dup2(err_pipe[1], 1);
	dup2(in[0], 2);
	plan.fd[0] = 2;
	plan.fd[1] = 0;
	plan.fd[2] = 1;
	fine = spawn_start(&spawn, &plan, &err);
	for (int i = 0; i < 3; i++) {
		dup2(kept[i], i);
		close(kept[i]);
	}
	ck_assert_msg(fine, "%s", err.text);
	ck_assert(fd_write(in[1], "in\n", 3));
	ck_assert(spawn_wait(&spawn, (struct deadline){ 0 }));
	ck_assert_int_gt(fd_read(out[0], text, sizeof(text) - 1), 0);
	ck_assert_str_eq(text, "out in\n");
	ck_assert_int_gt(fd_read(err_pipe[0], error, sizeof(error) - 1), 0);
	ck_assert_str_eq(error, "err\n");
	for (int i = 0; i < 2; i++) {
		close(in[i]);
		close(out[i]);
		close(err_pipe[i]);
	}
}
END_TEST

START_TEST(apart_has_no_terminal)
{
	/* The sixth field is the session, the seventh its terminal. */
	tell("read -r pid name state ppid pgrp session tty rest < /proc/self/stat; "
	     "echo $((session == $$)) $((pgrp == $$)) $tty",
	     true);
	ck_assert_str_eq(told, "1 1 0\n");
	spawn_free(&spawn);
	tell("read -r pid name state ppid pgrp session tty rest < /proc/self/stat; "
	     "echo $((session == $$))",
	     false);
	ck_assert_str_eq(told, "0\n");
}
END_TEST

/* Its starter is killed: a program without a reason to end ends all the same. */
START_TEST(dies_with_us)
{
	int ends_of[2];
	char byte;
	pid_t pid;

	ck_assert_int_eq(pipe2(ends_of, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		char *argv[] = { "sleep", "600", NULL };
		struct spawn_plan plan = plan_of(argv);
		struct err err = { 0 };

		plan.fd[1] = ends_of[1];
		plan.apart = true;
		if (spawn_start(&spawn, &plan, &err))
			kill(getpid(), SIGKILL);
		_exit(1);
	}
	close(ends_of[1]);
	ck_assert_int_eq(fd_read(ends_of[0], &byte, 1), 0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	close(ends_of[0]);
}
END_TEST

/* ---- what cannot be run -----------------------------------------------------------------------
 */

static char folder[PATH_SIZE];

static char *make_file(const char *name, const char *content, mode_t mode)
{
	static char path[PATH_SIZE + 16];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	ck_assert(fd_write(fd, content, strlen(content)));
	close(fd);
	return path;
}

static void ck_cannot_run(char *program, int code, int number, const char *says)
{
	char *argv[] = { program, NULL };
	struct spawn_plan plan = plan_of(argv);
	unsigned descriptors = count_descriptors();
	struct err err = { 0 };

	ck_assert(!spawn_start(&spawn, &plan, &err));
	ck_assert_int_eq(spawn.code, code);
	ck_assert_int_eq(err.number, number);
	ck_assert_msg(strstr(err.text, says) != NULL, "%s", err.text);
	ck_assert_int_eq(err.kind == STATUS_NOT_FOUND, number == ENOENT);
	ck_assert_int_eq(spawn.pid, 0);
	ck_nothing_left(descriptors);
}

START_TEST(says_what_cannot_be_run)
{
	strcpy(folder, "/tmp/check_spawn.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	setenv("PATH", "/usr/bin:/bin", 1); /* a folder that may not be read would be EACCES */
	ck_cannot_run("no-such-program-anywhere", 127, ENOENT, "cannot run it: No such file");
	ck_cannot_run("", 127, ENOENT, "cannot run it");
	ck_cannot_run("/nosuch/program", 127, ENOENT, "cannot run it: No such file");
	ck_cannot_run(make_file("plain", "", 0600), 126, EACCES, "cannot run it");
	ck_cannot_run(make_file("lost", "#!/nosuch/interpreter\n", 0700), 127, ENOENT,
		      "the interpreter that it names is missing");
	ck_cannot_run(folder, 126, EACCES, "cannot run it");
	unlink(make_file("plain", "", 0600));
	unlink(make_file("lost", "", 0700));
	rmdir(folder);
}
END_TEST

/* The program's own 127 is its exit status, not a program that is missing. */
START_TEST(tells_127_from_no_program)
{
	tell("exit 127", false);
	ck_assert_int_eq(spawn.exit_status, 127);
	ck_assert_int_eq(spawn.code, 0);
}
END_TEST

/* ---- faults --------------------------------------------------------------------------------- */

static unsigned started, failed;

static void start_and_end(void)
{
	char *argv[] = { "sleep", "600", NULL };
	struct spawn_plan plan = plan_of(argv);
	struct spawn one = SPAWN_NONE;
	struct err err = { 0 };

	plan.apart = true;
	if (spawn_start(&one, &plan, &err)) {
		started++;
		ck_assert_int_eq(one.code, 0);
		spawn_end(&one, 5 * NS_PER_MS);
	} else {
		failed++;
		ck_assert_int_eq(one.code, 3);
		ck_assert_int_eq(status_exit(err.kind), 3);
		ck_assert_int_eq(one.pid, 0);
		ck_assert_ptr_nonnull(strstr(err.text, "cannot start a process"));
	}
	spawn_free(&one);
}

static const struct {
	const char *call;
	int number;
	unsigned fails;
} faults[] = {
	{ "pipe2", EMFILE, 1 },
	{ "fork", EAGAIN, 1 },
	{ "read", EIO, 1 },
	{ "syscall", ENOSYS, 1 }, /* pidfd_open */
};

START_TEST(survives_failing_calls)
{
	unsigned descriptors = count_descriptors();

	started = failed = 0;
	ck_assert_uint_eq(fault_sweep(faults[_i].call, faults[_i].number, start_and_end),
			  faults[_i].fails);
	ck_assert_uint_eq(failed, 2 * faults[_i].fails);
	ck_assert_uint_eq(started, 2);
	ck_nothing_left(descriptors);
}
END_TEST

/* Where waiting fails the end is seen all the same, and nothing hangs. */
START_TEST(ends_although_poll_fails)
{
	unsigned descriptors = count_descriptors();
	char *argv[] = { "sh", "-c", "trap '' TERM; echo; exec sleep 600", NULL }, c;
	struct spawn_plan plan = plan_of(argv);
	struct err err = { 0 };
	int gate[2];

	ck_assert_int_eq(pipe2(gate, O_CLOEXEC), 0);
	plan.fd[1] = gate[1];
	ck_assert(spawn_start(&spawn, &plan, &err));
	ck_assert_int_eq(read(gate[0], &c, 1),
			 1); /* it ignores SIGTERM: there is one to wait for */
	close(gate[0]);
	close(gate[1]);
	fault_arm("poll", 1, ENOMEM, true);
	spawn_end(&spawn, 5 * NS_PER_MS);
	ck_assert(fault_disarm());
	ck_assert_int_eq(spawn.signal, SIGKILL);
	spawn_free(&spawn);
	ck_nothing_left(descriptors);
}
END_TEST

START_TEST(says_that_descriptors_are_short)
{
	char *argv[] = { "true", NULL };
	struct spawn_plan plan = plan_of(argv);
	struct err err = { 0 };

	plan.fd[0] = 999; /* none */
	ck_assert(!spawn_start(&spawn, &plan, &err));
	ck_assert_int_eq(spawn.code, 3);
	ck_assert_int_eq(err.number, EBADF);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *spawn_suite(void);
Suite *spawn_suite(void)
{
	Suite *suite = suite_create("spawn");
	TCase *tcase = tcase_create("spawn");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, tells_how_it_ended, 0, ROWS(ends));
	tcase_add_test(tcase, runs_a_function_too);
	tcase_add_test(tcase, waits_no_longer_than_told);
	tcase_add_loop_test(tcase, kills_what_will_not_end, 0, 2);
	tcase_add_test(tcase, ends_all_that_is_apart);
	tcase_add_test(tcase, does_nothing_without_a_program);
	tcase_add_test(tcase, has_default_signals);
	tcase_add_test(tcase, has_no_descriptor_of_ours);
	tcase_add_test(tcase, descriptors_may_cross);
	tcase_add_test(tcase, apart_has_no_terminal);
	tcase_add_test(tcase, dies_with_us);
	tcase_add_test(tcase, stops_and_goes_on_in_a_group);
	tcase_add_test(tcase, ends_what_is_stopped);
	tcase_add_test(tcase, joins_a_group);
	tcase_add_test(tcase, says_what_cannot_be_run);
	tcase_add_test(tcase, tells_127_from_no_program);
	tcase_add_loop_test(tcase, survives_failing_calls, 0, ROWS(faults));
	tcase_add_test(tcase, ends_although_poll_fails);
	tcase_add_test(tcase, says_that_descriptors_are_short);
	suite_add_tcase(suite, tcase);
	return suite;
}
