/* sockviewrow -- a socket that is there, and its TCP connection, as fields of a record. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_SOCKVIEWROW_H
#define CLI_SOCKVIEWROW_H

#include "cli/record.h"
#include "cli/tcprow.h"
#include "net/sockview.h"

/* clang-format off */
enum {
	SOCKVIEWROW_KIND, SOCKVIEWROW_PID, SOCKVIEWROW_FD, SOCKVIEWROW_LOCAL, SOCKVIEWROW_PEER, SOCKVIEWROW_LISTENS,
	SOCKVIEWROW_RECV_QUEUE, SOCKVIEWROW_SEND_QUEUE, SOCKVIEWROW_DROPS, SOCKVIEWROW_CONGESTION, SOCKVIEWROW_CONNECTION
};

#define SOCKVIEWROW_FIELDS \
	[SOCKVIEWROW_KIND] = FIELD("kind", FIELD_TEXT, 0, 0, "kind of socket", NULL), \
	[SOCKVIEWROW_PID] = FIELD("pid", FIELD_INT, 0, 0, "the process that was asked", NULL), \
	[SOCKVIEWROW_FD] = FIELD("fd", FIELD_INT, 0, 0, "its descriptor", NULL), \
	[SOCKVIEWROW_LOCAL] = FIELD("local", FIELD_TEXT, 0, 0, "its own end", NULL), \
	[SOCKVIEWROW_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "the other end", NULL), \
	[SOCKVIEWROW_LISTENS] = FIELD("listens", FIELD_BOOL, 0, 0, "whether it accepts connections", NULL), \
	[SOCKVIEWROW_RECV_QUEUE] = FIELD("recv_queue_bytes", FIELD_INT, 0, UNIT_BYTES, "waiting to be read; of datagrams, in the next one", NULL), \
	[SOCKVIEWROW_SEND_QUEUE] = FIELD("send_queue_bytes", FIELD_INT, 0, UNIT_BYTES, "not yet taken by the peer", NULL), \
	[SOCKVIEWROW_DROPS] = FIELD("drops", FIELD_INT, 0, 0, "packets that found no room", NULL), \
	[SOCKVIEWROW_CONGESTION] = FIELD("congestion", FIELD_TEXT, 0, 0, "TCP: congestion control", NULL), \
	TCPROW_FIELDS(SOCKVIEWROW_CONNECTION)
/* clang-format on */

/* All of them; it is descriptor FD, of process PID where that is not below 0. */
void sockviewrow_put(struct row *row, const struct sockview *view, int64_t pid, int64_t fd);

#endif
