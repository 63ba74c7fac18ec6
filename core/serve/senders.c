/* senders -- who sent: how much, which numbers of their messages came, and how fast they answered.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/senders.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 8 };

void trips_add(struct trips *trips, int64_t rtt_ns)
{
	if (trips->count == 0 || rtt_ns < trips->least_ns)
		trips->least_ns = rtt_ns;
	if (trips->count == 0 || rtt_ns > trips->most_ns)
		trips->most_ns = rtt_ns;
	trips->sum_ns += rtt_ns;
	trips->count++;
}

static uint64_t mix(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *byte = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
	return hash;
}

static uint64_t hash_of(const struct sock_addr *peer, bool numbered, uint64_t id)
{
	uint64_t hash = mix(UINT64_C(0xcbf29ce484222325), &peer->at, peer->size);

	return numbered ? mix(hash, &id, sizeof(id)) : hash;
}

static bool is_it(const struct sender *sender, const struct sock_addr *peer, bool numbered,
		  uint64_t id)
{
	return sender->numbered == numbered && sender->id == id &&
	       sender->peer.size == peer->size &&
	       memcmp(&sender->peer.at, &peer->at, peer->size) == 0;
}

/* The slot of a sender, or the free one where it belongs. */
static uint32_t *slot_of(const struct senders *senders, const struct sock_addr *peer, bool numbered,
			 uint64_t id)
{
	size_t slots = 2 * senders->capacity;
	size_t at = (size_t)(hash_of(peer, numbered, id) % slots);

	while (senders->slot[at] &&
	       !is_it(&senders->item[senders->slot[at] - 1], peer, numbered, id))
		at = (at + 1) % slots;
	return &senders->slot[at];
}

static bool grow(struct senders *senders)
{
	size_t capacity = senders->capacity ? 2 * senders->capacity : FIRST_CAPACITY;
	struct sender *item = reallocarray(senders->item, capacity, sizeof(*item));
	uint32_t *slot = item ? calloc(2 * capacity, sizeof(*slot)) : NULL;

	if (item)
		senders->item = item;
	if (!slot)
		return false;
	free(senders->slot);
	senders->slot = slot;
	senders->capacity = capacity;
	for (size_t i = 0; i < senders->count; i++)
		*slot_of(senders, &item[i].peer, item[i].numbered, item[i].id) = (uint32_t)i + 1;
	return true;
}

struct sender *senders_find(struct senders *senders, const struct sock_addr *peer,
			    const struct sequence *sequence)
{
	bool numbered = sequence != NULL;
	uint64_t id = numbered ? sequence->sender : 0;
	uint32_t *slot = senders->slot ? slot_of(senders, peer, numbered, id) : NULL;

	if (slot && *slot)
		return &senders->item[*slot - 1];
	if (senders->count == SENDERS_MAX)
		return NULL;
	if (senders->count == senders->capacity) {
		if (!grow(senders))
			return NULL;
		slot = slot_of(senders, peer, numbered, id);
	}
	senders->item[senders->count] =
		(struct sender){ .peer = *peer, .numbered = numbered, .id = id };
	*slot = (uint32_t)++senders->count;
	return &senders->item[senders->count - 1];
}

/* Whoever makes numbers up must not make a sum that is small again. */
static void add(uint64_t *sum, uint64_t more)
{
	*sum = more > UINT64_MAX - *sum ? UINT64_MAX : *sum + more;
}

struct senders_sum senders_sum(const struct senders *senders)
{
	struct senders_sum sum = { 0 };

	for (size_t i = 0; i < senders->count; i++) {
		const struct arrivals *arrivals = &senders->item[i].arrivals;

		if (!arrivals->begun)
			continue;
		add(&sum.lost, arrivals_lost(arrivals));
		sum.duplicates += arrivals->duplicates;
		sum.reordered += arrivals->reordered;
	}
	return sum;
}

void senders_free(struct senders *senders)
{
	free(senders->item);
	free(senders->slot);
	*senders = (struct senders){ 0 };
}
