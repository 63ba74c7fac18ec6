/* probe_answer -- messages that come to a probe: in any order, twice, late, wrong, strangers'. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/num.h"
#include "serve/probe_state.h"

enum { SHOWN = 16 }; /* bytes that a sentence quotes */

/* The number that an answer carries: in its head, and where servers may add to it anywhere. */
static bool seq_of(uint32_t *seq, const struct probe_flow *flow, const struct datagram *datagram)
{
	const struct probe_plan *plan = &flow->probe->plan;
	uint32_t cookie = probe_cookie(flow);
	size_t last = plan->unverified && datagram->size > MESSAGE_HEAD
			      ? datagram->size - MESSAGE_HEAD
			      : 0;

	for (size_t at = 0; at <= last; at++)
		if (message_seq(seq, plan->messages, cookie, datagram->data + at,
				datagram->size - at))
			return true;
	return false;
}

/* What message SEQ of FLOW is, byte by byte. */
struct original {
	const struct messages *messages;
	char head[MESSAGE_HEAD];
	size_t head_size;
	const char *body;
};

static char original_byte(const struct original *original, size_t at)
{
	return at < original->head_size ? original->head[at]
					: original->body[at - original->head_size];
}

/* How many of the first SIZE bytes of DATA are those of the original. */
static size_t original_match(const struct original *original, uint32_t seq, const char *data,
			     size_t size)
{
	size_t head = original->head_size, same = 0;

	while (same < head && same < size && original->head[same] == data[same])
		same++;
	if (same < head || same == size)
		return same;
	return head + message_match(original->messages, seq, 0, data + head, size - head);
}

static void say_difference(const struct original *original, uint32_t seq,
			   const struct datagram *datagram, size_t same, struct err *err)
{
	size_t whole = original->messages->size;
	struct buf expected = { 0 }, got = { 0 };

	for (size_t i = same; i < whole && i < datagram->size && i < same + SHOWN; i++) {
		char byte = original_byte(original, i);

		buf_puthex(&expected, &byte, 1);
		buf_puthex(&got, &datagram->data[i], 1);
	}
	if (expected.size > 0)
		err_set(err, STATUS_MISMATCH,
			"the answer to message %u differs from byte %zu on: expected %s, got %s",
			seq, same, buf_text(&expected), buf_text(&got));
	else
		err_set(err, STATUS_MISMATCH,
			"the answer to message %u has %zu byte%s instead of %zu", seq,
			datagram->true_size, num_plural(datagram->true_size), whole);
	buf_free(&expected);
	buf_free(&got);
}

/* Whether the answer to SEQ is what was sent; ERR says why not. */
static bool is_echo(const struct probe_flow *flow, uint32_t seq, const struct datagram *datagram,
		    struct err *err)
{
	const struct messages *messages = flow->probe->plan.messages;
	struct original original = { .messages = messages, .body = message_body(messages, seq) };
	size_t common = datagram->size < messages->size ? datagram->size : messages->size, same;

	original.head_size = message_head(messages, original.head, probe_cookie(flow), seq);
	same = original_match(&original, seq, datagram->data, common);
	if (same == common && datagram->true_size == messages->size)
		return true;
	say_difference(&original, seq, datagram, same, err);
	return false;
}

static void keep(struct probe_flow *flow, uint32_t seq, const struct datagram *datagram, bool echo)
{
	if (echo) {
		probe_keep_echo(flow->probe, flow, seq);
		return;
	}
	buf_clear(&flow->probe->last);
	probe_keep_answer(flow->probe, datagram->data, datagram->size, datagram->true_size);
}

/* The first answer to LEG, or what must be taken for it. */
static void land(struct probe_flow *flow, const struct leg *leg, const struct datagram *datagram,
		 struct probe_event *event)
{
	const struct probe *probe = flow->probe;
	struct err err = { 0 };
	bool echo = !probe->plan.unverified && is_echo(flow, leg->seq, datagram, &err);

	if (!probe->plan.unverified && !echo) {
		event->step = PROBE_WRONG;
		event->err = &err;
		probe_keep_wrong(flow->probe, &err);
	}
	event->rtt_ns = probe->loop->now_ns - leg->sent_ns;
	keep(flow, leg->seq, datagram, echo);
	probe_landed(flow, leg, event);
}

/* One that carries the number of none: it is wrong, and the oldest message's, where one waits. */
static void take_unknown(struct probe_flow *flow, const struct datagram *datagram,
			 struct probe_event *event)
{
	struct leg *leg = flight_oldest(&flow->flight);
	bool out_of_order;

	if (!leg) {
		event->step = PROBE_DUPLICATE;
		flow->probe->counts.duplicates++;
		probe_tell(flow, event);
		return;
	}
	flight_land(&flow->flight, leg->seq, &leg, &out_of_order);
	land(flow, leg, datagram, event);
}

static void take_known(struct probe_flow *flow, uint32_t seq, const struct datagram *datagram,
		       struct probe_event *event)
{
	struct probe_counts *counts = &flow->probe->counts;
	struct leg *leg;
	bool out_of_order;

	event->has_seq = true;
	event->seq = seq;
	switch (flight_land(&flow->flight, seq, &leg, &out_of_order)) {
	case ARRIVAL_FIRST:
		counts->reordered += out_of_order;
		land(flow, leg, datagram, event);
		return;
	case ARRIVAL_DUPLICATE:
		event->step = PROBE_DUPLICATE;
		event->rtt_ns = flow->probe->loop->now_ns - leg->sent_ns;
		counts->duplicates++;
		break;
	case ARRIVAL_LATE:
		event->rtt_ns = flow->probe->loop->now_ns - leg->sent_ns;
		event->step = PROBE_LATE;
		counts->late++;
		break;
	case ARRIVAL_UNKNOWN:
		event->step = PROBE_LATE;
		counts->late++;
		break;
	}
	probe_tell(flow, event);
}

static void take_stranger(struct probe_flow *flow, const struct datagram *datagram)
{
	struct probe_event event = { .step = PROBE_STRANGER,
				     .rtt_ns = -1,
				     .ttl = datagram->ttl,
				     .data = datagram->data,
				     .size = datagram->size,
				     .true_size = datagram->true_size,
				     .from = &datagram->from };

	flow->probe->counts.strangers++;
	flow->probe->stranger = datagram->from;
	probe_tell(flow, &event);
}

static bool is_stranger(const struct probe *probe, const struct datagram *datagram)
{
	return probe->plan.transport == TRANSPORT_UDP && !probe->plan.any_source &&
	       !sock_addr_equal(&datagram->from, &probe->plan.to);
}

void probe_answer_take(struct probe_flow *flow, const struct datagram *datagram)
{
	struct probe *probe = flow->probe;
	struct probe_event event = { .step = PROBE_REPLY,
				     .rtt_ns = -1,
				     .ttl = datagram->ttl,
				     .data = datagram->data,
				     .size = datagram->size,
				     .true_size = datagram->true_size };
	uint32_t seq;

	if (is_stranger(probe, datagram)) {
		take_stranger(flow, datagram);
		return;
	}
	if (probe->plan.transport == TRANSPORT_UDP)
		event.from = &datagram->from;
	probe->counts.received_bytes += datagram->true_size;
	if (probe->plan.stamp)
		probe_stamp_take(flow, datagram);
	else if (seq_of(&seq, flow, datagram))
		take_known(flow, seq, datagram, &event);
	else
		take_unknown(flow, datagram, &event);
}
