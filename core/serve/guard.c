/* guard -- keeps a datagram server from being a weapon: no loops, no floods, no amplifying. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/guard.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

const struct name verdict_words[] = {
	NAME("answer", VERDICT_ANSWER, ""),
	NAME("source", VERDICT_SOURCE, ""),
	NAME("loop", VERDICT_LOOP, ""),
	NAME("rate", VERDICT_RATE, ""),
	NAMES_END,
};

/* ---- sources that are never answered ----------------------------------------------------------
 */

/* Services that answer whatever comes: echo discard daytime qotd chargen time dns tftp portmap ntp
 * netbios snmp ldap rip ssdp mdns memcached. */
static const uint16_t talkative[] = { 7,   9,   13,  17,  19,  37,   53,   69,   111,
				      123, 137, 161, 389, 520, 1900, 5353, 11211 };

static bool is_talkative(uint16_t port)
{
	for (size_t i = 0; i < sizeof(talkative) / sizeof(talkative[0]); i++)
		if (talkative[i] == port)
			return true;
	return port == 0;
}

static bool is_broadcast(const struct addr *addr)
{
	static const uint8_t all[4] = { 0xff, 0xff, 0xff, 0xff };

	return addr->family == AF_INET && memcmp(addr->byte, all, sizeof(all)) == 0;
}

static bool is_bad_source(const struct datagram *datagram, const struct sock_addr *own)
{
	struct addr addr;
	uint16_t port;

	if (!sock_addr_ip(&addr, &port, &datagram->from))
		return false;
	return is_talkative(port) || addr_is_multicast(&addr) || is_broadcast(&addr) ||
	       sock_addr_equal(&datagram->from, own) ||
	       (datagram->to.family &&
		(addr_is_multicast(&datagram->to) || is_broadcast(&datagram->to)));
}

/* ---- what is known of a source ----------------------------------------------------------------
 */

enum { BUCKETS = 1024, WAYS = 4, TAIL = 32 };

struct guard_entry {
	uint64_t key; /* of address and port, or of the address alone; 0: free */
	int64_t second_ns, muted_until_ns;
	uint32_t answered, repeats;
	uint64_t whole, tail; /* fingerprints of its last datagram */
	size_t size;
};

static uint64_t mix(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *byte = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* A Unix peer without a name is one source. */
static uint64_t key_of(const struct sock_addr *from, bool with_port)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	struct addr addr;
	uint16_t port;

	if (!sock_addr_ip(&addr, &port, from))
		return mix(hash, &from->at, from->size) | 1;
	hash = mix(hash, addr.byte, addr_size(addr.family));
	return (with_port ? mix(hash, &port, sizeof(port)) : hash) | 1;
}

/* The entry of KEY; where there is none, the least used one of its bucket is made to be it. */
static struct guard_entry *find(struct guard *guard, uint64_t key)
{
	struct guard_entry *bucket, *oldest;

	if (!guard->entry) {
		guard->entry = calloc((size_t)BUCKETS * WAYS, sizeof(*guard->entry));
		if (!guard->entry)
			return NULL;
	}
	bucket = oldest = &guard->entry[(key >> 32) % BUCKETS * WAYS];
	for (unsigned i = 0; i < WAYS; i++) {
		if (bucket[i].key == key)
			return &bucket[i];
		if (bucket[i].second_ns < oldest->second_ns)
			oldest = &bucket[i];
	}
	*oldest = (struct guard_entry){ .key = key };
	return oldest;
}

/* A new second begins: what was counted in the last one is forgotten. */
static void turn_second(struct guard_entry *entry, int64_t now_ns)
{
	if (entry->second_ns && now_ns - entry->second_ns < NS_PER_S)
		return;
	entry->second_ns = now_ns;
	entry->answered = 0;
	entry->repeats = 0;
}

/* ---- loops --------------------------------------------------------------------------------------
 */

/* The same again; or, where somebody puts a stamp in front each time round, the same end and
 * longer. */
static bool is_repeat(const struct guard_entry *entry, uint64_t whole, uint64_t tail, size_t size)
{
	return (entry->whole == whole && entry->size == size) ||
	       (entry->tail == tail && size > entry->size);
}

static bool is_loop(struct guard *guard, const struct datagram *datagram, int64_t now_ns)
{
	struct guard_entry *entry = find(guard, key_of(&datagram->from, true));
	size_t end = datagram->size < TAIL ? datagram->size : TAIL;
	uint64_t tail, whole;

	if (!entry)
		return false;
	if (now_ns < entry->muted_until_ns)
		return true;
	turn_second(entry, now_ns);
	tail = mix(datagram->size < TAIL ? datagram->size : TAIL,
		   datagram->data + datagram->size - end, end);
	whole = mix(tail, datagram->data, end);
	if (is_repeat(entry, whole, tail, datagram->size))
		entry->repeats++;
	else
		entry->repeats = 0;
	entry->whole = whole;
	entry->tail = tail;
	entry->size = datagram->size;
	if (entry->repeats < GUARD_REPEATS)
		return false;
	entry->muted_until_ns = now_ns + (int64_t)GUARD_MUTE_S * NS_PER_S;
	guard->began_mute = true;
	return true;
}

/* ---- floods -------------------------------------------------------------------------------------
 */

static bool is_too_fast(struct guard *guard, const struct datagram *datagram, int64_t now_ns)
{
	struct guard_entry *entry;

	if (sock_addr_is_loopback(&datagram->from))
		return false;
	if (now_ns - guard->second_ns >= NS_PER_S) {
		guard->second_ns = now_ns;
		guard->answered = 0;
	}
	if (++guard->answered > GUARD_ALL)
		return true;
	entry = find(guard, key_of(&datagram->from, false));
	if (!entry)
		return false;
	turn_second(entry, now_ns);
	return ++entry->answered > GUARD_PER_ADDR;
}

enum verdict guard_look(struct guard *guard, const struct datagram *datagram,
			const struct sock_addr *own, int64_t now_ns)
{
	guard->began_mute = false;
	if (!guard->no_loops) {
		if (is_bad_source(datagram, own))
			return VERDICT_SOURCE;
		if (is_loop(guard, datagram, now_ns))
			return VERDICT_LOOP;
	}
	if (!guard->no_rates && is_too_fast(guard, datagram, now_ns))
		return VERDICT_RATE;
	return VERDICT_ANSWER;
}

void guard_free(struct guard *guard)
{
	free(guard->entry);
	guard->entry = NULL;
}
