/* foreground -- a terminal that a session lends to its children, one process group at a time, as
 * job control has it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/foreground.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"

/* ---- the guard -------------------------------------------------------------------------- */

enum { ASK = SIGUSR1 }; /* a signal of a higher number than SIGINT: it is taken behind it */
static const char typed = 'c', answer = 'a';

/* Nothing that a terminal sends stops or ends it, but that we are no more: ALL is held back. */
static void watch_keys(int fd, void *all)
{
	dup2(fd, STDIN_FILENO);
	syscall(SYS_close_range, STDIN_FILENO + 1, UINT_MAX, 0);
	for (;;) {
		int number = sigtimedwait(all, NULL, NULL);
		bool fine = true;

		if (number == SIGINT || number == ASK)
			fine = fd_write(STDIN_FILENO, number == SIGINT ? &typed : &answer, 1);
		if (!fine)
			return;
	}
}

/* It may have been killed with the group that it was in. */
static bool has_guard(struct foreground *foreground)
{
	char keys[64];
	long got;

	if (foreground->guard.pid == 0)
		return false;
	do
		got = fd_read_some(foreground->guard.fd, keys, sizeof(keys));
	while (got > 0);
	return got < 0 && errno == EAGAIN;
}

void foreground_prepare(struct foreground *foreground)
{
	struct err ignored = { 0 };
	sigset_t all, before;

	if (foreground->own == 0 || has_guard(foreground))
		return;
	child_stop(&foreground->guard);
	memset(&all, 0xff, sizeof(all));         /* sigfillset(3), which would be one more import */
	sigprocmask(SIG_SETMASK, &all, &before); /* it may be asked before it runs at all */
	if (child_start(&foreground->guard, watch_keys, &all, &ignored))
		syscall(SYS_setpgid, foreground->guard.pid, foreground->guard.pid);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* What is there; up to the answer, where it was asked. Whether the guard is, too. */
static bool take_keys(struct foreground *foreground, bool asked, unsigned *count)
{
	char keys[64];
	long got;

	do {
		got = asked ? fd_read(foreground->guard.fd, keys, 1)
			    : fd_read_some(foreground->guard.fd, keys, sizeof(keys));
		if (asked && got == 1 && keys[0] == answer)
			return true;
		*count += got > 0 ? (unsigned)got : 0;
	} while (asked && got > 0);
	return got > 0 || (got < 0 && errno == EAGAIN);
}

unsigned foreground_interrupts(struct foreground *foreground, bool all)
{
	unsigned count = 0;

	if (foreground->guard.pid == 0)
		return 0;
	if (all)
		kill(foreground->guard.pid, ASK);
	if (!take_keys(foreground, all, &count))
		child_stop(&foreground->guard);
	return count;
}

/* ---- the terminal ----------------------------------------------------------------------- */

/* While others have the terminal, what we write there must not stop us, nor that we take it back.
 */
static void hold_back_writes(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTTOU);
	sigprocmask(how, &set, NULL);
}

/* One that started in front has taken it, and may have lent it on to a job of its own by now. */
static bool has_terminal(const struct foreground *foreground)
{
	pid_t group;

	return ioctl(STDIN_FILENO, TIOCGPGRP, &group) == 0 && group == foreground->own;
}

void foreground_lend(struct foreground *foreground, pid_t group)
{
	if (foreground->own == 0)
		return;
	hold_back_writes(SIG_BLOCK);
	/* First: it shall see each key that GROUP gets. */
	if (foreground->guard.pid)
		syscall(SYS_setpgid, foreground->guard.pid, group);
	if (has_terminal(foreground))
		ioctl(STDIN_FILENO, TIOCSPGRP, &group);
}

/* The guard goes on in a group of its own: where it was may be killed as a whole. */
void foreground_return(struct foreground *foreground)
{
	if (foreground->own == 0)
		return;
	hold_back_writes(SIG_BLOCK); /* a child may have taken it without our lending */
	ioctl(STDIN_FILENO, TIOCSPGRP, &foreground->own);
	hold_back_writes(SIG_UNBLOCK);
	if (foreground->guard.pid)
		syscall(SYS_setpgid, foreground->guard.pid, foreground->guard.pid);
}

void foreground_changed(struct foreground *foreground)
{
	struct signalfd_siginfo info;

	while (fd_read_some(foreground->changes_fd, &info, sizeof(info)) > 0)
		;
}

/* ---- beginning and end ------------------------------------------------------------------ */

bool foreground_begin(struct foreground *foreground, struct err *err)
{
	pid_t group;
	sigset_t set;

	if (ioctl(STDIN_FILENO, TIOCGPGRP, &group) < 0)
		return err_errno(err, errno, "the terminal is not this session's");
	if (group != (pid_t)syscall(SYS_getpgid, 0))
		return err_set(err, STATUS_LACKING,
			       "a job in the background does not have the terminal");
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	foreground->changes_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (foreground->changes_fd < 0)
		return err_errno(err, errno, "cannot wait for signals");
	sigprocmask(SIG_BLOCK, &set, NULL);
	foreground->own = group;
	return true;
}

void foreground_end(struct foreground *foreground)
{
	sigset_t set;

	if (foreground->own == 0)
		return;
	child_stop(&foreground->guard);
	fd_close(&foreground->changes_fd);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	foreground->own = 0;
}
