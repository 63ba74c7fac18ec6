/* encoding -- bytes as hex, as base64 or as they are, out of text that comes in pieces. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_ENCODING_H
#define PROTO_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "proto/base64.h"
#include "proto/hex.h"

enum encoding { ENCODING_HEX, ENCODING_BASE64, ENCODING_RAW };

/* Starts as { .encoding = ... }; a plain value. */
struct decoder {
	enum encoding encoding;
	struct hex_reader hex;
	struct base64_reader base64;
};

/* Append to BYTES what the next SIZE bytes of TEXT say. ERR is STATUS_INVALID and names the byte of
 * the text, or STATUS_LACKING; BYTES then has those before it. */
bool decoder_read(struct buf *bytes, struct decoder *decoder, const char *text, size_t size,
		  struct err *err);

/* Whether the text may end here, or one of its words. ERR as above. */
bool decoder_end(struct decoder *decoder, struct err *err);

#endif
