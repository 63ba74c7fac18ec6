/* sockview -- a socket that is there: its kind, both ends, queues, and its TCP connection. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKVIEW_H
#define NET_SOCKVIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/sock_addr.h"
#include "net/sockkind.h"
#include "net/tcpinfo.h"

enum { SOCKVIEW_WORD_MAX = 32 };

/* A plain value. */
struct sockview {
	struct sockkind kind;
	struct sock_addr local, peer;
	bool listens;
	int64_t recv_queue_bytes, send_queue_bytes; /* -1: the socket has no such count */
	int64_t drops;                              /* packets that found no room; -1: not told */
	bool has_tcp;
	struct tcpinfo tcp;
	char congestion[SOCKVIEW_WORD_MAX]; /* congestion control; "": not told */
};

/* Look at socket FD, which is not changed. ERR as in sockkind_of. */
bool sockview_read(struct sockview *view, int fd, struct err *err);

/* Append one end as sock_addr_format does, or as the kernel's constant where that has no form. */
void sockview_put_end(struct buf *text, const struct sockkind *kind, const struct sock_addr *end);

/* A copy of descriptor FD of process PID, close-on-exec; -1 and ERR where it cannot be had:
 * STATUS_NOT_FOUND (no such process or descriptor), STATUS_DENIED with what stands in the way,
 * STATUS_LACKING before Linux 5.6. Both share one socket. pidfd_getfd(2). */
int sockview_borrow(pid_t pid, int fd, struct err *err);

#endif
