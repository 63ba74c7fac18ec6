/* launch -- applets and programs as children of the session. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EVAL_LAUNCH_H
#define EVAL_LAUNCH_H

#include "shell/command.h"

/* How a child is started beside its command. */
struct launch {
	const int *fd; /* its three descriptors; below 0: ours */
	bool apart;    /* as a job: Ctrl-C does not reach it */
	bool in_front; /* with the terminal, in GROUP or one of its own */
	pid_t group;
	int extra_fd; /* one more that it keeps, of an applet; -1: none */
};

/* Start COMMAND, an applet or a program. An applet runs in a fork without exec, which has none of
 * our descriptors but the sockets that its words name. On failure it was told, and the exit code
 * is *CODE. */
bool launch_start(struct spawn *spawn, struct shell *shell, struct command *command,
		  const struct launch *launch, int *code);

/* The same for WORK, which runs in a fork with no descriptors but those three. */
bool launch_work(struct spawn *spawn, struct shell *shell, const struct words *words,
		 int (*work)(void *context), void *context, int *code);

#endif
