/* portgoal -- hosts with the ports of each that are tried, their turn, and what came of them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/portgoal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void drop(struct portgoal *goal)
{
	buf_free(&goal->words);
	free(goal->addr);
	portlist_free(&goal->ports);
	porttally_free(&goal->tally);
	free(goal);
}

static struct portgoal *make(const char *words, size_t host_size)
{
	struct portgoal *fresh = calloc(1, sizeof(*fresh));

	if (!fresh)
		return NULL;
	buf_puts(&fresh->words, words);
	fresh->host_size = host_size;
	if (!fresh->words.failed)
		return fresh;
	drop(fresh);
	return NULL;
}

static void append(struct portgoals *goals, struct portgoal *fresh)
{
	*(goals->newest ? &goals->newest->next : &goals->first) = fresh;
	goals->newest = fresh;
	goals->turn = goals->turn ? goals->turn : fresh;
}

bool portgoals_add(struct portgoals *goals, const struct endpoint *endpoint,
		   const struct portset *ports, const char *words, size_t host_size)
{
	struct portgoal *fresh = make(words, host_size);

	if (!fresh)
		return false;
	fresh->endpoint = *endpoint;
	portlist_add_set(&fresh->ports, ports);
	if (fresh->ports.failed) {
		drop(fresh);
		return false;
	}
	append(goals, fresh);
	return true;
}

bool portgoals_add_failed(struct portgoals *goals, const char *words, size_t host_size,
			  const struct err *err)
{
	struct portgoal *fresh = make(words, host_size);

	if (!fresh)
		return false;
	fresh->err = *err;
	append(goals, fresh);
	return true;
}

/* ---- where they are --------------------------------------------------------------------- */

static bool keep_addrs(struct portgoal *goal, const struct sock_addr *addr, size_t count)
{
	goal->addr = reallocarray(NULL, count, sizeof(*addr));
	if (!goal->addr)
		return false;
	memcpy(goal->addr, addr, count * sizeof(*addr));
	goal->addr_count = count;
	return true;
}

/* Another goal like GOAL, right behind it, which tries ADDR. */
static struct portgoal *repeat(struct portgoals *goals, struct portgoal *goal,
			       const struct sock_addr *addr)
{
	struct portgoal *fresh = make(buf_text(&goal->words), goal->host_size);

	if (!fresh)
		return NULL;
	fresh->endpoint = goal->endpoint;
	portlist_add_rest(&fresh->ports, &goal->ports, (struct portlist_at){ 0 });
	if (fresh->ports.failed || !keep_addrs(fresh, addr, 1)) {
		drop(fresh);
		return NULL;
	}
	fresh->next = goal->next;
	goal->next = fresh;
	goals->newest = goals->newest == goal ? fresh : goals->newest;
	return fresh;
}

bool portgoals_place(struct portgoals *goals, struct portgoal *goal, const struct sock_addr *addr,
		     size_t count, bool each)
{
	bool fine = keep_addrs(goal, addr, each ? 1 : count);

	for (size_t i = 1; fine && each && i < count; i++) {
		goal = repeat(goals, goal, &addr[i]);
		fine = goal != NULL;
	}
	return fine;
}

/* ---- their turn ------------------------------------------------------------------------- */

bool portgoals_next(struct portgoals *goals, struct sweep_goal *next)
{
	struct portgoal *goal = goals->turn;
	struct portlist_at further;

	if (!goal)
		return false;
	*next = (struct sweep_goal){ .addr = goal->addr,
				     .count = goal->err.kind ? 0 : goal->addr_count,
				     .transport = goal->endpoint.transport,
				     .err = &goal->err,
				     .of = goal };
	if (next->count > 0)
		next->port = portlist_next(&goal->ports, &goal->at);
	further = goal->at;
	if (next->count == 0 || portlist_next(&goal->ports, &further) == 0)
		goals->turn = goal->next;
	return true;
}

uint64_t portgoals_results(const struct portgoals *goals)
{
	uint64_t count = 0;

	for (const struct portgoal *goal = goals->first; goal; goal = goal->next)
		count += portgoal_results(goal);
	return count;
}

void portgoal_name(struct buf *buf, const struct portgoal *goal, uint16_t port)
{
	struct endpoint endpoint = goal->endpoint;

	endpoint.port = port;
	endpoint_format(buf, &endpoint);
}

void portgoals_free(struct portgoals *goals)
{
	while (goals->first) {
		struct portgoal *goal = goals->first;

		goals->first = goal->next;
		drop(goal);
	}
	*goals = (struct portgoals){ 0 };
}
