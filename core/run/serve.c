/* serve -- a loop that the user can stop: signals come as events, and how they end a run. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/serve.h"

#include <errno.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/ready.h"

bool serve_check(const struct run *run, struct err *err)
{
	if (run->common->eventually_ns)
		return err_set(err, STATUS_INVALID,
			       "--eventually: this runs until it is told to end, there is nothing "
			       "to try again");
	return ready_check(run->common->listen.ready_fd, err);
}

static const int stopping[] = { SIGINT, SIGTERM, SIGHUP };

/* One that was ignored from the start, as nohup(1) does, stays ignored. */
static void collect_stopping(sigset_t *set)
{
	struct sigaction now;

	sigemptyset(set);
	for (size_t i = 0; i < sizeof(stopping) / sizeof(stopping[0]); i++)
		if (sigaction(stopping[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			sigaddset(set, stopping[i]);
}

/* A reader of our output that goes away ends us, but not before sockets and paths are closed: the
 * signal waits until serve_end. */
static void hold_back_sigpipe(sigset_t *before)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_BLOCK, &set, before);
}

/* The next one that asks to stop has its default effect; one that asks for totals does not end what
 * is being ended already. */
static void let_kill(const struct serve *serve)
{
	sigset_t mask = serve->before;

	sigaddset(&mask, SIGUSR1);
	sigaddset(&mask, SIGPIPE);
	sigprocmask(SIG_SETMASK, &mask, NULL);
}

/* kill(1) says what it means; at a terminal Ctrl-C may be about what is being typed. */
static bool is_typed(const struct signalfd_siginfo *info)
{
	return info->ssi_signo == SIGINT && info->ssi_code == SI_KERNEL;
}

static void take_signal(struct watch *watch, uint32_t events)
{
	struct serve *serve = OWNER(watch, struct serve, signals);
	struct signalfd_siginfo info;

	(void)events;
	if (fd_read(watch->fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGUSR1) {
		if (serve->report)
			serve->report(serve);
		return;
	}
	if (is_typed(&info) && serve->interrupt && serve->interrupt(serve))
		return;
	serve->signal = (int)info.ssi_signo;
	let_kill(serve);
	if (serve->stop)
		serve->stop(serve);
	else
		loop_stop(&serve->loop);
}

/* Signals that ask to stop can be seen beside the loop too: by what waits for stdout. */
static bool open_signals(struct serve *serve, struct err *err)
{
	const int flags = SFD_CLOEXEC | SFD_NONBLOCK;
	sigset_t set;

	collect_stopping(&set);
	serve->stop_fd = signalfd(-1, &set, flags);
	sigaddset(&set, SIGUSR1);
	serve->signals.fd = signalfd(-1, &set, flags);
	serve->signals.ready = take_signal;
	if (serve->stop_fd < 0 || serve->signals.fd < 0)
		return err_errno(err, errno, "cannot wait for signals");
	hold_back_sigpipe(&serve->before);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return true;
}

bool serve_begin(struct serve *serve, struct run *run, struct err *err)
{
	serve->run = run;
	if (open_signals(serve, err)) {
		if (loop_open(&serve->loop, err) &&
		    loop_watch(&serve->loop, &serve->signals, EPOLLIN, err)) {
			run->out->stop_fd = &serve->stop_fd;
			return true;
		}
		sigprocmask(SIG_SETMASK, &serve->before, NULL);
	}
	serve_end(serve);
	return false;
}

/* The records of a turn are written together: they come thick where much is going on. */
static bool turn(struct serve *serve, struct deadline until, struct err *err)
{
	struct out *out = serve->run->out;
	bool fine;

	out->batch = true;
	fine = loop_turn(&serve->loop, until, err);
	out->batch = false;
	if (!out->hold && out->writer->streams)
		out_flush(out);
	return fine;
}

bool serve_run(struct serve *serve, struct deadline until, struct err *err)
{
	struct loop *loop = &serve->loop;

	until = deadline_earlier(until, out_deadline(serve->run->out));
	loop->stopped = false;
	while (!loop->stopped && !deadline_passed(until) && !out_enough(serve->run->out))
		if (!turn(serve, until, err))
			return false;
	return true;
}

/* Signals that would end a server which has ended well: of a reader of stderr, or of --ready-fd,
 * that has gone, and a question for totals that came too late. */
static void drop_late_signals(const struct out *out)
{
	const struct timespec at_once = { 0 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	if (out->write_errno != EPIPE)
		sigaddset(&set, SIGPIPE);
	while (sigtimedwait(&set, NULL, &at_once) >= 0)
		;
}

void serve_end(struct serve *serve)
{
	if (serve->loop.fd >= 0) {
		serve->run->out->stop_fd = NULL;
		drop_late_signals(serve->run->out);
		sigprocmask(SIG_SETMASK, &serve->before, NULL);
	}
	loop_close(&serve->loop);
	fd_close(&serve->signals.fd);
	fd_close(&serve->stop_fd);
	serve->signals.added = false;
}
