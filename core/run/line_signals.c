/* line_signals -- what a terminal that is being edited on wants of signals; for line only. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/fd.h"
#include "run/line.h"

static const int wanted[] = { SIGWINCH, SIGTSTP, SIGCONT, SIGQUIT };

/* Whether one of them waited to be taken, which it now is. */
static bool take_waiting(int number)
{
	const struct timespec at_once = { 0 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	return sigtimedwait(&set, NULL, &at_once) == number;
}

/* Let NUMBER have the effect that it has without us: to stop, or to die. */
static void let_happen(int number)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	kill(getpid(), number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void step_aside(struct line *line, int number)
{
	bool was_shown = line->shown;

	line_hide(line);
	line->kind->release(line);
	let_happen(number);
	take_waiting(SIGCONT);
	line->kind->regain(line);
	if (was_shown)
		line_show(line);
}

/* We were stopped by what cannot be held back, and whoever had the terminal wrote on it. */
static void come_back(struct line *line)
{
	line->kind->release(line);
	line->kind->regain(line);
	if (!line->shown)
		return;
	line->shown = false;
	line_show(line);
}

static void take_signal(struct watch *watch, uint32_t events)
{
	struct line *line = OWNER(watch, struct line, signals);
	struct signalfd_siginfo info;

	(void)events;
	if (fd_read_some(watch->fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGWINCH)
		line->kind->resize(line);
	else if (info.ssi_signo == SIGCONT)
		come_back(line);
	else
		step_aside(line, (int)info.ssi_signo);
}

/* Nobody else holds them back. */
static void hold_back(sigset_t *held)
{
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		sigaddset(held, wanted[i]);
	sigprocmask(SIG_BLOCK, held, NULL);
}

bool line_signals_begin(struct line *line, struct err *err)
{
	line->signals = (struct watch){ .fd = -1, .ready = take_signal };
	sigemptyset(&line->held);
	if (!line->kind->release)
		return true;
	hold_back(&line->held);
	line->signals.fd = signalfd(-1, &line->held, SFD_CLOEXEC | SFD_NONBLOCK);
	if (line->signals.fd < 0)
		return err_errno(err, errno, "cannot wait for signals");
	return loop_watch(line->loop, &line->signals, EPOLLIN, err);
}

void line_signals_end(struct line *line)
{
	if (!line->signals.ready)
		return;
	loop_forget(line->loop, &line->signals);
	fd_close(&line->signals.fd);
	sigprocmask(SIG_UNBLOCK, &line->held, NULL);
	sigemptyset(&line->held);
	line->signals.ready = NULL;
}
