/* acceptor -- takes connections off listening sockets: limits kept, shortage waited out. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/acceptor.h"

#include <errno.h>
#include <stdlib.h>

#include "net/calls.h"
#include "net/limits.h"

const struct name refusal_words[] = {
	NAME("denied", REFUSAL_DENIED, ""),
	NAME("per_addr", REFUSAL_PER_ADDR, ""),
	NAME("memory", REFUSAL_MEMORY, ""),
	NAMES_END,
};

enum {
	AT_ONCE = 16,         /* connections that one event takes: others are served in between */
	WAITING_MAX = 4096,   /* that wait in one backlog: more come while these are taken */
	SPARE_DESCRIPTORS = 8 /* what a server needs beside its connections */
};
static const int64_t rest_first_ns = 100 * (int64_t)NS_PER_MS, rest_last_ns = NS_PER_S,
		     tell_every_ns = 5 * (int64_t)NS_PER_S;

/* A listener that is waited for. */
struct gate {
	struct watch watch;
	struct acceptor *acceptor;
	const struct listener *listener;
	bool broken; /* it will never have a connection again */
};

/* ---- opening and closing the gates ---------------------------------------------------------- */

static bool may_accept(const struct acceptor *acceptor)
{
	return !acceptor->stopped && !acceptor->resting && !acceptor->full;
}

static void rest(struct acceptor *acceptor)
{
	acceptor->resting = true;
	timer_set(acceptor->loop, &acceptor->rest, deadline_in(acceptor->rest_ns));
	acceptor->rest_ns *= 2;
	if (acceptor->rest_ns > rest_last_ns)
		acceptor->rest_ns = rest_last_ns;
}

/* A closed gate is not watched at all: epoll(7) tells of errors even where nothing is waited for.
 */
static void set_gates(struct acceptor *acceptor)
{
	bool open = may_accept(acceptor);
	struct err unused = { 0 };

	for (size_t i = 0; i < acceptor->gate_count; i++) {
		struct watch *watch = &acceptor->gate[i].watch;

		if (!open || acceptor->gate[i].broken)
			loop_forget(acceptor->loop, watch);
		else if (!loop_watch(acceptor->loop, watch, EPOLLIN, &unused))
			rest(acceptor); /* and try again */
	}
}

static void end_rest(struct timer *timer)
{
	struct acceptor *acceptor = OWNER(timer, struct acceptor, rest);

	acceptor->resting = false;
	set_gates(acceptor);
}

/* What is short for one is short for the next: an idle listener would say so again and again. */
static void take_rest(struct acceptor *acceptor, int number)
{
	int64_t now_ns = clock_now_ns();
	struct err err = { 0 };

	acceptor->shortages++;
	rest(acceptor);
	if (!acceptor->calls->short_of ||
	    (acceptor->told_ns && now_ns - acceptor->told_ns < tell_every_ns))
		return;
	acceptor->told_ns = now_ns;
	err_errno(&err, number, "cannot accept a connection");
	acceptor->calls->short_of(acceptor, &err);
}

/* Whoever shares the listener has shut it down: that is no matter of the others. */
static void break_gate(struct gate *gate, int number)
{
	struct acceptor *acceptor = gate->acceptor;
	struct buf name = { 0 };
	struct err err = { 0 };

	gate->broken = true;
	loop_forget(acceptor->loop, &gate->watch);
	if (!acceptor->calls->short_of)
		return;
	sock_addr_format(&name, gate->listener->transport, &gate->listener->at);
	err_errno(&err, number, "%s takes no connections any more", buf_text(&name));
	acceptor->calls->short_of(acceptor, &err);
	buf_free(&name);
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
	count = headcount_add(&acceptor->headcount, peer);
	if (count == 0) {
		refuse(acceptor, listener, fd, peer, REFUSAL_MEMORY);
	} else if (count > acceptor->admission->max_per_addr) {
		headcount_drop(&acceptor->headcount, peer);
		refuse(acceptor, listener, fd, peer, REFUSAL_PER_ADDR);
	} else {
		acceptor->accepted++;
		acceptor->open++;
		acceptor->full = acceptor->open >= acceptor->open_max;
		acceptor->calls->accepted(acceptor, listener, fd, peer);
	}
}

/* A connection that went before it was accepted, as accept(2) has it under "Error handling". */
static bool is_gone(int number)
{
	static const int gone[] = { EINTR,       ECONNABORTED, EPROTO,   ENETDOWN,
				    ENOPROTOOPT, EHOSTDOWN,    ENONET,   EHOSTUNREACH,
				    ENETUNREACH, EOPNOTSUPP,   ETIMEDOUT };

	for (size_t i = 0; i < sizeof(gone) / sizeof(gone[0]); i++)
		if (gone[i] == number)
			return true;
	return false;
}

static bool is_broken(int number)
{
	return number == EINVAL || number == EBADF || number == ENOTSOCK;
}

/* True when the next one may be accepted too. */
static bool accept_one(struct acceptor *acceptor, struct gate *gate)
{
	struct sock_addr peer = { .size = sizeof(peer.at) };
	int fd =
		call_accept(gate->watch.fd, &peer.at.any, &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd >= 0) {
		acceptor->rest_ns = rest_first_ns;
		admit(acceptor, gate->listener, fd, &peer);
		return true;
	}
	if (is_gone(errno))
		return true;
	if (is_broken(errno))
		break_gate(gate, errno);
	else if (errno != EAGAIN)
		take_rest(acceptor, errno);
	return false;
}

static void accept_some(struct acceptor *acceptor, struct gate *gate, unsigned most)
{
	while (most-- > 0 && may_accept(acceptor) && !gate->broken && accept_one(acceptor, gate))
		;
	if (!may_accept(acceptor))
		set_gates(acceptor);
}

static void open_gate(struct watch *watch, uint32_t events)
{
	struct gate *gate = OWNER(watch, struct gate, watch);

	(void)events;
	accept_some(gate->acceptor, gate, AT_ONCE);
}

/* ---- all of them ---------------------------------------------------------------------------- */

/* What RLIMIT_NOFILE leaves, raised as far as that needs. Listeners may have come behind the loop's
 * descriptor. */
static uint64_t most_open(const struct admission *admission, const struct loop *loop,
			  const struct listeners *listeners)
{
	enum { MOST = 1 << 20 }; /* what fs.nr_open allows a process at first */
	uint64_t used = (uint64_t)loop->fd + 1 + listeners->count + SPARE_DESCRIPTORS;
	uint64_t wanted = admission->max_conns < MOST - used ? admission->max_conns + used : MOST;
	uint64_t files = limit_raise_files(wanted);

	if (files <= used)
		return 1;
	return files - used < admission->max_conns ? files - used : admission->max_conns;
}

static bool add_gate(struct acceptor *acceptor, const struct listener *listener, struct err *err)
{
	struct gate *gate = &acceptor->gate[acceptor->gate_count++];

	*gate = (struct gate){ .watch = { .fd = listener->fd, .ready = open_gate },
			       .acceptor = acceptor,
			       .listener = listener };
	return loop_watch(acceptor->loop, &gate->watch, EPOLLIN, err);
}

static bool add_gates(struct acceptor *acceptor, struct err *err)
{
	const struct listeners *listeners = acceptor->listeners;

	for (size_t i = 0; i < listeners->count; i++)
		if (sock_type(listeners->item[i].transport) != SOCK_DGRAM &&
		    !add_gate(acceptor, &listeners->item[i], err))
			return false;
	return true;
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
				       .open_max = most_open(admission, loop, listeners) };
	acceptor->gate = calloc(listeners->count, sizeof(*acceptor->gate));
	if (!acceptor->gate)
		err_errno(err, ENOMEM, "cannot accept connections");
	else if (add_gates(acceptor, err))
		return true;
	acceptor_free(acceptor);
	return false;
}

void acceptor_release(struct acceptor *acceptor, const struct sock_addr *peer)
{
	headcount_drop(&acceptor->headcount, peer);
	acceptor->open--;
	if (acceptor->full && acceptor->open <= acceptor->open_max - acceptor->open_max / 10) {
		acceptor->full = acceptor->open >= acceptor->open_max;
		set_gates(acceptor);
	}
}

void acceptor_take_waiting(struct acceptor *acceptor)
{
	acceptor->full = acceptor->open >= acceptor->open_max;
	for (size_t i = 0; i < acceptor->gate_count; i++)
		accept_some(acceptor, &acceptor->gate[i], WAITING_MAX);
}

bool acceptor_is_broken(const struct acceptor *acceptor, const struct listener *listener)
{
	for (size_t i = 0; i < acceptor->gate_count; i++)
		if (acceptor->gate[i].listener == listener)
			return acceptor->gate[i].broken;
	return false;
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
	headcount_free(&acceptor->headcount);
	*acceptor = (struct acceptor){ 0 };
}
