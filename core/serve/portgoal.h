/* portgoal -- a host and the ports of it that are tried: its words, its turn, and what came of
 * each.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_PORTGOAL_H
#define SERVE_PORTGOAL_H

#include "net/locate.h"
#include "net/portset.h"
#include "serve/sweep.h"

/* A port that was told of. */
struct port_state {
	uint16_t port;
	uint8_t status; /* enum status */
};

struct portgoal {
	struct portgoal *next;
	struct buf words;         /* as they were typed, for messages */
	struct endpoint endpoint; /* its port is one of them only */
	struct sock_addr *addr;   /* those that are tried in turn */
	size_t addr_count;
	struct portset ports;
	uint16_t last; /* the port that was begun last */
	struct port_state *state;
	unsigned count, told; /* ports */
};

/* What is to be tried, in the order that it was asked for. Owner: starts as { 0 }, ends in
 * portgoals_free. */
struct portgoals {
	struct portgoal *first, *newest, *turn;
	uint64_t port_count;
};

/* Whether NEXT lists the ports of WORD, a host without any. */
bool portgoal_pairs(const char *word, const char *next);

/* Read WORD, an endpoint whose port may be a list of them, HOST:22,80-90; or a host, whose ports
 * are then LIST (NULL: none). Without a transport it is FALLBACK. ERR is of endpoint_parse and
 * portset_read, or STATUS_INVALID: no ports, or a path. */
bool portgoal_read(struct endpoint *endpoint, struct portset *ports, const char *word,
		   const char *list, enum transport fallback, struct database *services,
		   struct err *err);

/* A goal more: COUNT addresses, copied, that are tried in turn for each of PORTS. NULL when memory
 * is out. */
struct portgoal *portgoals_add(struct portgoals *goals, const struct endpoint *endpoint,
			       const struct portset *ports, const struct sock_addr *addr,
			       size_t count);

/* The next of them for a sweep; its `of` is the portgoal. */
bool portgoals_next(struct portgoals *goals, struct sweep_goal *next);

/* FOUND is of GOAL. */
void portgoal_tell(struct portgoal *goal, const struct sweep_found *found);

static inline bool portgoal_is_done(const struct portgoal *goal)
{
	return goal->told == goal->count;
}

/* Append the ports that were told of with STATUS, as portset_put does; how many they are. */
unsigned portgoal_put(struct buf *buf, const struct portgoal *goal, enum status status);

/* Safe on { 0 } and twice. */
void portgoals_free(struct portgoals *goals);

#endif
