/* portgoal -- hosts with the ports of each that are tried, their turn, and what came of them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_PORTGOAL_H
#define SERVE_PORTGOAL_H

#include "net/endpoint.h"
#include "serve/porttally.h"
#include "serve/sweep.h"

struct portgoal {
	struct portgoal *next;
	struct buf words;         /* as they were typed, for messages */
	size_t host_size;         /* of them, without the ports that stand apart */
	struct endpoint endpoint; /* its port is one of them only */
	struct sock_addr *addr;   /* those that are tried in turn */
	size_t addr_count;
	struct err err; /* why there is nothing to try: the only result */
	struct portlist ports;
	struct portlist_at at; /* up to where they are begun */
	struct porttally tally;
};

/* What is to be tried, in the order that it was asked for. Owner: starts as { 0 }, ends in
 * portgoals_free. */
struct portgoals {
	struct portgoal *first, *newest, *turn;
};

/* A goal more, behind the newest, for each of PORTS; it has nothing to try yet. False when memory
 * is out. WORDS are what was typed, HOST_SIZE bytes of them the host's. */
bool portgoals_add(struct portgoals *goals, const struct endpoint *endpoint,
		   const struct portset *ports, const char *words, size_t host_size);

/* The same for a question with nothing to try, because of ERR. */
bool portgoals_add_failed(struct portgoals *goals, const char *words, size_t host_size,
			  const struct err *err);

/* ADDR, COUNT of them, copied, are what GOAL tries in turn; with EACH one goal for each, right
 * behind GOAL. False when memory is out. */
bool portgoals_place(struct portgoals *goals, struct portgoal *goal, const struct sock_addr *addr,
		     size_t count, bool each);

/* The next of them for a sweep; its `of` is the portgoal. */
bool portgoals_next(struct portgoals *goals, struct sweep_goal *next);

/* How many results there are to be, of one and of all. */
static inline unsigned portgoal_results(const struct portgoal *goal)
{
	return goal->err.kind ? 1 : goal->ports.count;
}

uint64_t portgoals_results(const struct portgoals *goals);

static inline bool portgoal_is_done(const struct portgoal *goal)
{
	return goal->tally.told == portgoal_results(goal);
}

/* Append PORT of GOAL, as an endpoint. */
void portgoal_name(struct buf *buf, const struct portgoal *goal, uint16_t port);

/* Safe on { 0 } and twice. */
void portgoals_free(struct portgoals *goals);

#endif
