/* senders -- who sent: how much, which numbers of their messages came, and how fast they answered.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_SENDERS_H
#define SERVE_SENDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arrivals.h"
#include "net/sock_addr.h"
#include "proto/sequence.h"

enum { SENDERS_MAX = 1024 }; /* that are known at once: who forges sources shall not fill memory */

/* Round trips of those who answer. */
struct trips {
	uint64_t count;
	int64_t least_ns, most_ns, sum_ns;
};
void trips_add(struct trips *trips, int64_t rtt_ns);

/* One run of a sender: a new one at the same address has another number in its messages. */
struct sender {
	struct sock_addr peer;
	bool numbered; /* its messages have a sequence */
	uint64_t id;   /* struct sequence's sender */
	uint64_t received;
	struct arrivals arrivals;
	struct trips trips;
};

/* In the order in which they were first heard. Owner: starts as { 0 }, ends in senders_free. */
struct senders {
	struct sender *item;
	size_t count, capacity;
	uint32_t *slot; /* places in ITEM by hash, from 1; twice CAPACITY */
};

/* The sender of a message from PEER with SEQUENCE (NULL: without), known or new. NULL when there
 * are too many, or no memory. It is good until the next call. */
struct sender *senders_find(struct senders *senders, const struct sock_addr *peer,
			    const struct sequence *sequence);

/* What is known of the numbers of all of them together. */
struct senders_sum {
	uint64_t lost, duplicates, reordered;
};
struct senders_sum senders_sum(const struct senders *senders);

/* Safe on { 0 } and twice. */
void senders_free(struct senders *senders);

#endif
