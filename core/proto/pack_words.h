/* pack_words -- a whole message from words, as people type them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_PACK_WORDS_H
#define PROTO_PACK_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "proto/pack_format.h"

/* What is packed and unpacked; a format may describe more. */
enum { PACK_SIZE_MAX = 16 << 20, PACK_VALUES_MAX = 1 << 20 };

/* Whether messages of FORMAT are within these limits. ERR is STATUS_INVALID. */
bool pack_check(const struct pack_format *format, struct err *err);

/* Append a message of zeros to BYTES; NULL, and ERR STATUS_LACKING, when memory is out. */
void *pack_room(struct buf *bytes, const struct pack_format *format, struct err *err);

/* Where the words come from that values are read from. */
struct pack_words {
	struct word (*at)(const void *context, size_t index);
	const void *context;
	size_t count;
	bool verbatim; /* what c, s and p take are their bytes as they stand: no quotes or escapes
			*/
};

/* Append the message that WORDS make, by pack_value_read, to BYTES, for a format that pack_check
 * has passed; *CUT grows by the bytes of texts that are lost. ERR is STATUS_INVALID and says which
 * item it is, or that words are missing or too many; BYTES is then as it was. */
bool pack_words_from(struct buf *bytes, size_t *cut, const struct pack_format *format,
		     const struct pack_words *words, struct err *err);

/* The same from COUNT words of a command line, quotes and escapes included. */
bool pack_words(struct buf *bytes, size_t *cut, const struct pack_format *format, char *const *word,
		size_t count, struct err *err);

#endif
