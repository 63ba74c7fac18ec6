/* packrow -- a message, packed or unpacked, as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_PACKROW_H
#define CLI_PACKROW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "cli/record.h"
#include "proto/pack_format.h"

/* clang-format off */
/* The fields that records about a message begin with. */
enum {
	PACKROW_FORMAT, PACKROW_OFFSET, PACKROW_SIZE, PACKROW_HEX, PACKROW_BASE64, PACKROW_VALUES, PACKROW_TEXT, PACKROW_JSON,
	PACKROW_CUT, PACKROW_DATA, PACKROW_END
};

#define PACKROW_FIELDS \
	[PACKROW_FORMAT] = FIELD("format", FIELD_TEXT, FIELD_QUESTION, 0, "the format", NULL), \
	[PACKROW_OFFSET] = FIELD("offset_bytes", FIELD_UINT, FIELD_QUESTION | FIELD_DETAIL, UNIT_BYTES, "unpacked: where it begins", NULL), \
	[PACKROW_SIZE] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "how many bytes hex has", NULL), \
	[PACKROW_HEX] = FIELD("hex", FIELD_TEXT, 0, 0, "its bytes; packed with --framed: its length and they", NULL), \
	[PACKROW_BASE64] = FIELD("base64", FIELD_TEXT, FIELD_DETAIL, 0, "--base64: the same", NULL), \
	[PACKROW_VALUES] = FIELD("values", FIELD_TEXT, FIELD_LIST, 0, "each value as text", NULL), \
	[PACKROW_TEXT] = FIELD("text", FIELD_TEXT, FIELD_DETAIL, 0, "the values in a line, text in quotes", NULL), \
	[PACKROW_JSON] = FIELD("json", FIELD_JSON, FIELD_DETAIL, 0, "the values: an object of the names, or an array", NULL), \
	[PACKROW_CUT] = FIELD("cut_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "packed: bytes of text that found no room", NULL), \
	[PACKROW_DATA] = FIELD("data", FIELD_DATA, FIELD_DETAIL, 0, "the bytes of hex", NULL)
/* clang-format on */

/* The values of MESSAGE. */
void packrow_put_values(struct row *row, const struct pack_format *format, const void *message);

/* SIZE bytes in hex alone, and in every notation. */
void packrow_put_hex(struct row *row, const void *bytes, size_t size);
void packrow_put_bytes(struct row *row, const void *bytes, size_t size, bool base64);

#endif
