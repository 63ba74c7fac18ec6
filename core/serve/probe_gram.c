/* probe_gram -- a socket of messages of a probe: what it sends, and errors that come back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "net/calls.h"
#include "serve/probe_state.h"

enum { PENDING_MAX = 64 }; /* errors of earlier messages that one send may meet */

static bool is_udp(const struct probe *probe)
{
	return probe->plan.transport == TRANSPORT_UDP;
}

/* A socket that is not connected hears answers from elsewhere too, and can say so. */
static const struct sock_addr *target(const struct probe *probe)
{
	return is_udp(probe) ? &probe->plan.to : NULL;
}

/* The port that it sends from; bound now, so that it can be told. */
static bool bind_port(int fd, int family, struct err *err)
{
	const struct addr any = { .family = family };
	struct sock_addr sa;

	sock_addr_local(&sa, fd);
	if (sock_addr_port(&sa) != 0)
		return true;
	sock_addr_set(&sa, &any, 0);
	return call_bind(fd, &sa.at.any, sa.size) == 0 ||
	       sock_bind_failed(&sa, TRANSPORT_UDP, errno, err);
}

bool probe_gram_prepare(struct probe_flow *flow, struct err *err)
{
	const struct probe_plan *plan = &flow->probe->plan;
	unsigned wants = is_udp(flow->probe) ? DATAGRAM_ERRORS : 0;

	if (plan->transport == TRANSPORT_SEQPACKET)
		wants |= DATAGRAM_TIME;
	if (plan->stamp)
		wants |= DATAGRAM_HOPS | DATAGRAM_TIME;
	else if (plan->watched && is_udp(flow->probe))
		wants |= DATAGRAM_HOPS;
	if (is_udp(flow->probe) && flow->number == 1 &&
	    !bind_port(flow->watch.fd, sock_addr_family(&plan->to), err))
		return false;
	return datagram_prepare(flow->watch.fd, sock_addr_family(&plan->to), wants, err);
}

/* ---- errors from the way -------------------------------------------------------------------- */

/* The message that a trouble is about: by its number, else the one that waits longest. */
static struct leg *leg_of(const struct probe_flow *flow, const struct trouble *trouble)
{
	const struct probe_plan *plan = &flow->probe->plan;
	const unsigned char *octet = (const unsigned char *)trouble->data;
	bool known = false;
	uint32_t seq = 0;

	if (plan->stamp && trouble->size >= 4) {
		seq = (uint32_t)octet[0] << 24 | (uint32_t)octet[1] << 16 |
		      (uint32_t)octet[2] << 8 | octet[3];
		known = true;
	} else if (!plan->stamp) {
		known = message_seq(&seq, plan->messages, probe_cookie(flow), trouble->data,
				    trouble->size);
	}
	return known ? flight_find(&flow->flight, seq) : flight_oldest(&flow->flight);
}

static void meet(struct probe_flow *flow, const struct trouble *trouble)
{
	struct probe *probe = flow->probe;
	struct leg *leg = leg_of(flow, trouble);
	struct probe_event event = {
		.step = PROBE_ERROR, .rtt_ns = -1, .ttl = -1, .trouble = trouble
	};
	struct err err = { 0 };

	trouble_say(trouble, &err);
	event.err = &err;
	probe->trouble = *trouble;
	probe->counts.errors++;
	if (leg && leg->state == LEG_WAITING)
		probe_lost(flow, leg, &event);
	else
		probe_tell(flow, &event);
	if (probe->plan.fickle && probe->counts.received == 0)
		probe_stop(probe, 0);
}

/* Take all errors that came back; whether there were any. */
static bool meet_all(struct probe_flow *flow)
{
	struct trouble trouble;
	bool any = false;

	while (flow->state == FLOW_OPEN && errqueue_take(&trouble, flow->watch.fd)) {
		any = true;
		meet(flow, &trouble);
	}
	return any;
}

/* ---- sending -------------------------------------------------------------------------------- */

static size_t compose(struct probe_flow *flow, const char **data, uint32_t seq, uint64_t *mark)
{
	struct probe *probe = flow->probe;
	const struct messages *messages = probe->plan.messages;

	if (probe->plan.stamp) {
		*data = probe->room;
		return probe_stamp_put(probe, probe->room, seq, mark);
	}
	if (messages->numbered) {
		message_put(messages, probe->room, probe_cookie(flow), seq);
		*data = probe->room;
	} else {
		*data = message_body(messages, seq);
	}
	return messages->size;
}

/* The MTU that stands in the way is in the error queue. */
static void end_by_size(struct probe_flow *flow, size_t size)
{
	struct probe *probe = flow->probe;
	struct trouble trouble;
	struct err err = { 0 };

	while (is_udp(probe) && errqueue_take(&trouble, flow->watch.fd))
		probe->trouble = trouble;
	datagram_send_failed(size, &probe->plan.to, EMSGSIZE, &err);
	probe_end_flow(flow, &err);
}

static bool send_failed(struct probe_flow *flow, size_t size, int number)
{
	struct err err = { 0 };

	if (number == EAGAIN || number == ENOBUFS) {
		probe_block(flow, number);
	} else if (number == EMSGSIZE) {
		end_by_size(flow, size);
	} else if (flow->state == FLOW_OPEN) {
		datagram_send_failed(size, &flow->probe->plan.to, number, &err);
		probe_end_flow(flow, &err);
	}
	return false;
}

/* An error may belong to an earlier message, as the error queue then says: this one was not sent,
 * and is again. */
static bool put_out(struct probe_flow *flow, const char *data, size_t size)
{
	const struct probe *probe = flow->probe;

	for (int tries = 0;; tries++) {
		int number;

		if (datagram_send(flow->watch.fd, data, size, target(probe), NULL, 0))
			return true;
		number = errno;
		if (number == EAGAIN || number == ENOBUFS || number == EMSGSIZE || !is_udp(probe) ||
		    tries == PENDING_MAX || !meet_all(flow) || flow->state != FLOW_OPEN)
			return send_failed(flow, size, number);
	}
}

/* Send the next message. False where no further one can follow now. */
static bool send_one(struct probe_flow *flow)
{
	uint32_t seq = flight_next(&flow->flight);
	int64_t now_ns = clock_now_ns();
	uint64_t mark = 0;
	const char *data;
	size_t size = compose(flow, &data, seq, &mark);

	if (!put_out(flow, data, size))
		return false;
	flow->blocked_ns = 0;
	probe_sent(flow, size, now_ns)->mark = mark;
	return true;
}

void probe_gram_pump(struct probe_flow *flow)
{
	while (flow->state == FLOW_OPEN && !flow->blocked && !flight_is_full(&flow->flight) &&
	       probe_allowance(flow->probe) > 0 && send_one(flow))
		;
}

/* ---- what comes ----------------------------------------------------------------------------- */

static bool is_end(const struct probe *probe, const struct datagram *datagram)
{
	return probe->plan.transport == TRANSPORT_SEQPACKET && datagram_is_end(datagram);
}

static void end_by_peer(struct probe_flow *flow, int number)
{
	bool wanted = number == 0 && probe_is_done(flow->probe) && flow->flight.waiting == 0;
	struct err err = { 0 };

	if (number == 0)
		err_set(&err, STATUS_CLOSED, "the peer closed the connection");
	else
		err_errno(&err, number, "the peer is gone");
	probe_end_flow(flow, wanted ? NULL : &err);
}

static void receive(struct probe_flow *flow)
{
	struct probe *probe = flow->probe;
	int count = datagrams_receive(&probe->batch, flow->watch.fd);

	if (count < 0 && errno != EAGAIN && !is_udp(probe))
		end_by_peer(flow, errno);
	else if (count < 0 && errno != EAGAIN)
		meet_all(flow);
	for (int i = 0; i < count && flow->state == FLOW_OPEN; i++) {
		struct datagram datagram;

		datagrams_get(&datagram, &probe->batch, (unsigned)i);
		if (is_end(probe, &datagram))
			end_by_peer(flow, 0);
		else
			probe_answer_take(flow, &datagram);
	}
}

void probe_gram_ready(struct watch *watch, uint32_t events)
{
	struct probe_flow *flow = OWNER(watch, struct probe_flow, watch);

	if (events & EPOLLOUT) {
		flow->blocked = false;
		if (!probe_watch(flow, EPOLLIN))
			return;
	}
	if (events & EPOLLERR && is_udp(flow->probe))
		meet_all(flow);
	if (flow->state == FLOW_OPEN && events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		receive(flow);
	probe_gram_pump(flow);
}

/* ---- time is up ----------------------------------------------------------------------------- */

void probe_gram_due(struct probe_flow *flow)
{
	struct probe *probe = flow->probe;
	struct leg *leg;

	while ((leg = flight_oldest(&flow->flight)) &&
	       probe_deadline(probe, leg) <= probe->loop->now_ns) {
		struct probe_event event = { .step = PROBE_LOST };

		probe_lost(flow, leg, &event);
	}
	if (flow->state != FLOW_OPEN || probe_is_stuck(flow))
		return;
	if (leg)
		probe_arm(flow, probe_deadline(probe, leg));
	probe_gram_pump(flow);
}
