/* probe_begin -- how a probe begins, whose turn it is, and how it is stopped. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>

#include "net/calls.h"
#include "serve/probe_state.h"

/* ---- whose turn it is ----------------------------------------------------------------------- */

uint64_t probe_allowance(const struct probe *probe)
{
	uint64_t left = probe->plan.count - probe->counts.sent;

	if (probe->stopped || probe->opening > 0)
		return 0;
	return probe->plan.interval_ns != 0 && probe->credit < left ? probe->credit : left;
}

/* In turn: with an interval one message goes out of each socket before the first sends again. */
void probe_pump(struct probe *probe)
{
	for (uint32_t i = 0; i < probe->plan.conns && probe_allowance(probe) > 0; i++) {
		struct probe_flow *flow = &probe->flow[probe->turn];

		probe->turn = (probe->turn + 1) % probe->plan.conns;
		if (flow->state == FLOW_OPEN)
			probe_pump_flow(flow);
	}
}

/* The schedule is absolute: what was late does not make the next one late. Turns that could not be
 * taken for want of room are not saved up for ever. */
static void take_turns(struct probe *probe)
{
	uint64_t most = (uint64_t)probe->plan.conns * probe->plan.depth;
	int64_t late_ns = probe->loop->now_ns - probe->next_ns;
	uint64_t turns = 1 + (uint64_t)late_ns / (uint64_t)probe->plan.interval_ns;

	probe->credit = probe->credit + turns < most ? probe->credit + turns : most;
	probe->next_ns += (int64_t)turns * probe->plan.interval_ns;
}

static void be_paced(struct timer *timer)
{
	struct probe *probe = OWNER(timer, struct probe, pace);

	if (probe_is_done(probe) || probe->ended)
		return;
	if (probe->opening > 0) /* the first one's turn comes when all are open */
		probe->next_ns = probe->loop->now_ns + NS_PER_MS;
	else
		take_turns(probe);
	timer_set(probe->loop, &probe->pace, (struct deadline){ probe->next_ns });
	probe_pump(probe);
}

void probe_allow(struct probe *probe)
{
	probe->credit++;
	probe_pump(probe);
}

static void be_retried(struct timer *timer)
{
	struct probe *probe = OWNER(timer, struct probe, retry);

	for (uint32_t i = 0; i < probe->plan.conns; i++)
		probe->flow[i].blocked = false;
	probe_open_some(probe);
	probe_pump(probe);
}

/* ---- the beginning -------------------------------------------------------------------------- */

static void be_due(struct timer *timer)
{
	struct probe_flow *flow = OWNER(timer, struct probe_flow, timer);
	const struct err late = { .kind = STATUS_TIMEOUT, .text = "no connection in time" };

	if (flow->state == FLOW_OPENING)
		probe_end_flow(flow, &late);
	else if (probe_is_stream(flow->probe))
		probe_stream_due(flow);
	else
		probe_gram_due(flow);
}

static bool make_flows(struct probe *probe, struct err *err)
{
	uint32_t conns = probe->plan.conns, remembered = PROBE_REMEMBERED / conns;

	probe->flow = calloc(conns, sizeof(*probe->flow));
	if (!probe->flow)
		return err_errno(err, ENOMEM, "cannot make %u connections", conns);
	for (uint32_t i = 0; i < conns; i++) {
		struct probe_flow *flow = &probe->flow[i];

		*flow = (struct probe_flow){ .probe = probe,
					     .number = i + 1,
					     .watch = { .fd = -1 },
					     .timer = { .due = be_due } };
		if (!flight_init(&flow->flight, probe->plan.depth,
				 probe_is_stream(probe) ? 0 : remembered, !probe->plan.stamp, err))
			return false;
	}
	return true;
}

static bool make_rooms(struct probe *probe, struct err *err)
{
	uint32_t batch = probe->plan.depth < PROBE_BATCH ? probe->plan.depth : PROBE_BATCH;

	probe->room = malloc(PROBE_ROOM);
	if (!probe->room)
		return err_errno(err, ENOMEM, "cannot make room for answers");
	return stats_init(&probe->rtt, err) &&
	       (probe_is_stream(probe) || datagrams_init(&probe->batch, batch, err));
}

static void set_times(struct probe *probe)
{
	probe->loop->now_ns = clock_now_ns();
	probe->next_ns = probe->loop->now_ns;
	probe->pace.due = be_paced;
	probe->retry.due = be_retried;
}

/* The first message goes out before anything is read: a peer that speaks first has answered it. */
static void send_first(struct probe *probe)
{
	if (probe->plan.interval_ns > 0)
		be_paced(&probe->pace);
	else
		probe_pump(probe);
}

bool probe_check(const struct probe_plan *plan, struct err *err)
{
	size_t size = plan->messages->size;
	bool is_stream = !sock_has_messages(plan->transport);

	if (size == 0 && is_stream)
		return err_set(err, STATUS_INVALID,
			       "an empty message: over %s nobody could tell it from none",
			       name_word(endpoint_transports, plan->transport));
	if (is_stream || size <= PROBE_ROOM)
		return true;
	if (plan->transport == TRANSPORT_UDP)
		return datagram_send_failed(size, &plan->to, EMSGSIZE, err);
	return err_set(err, STATUS_INVALID, "%zu bytes are more than the %d of one message", size,
		       PROBE_ROOM);
}

bool probe_begin(struct probe *probe, int fd, int64_t connect_ns, struct err *err)
{
	bool sized = probe->plan.interval_ns == PROBE_MANUAL || probe_check(&probe->plan, err);

	if (!sized || !make_flows(probe, err) || !make_rooms(probe, err)) {
		if (fd >= 0)
			call_close(fd);
		return false;
	}
	set_times(probe);
	probe->alive = probe->opening = probe->plan.conns;
	if (fd >= 0) {
		probe->unopened = 1;
		probe_adopt(&probe->flow[0], fd, connect_ns);
	}
	probe_open_some(probe);
	if (probe->alive == 0) {
		*err = probe->failure;
		return false;
	}
	probe->began = true;
	send_first(probe);
	return true;
}

static void be_out_of_grace(struct timer *timer)
{
	probe_end(OWNER(timer, struct probe, grace));
}

void probe_stop(struct probe *probe, int64_t grace_ns)
{
	probe->stopped = true;
	probe->grace.due = be_out_of_grace;
	probe_check_end(probe);
	if (probe->ended)
		return;
	if (grace_ns > 0)
		timer_set(probe->loop, &probe->grace, deadline_in(grace_ns));
	else
		probe_end(probe);
}

void probe_free(struct probe *probe)
{
	for (uint32_t i = 0; probe->flow && i < probe->plan.conns; i++) {
		struct probe_flow *flow = &probe->flow[i];

		if (flow->probe)
			probe_close_flow(flow);
		flight_free(&flow->flight);
	}
	if (probe->loop) {
		timer_clear(probe->loop, &probe->pace);
		timer_clear(probe->loop, &probe->grace);
		timer_clear(probe->loop, &probe->retry);
	}
	free(probe->flow);
	free(probe->room);
	datagrams_free(&probe->batch);
	stats_free(&probe->rtt);
	buf_free(&probe->last);
	*probe = (struct probe){ 0 };
}
