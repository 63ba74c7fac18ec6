/* acceptor -- takes connections off listening sockets: limits kept, shortage waited out. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/acceptor.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "net/calls.h"

const struct name refusal_words[] = {
	NAME("denied", REFUSAL_DENIED, ""),
	NAME("per_addr", REFUSAL_PER_ADDR, ""),
	NAME("memory", REFUSAL_MEMORY, ""),
	NAMES_END,
};

enum {
	AT_ONCE = 16,         /* connections that one event takes: others are served in between */
	SPARE_DESCRIPTORS = 8 /* what a server needs beside its connections */
};
static const int64_t rest_first_ns = 100 * (int64_t)NS_PER_MS, rest_last_ns = NS_PER_S,
		     tell_every_ns = 5 * (int64_t)NS_PER_S;

/* A listener that is waited for. */
struct gate {
	struct watch watch;
	struct acceptor *acceptor;
	const struct listener *listener;
};

/* ---- opening and closing the gates ---------------------------------------------------------- */

static void set_gates(struct acceptor *acceptor)
{
	bool open = !acceptor->stopped && !acceptor->resting && !acceptor->full;
	struct err unused = { 0 };

	for (size_t i = 0; i < acceptor->gate_count; i++)
		loop_watch(acceptor->loop, &acceptor->gate[i].watch, open ? EPOLLIN : 0, &unused);
}

static void end_rest(struct timer *timer)
{
	struct acceptor *acceptor = OWNER(timer, struct acceptor, rest);

	acceptor->resting = false;
	set_gates(acceptor);
}

/* Descriptors or memory are short: an idle listener would answer EMFILE again and again. */
static void take_rest(struct acceptor *acceptor, int number)
{
	int64_t now_ns = clock_now_ns();
	struct err err = { 0 };

	acceptor->shortages++;
	if (acceptor->calls->short_of &&
	    (!acceptor->told_ns || now_ns - acceptor->told_ns >= tell_every_ns)) {
		acceptor->told_ns = now_ns;
		err_errno(&err, number, "cannot accept a connection");
		acceptor->calls->short_of(acceptor, &err);
	}
	acceptor->resting =
		timer_set(acceptor->loop, &acceptor->rest, deadline_in(acceptor->rest_ns));
	if (acceptor->rest_ns < rest_last_ns)
		acceptor->rest_ns *= 2;
	if (acceptor->rest_ns > rest_last_ns)
		acceptor->rest_ns = rest_last_ns;
	set_gates(acceptor);
}

/* ---- one connection ------------------------------------------------------------------------- */

static void refuse(struct acceptor *acceptor, const struct listener *listener, int fd,
		   const struct sock_addr *peer, enum refusal why)
{
	call_close(fd);
	acceptor->refused++;
	if (acceptor->calls->refused)
		acceptor->calls->refused(acceptor, listener, peer, why);
}

static void admit(struct acceptor *acceptor, const struct listener *listener, int fd,
		  const struct sock_addr *peer)
{
	uint64_t count;

	if (!admission_admits(acceptor->admission, peer)) {
		refuse(acceptor, listener, fd, peer, REFUSAL_DENIED);
		return;
	}
	count = tally_add(&acceptor->tally, peer);
	if (count == 0) {
		refuse(acceptor, listener, fd, peer, REFUSAL_MEMORY);
	} else if (count > acceptor->admission->max_per_addr) {
		tally_drop(&acceptor->tally, peer);
		refuse(acceptor, listener, fd, peer, REFUSAL_PER_ADDR);
	} else {
		acceptor->open++;
		acceptor->accepted++;
		acceptor->calls->accepted(acceptor, listener, fd, peer);
	}
}

static bool is_shortage(int number)
{
	return number == EMFILE || number == ENFILE || number == ENOBUFS || number == ENOMEM;
}

/* Other errors are those of a connection that has gone meanwhile. */
static bool accept_one(struct acceptor *acceptor, const struct gate *gate)
{
	struct sock_addr peer = { .size = sizeof(peer.at) };
	int fd =
		call_accept(gate->watch.fd, &peer.at.any, &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd >= 0) {
		acceptor->rest_ns = rest_first_ns;
		admit(acceptor, gate->listener, fd, &peer);
		return true;
	}
	if (is_shortage(errno))
		take_rest(acceptor, errno);
	return errno != EAGAIN && !is_shortage(errno);
}

static void open_gate(struct watch *watch, uint32_t events)
{
	struct gate *gate = OWNER(watch, struct gate, watch);
	struct acceptor *acceptor = gate->acceptor;

	(void)events;
	for (int i = 0; i < AT_ONCE && !acceptor->stopped && !acceptor->full; i++) {
		bool more = accept_one(acceptor, gate);

		acceptor->full = acceptor->open >= acceptor->open_max;
		if (!more)
			break;
	}
	if (acceptor->full)
		set_gates(acceptor);
}

/* ---- all of them ---------------------------------------------------------------------------- */

/* Descriptors up to FIRST are in use already. */
static uint64_t most_open(const struct admission *admission, int first)
{
	struct rlimit limit;
	uint64_t used = (uint64_t)first + 1 + SPARE_DESCRIPTORS;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY)
		return admission->max_conns;
	if (limit.rlim_cur <= used)
		return 1;
	return limit.rlim_cur - used < admission->max_conns ? limit.rlim_cur - used
							    : admission->max_conns;
}

bool acceptor_begin(struct acceptor *acceptor, struct loop *loop, const struct listeners *listeners,
		    const struct admission *admission, const struct acceptor_calls *calls,
		    struct err *err)
{
	*acceptor = (struct acceptor){ .loop = loop,
				       .listeners = listeners,
				       .admission = admission,
				       .calls = calls,
				       .rest_ns = rest_first_ns,
				       .rest.due = end_rest,
				       .open_max = most_open(admission, loop->fd) };
	acceptor->gate = calloc(listeners->count, sizeof(*acceptor->gate));
	if (!acceptor->gate)
		return err_errno(err, ENOMEM, "cannot accept connections");
	for (size_t i = 0; i < listeners->count; i++) {
		struct gate *gate = &acceptor->gate[acceptor->gate_count];

		if (sock_type(listeners->item[i].transport) == SOCK_DGRAM)
			continue;
		gate->acceptor = acceptor;
		gate->listener = &listeners->item[i];
		gate->watch.fd = listeners->item[i].fd;
		gate->watch.ready = open_gate;
		if (!loop_watch(loop, &gate->watch, EPOLLIN, err)) {
			acceptor_free(acceptor);
			return false;
		}
		acceptor->gate_count++;
	}
	return true;
}

void acceptor_release(struct acceptor *acceptor, const struct sock_addr *peer)
{
	tally_drop(&acceptor->tally, peer);
	acceptor->open--;
	if (acceptor->full && acceptor->open <= acceptor->open_max - acceptor->open_max / 10) {
		acceptor->full = acceptor->open >= acceptor->open_max;
		set_gates(acceptor);
	}
}

void acceptor_take_waiting(struct acceptor *acceptor)
{
	for (size_t i = 0; i < acceptor->gate_count; i++)
		while (!acceptor->stopped && !acceptor->resting &&
		       acceptor->open < acceptor->open_max &&
		       accept_one(acceptor, &acceptor->gate[i]))
			;
}

void acceptor_stop(struct acceptor *acceptor)
{
	acceptor->stopped = true;
	timer_clear(acceptor->loop, &acceptor->rest);
	for (size_t i = 0; i < acceptor->gate_count; i++)
		loop_forget(acceptor->loop, &acceptor->gate[i].watch);
}

void acceptor_free(struct acceptor *acceptor)
{
	if (acceptor->loop)
		acceptor_stop(acceptor);
	free(acceptor->gate);
	tally_free(&acceptor->tally);
	*acceptor = (struct acceptor){ 0 };
}
