/* ranges -- a list of address ranges: joined where they touch, one list taken from another. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/ranges.h"

#include <stdlib.h>

bool ranges_add(struct ranges *ranges, const struct range *range)
{
	if (ranges->count == ranges->capacity) {
		size_t capacity = ranges->capacity ? 2 * ranges->capacity : 16;
		struct range *item = reallocarray(ranges->item, capacity, sizeof(*item));

		if (!item)
			return false;
		ranges->item = item;
		ranges->capacity = capacity;
	}
	ranges->item[ranges->count] = *range;
	ranges->item[ranges->count].first.scope_id = 0;
	ranges->item[ranges->count].last.scope_id = 0;
	ranges->count++;
	return true;
}

static int by_first(const void *a, const void *b)
{
	const struct range *left = a, *right = b;

	return addr_compare(&left->first, &right->first);
}

void ranges_merge(struct ranges *ranges)
{
	size_t kept = 0;

	if (ranges->count == 0)
		return;
	qsort(ranges->item, ranges->count, sizeof(*ranges->item), by_first);
	for (size_t i = 1; i < ranges->count; i++) {
		struct range *before = &ranges->item[kept], *now = &ranges->item[i];

		if (!range_touches(before, now))
			ranges->item[++kept] = *now;
		else if (addr_compare(&before->last, &now->last) < 0)
			before->last = now->last;
	}
	ranges->count = kept + 1;
}

/* What is left of RANGE without GONE from *AT on. *AT is moved behind what ends before RANGE
 * does: the next range begins there. */
static bool add_without(struct ranges *left, struct range range, const struct ranges *gone,
			size_t *at)
{
	for (; *at < gone->count; ++*at) {
		const struct range *hole = &gone->item[*at];

		if (addr_compare(&hole->last, &range.first) < 0)
			continue;
		if (addr_compare(&range.last, &hole->first) < 0)
			break;
		if (addr_compare(&range.first, &hole->first) < 0) {
			struct range part = { range.first, addr_previous(&hole->first) };

			if (!ranges_add(left, &part))
				return false;
		}
		if (addr_compare(&range.last, &hole->last) <= 0)
			return true;
		range.first = addr_next(&hole->last);
	}
	return ranges_add(left, &range);
}

bool ranges_subtract(struct ranges *left, const struct ranges *all, const struct ranges *gone)
{
	size_t at = 0;

	for (size_t i = 0; i < all->count; i++)
		if (!add_without(left, all->item[i], gone, &at))
			return false;
	return true;
}

void ranges_free(struct ranges *ranges)
{
	free(ranges->item);
	*ranges = (struct ranges){ 0 };
}
