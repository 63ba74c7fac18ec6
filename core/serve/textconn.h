/* textconn -- a connection of lines: read in pieces, written through a queue that is bounded. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_TEXTCONN_H
#define SERVE_TEXTCONN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/endpoint.h"
#include "net/loop.h"
#include "proto/textline.h"

enum {
	TEXTCONN_SILENCE_MS = 200,   /* then a line without an end is given out */
	TEXTCONN_PATIENCE_S = 10,    /* so long a peer may take nothing of what waits for it */
	TEXTCONN_QUEUE_MAX = 1 << 16 /* bytes that may wait for it */
};

struct textconn;

/* What its owner is told, always from the loop. */
struct textconn_calls {
	/* A line or a part of one, see textline.h. */
	void (*piece)(struct textconn *conn, const struct textpiece *piece);
	/* Nothing more comes and nothing more goes. WHY is STATUS_OK at the end of the stream, or
	 * after textconn_end and textconn_detach; STATUS_RESET; STATUS_TIMEOUT where the peer has
	 * vanished; STATUS_LOSS where it takes too little. It is for the owner to close CONN, and
	 * to free it. */
	void (*ended)(struct textconn *conn, const struct err *why);
	/* Less than half of the queue is taken again. May be NULL. */
	void (*relieved)(struct textconn *conn);
};

/* Owner: textconn_begin to textconn_close. */
struct textconn {
	struct loop *loop;
	const struct textconn_calls *calls;
	enum transport transport;
	bool unbounded; /* the owner looks at textconn_is_full, and puts no more */

	struct watch watch;
	struct textline in;
	struct buf out;
	size_t sent; /* bytes of OUT that are gone */
	struct timer soon, silence, patience;
	struct err why;
	bool ending;          /* ended will be called */
	bool shut, shut_down; /* nothing more will be put; the peer knows */
	bool deaf;            /* the peer takes nothing any more: what is put is dropped */
	bool was_full;
};

/* Take over FD, a connected non-blocking stream or seqpacket socket, whose lines are up to MAX
 * bytes. On failure FD is the caller's again. */
bool textconn_begin(struct textconn *conn, struct loop *loop, int fd, enum transport transport,
		    size_t max, const struct textconn_calls *calls, struct err *err);

/* Send whole lines, in the same turn of the loop with what else is put. A peer for whom more than
 * TEXTCONN_QUEUE_MAX bytes wait then is too slow, and the connection ends. */
void textconn_put(struct textconn *conn, const char *lines, size_t size);

/* Bytes that wait, and whether these are more than half of what may. */
size_t textconn_waiting(const struct textconn *conn);
bool textconn_is_full(const struct textconn *conn);

/* Nothing more will be put: when all has gone, the peer gets the end of the stream. */
void textconn_shut(struct textconn *conn);

/* Let it end in this turn of the loop. */
void textconn_end(struct textconn *conn);

/* Give up the descriptor, for something else than lines: the bytes that have come already are
 * appended to REST. The connection ends in this turn of the loop. */
int textconn_detach(struct textconn *conn, struct buf *rest);

/* Safe on { 0 } and twice. */
void textconn_close(struct textconn *conn);

#endif
