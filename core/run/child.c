/* child -- a process of our own that works for us over a socket pair. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/child.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "net/calls.h"

bool child_start(struct child *child, void (*work)(int fd, void *context), void *context,
		 struct err *err)
{
	pid_t parent = getpid();
	int pair[2];
	pid_t pid;

	if (call_pair_open(pair) < 0)
		return err_errno(err, errno, "cannot start a child process");
	pid = fork();
	if (pid < 0) {
		err_errno(err, errno, "cannot start a child process");
		fd_close(&pair[0]);
		fd_close(&pair[1]);
		return false;
	}
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(0); /* it died before the line above could tell us */
		close(pair[0]);
		work(pair[1], context);
		_exit(0);
	}
	fd_close(&pair[1]);
	*child = (struct child){ pid, pair[0] };
	return true;
}

void child_stop(struct child *child)
{
	if (child->pid == 0)
		return;
	fd_close(&child->fd);
	kill(child->pid, SIGKILL);
	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
		;
	child->pid = 0;
}
