/* split -- a stream of bytes, which comes in any pieces, into messages of one format. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_SPLIT_H
#define PROTO_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "proto/frame.h"
#include "proto/pack_format.h"

/* Owner: split_begin to split_free. Keeps a message at the most, and what was fed last. */
struct split {
	const struct pack_format *format; /* borrowed */
	enum frame frame;
	bool little; /* of the prefix, where the format decides it */
	bool broken; /* where the next message begins cannot be known any more */
	struct buf rest;
	size_t start;    /* of what is not used yet in rest */
	uint64_t offset; /* of that, in the stream */
	uint64_t skip;   /* bytes of a frame that is none of ours */
	uint64_t number; /* messages and refused frames so far */
};

struct message {
	const uint8_t *data; /* of the format's size; borrowed until the next feed */
	uint64_t offset;     /* in the stream, without its prefix */
};

enum split_kind {
	SPLIT_MESSAGE,
	SPLIT_BAD, /* ERR says what is wrong with the next bytes; they are passed over */
	SPLIT_MORE /* nothing without more bytes */
};

void split_begin(struct split *split, const struct pack_format *format, enum frame frame);

/* Add SIZE bytes. False where there is no memory for them. */
bool split_feed(struct split *split, const void *data, size_t size);

/* The next message. ERR is STATUS_INVALID. */
enum split_kind split_next(struct split *split, struct message *message, struct err *err);

/* Whether the stream may end here: false where bytes of a message that is not whole are left, or
 * where there was none at all, and ERR, STATUS_INVALID, names the byte that is missing or, behind
 * whole messages, the first that is too many. */
bool split_end(const struct split *split, struct err *err);

/* Safe on { 0 } and twice. */
void split_free(struct split *split);

#endif
