/* received -- what one recvmsg(2) brought: an end told from an empty message, what was cut off, and
 * what came along. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_RECEIVED_H
#define NET_RECEIVED_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/sock_addr.h"
#include "net/sockopt_value.h"

enum { RECEIVED_FDS = 253 }; /* SCM_MAX_FD of the kernel: all that one message can bring */

/* Owner: starts as { 0 }, ends in received_free, which closes the descriptors. */
struct received {
	struct buf data;
	size_t true_size;      /* of the message; of a stream that of DATA */
	bool truncated;        /* the message was longer than the room for it; the rest is lost */
	bool is_end;           /* the stream or sequence has ended: nothing was received */
	unsigned flags;        /* MSG_* that the kernel set */
	struct sock_addr from; /* size 0: nobody, as on a stream, or a Unix socket without a name */
	struct addr to;        /* IP_PKTINFO; family 0: not told */
	struct buf control;    /* control messages as text, each with a NUL behind it */
	int fd[RECEIVED_FDS];  /* descriptors that came, close-on-exec */
	unsigned fd_count;
};

/* Receive once from FD of socket type TYPE (SOCK_*): up to SIZE bytes, with FLAGS of recv(2). What
 * RECEIVED held is released. False with errno set; ENOMEM too. A message of SOCK_SEQPACKET can be
 * told from the end where SO_TIMESTAMPNS is set. */
bool received_take(struct received *received, int fd, int type, size_t size, int flags);

/* Safe on { 0 } and twice. */
void received_free(struct received *received);

/* ---- control messages to send ------------------------------------------------------------- */

enum { CONTROL_ROOM_MAX = 2048 };

/* Control messages, as sendmsg(2) takes them. A plain value that starts as { 0 }. */
struct control_out {
	size_t size;
	_Alignas(size_t) char byte[CONTROL_ROOM_MAX];
};

/* Add VALUE as a message of its level and number: what options are called messages are, too.
 * ERR is STATUS_INVALID where there is no more room. */
bool control_add(struct control_out *control, const struct sockopt_value *value, struct err *err);

/* Add COUNT descriptors: SCM_RIGHTS. */
bool control_add_fds(struct control_out *control, const int *fd, size_t count, struct err *err);

#endif
