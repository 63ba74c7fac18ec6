/* lookups -- many endpoints looked up side by side: slow names cost about what one costs. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/lookups.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "net/calls.h"
#include "run/child.h"
#include "run/place.h"

enum { WORKERS_MAX = 8, READ_SIZE = 16384 };

/* What a child says of one, before its addresses. */
struct reply {
	size_t index;
	struct locations found;
	struct err err;
};

struct worker {
	struct child child;
	struct buf input;
};

struct lookups {
	struct lookup *lookup;
	size_t count;
	const struct sock_plan *plan;
	const struct run *run;
	int64_t timeout_ns;
	size_t first, step; /* of those that wait, which a child looks up */
	struct worker worker[WORKERS_MAX];
};

/* Whether it is a name that a resolver is asked for. */
static bool waits(const struct endpoint *endpoint)
{
	struct addr addr;
	struct err err = { 0 };

	return endpoint->kind == ENDPOINT_HOST && !strchr(endpoint->name, ':') &&
	       !addr_parse(&addr, endpoint->name, &err) && err.kind == STATUS_INVALID;
}

static void look_up(const struct lookups *lookups, struct lookup *lookup)
{
	place_find(&lookup->found, lookup->endpoint, TO_CONNECT, lookups->plan, lookups->run,
		   deadline_in(lookups->timeout_ns), &lookup->err);
	lookup->is_done = true;
}

/* ---- in a child ------------------------------------------------------------------------- */

static bool reply(int fd, size_t index, const struct lookup *lookup)
{
	const struct reply reply = { .index = index, .found = lookup->found, .err = lookup->err };
	struct buf message = { 0 };
	bool fine;

	buf_put(&message, &reply, sizeof(reply));
	if (reply.found.count > 0)
		buf_put(&message, reply.found.item, reply.found.count * sizeof(*reply.found.item));
	fine = !message.failed && call_pair_send(fd, message.data, message.size);
	buf_free(&message);
	return fine;
}

static void work(int fd, void *context)
{
	struct lookups *lookups = context;

	for (size_t i = 0; i < WORKERS_MAX; i++)
		if (lookups->worker[i].child.pid)
			close(lookups->worker[i].child.fd);
	for (size_t i = 0, nth = 0; i < lookups->count; i++) {
		struct lookup *lookup = &lookups->lookup[i];

		if (lookup->is_done || nth++ % lookups->step != lookups->first)
			continue;
		look_up(lookups, lookup);
		if (!reply(fd, i, lookup))
			return;
		locations_free(&lookup->found);
	}
}

/* ---- in the parent ---------------------------------------------------------------------- */

/* Take the reply at the front of INPUT; false where it is not whole yet. */
static bool take_reply(struct lookups *lookups, struct buf *input)
{
	struct reply reply;
	struct lookup *lookup;
	size_t size;

	if (input->size < sizeof(reply))
		return false;
	memcpy(&reply, input->data, sizeof(reply));
	size = reply.found.count * sizeof(*lookup->found.item);
	if (input->size < sizeof(reply) + size)
		return false;
	lookup = &lookups->lookup[reply.index];
	reply.found.item = size > 0 ? malloc(size) : NULL;
	if (reply.found.item) {
		memcpy(reply.found.item, input->data + sizeof(reply), size);
	} else if (size > 0) {
		reply.found = (struct locations){ 0 };
		err_errno(&reply.err, ENOMEM, "no room for the addresses");
	}
	lookup->found = reply.found;
	lookup->err = reply.err;
	lookup->is_done = true;
	buf_consume(input, sizeof(reply) + size);
	return true;
}

/* False once there is no more to come. */
static bool receive(struct lookups *lookups, struct worker *worker)
{
	struct buf *input = &worker->input;
	long done = -1;

	if (buf_reserve(input, READ_SIZE))
		done = fd_read(worker->child.fd, input->data + input->size, READ_SIZE);
	if (done <= 0)
		return false;
	input->size += (size_t)done;
	while (take_reply(lookups, input))
		;
	return true;
}

static void wait_for_all(struct lookups *lookups)
{
	for (;;) {
		struct pollfd fds[WORKERS_MAX];
		struct worker *of[WORKERS_MAX];
		size_t count = 0;

		for (size_t i = 0; i < WORKERS_MAX; i++)
			if (lookups->worker[i].child.pid) {
				of[count] = &lookups->worker[i];
				fds[count] = (struct pollfd){ of[count]->child.fd, POLLIN, 0 };
				count++;
			}
		if (count == 0 || !fd_wait_any(fds, count))
			return;
		for (size_t i = 0; i < count; i++)
			if (fds[i].revents && !receive(lookups, of[i]))
				child_stop(&of[i]->child);
	}
}

static void start(struct lookups *lookups, size_t count)
{
	struct err unused = { 0 };

	lookups->step = count < WORKERS_MAX ? count : WORKERS_MAX;
	for (size_t i = 0; i < lookups->step; i++) {
		lookups->first = i;
		if (!child_start(&lookups->worker[i].child, work, lookups, &unused))
			return;
	}
}

void lookups_run(struct lookup *lookup, size_t count, const struct sock_plan *plan,
		 const struct run *run, int64_t timeout_ns)
{
	struct lookups lookups = {
		.lookup = lookup, .count = count, .plan = plan, .run = run, .timeout_ns = timeout_ns
	};
	size_t waiting = 0;

	for (size_t i = 0; i < count; i++)
		if (waits(lookup[i].endpoint))
			waiting++;
		else
			look_up(&lookups, &lookup[i]);
	if (waiting > 1) {
		start(&lookups, waiting);
		wait_for_all(&lookups);
	}
	for (size_t i = 0; i < WORKERS_MAX; i++) {
		child_stop(&lookups.worker[i].child);
		buf_free(&lookups.worker[i].input);
	}
	for (size_t i = 0; i < count; i++)
		if (!lookup[i].is_done)
			look_up(&lookups, &lookup[i]);
}
