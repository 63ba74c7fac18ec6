/* knock -- one datagram and what comes of it: an answer, a refusal, or silence. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_KNOCK_H
#define NET_KNOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "net/endpoint.h"

/* Send SIZE bytes of DATA to the peer that FD, a datagram socket of TRANSPORT, is connected with,
 * and wait for what comes back: it is appended to ANSWER, and RTT_NS is how long that took. ERR is
 * STATUS_REFUSED or STATUS_UNREACHABLE with who said so, STATUS_SILENT where nothing came until
 * UNTIL, or why it could not be sent. */
bool knock(struct buf *answer, int64_t *rtt_ns, int fd, enum transport transport, const void *data,
	   size_t size, struct deadline until, struct err *err);

#endif
