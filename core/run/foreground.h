/* foreground -- a terminal that a session lends to its children, one process group at a time, as
 * job control has it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_FOREGROUND_H
#define RUN_FOREGROUND_H

#include <stdbool.h>

#include "run/child.h"

/* The terminal's Ctrl-C reaches who has it, and not us. So a process of ours, the guard, is in the
 * group that has it, and tells.
 *
 * Owner: starts as FOREGROUND_NONE, ends in foreground_end. */
struct foreground {
	pid_t own; /* our process group; 0: nothing can be lent */
	struct child guard;
	int changes_fd; /* readable once a child has ended, was stopped, or goes on */
};
#define FOREGROUND_NONE          \
	{                        \
		.changes_fd = -1 \
	}

/* Standard input is the terminal. From now on SIGCHLD comes by changes_fd. ERR is STATUS_LACKING
 * where the terminal is not ours to lend, which a session can do without. */
bool foreground_begin(struct foreground *foreground, struct err *err);

/* Before a command is started that will have the terminal: the guard must be there by then, or the
 * first Ctrl-C could come too early for it. Where it cannot be started Ctrl-C is not told. */
void foreground_prepare(struct foreground *foreground);

/* GROUP has the terminal, now or since it was started in front (spawn.h). Until it is returned
 * SIGTTOU is held back. */
void foreground_lend(struct foreground *foreground, pid_t group);

/* How often Ctrl-C was typed since this was asked last; guard.fd can be read when it was. ALL: the
 * guard, which may not have run yet, is waited for. */
unsigned foreground_interrupts(struct foreground *foreground, bool all);

/* The terminal is ours again. */
void foreground_return(struct foreground *foreground);

/* What changes_fd tells was heard. */
void foreground_changed(struct foreground *foreground);

/* Safe on FOREGROUND_NONE and twice. */
void foreground_end(struct foreground *foreground);

#endif
