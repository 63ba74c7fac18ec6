/* frame -- messages of any size in a stream, each behind its length. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_FRAME_H
#define PROTO_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name.h"

enum frame {
	FRAME_NONE,
	FRAME_U8,
	FRAME_U16, /* in the byte order of the format, see frame_put */
	FRAME_U32,
	FRAME_U16LE,
	FRAME_U16BE,
	FRAME_U32LE,
	FRAME_U32BE,
	FRAME_VARINT /* seven bits a byte, the least first, as in protobuf: LEB128 */
};

extern const struct name frame_names[];

enum { FRAME_PREFIX_MAX = 10 };

/* Write the prefix of a message of SIZE bytes; LITTLE is the byte order of FRAME_U16 and FRAME_U32.
 * Returns its size, or 0 where SIZE is more than it can say. */
size_t frame_put(uint8_t prefix[static FRAME_PREFIX_MAX], enum frame frame, bool little,
		 size_t size);

/* Read the prefix at the front of HAVE bytes of DATA into SIZE. Returns its own size; 0 while it is
 * not whole; more than FRAME_PREFIX_MAX, where no such prefix exists (a varint above 64 bits). */
size_t frame_read(uint64_t *size, enum frame frame, bool little, const uint8_t *data, size_t have);

#endif
