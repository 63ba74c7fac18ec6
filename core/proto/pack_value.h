/* pack_value -- one value of a message, and as people write and read it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_PACK_VALUE_H
#define PROTO_PACK_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/word.h"
#include "proto/pack_format.h"

struct pack_value {
	enum { PACK_IS_FLAG, PACK_IS_WHOLE, PACK_IS_REAL, PACK_IS_BYTES } kind;
	union {
		bool flag;
		struct {
			bool negative;
			uint64_t size; /* without the sign */
		} whole;
		double real;
		struct word bytes; /* borrowed */
	} as;
};

/* Read TEXT as a value for ITEM, by what its code holds:
 *   integers   42, -1, 0xff, 0o17, 0b101; true and false are 1 and 0
 *   floats     1.5, .5, 1e-3, inf, nan, and whatever integers take
 *   bool       true, false, or a number, of which only 0 is false
 *   text       as it stands, in quotes ('ab', "ab") or as b'ab' or b"ab", a quote of the same kind
 *              inside being doubled or escaped; with the escapes \xNN \\ \' \" \n \r \t \0
 * Bytes of text are put into MEMORY, which is emptied first and which VALUE borrows. ERR is
 * STATUS_INVALID and quotes TEXT, or STATUS_LACKING; on failure VALUE is untouched. */
bool pack_value_read(struct pack_value *value, struct buf *memory, const struct pack_item *item,
		     const char *text, size_t size, struct err *err);

/* Append VALUE as text that pack_value_read takes back: 42, -1, true, 2.5, and bytes as they are.
 * QUOTED puts bytes between single quotes, and doubles those inside. */
void pack_value_put(struct buf *text, const struct pack_value *value, bool quoted);

/* The numbers that ITEM holds, for a sentence: "-128 to 127". Owned by BUF, which is emptied. */
const char *pack_range(struct buf *buf, const struct pack_item *item);

#endif
