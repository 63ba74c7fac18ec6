/* interrupt -- signals that ask to stop, as something that can be waited for beside sockets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/interrupt.h"

#include <errno.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/fd.h"

static const int stopping[] = { SIGINT, SIGTERM, SIGHUP };

bool interrupts_begin(struct interrupts *interrupts, struct err *err)
{
	struct sigaction now;
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(stopping) / sizeof(stopping[0]); i++)
		if (sigaction(stopping[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			sigaddset(&set, stopping[i]);
	interrupts->fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (interrupts->fd < 0)
		return err_errno(err, errno, "cannot wait for signals");
	sigprocmask(SIG_BLOCK, &set, &interrupts->before);
	return true;
}

int interrupts_take(struct interrupts *interrupts, bool *is_shared)
{
	struct signalfd_siginfo info;

	if (fd_read_some(interrupts->fd, &info, sizeof(info)) != sizeof(info))
		return 0;
	*is_shared = info.ssi_code == SI_KERNEL;
	return (int)info.ssi_signo;
}

void interrupts_mind_pipes(bool ends_us)
{
	const struct sigaction act = { .sa_handler = ends_us ? SIG_DFL : SIG_IGN };

	sigaction(SIGPIPE, &act, NULL);
}

void interrupts_end(struct interrupts *interrupts)
{
	if (interrupts->fd < 0)
		return;
	fd_close(&interrupts->fd);
	sigprocmask(SIG_SETMASK, &interrupts->before, NULL);
}
