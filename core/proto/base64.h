/* base64 -- bytes as base64 text (RFC 4648 section 4). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_BASE64_H
#define PROTO_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Append SIZE bytes of DATA as base64 with padding. */
void base64_put(struct buf *buf, const void *data, size_t size);

/* Text that comes in pieces. Starts as { 0 }. */
struct base64_reader {
	uint64_t at;     /* bytes of text read */
	uint32_t bits;   /* of the group of four letters that is being read, */
	unsigned count;  /* of which there are so many, */
	unsigned padded; /* so many of them being '=' */
};

/* Append to BYTES what SIZE bytes of TEXT say; blanks and line ends are passed over, and what is
 * padded may be followed by more. ERR is STATUS_INVALID and names the byte of the text, or
 * STATUS_LACKING. */
bool base64_read(struct buf *bytes, struct base64_reader *reader, const char *text, size_t size,
		 struct err *err);

/* Whether the text may end: not inside a group of four. ERR as above. */
bool base64_end(const struct base64_reader *reader, struct err *err);

#endif
