/* flight -- messages that are on their way: when each was sent, and what became of it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_FLIGHT_H
#define SERVE_FLIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* What an answer is. */
enum arrival {
	ARRIVAL_FIRST,     /* of a message that waits for it */
	ARRIVAL_DUPLICATE, /* it had been answered */
	ARRIVAL_LATE,      /* it had been given up */
	ARRIVAL_UNKNOWN    /* it was never sent, or so long ago that it is forgotten */
};

/* One message. Times are CLOCK_MONOTONIC. */
struct leg {
	uint32_t seq;
	int64_t sent_ns;
	uint64_t mark; /* the sender's own, of a message */
	enum { LEG_UNUSED, LEG_WAITING, LEG_ANSWERED, LEG_LOST } state;
	uint32_t older, newer; /* slots of those that wait before and behind it */
};

/* The messages of one socket, numbered by a count of its own. It remembers the last of them, so
 * that what comes twice or too late is told apart. Owner: starts as { 0 }, ends in flight_free. */
struct flight {
	struct leg *leg;
	uint32_t mask;  /* slots - 1 */
	uint32_t next;  /* number of the next message */
	uint32_t depth; /* how many may wait at once */
	uint32_t waiting;
	uint32_t oldest, newest; /* slots, while any wait */
	uint32_t top;            /* number of the latest message that was answered */
	bool has_top;
};

/* For up to DEPTH (at least 1) that wait at once, and a memory of REMEMBERED more, numbered from
 * FIRST. */
bool flight_init(struct flight *flight, uint32_t depth, uint32_t remembered, uint32_t first,
		 struct err *err);
void flight_free(struct flight *flight);

static inline bool flight_is_full(const struct flight *flight)
{
	return flight->waiting == flight->depth;
}

/* The number that the next message has; there must be room for one. */
uint32_t flight_next(struct flight *flight);

/* That message was sent. The leg is valid until the next call. */
struct leg *flight_begin(struct flight *flight, int64_t sent_ns);

/* The one that waits longest; NULL where none does. */
struct leg *flight_oldest(const struct flight *flight);

/* The message with number SEQ, in whatever state; NULL where it is not known. */
struct leg *flight_find(const struct flight *flight, uint32_t seq);

/* An answer to SEQ came. LEG is what was sent, NULL for ARRIVAL_UNKNOWN; a first answer
 * that came after the answer to a later message is OUT_OF_ORDER (RFC 4737 section 3.3). */
enum arrival flight_land(struct flight *flight, uint32_t seq, struct leg **leg, bool *out_of_order);

/* Give a waiting one up. */
void flight_lose(struct flight *flight, struct leg *leg);

#endif
