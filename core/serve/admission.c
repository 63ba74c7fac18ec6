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

struct tally_slot {
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
static size_t home_of(const struct tally *tally, const struct addr *key)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < addr_size(key->family); i++)
		hash = (hash ^ key->byte[i]) * UINT64_C(0x100000001b3);
	return (size_t)(hash ^ hash >> 32) & (tally->capacity - 1);
}

/* The slot that has KEY, or the free one where it belongs. */
static size_t find(const struct tally *tally, const struct addr *key)
{
	size_t at = home_of(tally, key);

	while (tally->slot[at].count > 0 && addr_compare(&tally->slot[at].key, key) != 0)
		at = (at + 1) & (tally->capacity - 1);
	return at;
}

static bool grow(struct tally *tally)
{
	struct tally fresh = { .capacity = tally->capacity ? 2 * tally->capacity : FIRST_CAPACITY };

	fresh.slot = calloc(fresh.capacity, sizeof(*fresh.slot));
	if (!fresh.slot)
		return false;
	for (size_t i = 0; i < tally->capacity; i++)
		if (tally->slot[i].count > 0)
			fresh.slot[find(&fresh, &tally->slot[i].key)] = tally->slot[i];
	fresh.count = tally->count;
	free(tally->slot);
	*tally = fresh;
	return true;
}

uint64_t tally_add(struct tally *tally, const struct sock_addr *peer)
{
	struct addr key;
	struct tally_slot *slot;

	if (!key_of(&key, peer))
		return 1;
	if (2 * tally->count >= tally->capacity && !grow(tally))
		return 0;
	slot = &tally->slot[find(tally, &key)];
	tally->count += slot->count == 0;
	slot->key = key;
	return ++slot->count;
}

/* Close the gap at AT: what was pushed past it moves back. */
static void close_gap(struct tally *tally, size_t at)
{
	size_t mask = tally->capacity - 1, next = at;

	for (;;) {
		size_t home;

		next = (next + 1) & mask;
		if (tally->slot[next].count == 0)
			break;
		home = home_of(tally, &tally->slot[next].key);
		if (((next - home) & mask) < ((next - at) & mask))
			continue;
		tally->slot[at] = tally->slot[next];
		at = next;
	}
	tally->slot[at].count = 0;
}

void tally_drop(struct tally *tally, const struct sock_addr *peer)
{
	struct addr key;
	size_t at;

	if (tally->capacity == 0 || !key_of(&key, peer))
		return;
	at = find(tally, &key);
	if (tally->slot[at].count > 1) {
		tally->slot[at].count--;
	} else if (tally->slot[at].count == 1) {
		tally->count--;
		close_gap(tally, at);
	}
}

void tally_free(struct tally *tally)
{
	free(tally->slot);
	*tally = (struct tally){ 0 };
}
