/* happening -- what can be seen of a socket from outside: nothing is read off it, its error and its
 * error queue included. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_HAPPENING_H
#define NET_HAPPENING_H

#include <stdbool.h>
#include <stdint.h>

/* Bits of happening.what. */
enum {
	HAPPENING_CONNECTED = 1 << 0, /* connecting is done, */
	HAPPENING_FAILED = 1 << 1,    /* or has failed */
	HAPPENING_WAITING = 1 << 2,   /* connections wait to be accepted: COUNT of them */
	HAPPENING_INPUT = 1 << 3,     /* COUNT bytes, or a message of so many */
	HAPPENING_URGENT = 1 << 4,    /* something is out of band */
	HAPPENING_END = 1 << 5,       /* the peer sends no more, */
	HAPPENING_GONE = 1 << 6,      /* and takes no more: told of Unix sockets */
	HAPPENING_BROKEN = 1 << 7,    /* the connection was ended by an error */
	HAPPENING_QUEUE = 1 << 8,     /* something is in the error queue */
	HAPPENING_ERROR = 1 << 9      /* an error waits for the next call */
};

/* The socket, and what its owner knows. */
struct happening_of {
	int fd;
	int family, type;
	bool listens, connects;       /* connects: a connect was begun, and its end was not seen */
	bool write_ended, read_ended; /* shut down here; read_ended: or the end was read */
};

/* A plain value. */
struct happening {
	unsigned what;
	int64_t count;   /* -1: the kernel does not tell */
	bool is_total;   /* COUNT is of all that waits, not of the next message */
	bool is_settled; /* connecting is over, one way or the other */
};

/* Look, without waiting. What cannot be told is not there. poll(2), ioctl(2) SIOCINQ, TCP_INFO. */
struct happening happening_look(const struct happening_of *sock);

#endif
