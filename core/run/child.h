/* child -- a process of our own that works for us over a socket pair. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_CHILD_H
#define RUN_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/* Owner: child_start to child_stop; { 0 } and a stopped one have pid 0. */
struct child {
	pid_t pid;
	int fd; /* ours end of the pair */
};

/* Fork; in the child run WORK(fd, context) and end when it returns. It dies with us. */
bool child_start(struct child *child, void (*work)(int fd, void *context), void *context,
		 struct err *err);

/* Kill it if it still runs, close our end and reap it. Safe on { 0 } and twice. */
void child_stop(struct child *child);

#endif
