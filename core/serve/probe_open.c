/* probe_open -- how the sockets of a probe are made: many, some at a time, none waited for. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "net/calls.h"
#include "net/connect.h"
#include "net/source.h"
#include "serve/probe_state.h"

static void begin_ready(struct watch *watch, uint32_t events);

/* A message that is shorter than a segment must not wait for the answer to the one before. */
static bool prepare(struct probe_flow *flow, struct err *err)
{
	struct probe *probe = flow->probe;

	if (!probe_is_stream(probe))
		return probe_gram_prepare(flow, err);
	if (probe->plan.transport == TRANSPORT_TCP &&
	    !sock_set(flow->watch.fd, IPPROTO_TCP, TCP_NODELAY, 1))
		return err_errno(err, errno, "cannot set TCP_NODELAY");
	return true;
}

/* Its own end; a socket that is bound to no address sends from the one that the kernel chooses. */
static void keep_local(struct probe *probe, int fd)
{
	struct addr own, to;
	uint16_t port;

	sock_addr_local(&probe->local, fd);
	if (probe->plan.transport == TRANSPORT_UDP && sock_addr_ip(&own, &port, &probe->local) &&
	    addr_is_wildcard(&own) && sock_addr_ip(&to, NULL, &probe->plan.to) &&
	    source_find(&own, &to) == 0)
		sock_addr_set(&probe->local, &own, port);
}

void probe_adopt(struct probe_flow *flow, int fd, int64_t connect_ns)
{
	struct probe *probe = flow->probe;
	struct err err = { 0 };

	flow->watch.fd = fd;
	flow->watch.ready = probe_is_stream(probe) ? probe_stream_ready : probe_gram_ready;
	timer_clear(probe->loop, &flow->timer);
	if (!prepare(flow, &err) || !loop_watch(probe->loop, &flow->watch, EPOLLIN, &err)) {
		probe_end_flow(flow, &err);
		return;
	}
	if (probe->counts.connected++ == 0) {
		keep_local(probe, fd);
		probe->connect_ns = connect_ns;
	}
	if (probe->plan.transport != TRANSPORT_UDP && probe->plan.transport != TRANSPORT_UNIXGRAM)
		spread_add(&probe->connect, connect_ns);
	flow->state = FLOW_OPEN;
	probe->opening--;
}

/* ---- one ------------------------------------------------------------------------------------ */

static void settle(struct probe_flow *flow, int number)
{
	const struct err self = { .kind = STATUS_SELF_CONNECTED,
				  .text = "the connection met itself: nobody listens there" };
	struct probe *probe = flow->probe;
	struct err err = { 0 };

	if (number != 0) {
		connect_failed(&probe->plan.to, probe->plan.transport, number, &err);
		probe_end_flow(flow, &err);
	} else if (probe->plan.transport == TRANSPORT_TCP && connect_met_itself(flow->watch.fd)) {
		probe_end_flow(flow, &self);
	} else {
		probe_adopt(flow, flow->watch.fd, clock_now_ns() - flow->began_ns);
	}
}

/* With a connection made or failed there is room for the next one; with the last, messages go. */
static void begin_ready(struct watch *watch, uint32_t events)
{
	struct probe_flow *flow = OWNER(watch, struct probe_flow, watch);
	struct probe *probe = flow->probe;

	(void)events;
	settle(flow, sock_error(watch->fd));
	probe_open_some(probe);
	if (probe->opening == 0)
		probe_pump(probe);
}

/* A backlog that is full: a Unix connect has no way to wait for it but to try again. */
static void try_again(struct probe_flow *flow)
{
	struct probe *probe = flow->probe;
	int64_t waited_ns = clock_now_ns() - flow->began_ns;

	if (probe->plan.timeout_ns > 0 && waited_ns >= probe->plan.timeout_ns) {
		settle(flow, EAGAIN);
		return;
	}
	call_close(flow->watch.fd);
	flow->watch.fd = -1;
	flow->state = FLOW_UNOPENED;
	probe->unopened = flow->number - 1;
	timer_set(probe->loop, &probe->retry, deadline_in((int64_t)PROBE_RETRY_MS * NS_PER_MS));
}

static void wait_for(struct probe_flow *flow)
{
	struct probe *probe = flow->probe;
	struct deadline limit = deadline_in(probe->plan.timeout_ns);
	struct err err = { 0 };

	flow->watch.ready = begin_ready;
	if (!loop_watch(probe->loop, &flow->watch, EPOLLOUT, &err))
		probe_end_flow(flow, &err);
	else
		probe_arm(flow, limit.at_ns);
}

static void open_one(struct probe_flow *flow)
{
	const struct probe_plan *plan = &flow->probe->plan;
	int family = sock_addr_family(&plan->to);
	struct err err = { 0 };

	flow->state = FLOW_OPENING;
	flow->began_ns = flow->began_ns ? flow->began_ns : clock_now_ns();
	if (!sock_open(&flow->watch.fd, plan->sock, plan->transport, family, &err) ||
	    !sock_bind_client(flow->watch.fd, plan->sock, plan->transport, family, &err))
		probe_end_flow(flow, &err);
	else if (plan->transport == TRANSPORT_UDP)
		probe_adopt(flow, flow->watch.fd, 0);
	else if (call_connect(flow->watch.fd, &plan->to.at.any, plan->to.size) == 0)
		settle(flow, 0);
	else if (errno == EINPROGRESS)
		wait_for(flow);
	else if (errno == EAGAIN && family == AF_UNIX)
		try_again(flow);
	else
		settle(flow, errno);
}

/* ---- some ----------------------------------------------------------------------------------- */

void probe_open_some(struct probe *probe)
{
	while (probe->unopened < probe->plan.conns && !probe->ended) {
		uint32_t number = probe->unopened, waiting = probe->plan.conns - number;

		if (probe->opening - waiting >= PROBE_OPENING)
			return;
		probe->unopened++;
		open_one(&probe->flow[number]);
		if (probe->unopened == number)
			return; /* it will be tried again */
	}
}
