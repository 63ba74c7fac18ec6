/* portgoal -- a host and the ports of it that are tried: its words, its turn, and what came of
 * each.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/portgoal.h"

#include <stdlib.h>
#include <string.h>

/* ---- words ------------------------------------------------------------------------------ */

/* "22,80-90": what is no name of a host. */
static bool is_list(const char *word)
{
	return *word && word[strspn(word, "0123456789,-")] == '\0';
}

bool portgoal_pairs(const char *word, const char *next)
{
	if (is_list(word) || strchr(next, ':') || strchr(next, '/'))
		return false;
	if (is_list(next) || strchr(next, ','))
		return endpoint_pairs(word, "1");
	return endpoint_pairs(word, next);
}

/* The text behind the last ':' that parts a host from its ports; NULL where there is none. ENDPOINT
 * is what stands before it, with port 1. */
static const char *split(struct endpoint *endpoint, const char *word, enum transport fallback)
{
	const char *colon = memrchr(word, ':', strlen(word));
	struct buf head = { 0 };
	struct err unused = { 0 };
	bool fine;

	if (is_list(word)) {
		fine = endpoint_parse(endpoint, "1", fallback, &unused);
		return fine ? word : NULL;
	}
	if (!colon || !colon[1] ||
	    (endpoint_parse(endpoint, word, fallback, &unused) && !endpoint->has_port))
		return NULL;
	buf_put(&head, word, (size_t)(colon + 1 - word));
	buf_putc(&head, '1');
	fine = endpoint_parse(endpoint, buf_text(&head), fallback, &unused) && endpoint->has_port;
	buf_free(&head);
	return fine ? colon + 1 : NULL;
}

static bool read_host(struct endpoint *endpoint, const char *word, const char *list,
		      enum transport fallback, struct err *err)
{
	if (!endpoint_parse(endpoint, word, fallback, err))
		return false;
	return (list && *list) ||
	       err_set(err, STATUS_INVALID, "'%s' has no ports: HOST PORTS, or HOST:PORTS", word);
}

bool portgoal_read(struct endpoint *endpoint, struct portset *ports, const char *word,
		   const char *list, enum transport fallback, struct database *services,
		   struct err *err)
{
	struct endpoint fresh;
	const char *own = split(&fresh, word, fallback);

	if (own && list)
		return err_set(err, STATUS_INVALID, "'%s' has ports: '%s' are too many", word,
			       list);
	if (!own && !read_host(&fresh, word, list, fallback, err))
		return false;
	if (transport_is_unix(fresh.transport))
		return err_set(err, STATUS_INVALID, "'%s' has no ports: they are of TCP and UDP",
			       word);
	if (!portset_read(ports, own ? own : list, services,
			  name_word(endpoint_transports, fresh.transport), err))
		return false;
	fresh.has_port = true;
	fresh.service[0] = '\0';
	fresh.port = portset_next(ports, 0);
	*endpoint = fresh;
	return true;
}

/* ---- goals ------------------------------------------------------------------------------ */

static void drop(struct portgoal *goal)
{
	buf_free(&goal->words);
	free(goal->addr);
	free(goal->state);
	free(goal);
}

struct portgoal *portgoals_add(struct portgoals *goals, const struct endpoint *endpoint,
			       const struct portset *ports, const struct sock_addr *addr,
			       size_t count)
{
	struct portgoal *fresh = calloc(1, sizeof(*fresh));

	if (!fresh)
		return NULL;
	fresh->endpoint = *endpoint;
	fresh->ports = *ports;
	fresh->count = portset_count(ports);
	fresh->addr_count = count;
	fresh->addr = reallocarray(NULL, count, sizeof(*addr));
	fresh->state = reallocarray(NULL, fresh->count, sizeof(*fresh->state));
	if (!fresh->addr || !fresh->state) {
		drop(fresh);
		return NULL;
	}
	memcpy(fresh->addr, addr, count * sizeof(*addr));
	*(goals->newest ? &goals->newest->next : &goals->first) = fresh;
	goals->newest = fresh;
	goals->turn = goals->turn ? goals->turn : fresh;
	goals->port_count += fresh->count;
	return fresh;
}

bool portgoals_next(struct portgoals *goals, struct sweep_goal *next)
{
	struct portgoal *goal = goals->turn;
	uint16_t port = goal ? portset_next(&goal->ports, goal->last) : 0;

	if (goal && port == 0) {
		goal = goals->turn = goal->next;
		port = goal ? portset_next(&goal->ports, 0) : 0;
	}
	if (!goal)
		return false;
	goal->last = port;
	*next = (struct sweep_goal){ .addr = goal->addr,
				     .count = goal->addr_count,
				     .transport = goal->endpoint.transport,
				     .port = port,
				     .of = goal };
	return true;
}

void portgoal_tell(struct portgoal *goal, const struct sweep_found *found)
{
	goal->state[goal->told++] =
		(struct port_state){ found->goal->port, (uint8_t)found->status };
}

unsigned portgoal_put(struct buf *buf, const struct portgoal *goal, enum status status)
{
	struct portset ports = { 0 };

	for (unsigned i = 0; i < goal->told; i++)
		if (goal->state[i].status == status)
			portset_add(&ports, goal->state[i].port);
	portset_put(buf, &ports);
	return portset_count(&ports);
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
