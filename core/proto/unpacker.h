/* unpacker -- text in pieces, decoded and split into messages. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_UNPACKER_H
#define PROTO_UNPACKER_H

#include <stdbool.h>
#include <stddef.h>

#include "proto/encoding.h"
#include "proto/split.h"

/* Owner: unpacker_begin to unpacker_free. */
struct unpacker {
	struct decoder decoder;
	struct split split;
	struct buf bytes; /* decoded, on their way */
};

void unpacker_begin(struct unpacker *unpacker, const struct pack_format *format,
		    enum encoding encoding, enum frame frame);

/* Add SIZE bytes of TEXT; split_next has the messages. False where it is malformed, which the
 * messages before that are not touched by: ERR is decoder_read's. */
bool unpacker_feed(struct unpacker *unpacker, const char *text, size_t size, struct err *err);

/* Whether the text may end here: see decoder_end and split_end. */
bool unpacker_end(struct unpacker *unpacker, struct err *err);

void unpacker_free(struct unpacker *unpacker);

#endif
