/* portgoal -- a host and the ports of it that are tried: its words, its turn, and what came of
 * each.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_PORTGOAL_H
#define SERVE_PORTGOAL_H

#include "net/locate.h"
#include "net/portset.h"
#include "serve/sweep.h"

/* Ports of one status, in rising order: the text of those before FIRST, and FIRST to LAST. */
struct port_run {
	struct buf text;
	uint16_t first, last; /* 0: none */
	unsigned count;
};

enum { PORT_RUNS = 6 };

struct port_range {
	uint16_t first, last;
};

struct portgoal {
	struct portgoal *next;
	struct buf words;         /* as they were typed, for messages */
	size_t host_size;         /* of them, without the ports that stand apart */
	struct endpoint endpoint; /* its port is one of them only */
	struct sock_addr *addr;   /* those that are tried in turn; none: ERR says why */
	size_t addr_count;
	struct err err;
	struct port_range *range; /* the ports, a list that is as short as it can be */
	size_t range_at;          /* of the port that is begun next, */
	uint16_t next_port;       /* which is this one; 0: the range's first */
	unsigned count, begun;    /* ports; 1 where there is nothing to try */
	unsigned told;
	struct port_run run[PORT_RUNS];
};

/* What is to be tried, in the order that it was asked for. Owner: starts as { 0 }, ends in
 * portgoals_free. */
struct portgoals {
	struct portgoal *first, *newest, *turn;
	uint64_t port_count;
};

/* Whether WORD is ports and nothing else, "22,80-90": no name of a host. */
bool portgoal_is_list(const char *word);

/* Whether NEXT lists the ports of WORD, a host without any. */
bool portgoal_pairs(const char *word, const char *next);

/* Read WORD, an endpoint whose port may be a list of them, HOST:22,80-90; or a host, whose ports
 * are then LIST (NULL: none). Without a transport it is FALLBACK. ERR is of endpoint_parse and
 * portset_read, or STATUS_INVALID: no ports, or a path. */
bool portgoal_read(struct endpoint *endpoint, struct portset *ports, const char *word,
		   const char *list, enum transport fallback, struct database *services,
		   struct err *err);

/* A goal more, behind the newest, for each of PORTS; it has nothing to try yet. NULL when memory is
 * out. WORDS are what was typed, HOST_SIZE bytes of them the host's. */
struct portgoal *portgoals_add(struct portgoals *goals, const struct endpoint *endpoint,
			       const struct portset *ports, const char *words, size_t host_size);

/* The same for a question with nothing to try: a single result, ERR. */
bool portgoals_add_failed(struct portgoals *goals, const char *words, size_t host_size,
			  const struct err *err);

/* ADDR, COUNT of them, copied, are what GOAL tries in turn; with EACH one goal for each, right
 * behind GOAL. False when memory is out. */
bool portgoals_place(struct portgoals *goals, struct portgoal *goal, const struct sock_addr *addr,
		     size_t count, bool each);

/* There is nothing to try for GOAL: ERR is the only result. */
void portgoals_fail(struct portgoals *goals, struct portgoal *goal, const struct err *err);

/* The next of them for a sweep; its `of` is the portgoal. */
bool portgoals_next(struct portgoals *goals, struct sweep_goal *next);

/* FOUND is of GOAL. */
void portgoal_tell(struct portgoal *goal, const struct sweep_found *found);

static inline bool portgoal_is_done(const struct portgoal *goal)
{
	return goal->told == goal->count;
}

/* Append PORT of GOAL, as an endpoint. */
void portgoal_name(struct buf *buf, const struct portgoal *goal, uint16_t port);

/* Append the ports that were told of with STATUS, as portset_put does; how many they are. */
unsigned portgoal_put(struct buf *buf, const struct portgoal *goal, enum status status);

/* Safe on { 0 } and twice. */
void portgoals_free(struct portgoals *goals);

#endif
