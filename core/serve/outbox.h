/* outbox -- what waits to be sent on a connection: bytes in their order, or messages whole. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_OUTBOX_H
#define SERVE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Owner: starts as { 0 } or { .messages = true }, ends in outbox_free. Without anything in it it
 * has no memory. */
struct outbox {
	struct buf buf; /* from START on; a message stands behind its size */
	size_t start;
	bool messages; /* each is sent by one call, or not at all: seqpacket */
};

/* Bytes that wait, with what it takes to keep them apart. */
static inline size_t outbox_waiting(const struct outbox *outbox)
{
	return outbox->buf.size - outbox->start;
}

/* Add SIZE bytes, or one message of them. False when memory is out: then nothing was added. */
bool outbox_put(struct outbox *outbox, const void *data, size_t size);

/* What the next call may send: all bytes, or the first message. False when nothing waits. */
bool outbox_next(const struct outbox *outbox, const char **data, size_t *size);

/* SIZE bytes of that have been sent; of a message all. */
void outbox_sent(struct outbox *outbox, size_t size);

/* Safe twice. */
void outbox_free(struct outbox *outbox);

#endif
