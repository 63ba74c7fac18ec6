/* portgoal -- a host and the ports of it that are tried: its words, its turn, and what came of
 * each.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/portgoal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- words ------------------------------------------------------------------------------ */

bool portgoal_is_list(const char *word)
{
	return *word && word[strspn(word, "0123456789,-")] == '\0';
}

bool portgoal_pairs(const char *word, const char *next)
{
	if (portgoal_is_list(word) || strchr(next, ':') || strchr(next, '/'))
		return false;
	if (portgoal_is_list(next) || strchr(next, ','))
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

	if (portgoal_is_list(word)) {
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

/* "10.0.0.0/24" and "80/tcp" are paths too. */
static bool refuse_path(const char *word, struct err *err)
{
	return err_set(err, STATUS_INVALID,
		       "'%s' is the path of a Unix socket, which has no ports: HOST PORTS", word);
}

static bool read_host(struct endpoint *endpoint, const char *word, const char *list,
		      enum transport fallback, struct err *err)
{
	if (!endpoint_parse(endpoint, word, fallback, err))
		return false;
	if (transport_is_unix(endpoint->transport))
		return refuse_path(word, err);
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
		return refuse_path(word, err);
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
	for (size_t i = 0; i < PORT_RUNS; i++)
		buf_free(&goal->run[i].text);
	buf_free(&goal->words);
	free(goal->addr);
	free(goal->range);
	free(goal);
}

static uint16_t end_of_range(const struct portset *ports, uint16_t first)
{
	unsigned last = first;

	while (last < 65535 && portset_has(ports, (uint16_t)(last + 1)))
		last++;
	return (uint16_t)last;
}

static bool keep_ports(struct portgoal *goal, const struct portset *ports)
{
	size_t count = 0;

	for (uint16_t port = portset_next(ports, 0); port;
	     port = portset_next(ports, end_of_range(ports, port)))
		count++;
	goal->range = reallocarray(NULL, count, sizeof(*goal->range));
	if (!goal->range)
		return false;
	count = 0;
	for (uint16_t port = portset_next(ports, 0); port;
	     port = portset_next(ports, goal->range[count++].last))
		goal->range[count] = (struct port_range){ port, end_of_range(ports, port) };
	goal->count = portset_count(ports);
	return true;
}

static struct portgoal *append(struct portgoals *goals, const char *words, size_t host_size)
{
	struct portgoal *fresh = calloc(1, sizeof(*fresh));

	if (!fresh)
		return NULL;
	buf_puts(&fresh->words, words);
	fresh->host_size = host_size;
	fresh->count = 1;
	*(goals->newest ? &goals->newest->next : &goals->first) = fresh;
	goals->newest = fresh;
	goals->turn = goals->turn ? goals->turn : fresh;
	return fresh;
}

struct portgoal *portgoals_add(struct portgoals *goals, const struct endpoint *endpoint,
			       const struct portset *ports, const char *words, size_t host_size)
{
	struct portgoal *fresh = append(goals, words, host_size);

	if (!fresh)
		return NULL;
	fresh->endpoint = *endpoint;
	if (!keep_ports(fresh, ports))
		err_errno(&fresh->err, ENOMEM, "no room for the ports");
	goals->port_count += fresh->count;
	return fresh;
}

bool portgoals_add_failed(struct portgoals *goals, const char *words, size_t host_size,
			  const struct err *err)
{
	struct portgoal *fresh = append(goals, words, host_size);

	if (!fresh)
		return false;
	fresh->err = *err;
	goals->port_count++;
	return true;
}

void portgoals_fail(struct portgoals *goals, struct portgoal *goal, const struct err *err)
{
	goals->port_count -= goal->count - 1;
	goal->count = 1;
	goal->err = *err;
}

static bool keep_addrs(struct portgoal *goal, const struct sock_addr *addr, size_t count)
{
	goal->addr = reallocarray(NULL, count, sizeof(*addr));
	if (!goal->addr)
		return false;
	memcpy(goal->addr, addr, count * sizeof(*addr));
	goal->addr_count = count;
	return true;
}

/* Another goal like GOAL, right behind it. */
static struct portgoal *repeat(struct portgoals *goals, struct portgoal *goal,
			       const struct portset *ports)
{
	struct portgoal *fresh = calloc(1, sizeof(*fresh));

	if (!fresh)
		return NULL;
	fresh->endpoint = goal->endpoint;
	fresh->host_size = goal->host_size;
	buf_puts(&fresh->words, buf_text(&goal->words));
	if (!keep_ports(fresh, ports)) {
		drop(fresh);
		return NULL;
	}
	fresh->next = goal->next;
	goal->next = fresh;
	goals->newest = goals->newest == goal ? fresh : goals->newest;
	goals->port_count += fresh->count;
	return fresh;
}

static void list_ports(struct portset *ports, const struct portgoal *goal)
{
	unsigned left = goal->count;

	for (const struct port_range *range = goal->range; left > 0; range++)
		for (unsigned port = range->first; port <= range->last; port++, left--)
			portset_add(ports, (uint16_t)port);
}

bool portgoals_place(struct portgoals *goals, struct portgoal *goal, const struct sock_addr *addr,
		     size_t count, bool each)
{
	struct portset ports = { 0 };

	if (!each)
		return keep_addrs(goal, addr, count);
	list_ports(&ports, goal);
	for (size_t i = 0; i < count; i++) {
		goal = i == 0 ? goal : repeat(goals, goal, &ports);
		if (!goal || !keep_addrs(goal, &addr[i], 1))
			return false;
	}
	return true;
}

/* ---- their turn ------------------------------------------------------------------------- */

/* The next port of GOAL, which has one; whether it is the last. */
static bool take_port(uint16_t *port, struct portgoal *goal, unsigned begun)
{
	const struct port_range *range = &goal->range[goal->range_at];

	*port = goal->next_port ? goal->next_port : range->first;
	goal->next_port = *port == range->last ? 0 : (uint16_t)(*port + 1);
	goal->range_at += goal->next_port == 0;
	return begun + 1 == goal->count;
}

bool portgoals_next(struct portgoals *goals, struct sweep_goal *next)
{
	struct portgoal *goal = goals->turn;
	bool is_last = true;

	if (!goal)
		return false;
	*next = (struct sweep_goal){ .addr = goal->addr,
				     .count = goal->addr_count,
				     .transport = goal->endpoint.transport,
				     .err = &goal->err,
				     .of = goal };
	if (goal->addr_count > 0)
		is_last = take_port(&next->port, goal, goal->begun++);
	if (is_last)
		goals->turn = goal->next;
	return true;
}

/* ---- what came of them ------------------------------------------------------------------ */

static const uint8_t run_status[PORT_RUNS] = {
	STATUS_OPEN,        STATUS_ANSWERED, STATUS_REFUSED,
	STATUS_UNREACHABLE, STATUS_TIMEOUT,  STATUS_SILENT,
};

static void put_run(struct buf *buf, const struct port_run *run)
{
	if (run->first == 0)
		return;
	buf_puts(buf, buf->size ? "," : "");
	buf_putu(buf, run->first);
	if (run->last > run->first)
		buf_printf(buf, "-%u", (unsigned)run->last);
}

void portgoal_tell(struct portgoal *goal, const struct sweep_found *found)
{
	uint16_t port = found->goal->port;

	goal->told++;
	for (size_t i = 0; i < PORT_RUNS; i++) {
		struct port_run *run = &goal->run[i];

		if (run_status[i] != found->status)
			continue;
		run->count++;
		if (run->first && run->last + 1 == port) {
			run->last = port;
			continue;
		}
		put_run(&run->text, run);
		run->first = run->last = port;
	}
}

void portgoal_name(struct buf *buf, const struct portgoal *goal, uint16_t port)
{
	struct endpoint endpoint = goal->endpoint;

	endpoint.port = port;
	endpoint_format(buf, &endpoint);
}

unsigned portgoal_put(struct buf *buf, const struct portgoal *goal, enum status status)
{
	for (size_t i = 0; i < PORT_RUNS; i++) {
		const struct port_run *run = &goal->run[i];

		if (run_status[i] != status)
			continue;
		if (run->text.size > 0)
			buf_put(buf, run->text.data, run->text.size);
		put_run(buf, run);
		return run->count;
	}
	return 0;
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
