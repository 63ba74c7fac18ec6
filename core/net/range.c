/* range -- addresses from a first to a last one: size, networks within, both ways. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/range.h"

#include <string.h>

#include "base/wide.h"

static struct wide number_of(const struct addr *addr)
{
	return wide_from_bytes(addr->byte, addr_size(addr->family));
}

static struct addr addr_plus(const struct addr *addr, struct wide distance)
{
	struct addr sum = *addr;

	wide_to_bytes(sum.byte, addr_size(sum.family), wide_add(number_of(addr), distance));
	return sum;
}

static int compare(const struct addr *a, const struct addr *b)
{
	return memcmp(a->byte, b->byte, sizeof(a->byte));
}

struct addr addr_next(const struct addr *addr)
{
	return addr_plus(addr, (struct wide){ 0, 1 });
}

struct addr addr_previous(const struct addr *addr)
{
	return addr_plus(addr, (struct wide){ UINT64_MAX, UINT64_MAX });
}

struct range range_of(const struct network *network)
{
	return (struct range){ network_first(network), network_last(network) };
}

bool range_contains(const struct range *outer, const struct range *inner)
{
	return outer->first.family == inner->first.family &&
	       compare(&outer->first, &inner->first) <= 0 &&
	       compare(&inner->last, &outer->last) <= 0;
}

bool range_overlaps(const struct range *a, const struct range *b)
{
	return a->first.family == b->first.family && compare(&a->first, &b->last) <= 0 &&
	       compare(&b->first, &a->last) <= 0;
}

bool range_touches(const struct range *a, const struct range *b)
{
	struct addr next = addr_next(&a->last);

	return range_overlaps(a, b) ||
	       (a->first.family == b->first.family && compare(&a->first, &next) < 0 &&
		compare(&next, &b->first) == 0);
}

size_t range_size(char text[static RANGE_SIZE_MAX], const struct range *range)
{
	struct wide count = wide_subtract(number_of(&range->last), number_of(&range->first));

	count = wide_add(count, (struct wide){ 0, 1 });
	if (count.high || count.low)
		return wide_format(text, count);
	memcpy(text, "340282366920938463463374607431768211456", RANGE_SIZE_MAX);
	return RANGE_SIZE_MAX - 1;
}

size_t range_format(char text[static RANGE_TEXT_MAX], const struct range *range)
{
	size_t size = addr_format(text, &range->first);

	text[size++] = '-';
	return size + addr_format(text + size, &range->last);
}

struct range_walk range_walk_begin(const struct range *range, unsigned min_bits)
{
	return (struct range_walk){ .rest = *range, .min_bits = min_bits };
}

/* The most bits behind the prefix that a network at the front of REST can have: it must begin
 * where REST does, and not end behind it. */
static unsigned front_bits(const struct range *rest)
{
	struct wide first = number_of(&rest->first), last = number_of(&rest->last);
	struct wide count = wide_add(wide_subtract(last, first), (struct wide){ 0, 1 });
	unsigned width = 8 * (unsigned)addr_size(rest->first.family);
	unsigned aligned = wide_trailing_zeros(first);
	unsigned fitting = count.high || count.low ? wide_log2(count) : 128;

	aligned = aligned < fitting ? aligned : fitting;
	return aligned < width ? aligned : width;
}

bool range_walk_next(struct range_walk *walk, struct network *network)
{
	struct range *rest = &walk->rest;
	unsigned width = 8 * (unsigned)addr_size(rest->first.family);
	struct addr last;

	if (walk->ended)
		return false;
	*network = (struct network){ rest->first, width - front_bits(rest) };
	if (network->bits < walk->min_bits)
		network->bits = walk->min_bits;
	last = network_last(network);
	walk->ended = compare(&last, &rest->last) == 0;
	rest->first = addr_next(&last);
	return true;
}
