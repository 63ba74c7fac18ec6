/* sender -- messages to one peer, over any transport: a connection made, used and ended whole. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SENDER_H
#define NET_SENDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"
#include "net/connect.h"

/* Owner: starts as SENDER_CLOSED, ends in sender_close. */
struct sender {
	int fd; /* -1: not open */
	enum transport transport;
	struct race race; /* how it was reached */
};
#define SENDER_CLOSED    \
	{                \
		.fd = -1 \
	}

/* Reach one of LOCATIONS. ERR is race_run's. */
bool sender_open(struct sender *sender, const struct locations *locations,
		 const struct sock_plan *plan, struct deadline until, struct err *err);

/* Send all of DATA until UNTIL; to a datagram or seqpacket socket as one message. What is sent is
 * with this machine's kernel; a refusal of an earlier datagram that has come back is told here. ERR
 * is STATUS_TIMEOUT where the peer takes no more, STATUS_REFUSED, STATUS_RESET, STATUS_INVALID for
 * a message that is too long, ... */
bool sender_send(struct sender *sender, const void *data, size_t size, struct deadline until,
		 struct err *err);

/* End our direction, and see the peer's machine have all of it: over TCP until it is acknowledged,
 * elsewhere only that no refusal has come. ERR as above. */
bool sender_finish(struct sender *sender, struct deadline until, struct err *err);

/* Safe on SENDER_CLOSED and twice. */
void sender_close(struct sender *sender);

#endif
