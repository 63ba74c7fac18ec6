/* hex -- bytes from hexadecimal text, as people write it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_HEX_H
#define PROTO_HEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Text that comes in pieces. Starts as { 0 }. */
struct hex_reader {
	uint64_t at;   /* bytes of text read */
	unsigned high; /* the first digit of a byte, and */
	bool half;     /* whether it stands alone yet */
	bool inside;   /* of a word: "0x" begins only one */
};

/* Append to BYTES what SIZE bytes of TEXT say: two digits a byte, in either case, with blanks, line
 * ends, ':' or ',' between bytes and "0x" in front of them where one likes. ERR is STATUS_INVALID
 * and names the byte of the text, or STATUS_LACKING. */
bool hex_read(struct buf *bytes, struct hex_reader *reader, const char *text, size_t size,
	      struct err *err);

/* Whether the text may end, or a word of it. ERR as above. */
bool hex_end(struct hex_reader *reader, struct err *err);

#endif
