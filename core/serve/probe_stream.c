/* probe_stream -- a connection of a probe: answers in the order of the messages, byte by byte. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "base/num.h"
#include "net/calls.h"
#include "serve/probe_state.h"

enum { SHOWN = 16 }; /* bytes that a sentence quotes */

/* ---- the end -------------------------------------------------------------------------------- */

static size_t answer_size(const struct probe *probe)
{
	return probe->plan.messages->size;
}

/* What had come of the oldest message's answer when it ended. */
static void put_progress(struct buf *text, const struct probe_flow *flow)
{
	const struct leg *leg = flight_oldest(&flow->flight);
	const struct probe *probe = flow->probe;

	if (!leg)
		return;
	if (probe->plan.unverified)
		buf_printf(text, " before an answer to message %u", leg->seq);
	else
		buf_printf(text, " after %zu of the %zu byte%s of the answer to message %u",
			   flow->rx_at, answer_size(probe), num_plural(answer_size(probe)),
			   leg->seq);
}

void probe_end_by_peer(struct probe_flow *flow, int number)
{
	struct buf progress = { 0 };
	struct err err = { 0 };

	put_progress(&progress, flow);
	if (number == 0)
		err_set(&err, STATUS_CLOSED, "the peer closed the connection%s",
			buf_text(&progress));
	else if (number == ECONNRESET)
		err_errno(&err, number, "the peer reset the connection%s", buf_text(&progress));
	else
		err_errno(&err, number, "the connection failed%s", buf_text(&progress));
	buf_free(&progress);
	probe_end_flow(flow, &err);
}

/* Whether the peer may end the connection now. */
static bool may_end(const struct probe_flow *flow)
{
	return probe_is_done(flow->probe) && flow->flight.waiting == 0;
}

/* ---- answers that are verified -------------------------------------------------------------- */

static void keep_difference(struct probe_flow *flow, uint32_t seq, const char *data, size_t size,
			    size_t same)
{
	struct probe *probe = flow->probe;
	size_t offset = flow->rx_at + same, left = size - same;
	struct buf expected = { 0 }, got = { 0 };
	struct err err = { 0 };

	left = left < SHOWN ? left : SHOWN;
	buf_puthex(&expected, message_body(probe->plan.messages, seq) + offset, left);
	buf_puthex(&got, data + same, left);
	err_set(&err, STATUS_MISMATCH,
		"the answer to message %u differs from byte %zu on: expected %s, got %s", seq,
		offset, buf_text(&expected), buf_text(&got));
	buf_free(&expected);
	buf_free(&got);
	probe_keep_wrong(probe, &err);
}

/* SIZE bytes more of the answer to LEG. */
static void verify(struct probe_flow *flow, const struct leg *leg, const char *data, size_t size)
{
	struct probe *probe = flow->probe;
	size_t same = message_match(probe->plan.messages, leg->seq, flow->rx_at, data, size);

	if (same < size && !flow->rx_wrong) {
		keep_difference(flow, leg->seq, data, size, same);
		flow->rx_wrong = true;
		probe->keeper = flow;
		buf_clear(&probe->last);
		probe_keep_answer(probe, message_body(probe->plan.messages, leg->seq), flow->rx_at,
				  flow->rx_at);
	}
	if (flow->rx_wrong && probe->keeper == flow)
		probe_keep_answer(probe, data, size, flow->rx_at + size);
	flow->rx_at += size;
}

static void land(struct probe_flow *flow)
{
	struct probe *probe = flow->probe;
	struct leg *leg = flight_oldest(&flow->flight);
	struct probe_event event = { .step = PROBE_REPLY,
				     .rtt_ns = probe->loop->now_ns - leg->sent_ns,
				     .true_size = flow->rx_at,
				     .ttl = -1 };
	bool out_of_order;

	if (flow->rx_wrong) {
		event.step = PROBE_WRONG;
		event.err = &probe->wrong;
		event.data = probe->keeper == flow ? probe->last.data : NULL;
		event.size = probe->keeper == flow ? probe->last.size : 0;
	} else {
		event.data = message_body(probe->plan.messages, leg->seq);
		event.size = flow->rx_at < PROBE_DATA_MAX ? flow->rx_at : PROBE_DATA_MAX;
		probe_keep_echo(probe, flow, leg->seq);
	}
	flow->rx_at = 0;
	flow->was_wrong = flow->was_wrong || flow->rx_wrong;
	flow->rx_wrong = false;
	flight_land(&flow->flight, leg->seq, &leg, &out_of_order);
	probe_landed(flow, leg, &event);
}

static void end_by_surplus(struct probe_flow *flow, const char *data, size_t size)
{
	struct buf got = { 0 };
	struct err err = { 0 };

	buf_puthex(&got, data, size < SHOWN ? size : SHOWN);
	err_set(&err, STATUS_MISMATCH, "%zu byte%s more came than were sent: %s%s", size,
		num_plural(size), buf_text(&got), size > SHOWN ? "..." : "");
	buf_free(&got);
	/* Behind a wrong answer nobody knows where the next one would begin. */
	if (!flow->was_wrong)
		probe_count_surplus(flow->probe);
	probe_keep_wrong(flow->probe, &err);
	probe_end_flow(flow, &err);
}

static void take(struct probe_flow *flow, const char *data, size_t size)
{
	size_t whole = answer_size(flow->probe);

	while (size > 0 && flow->state == FLOW_OPEN) {
		struct leg *leg = flight_oldest(&flow->flight);
		size_t part = whole - flow->rx_at;

		if (!leg) {
			end_by_surplus(flow, data, size);
			return;
		}
		part = size < part ? size : part;
		verify(flow, leg, data, part);
		if (flow->rx_at == whole)
			land(flow);
		data += part;
		size -= part;
	}
}

/* ---- answers that may be anything: what comes until a pause --------------------------------- */

/* What has come is the answer to the oldest message, or to none where none waited when it began. */
static void land_collected(struct probe_flow *flow)
{
	struct probe *probe = flow->probe;
	struct probe_event event = { .step = PROBE_REPLY,
				     .rtt_ns = flow->rx_rtt_ns,
				     .data = probe->last.data,
				     .size = probe->last.size,
				     .true_size = flow->rx_at,
				     .ttl = -1 };
	struct leg *leg = flow->rx_rtt_ns < 0 ? NULL : flight_oldest(&flow->flight);
	bool out_of_order;

	flow->collecting = false;
	flow->rx_at = 0;
	timer_clear(probe->loop, &flow->timer);
	if (!leg) {
		probe_tell(flow, &event);
		return;
	}
	flight_land(&flow->flight, leg->seq, &leg, &out_of_order);
	probe_landed(flow, leg, &event);
}

static void begin_collecting(struct probe_flow *flow, const struct leg *leg)
{
	flow->collecting = true;
	flow->rx_rtt_ns = leg ? flow->probe->loop->now_ns - leg->sent_ns : -1;
	buf_clear(&flow->probe->last);
}

/* A peer that goes on and on does not move the message's own deadline. */
static void collect(struct probe_flow *flow, const char *data, size_t size)
{
	struct probe *probe = flow->probe;
	const struct leg *leg = flight_oldest(&flow->flight);
	struct deadline quiet = { probe->loop->now_ns + probe->plan.pause_ns }, limit = { 0 };

	if (flow->collecting && flow->rx_rtt_ns < 0 && leg)
		land_collected(flow);
	if (!flow->collecting)
		begin_collecting(flow, leg);
	flow->rx_at += size;
	probe_keep_answer(probe, data, size, flow->rx_at);
	if (leg)
		limit.at_ns = probe_deadline(probe, leg);
	timer_clear(probe->loop, &flow->timer);
	probe_arm(flow, deadline_earlier(quiet, limit).at_ns);
}

/* ---- reading -------------------------------------------------------------------------------- */

static void come_to_end(struct probe_flow *flow, int number)
{
	if (flow->collecting)
		land_collected(flow);
	if (flow->state == FLOW_OPEN && may_end(flow))
		probe_end_flow(flow, NULL);
	else if (flow->state == FLOW_OPEN)
		probe_end_by_peer(flow, number);
}

static void read_some(struct probe_flow *flow)
{
	struct probe *probe = flow->probe;
	ssize_t size = call_recv(flow->watch.fd, probe->room, PROBE_ROOM, 0);

	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (size <= 0) {
		come_to_end(flow, size < 0 ? errno : 0);
		return;
	}
	probe->counts.received_bytes += (size_t)size;
	(probe->plan.unverified ? collect : take)(flow, probe->room, (size_t)size);
}

void probe_stream_ready(struct watch *watch, uint32_t events)
{
	struct probe_flow *flow = OWNER(watch, struct probe_flow, watch);

	if (events & EPOLLOUT) {
		flow->blocked = false;
		if (!probe_watch(flow, EPOLLIN))
			return;
	}
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		read_some(flow);
	probe_stream_pump(flow);
}

/* ---- time is up ----------------------------------------------------------------------------- */

static void end_by_time(struct probe_flow *flow)
{
	const struct probe *probe = flow->probe;
	const struct leg *leg = flight_oldest(&flow->flight);
	struct buf within = { 0 };
	struct err err = { 0 };
	const char *span;

	probe_put_span(&within, probe->plan.timeout_ns);
	span = buf_text(&within);
	if (!leg)
		err_set(&err, STATUS_TIMEOUT, "the peer did not end the connection within %s",
			span);
	else if (flow->rx_at == 0)
		err_set(&err, STATUS_TIMEOUT, "no answer to message %u within %s", leg->seq, span);
	else
		err_set(&err, STATUS_TIMEOUT,
			"only %zu of the %zu byte%s of the answer to message %u came within %s",
			flow->rx_at, answer_size(probe), num_plural(answer_size(probe)), leg->seq,
			span);
	buf_free(&within);
	probe_end_flow(flow, &err);
}

void probe_stream_due(struct probe_flow *flow)
{
	const struct probe *probe = flow->probe;
	const struct leg *leg = flight_oldest(&flow->flight);
	int64_t at_ns = leg ? probe_deadline(probe, leg) : 0;

	if (flow->collecting) {
		land_collected(flow);
		if (leg && flow->state == FLOW_OPEN && flight_oldest(&flow->flight) == leg)
			probe_arm(flow, at_ns);
		else if (flow->state == FLOW_OPEN)
			probe_stream_pump(flow);
		return;
	}
	if (probe_is_stuck(flow))
		return;
	if (!leg && flow->shut && probe->plan.timeout_ns > 0)
		at_ns = flow->began_ns + probe->plan.timeout_ns;
	if (at_ns > probe->loop->now_ns)
		probe_arm(flow, at_ns);
	else if (at_ns > 0)
		end_by_time(flow);
}
