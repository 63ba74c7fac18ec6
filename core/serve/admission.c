/* admission -- whom a server serves: networks allowed and denied, and how many at once. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/admission.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- rules -------------------------------------------------------------------------------- */

bool admission_make(struct admission *admission, const struct listen_words *words, struct err *err)
{
	struct admission fresh = { .max_conns = (uint64_t)words->max_conns,
				   .max_per_addr = (uint64_t)words->max_per_addr,
				   .no_limits = words->no_limits };

	if (!networks_parse(&fresh.allow, "allow", &words->allow, err) ||
	    !networks_parse(&fresh.deny, "deny", &words->deny, err))
		return false;
	if (words->no_limits)
		fresh.max_conns = fresh.max_per_addr = UINT64_MAX;
	*admission = fresh;
	return true;
}

bool admission_admits(const struct admission *admission, const struct sock_addr *peer)
{
	struct addr addr;

	if (!sock_addr_ip(&addr, NULL, peer))
		return true;
	return !networks_have(&admission->deny, &addr) &&
	       (admission->allow.count == 0 || networks_have(&admission->allow, &addr));
}

bool admission_trusts(const struct admission *admission, const struct sock_addr *peer)
{
	struct addr addr;

	return sock_addr_ip(&addr, NULL, peer) && networks_have(&admission->allow, &addr);
}

/* ---- how many each address has: open addressing, linear probing ------------------------------ */

struct headcount_slot {
	struct addr key;
	uint64_t count; /* 0: free */
};

enum { FIRST_CAPACITY = 64, SHARED_BITS = 64 };

static bool key_of(struct addr *key, const struct sock_addr *peer)
{
	if (sock_addr_is_loopback(peer) || !sock_addr_ip(key, NULL, peer))
		return false;
	if (addr_is_link_local(key))
		return true;
	key->scope_id = 0;
	if (key->family == AF_INET6)
		memset(key->byte + SHARED_BITS / 8, 0, sizeof(key->byte) - SHARED_BITS / 8);
	return true;
}

/* FNV-1a. An attacker who makes his addresses collide has no more of them than max_conns. */
static size_t home_of(const struct headcount *headcount, const struct addr *key)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < addr_size(key->family); i++)
		hash = (hash ^ key->byte[i]) * UINT64_C(0x100000001b3);
	return (size_t)(hash ^ hash >> 32) & (headcount->capacity - 1);
}

/* The slot that has KEY, or the free one where it belongs. */
static size_t find(const struct headcount *headcount, const struct addr *key)
{
	size_t at = home_of(headcount, key);

	while (headcount->slot[at].count > 0 && addr_compare(&headcount->slot[at].key, key) != 0)
		at = (at + 1) & (headcount->capacity - 1);
	return at;
}

static bool grow(struct headcount *headcount)
{
	struct headcount fresh = { .capacity = headcount->capacity ? 2 * headcount->capacity
								   : FIRST_CAPACITY };

	fresh.slot = calloc(fresh.capacity, sizeof(*fresh.slot));
	if (!fresh.slot)
		return false;
	for (size_t i = 0; i < headcount->capacity; i++)
		if (headcount->slot[i].count > 0)
			fresh.slot[find(&fresh, &headcount->slot[i].key)] = headcount->slot[i];
	fresh.count = headcount->count;
	free(headcount->slot);
	*headcount = fresh;
	return true;
}

uint64_t headcount_add(struct headcount *headcount, const struct sock_addr *peer)
{
	struct addr key;
	struct headcount_slot *slot;

	if (!key_of(&key, peer))
		return 1;
	if (2 * headcount->count >= headcount->capacity && !grow(headcount))
		return 0;
	slot = &headcount->slot[find(headcount, &key)];
	headcount->count += slot->count == 0;
	slot->key = key;
	return ++slot->count;
}

/* Close the gap at AT: what was pushed past it moves back. */
static void close_gap(struct headcount *headcount, size_t at)
{
	size_t mask = headcount->capacity - 1, next = at;

	for (;;) {
		size_t home;

		next = (next + 1) & mask;
		if (headcount->slot[next].count == 0)
			break;
		home = home_of(headcount, &headcount->slot[next].key);
		if (((next - home) & mask) < ((next - at) & mask))
			continue;
		headcount->slot[at] = headcount->slot[next];
		at = next;
	}
	headcount->slot[at].count = 0;
}

void headcount_drop(struct headcount *headcount, const struct sock_addr *peer)
{
	struct addr key;
	size_t at;

	if (headcount->capacity == 0 || !key_of(&key, peer))
		return;
	at = find(headcount, &key);
	if (headcount->slot[at].count > 1) {
		headcount->slot[at].count--;
	} else if (headcount->slot[at].count == 1) {
		headcount->count--;
		close_gap(headcount, at);
	}
}

void headcount_free(struct headcount *headcount)
{
	free(headcount->slot);
	*headcount = (struct headcount){ 0 };
}
