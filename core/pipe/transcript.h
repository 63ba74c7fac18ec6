/* transcript -- a conversation written down as JSON lines, for people, programs and --replay. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPE_TRANSCRIPT_H
#define PIPE_TRANSCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/name.h"
#include "net/sock_addr.h"

enum side { SIDE_CLIENT, SIDE_SERVER };
extern const struct name sides[]; /* client, server */

enum transcript_kind {
	TRANSCRIPT_HEAD,  /* the first line: who wrote this down */
	TRANSCRIPT_OPEN,  /* a connection is there */
	TRANSCRIPT_DATA,  /* SIDE said something */
	TRANSCRIPT_SHUT,  /* SIDE ended its direction */
	TRANSCRIPT_RESET, /* SIDE broke the connection off */
	TRANSCRIPT_CLOSE  /* it is over; the reason says why */
};
extern const struct name transcript_kinds[]; /* transcript, open, data, shut, reset, close */

/* One line. */
struct transcript_line {
	enum transcript_kind kind;
	enum side side; /* of the head: who wrote it down */
	enum transport transport;
	uint64_t conn;
	const struct sock_addr *local, *peer; /* NULL: left out */
	const char *data;
	size_t size, true_size;
	const char *reason;
};

/* Where it goes. */
struct transcript {
	int fd;             /* -1: nowhere */
	const int *stop_fd; /* once it can be read, who reads FD is not waited for; NULL: he always
			     * is */
	struct buf text;
	int write_errno; /* the file is gone; 0 while it is well */
};

/* Write LINE down, now. */
void transcript_put(struct transcript *transcript, const struct transcript_line *line);

/* Safe on { .fd = -1 }, and twice. The descriptor is its owner's. */
void transcript_free(struct transcript *transcript);

#endif
