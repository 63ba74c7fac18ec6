/* spawn -- another program as our child: started clean, watched, ended in time, and how it ended.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_SPAWN_H
#define RUN_SPAWN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/clock.h"
#include "base/err.h"

/* What to run, and with what. */
struct spawn_plan {
	char *const *argv; /* NULL-terminated; found on PATH as execvp(3) does */
	/* In place of the program, which then only has a name: run in the child, with all that is
	 * open here; what it returns is the exit status. NULL: a program. */
	int (*work)(void *context);
	void *context;
	int fd[3];  /* what becomes its stdin, stdout and stderr; below 0: ours */
	bool apart; /* in a session of its own: it has no terminal, and signals reach all
		     * that it starts there */
	/* In a process group of this session, as job control has it: GROUP, or where that is 0 one
	 * of its own, which signals reach as a whole. */
	bool grouped;
	pid_t group;
	/* With the terminal that is our standard input, which the group has then: tcsetpgrp(3). */
	bool in_front;
	bool passes_on; /* SIGHUP and SIGINT stay ignored where whoever started us ignored them */
};

/* A program. Owner: starts as SPAWN_NONE, ends in spawn_free. */
struct spawn {
	pid_t pid;  /* its number is not given to another before spawn_free */
	int pidfd;  /* readable once it has ended: pidfd_open(2) */
	bool leads; /* a session or a process group: signals reach all of it */
	bool ended;
	int stopped;                /* the signal that did, while it is: spawn_look_stopped; or 0 */
	int exit_status;            /* once it has ended: 0 to 255; -1 where a signal did it */
	int signal;                 /* that ended it, or 0 */
	int code;                   /* of a start that failed: the exit code it stands for */
	int64_t began_ns, ended_ns; /* CLOCK_MONOTONIC; ended: when that was seen */
};
#define SPAWN_NONE          \
	{                   \
		.pidfd = -1 \
	}

/* Run a program: with default signals (but see above) and an empty signal mask, without a
 * descriptor of ours beside the three (those that are not close-on-exec were passed to us for it).
 * It dies with us. On failure only spawn->code is set: 127 where there is no such program, 126
 * where it cannot be run, 3 where this machine has no room for a process; ERR says why. */
bool spawn_start(struct spawn *spawn, const struct spawn_plan *plan, struct err *err);

/* Whether it has ended, without waiting. */
bool spawn_look(struct spawn *spawn);

/* Whether something has stopped it, which was not made to go on since, without waiting. */
bool spawn_look_stopped(struct spawn *spawn);

/* Wait for its end, at most until UNTIL; false when that passed. */
bool spawn_wait(struct spawn *spawn, struct deadline until);

/* Send it NUMBER, and all of the session or group that it leads. */
void spawn_signal(const struct spawn *spawn, int number);

/* Tell it to end: SIGTERM, and SIGCONT, as what is stopped does nothing. */
void spawn_ask(const struct spawn *spawn);

/* End it: ask it to, and SIGKILL where GRACE_NS later it still runs. */
void spawn_end(struct spawn *spawn, int64_t grace_ns);

/* Kill what still runs of it and let go of it; nothing waits to be reaped. Safe on SPAWN_NONE and
 * twice. */
void spawn_free(struct spawn *spawn);

/* How it ended, as a shell has it: its exit code, or 128 and its signal. */
static inline int spawn_code(const struct spawn *spawn)
{
	return spawn->signal ? 128 + spawn->signal : spawn->exit_status;
}

#endif
