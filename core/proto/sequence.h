/* sequence -- the number that test senders put into their messages, written and read. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_SEQUENCE_H
#define PROTO_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Which message of which sender. A plain value. */
struct sequence {
	uint64_t sender; /* chosen anew by each run of a sender */
	uint64_t number; /* one more from message to message */
};

/* Append the header of a numbered message:
 *
 *     sockbox-seq SENDER count: NUMBER
 *
 * SENDER in 16 hexadecimal digits, NUMBER in decimal; behind it a blank and whatever else there is
 * to say. "count: " is where mcjoin(1) looks too. */
void sequence_put(struct buf *buf, const struct sequence *sequence);

/* Read the header at the front of DATA: that one, or what mcjoin(1) sends, "Sender PID N, MC group
 * G ... count: N", whose sender is its process. False where it is neither; SEQUENCE is then
 * untouched. */
bool sequence_read(struct sequence *sequence, const void *data, size_t size);

#endif
