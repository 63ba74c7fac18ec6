/* packitem -- a message item by item, explained as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_PACKITEM_H
#define CLI_PACKITEM_H

#include "cli/record.h"
#include "proto/pack_format.h"

/* The fields of an item and of the whole; an applet's table has record types of
 * { packitem_fields, PACKITEM_TEXT } and { packitem_total_fields, PACKITEM_TOTAL_TEXT }. */
extern const struct field packitem_fields[], packitem_total_fields[];
#define PACKITEM_TEXT "at {offset_bytes} size {size_bytes}: {code} {c_type}[, {text}][ ({note})]"
#define PACKITEM_TOTAL_TEXT "size {size_bytes}, {byte_order}, {alignment} alignment"

/* What one item is explained from. A plain value. */
struct packitem {
	const char *text; /* the format, as it was given */
	const struct pack_format *format;
	const struct pack_item *item;
	const void *message; /* NULL: only the format is known */
	char *const
		*given; /* a word for each value of the item, which made the message; NULL: none */
};

void packitem_put(struct row *row, const struct packitem *packitem);

void packitem_put_total(struct row *row, const char *text, const struct pack_format *format);

#endif
