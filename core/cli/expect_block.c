/* expect_block -- addresses, networks and ranges of an expression, as first and last address. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/num.h"
#include "cli/expect_term.h"

static struct slice front(struct slice text, size_t size)
{
	return (struct slice){ text.data, size };
}

static struct slice behind(struct slice text, size_t size)
{
	return (struct slice){ text.data + size, text.size - size };
}

/* An address; a zone is kept as it is written: expectations do not ask for interfaces. */
static bool address_parse(struct addr *addr, struct slice *zone, struct slice text)
{
	const char *percent = memchr(text.data, '%', text.size);
	size_t size = percent ? (size_t)(percent - text.data) : text.size;

	if (!addr_read(addr, text.data, size))
		return false;
	*zone = percent ? behind(text, size + 1) : (struct slice){ "", 0 };
	return !percent || (zone->size > 0 && addr_is_link_local(addr));
}

/* The addresses that agree with the network in its first BITS bits. */
static void network_ends(struct block *block, unsigned bits)
{
	for (unsigned i = 0; i < addr_size(block->low.family); i++) {
		unsigned kept = bits >= 8 * (i + 1) ? 8 : bits > 8 * i ? bits - 8 * i : 0;
		unsigned mask = 0xff00u >> kept & 0xff;

		block->high.byte[i] = (uint8_t)(block->low.byte[i] | (0xffu & ~mask));
		block->low.byte[i] = (uint8_t)(block->low.byte[i] & mask);
	}
}

static bool network_parse(struct block *block, struct slice text, size_t slash)
{
	struct slice bits_text = behind(text, slash + 1);
	uint64_t bits;

	if (!address_parse(&block->low, &block->zone, front(text, slash)) ||
	    !num_digits(&bits, bits_text.data, bits_text.size, 8 * addr_size(block->low.family)))
		return false;
	block->written = block->high = block->low;
	network_ends(block, (unsigned)bits);
	return true;
}

static bool range_parse(struct block *block, struct slice text, size_t at, size_t dash_size)
{
	struct slice zone;

	if (!address_parse(&block->low, &zone, front(text, at)) ||
	    !address_parse(&block->high, &block->zone, behind(text, at + dash_size)))
		return false;
	block->written = block->low;
	return zone.size == 0 && block->zone.size == 0 && block->low.family == block->high.family &&
	       addr_compare(&block->low, &block->high) <= 0;
}

static bool single_parse(struct block *block, struct slice text)
{
	if (!address_parse(&block->low, &block->zone, text))
		return false;
	block->written = block->high = block->low;
	return true;
}

bool block_parse(struct block *block, struct slice text)
{
	const char *slash = memchr(text.data, '/', text.size);
	const char *dots = memmem(text.data, text.size, "..", 2);
	const char *dash = memchr(text.data, '-', text.size);
	struct block fresh;
	bool ok;

	if (slash)
		ok = network_parse(&fresh, text, (size_t)(slash - text.data));
	else if (dots)
		ok = range_parse(&fresh, text, (size_t)(dots - text.data), 2);
	else /* the whole comes before '-', which a zone may hold */
		ok = single_parse(&fresh, text) ||
		     (dash && range_parse(&fresh, text, (size_t)(dash - text.data), 1));
	if (ok)
		*block = fresh;
	return ok;
}

static bool same_zone(const struct block *a, const struct block *b)
{
	return a->zone.size == b->zone.size &&
	       memcmp(a->zone.data, b->zone.data, a->zone.size) == 0;
}

bool block_equal(const struct block *a, const struct block *b)
{
	return addr_compare(&a->written, &b->written) == 0 && addr_compare(&a->low, &b->low) == 0 &&
	       addr_compare(&a->high, &b->high) == 0 && same_zone(a, b);
}

bool block_within(const struct block *inner, const struct block *outer)
{
	return inner->low.family == outer->low.family &&
	       addr_compare(&outer->low, &inner->low) <= 0 &&
	       addr_compare(&inner->high, &outer->high) <= 0 &&
	       (outer->zone.size == 0 || same_zone(inner, outer));
}
