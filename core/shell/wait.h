/* wait -- a child of the session until it ends, its time is up, or the user has had enough. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_WAIT_H
#define SHELL_WAIT_H

#include "shell/shell.h"

enum { CAPTURE_MAX = 1 << 20 }; /* bytes that a command may give to a variable */

/* What a child prints, where somebody wants it. Owner: starts as CAPTURE_NOTHING, ends in
 * capture_free. */
struct capture {
	int fd; /* of the pipe; -1: nobody does, or it has ended */
	struct buf data;
	bool too_large;
	bool is_copy; /* it is passed on, of any size, and nothing is kept */
	bool lost;    /* and could not be passed on */
	int talk_fd;  /* of a copy: the pipe of stderr; -1 */
};
#define CAPTURE_NOTHING                 \
	{                               \
		.fd = -1, .talk_fd = -1 \
	}

/* Wait for SPAWN until UNTIL or an interrupt, which is passed on; it is ended where that does not
 * end it. Returns its exit code, or that of a timeout; at a prompt 128 and the signal, where
 * something has stopped it: spawn->stopped. */
int shell_wait(struct shell *shell, struct spawn *spawn, struct deadline until,
	       struct capture *capture, const char *name);

/* Wait for SPAWN, which runs beside the session, until it has ended or was stopped, UNTIL or an
 * interrupt, which end the waiting alone. The exit code as above; 4; 128 and the signal. */
int shell_attend(struct shell *shell, struct spawn *spawn, struct deadline until);

/* Wait for the end of SPAWN while jobs and others go on; false when UNTIL passed. And end it so:
 * spawn_end. */
bool shell_await(struct shell *shell, struct spawn *spawn, struct deadline until);
void shell_finish(struct shell *shell, struct spawn *spawn);

/* Read to the end of FD, at most CAPTURE_MAX bytes, while SPAWN runs. ERR is STATUS_TIMEOUT,
 * STATUS_LACKING with EINTR, or STATUS_INVALID. */
bool shell_read_pipe(struct shell *shell, struct buf *data, int fd, struct deadline until,
		     struct err *err);

/* Safe twice. */
void capture_free(struct capture *capture);

#endif
