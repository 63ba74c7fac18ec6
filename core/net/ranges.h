/* ranges -- a list of address ranges: joined where they touch, one list taken from another. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_RANGES_H
#define NET_RANGES_H

#include <stdbool.h>
#include <stddef.h>

#include "net/range.h"

/* Owner: starts as { 0 }, ends in ranges_free. */
struct ranges {
	struct range *item;
	size_t count, capacity;
};

/* False when memory is out; the list is then as it was. */
bool ranges_add(struct ranges *ranges, const struct range *range);

/* Sort by family (IPv4 first) and address, and join what overlaps or touches. Zones are
 * dropped. */
void ranges_merge(struct ranges *ranges);

/* Append to LEFT the addresses of ALL that are not in GONE; both are merged, and LEFT is then
 * too. False when memory is out. */
bool ranges_subtract(struct ranges *left, const struct ranges *all, const struct ranges *gone);

/* Safe on { 0 } and twice. */
void ranges_free(struct ranges *ranges);

#endif
