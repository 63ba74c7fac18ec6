/* event -- what happens on the sockets of a session while a person is at its prompt: a line each
 * above what is typed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_EVENT_H
#define SHELL_EVENT_H

#include "net/loop.h"
#include "run/line.h"
#include "shell/shell.h"

enum { EVENTS_A_SECOND = 10 };

/* Owner: starts as { 0 }, ends in events_end. */
struct events {
	struct shell *shell;
	struct line *line; /* that stands below */
	struct loop *loop;
	struct watch watch;
	struct timer soon;                /* to look at what has happened */
	struct timer later;               /* to tell of those that were too many */
	int64_t told_ns[EVENTS_A_SECOND]; /* when the last lines were written, */
	unsigned oldest;                  /* which of them is the oldest, */
	uint64_t more;                    /* and how many were not */
};

/* Tell of the sockets of SHELL from now on. Where they cannot be watched that is said, and all else
 * goes on. No byte is read off a socket for it, nor its error or error queue. */
void events_begin(struct events *events, struct shell *shell, struct line *line, struct loop *loop);

/* Tell nothing while a command runs; and behind it, while the prompt is away, what has happened. */
void events_pause(struct events *events);
void events_resume(struct events *events);

/* Before the sockets are closed. Safe on { 0 } and twice. */
void events_end(struct events *events);

#endif
