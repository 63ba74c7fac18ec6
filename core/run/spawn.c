/* spawn -- another program as our child: started clean, watched, ended in time, and how it ended.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "net/calls.h"
#include "run/signals.h"

/* ---- in the child ----------------------------------------------------------------------- */

/* Why the program does not run: told through a pipe that exec closes. */
struct setback {
	int number;      /* errno */
	bool of_program; /* exec itself refused */
};

/* Copies first: what becomes 1 may be what 0 is to be made of. */
static bool place_descriptors(const int fd[static 3])
{
	int copy[3];

	for (int i = 0; i < 3; i++) {
		copy[i] = fd[i] < 0 ? -1 : fcntl(fd[i], F_DUPFD_CLOEXEC, 3);
		if (fd[i] >= 0 && copy[i] < 0)
			return false;
	}
	for (int i = 0; i < 3; i++)
		if (copy[i] >= 0 && dup2(copy[i], i) < 0)
			return false;
	return true;
}

static bool is_ignored(int number)
{
	struct sigaction now;

	return sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

/* What we block, and what whoever started us ignored, is not the program's; but nohup's wish may be
 * for it, too, and that of a shell which starts us in the background. */
static void forget_signals(bool passes_on)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		if (!passes_on || (number != SIGHUP && number != SIGINT) || !is_ignored(number))
			signal_default(number);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Before it runs anything, so that it never stands behind. Who cannot have the terminal goes
 * without: reading it stops him. */
static void join_group(const struct spawn_plan *plan)
{
	pid_t group = plan->group ? plan->group : getpid();
	sigset_t set;

	syscall(SYS_setpgid, 0, group);
	sigemptyset(&set);
	sigaddset(&set, SIGTTOU); /* that we take it from behind must not stop us */
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (plan->in_front)
		ioctl(STDIN_FILENO, TIOCSPGRP, &group);
}

static _Noreturn void become(const struct spawn_plan *plan, int report, pid_t parent)
{
	struct setback setback;

	memset(&setback, 0, sizeof(setback)); /* its padding is sent too */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_NO_PROGRAM); /* it died before the line above could tell us */
	if (plan->apart)
		setsid();
	if (plan->grouped)
		join_group(plan);
	if (place_descriptors(plan->fd)) {
		forget_signals(plan->passes_on);
		if (plan->work) {
			close(report);
			_exit(plan->work(plan->context));
		}
		execvp(plan->argv[0], plan->argv);
		setback.of_program = true;
	}
	setback.number = errno;
	fd_write(report, &setback, sizeof(setback));
	_exit(EXIT_NO_PROGRAM);
}

/* ---- starting --------------------------------------------------------------------------- */

static int code_of(const struct setback *setback)
{
	if (!setback->of_program)
		return status_exit(STATUS_LACKING);
	return setback->number == ENOENT ? EXIT_NO_PROGRAM : EXIT_NOT_RUNNABLE;
}

static bool refused(const char *program, const struct setback *setback, struct err *err)
{
	bool is_there = strchr(program, '/') && access(program, F_OK) == 0;

	if (setback->number == ENOENT && is_there)
		err_errno(err, ENOENT, "cannot run it: the interpreter that it names is missing");
	else
		err_errno(err, setback->number, "cannot run it");
	if (setback->number == ENOENT)
		err->kind = STATUS_NOT_FOUND;
	return false;
}

/* Whether it became the program: then exec has closed the pipe, and there is nothing to read. */
static bool became(int *code, int report, const char *program, struct err *err)
{
	struct setback setback;
	long size = fd_read(report, &setback, sizeof(setback));

	if (size == 0)
		return true;
	if (size != sizeof(setback)) {
		*code = status_exit(STATUS_LACKING);
		return err_errno(err, size < 0 ? errno : EIO, "cannot start a process");
	}
	*code = code_of(&setback);
	return refused(program, &setback, err);
}

static bool cannot_start(struct spawn *spawn, struct err *err)
{
	spawn->code = status_exit(STATUS_LACKING);
	err_errno(err, errno, "cannot start a process");
	err->kind = STATUS_LACKING;
	return false;
}

static bool watch(struct spawn *fresh, struct err *err)
{
	fresh->pidfd = call_pidfd_open(fresh->pid);
	return fresh->pidfd >= 0 || cannot_start(fresh, err);
}

bool spawn_start(struct spawn *spawn, const struct spawn_plan *plan, struct err *err)
{
	struct spawn fresh = SPAWN_NONE;
	pid_t parent = getpid();
	int report[2];

	if (pipe2(report, O_CLOEXEC) < 0)
		return cannot_start(spawn, err);
	fresh.leads = plan->apart || (plan->grouped && plan->group == 0);
	fresh.began_ns = clock_now_ns();
	fresh.pid = fork();
	if (fresh.pid == 0)
		become(plan, report[1], parent);
	if (fresh.pid < 0) {
		fresh.pid = 0;
		cannot_start(&fresh, err);
	}
	fd_close(&report[1]);
	if (fresh.pid && became(&fresh.code, report[0], plan->argv[0], err) && watch(&fresh, err)) {
		fd_close(&report[0]);
		*spawn = fresh;
		return true;
	}
	fd_close(&report[0]);
	spawn->code = fresh.code;
	spawn_free(&fresh);
	return false;
}

/* ---- ending ----------------------------------------------------------------------------- */

/* It stays a zombie until spawn_free: so long its number, and its session's, are its own. Where
 * somebody else has reaped it nobody can tell how it ended. */
bool spawn_look(struct spawn *spawn)
{
	siginfo_t info = { 0 };
	bool lost;

	if (spawn->pid == 0 || spawn->ended)
		return spawn->ended;
	lost = waitid(P_PID, (id_t)spawn->pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0;
	if (!lost && info.si_pid == 0)
		return false;
	spawn->ended = true;
	spawn->ended_ns = clock_now_ns();
	spawn->exit_status = !lost && info.si_code == CLD_EXITED ? info.si_status : -1;
	spawn->signal = lost || info.si_code == CLD_EXITED ? 0 : info.si_status;
	return true;
}

bool spawn_look_stopped(struct spawn *spawn)
{
	siginfo_t info;

	while (spawn->pid && !spawn->ended) {
		info.si_pid = 0;
		if (waitid(P_PID, (id_t)spawn->pid, &info, WSTOPPED | WCONTINUED | WNOHANG) < 0 ||
		    info.si_pid == 0)
			break;
		spawn->stopped = info.si_code == CLD_CONTINUED ? 0 : info.si_status;
	}
	return spawn->stopped != 0;
}

bool spawn_wait(struct spawn *spawn, struct deadline until)
{
	struct pollfd one = { spawn->pidfd, POLLIN, 0 };

	while (!spawn_look(spawn) && !deadline_passed(until))
		call_poll(&one, 1, deadline_poll_ms(until));
	return spawn->ended;
}

void spawn_signal(const struct spawn *spawn, int number)
{
	if (spawn->pid)
		kill(spawn->leads ? -spawn->pid : spawn->pid, number);
}

void spawn_ask(const struct spawn *spawn)
{
	spawn_signal(spawn, SIGTERM);
	spawn_signal(spawn, SIGCONT);
}

void spawn_end(struct spawn *spawn, int64_t grace_ns)
{
	if (spawn->pid == 0 || spawn_look(spawn))
		return;
	spawn_ask(spawn);
	if (grace_ns > 0 && spawn_wait(spawn, deadline_in(grace_ns)))
		return;
	spawn_signal(spawn, SIGKILL);
	spawn_wait(spawn, (struct deadline){ 0 });
}

void spawn_free(struct spawn *spawn)
{
	if (spawn->pid) {
		spawn_signal(spawn, SIGKILL);
		kill(spawn->pid, SIGKILL); /* it may not have come to its session yet */
		while (waitpid(spawn->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	fd_close(&spawn->pidfd);
	*spawn = (struct spawn)SPAWN_NONE;
}
