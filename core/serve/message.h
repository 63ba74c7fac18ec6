/* message -- what an echo client sends, and whether the same comes back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_MESSAGE_H
#define SERVE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum {
	MESSAGE_MAX = 1 << 28, /* bytes */
	MESSAGE_HEAD = 8       /* of a numbered one: a cookie and the number, network order */
};

/* The messages of a run, all of one size. Owner: starts as { 0 }, ends in messages_free. */
struct messages {
	char *room;      /* a window of SIZE bytes on it is a message */
	size_t size;     /* of each */
	uint32_t shifts; /* in how many places the window may stand: 1, and all are alike */
	bool numbered;   /* the first MESSAGE_HEAD bytes say which it is */
};

/* The same DATA each time. */
bool messages_fixed(struct messages *messages, const void *data, size_t size, struct err *err);

/* The same with ENDING behind it, in place of what MESSAGES were. */
bool messages_set(struct messages *messages, const void *data, size_t size, const char *ending,
		  struct err *err);

/* DATA (at least one byte) again and again up to SIZE bytes, behind a number where NUMBERED and
 * there is room for one. */
bool messages_repeat(struct messages *messages, const struct buf *data, size_t size, bool numbered,
		     struct err *err);

/* SIZE bytes that the generator with SEED makes: each message differs from the 250 after it, unless
 * a number was asked for and there is no room for one. */
bool messages_random(struct messages *messages, uint64_t seed, size_t size, bool numbered,
		     struct err *err);

/* Read a pattern: "0x" and an even number of hexadecimal digits, or a text as it is. ERR is
 * STATUS_INVALID, for an empty one too. */
bool message_pattern(struct buf *pattern, const char *text, struct err *err);

void messages_free(struct messages *messages);

/* The bytes of message SEQ, but for its head: behind that where it is numbered. */
const char *message_body(const struct messages *messages, uint32_t seq);

/* Write its head to HEAD, where it is numbered; the size of that, or 0. */
size_t message_head(const struct messages *messages, char head[static MESSAGE_HEAD],
		    uint32_t cookie, uint32_t seq);

/* Write all of it to TO. */
void message_put(const struct messages *messages, char *to, uint32_t cookie, uint32_t seq);

/* The number in a message of COOKIE's; false where it has none. */
bool message_seq(uint32_t *seq, const struct messages *messages, uint32_t cookie, const void *data,
		 size_t size);

/* Of SIZE bytes that should be those from OFFSET on in message SEQ, behind its head: how many are
 * until the first that is another; SIZE where all are right. */
size_t message_match(const struct messages *messages, uint32_t seq, size_t offset, const char *data,
		     size_t size);

#endif
