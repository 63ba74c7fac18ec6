/* packitem -- a message item by item, explained: where each lies, its type, what it holds. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_PACKITEM_H
#define CLI_PACKITEM_H

#include "cli/record.h"
#include "proto/pack_format.h"

/* The flat object that explains an item; a record has a list of them. */
extern const struct shape packitem_shape;

/* What one is made from. A plain value. */
struct packitem {
	const struct pack_format *format;
	const struct pack_item *item;
	const void *message; /* NULL: only the format is known */
	char *const
		*given; /* a word for each value of the item, which made the message; NULL: none */
};

void packitem_put(struct row *row, const struct packitem *packitem);

#endif
