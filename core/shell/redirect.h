/* redirect -- the three descriptors that a command reads and writes, where they are not ours. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_REDIRECT_H
#define SHELL_REDIRECT_H

#include "bench/bench.h"
#include "lang/tree.h"
#include "shell/expand.h"

/* Owner: starts as STREAMS_OURS, ends in streams_close. */
struct streams {
	int fd[3];    /* -1: ours */
	int saved[3]; /* ours, while a command of this process has others */
};
#define STREAMS_OURS                                          \
	{                                                     \
		.fd = { -1, -1, -1 }, .saved = { -1, -1, -1 } \
	}

/* FD becomes stream INDEX, and is owned. */
void streams_set(struct streams *streams, int index, int fd);

/* Open the files of LIST, one after the other; a named pipe is waited for as a verb waits on BENCH.
 * ERR is of the file, and STATUS_LACKING where there is none: it is not what was asked about. */
bool streams_open(struct streams *streams, const struct redirect *list, const struct expand *expand,
		  const struct bench *bench, struct err *err);

/* Make them 0, 1 and 2 of this process, and go back. */
bool streams_enter(struct streams *streams, struct err *err);
void streams_leave(struct streams *streams);

/* Safe on STREAMS_OURS and twice. */
void streams_close(struct streams *streams);

#endif
