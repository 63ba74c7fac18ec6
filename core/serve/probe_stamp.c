/* probe_stamp -- STAMP test packets in place of messages: RFC 8762. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/probe_state.h"

#include <string.h>

/* What the clock here is worth is asked once a packet: it may change while a run goes on. */
size_t probe_stamp_put(struct probe *probe, char *to, uint32_t seq, uint64_t *mark)
{
	const struct messages *messages = probe->plan.messages;
	struct stamp_clock clock = { 0 };

	memcpy(to, message_body(messages, seq), messages->size);
	clock.synchronized = clock_wall_synchronized(&clock.error_ns);
	stamp_sender_put(to, seq, clock_wall_ns(), &clock);
	*mark = stamp_sender_time(to);
	return messages->size;
}

/* A reflector answers in the size of the packet; TWAMP's may leave padding out. */
static bool has_its_end(const struct probe *probe, const struct datagram *datagram)
{
	size_t size = probe->plan.messages->size;

	return datagram->true_size <= STAMP_SIZE ||
	       (datagram->true_size == size && stamp_padding_check(datagram->data, size));
}

static bool read_reply(struct probe_flow *flow, const struct leg *leg,
		       const struct datagram *datagram, const struct stamp_reply *reply,
		       struct stamp_legs *legs, struct err *err)
{
	struct probe *probe = flow->probe;
	/* The time in the packet is in nanoseconds too: it comes back exactly. */
	struct stamp_times times = {
		.sent_ns = stamp_ntp_wall_ns(leg->mark, datagram->wall_ns),
		.received_ns = datagram->wall_ns,
		.rtt_ns = probe->loop->now_ns - leg->sent_ns,
	};

	if (stamp_sender_time(datagram->data) == leg->mark)
		return err_set(err, STATUS_MISMATCH,
			       "packet %u came back as it was sent: this is an echo server, no "
			       "STAMP reflector",
			       leg->seq);
	if (reply->sender_time != leg->mark)
		return err_set(err, STATUS_MISMATCH,
			       "the answer to packet %u has another time than was sent in it",
			       leg->seq);
	if (!has_its_end(probe, datagram))
		return err_set(err, STATUS_MISMATCH,
			       "the answer to packet %u ends in other bytes than were sent",
			       leg->seq);
	return stamp_measure_take(&probe->stamp, legs, reply, &times, err);
}

static void land(struct probe_flow *flow, const struct leg *leg, const struct datagram *datagram,
		 const struct stamp_reply *reply, struct probe_event *event)
{
	struct stamp_legs legs;
	struct err err = { 0 };

	event->rtt_ns = flow->probe->loop->now_ns - leg->sent_ns;
	if (read_reply(flow, leg, datagram, reply, &legs, &err)) {
		event->rtt_ns -= legs.reflector_ns;
		event->legs = &legs;
	} else {
		event->step = PROBE_WRONG;
		event->err = &err;
		probe_keep_wrong(flow->probe, &err);
	}
	buf_clear(&flow->probe->last);
	probe_keep_answer(flow->probe, datagram->data, datagram->size, datagram->true_size);
	probe_landed(flow, leg, event);
}

static void take(struct probe_flow *flow, const struct datagram *datagram,
		 const struct stamp_reply *reply, struct probe_event *event)
{
	struct probe_counts *counts = &flow->probe->counts;
	struct leg *leg;
	bool out_of_order;

	event->has_seq = true;
	event->seq = reply->sender_seq;
	switch (flight_land(&flow->flight, reply->sender_seq, &leg, &out_of_order)) {
	case ARRIVAL_FIRST:
		counts->reordered += out_of_order;
		land(flow, leg, datagram, reply, event);
		return;
	case ARRIVAL_DUPLICATE:
		event->step = PROBE_DUPLICATE;
		counts->duplicates++;
		break;
	case ARRIVAL_LATE:
	case ARRIVAL_UNKNOWN:
		event->step = PROBE_LATE;
		counts->late++;
		break;
	}
	probe_tell(flow, event);
}

/* What is no reflected packet is wrong, and the oldest packet's answer where one waits. */
static void take_unreadable(struct probe_flow *flow, struct probe_event *event, struct err *err)
{
	struct leg *leg = flight_oldest(&flow->flight);
	bool out_of_order;

	event->step = PROBE_WRONG;
	event->err = err;
	probe_keep_wrong(flow->probe, err);
	if (!leg) {
		probe_count_surplus(flow->probe);
		probe_tell(flow, event);
		return;
	}
	flight_land(&flow->flight, leg->seq, &leg, &out_of_order);
	event->rtt_ns = flow->probe->loop->now_ns - leg->sent_ns;
	probe_landed(flow, leg, event);
}

void probe_stamp_take(struct probe_flow *flow, const struct datagram *datagram)
{
	struct probe_event event = { .step = PROBE_REPLY,
				     .rtt_ns = -1,
				     .data = datagram->data,
				     .size = datagram->size,
				     .true_size = datagram->true_size,
				     .from = &datagram->from,
				     .ttl = datagram->ttl };
	struct datagram timed = *datagram;
	struct stamp_reply reply;
	struct err err = { 0 };

	if (timed.wall_ns == 0)
		timed.wall_ns = clock_wall_ns();
	if (stamp_reply_read(&reply, timed.data, timed.size, timed.wall_ns, &err))
		take(flow, &timed, &reply, &event);
	else
		take_unreadable(flow, &event, &err);
}
