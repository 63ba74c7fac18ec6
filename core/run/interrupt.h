/* interrupt -- signals that ask to stop, as something that can be waited for beside sockets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_INTERRUPT_H
#define RUN_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

#include "base/err.h"

/* Owner: starts as INTERRUPTS_CLOSED, ends in interrupts_end. */
struct interrupts {
	int fd; /* can be read while SIGINT, SIGTERM or SIGHUP waits to be taken */
	sigset_t before;
};
#define INTERRUPTS_CLOSED \
	{                 \
		.fd = -1  \
	}

/* From now on these signals end nothing by themselves. What was ignored stays ignored. */
bool interrupts_begin(struct interrupts *interrupts, struct err *err);

/* Take one that waits, and whether the terminal's whole process group had it; 0: there is none. */
int interrupts_take(struct interrupts *interrupts, bool *is_shared);

/* Whether writing to a pipe that nobody reads ends us, or is EPIPE. */
void interrupts_mind_pipes(bool ends_us);

/* Safe on INTERRUPTS_CLOSED and twice. */
void interrupts_end(struct interrupts *interrupts);

#endif
