/* range -- addresses from a first to a last one: size, networks within, both ways. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_RANGE_H
#define NET_RANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "net/addr.h"
#include "net/network.h"

/* A plain value. Both ends belong to it; they have one family and are in order. */
struct range {
	struct addr first, last;
};

enum {
	RANGE_TEXT_MAX = 2 * ADDR_TEXT_MAX + 1,
	RANGE_SIZE_MAX = 40 /* 2^128 in decimal, and a NUL */
};

struct range range_of(const struct network *network);

/* Whether INNER lies in OUTER whole, and whether they share an address. False for different
 * families; zones are not looked at. */
bool range_contains(const struct range *outer, const struct range *inner);
bool range_overlaps(const struct range *a, const struct range *b);

/* Whether B begins where A ends or before: A is not the later of the two. */
bool range_touches(const struct range *a, const struct range *b);

/* The neighbours of an address; they wrap around at the ends. */
struct addr addr_next(const struct addr *addr);
struct addr addr_previous(const struct addr *addr);

/* How many addresses, in decimal. Returns the length. */
size_t range_size(char text[static RANGE_SIZE_MAX], const struct range *range);

/* "10.0.0.1-10.0.0.9". Returns the length. */
size_t range_format(char text[static RANGE_TEXT_MAX], const struct range *range);

/* Walks over a range in networks: the fewest that it consists of. */
struct range_walk {
	struct range rest;
	unsigned min_bits;
	bool ended;
};

/* No network of the walk has a shorter prefix than MIN_BITS: 0 takes what comes, and a network
 * is split into equal ones by the prefix length that these shall have. */
struct range_walk range_walk_begin(const struct range *range, unsigned min_bits);

/* The next network; false at the end. */
bool range_walk_next(struct range_walk *walk, struct network *network);

#endif
