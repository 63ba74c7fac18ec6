/* stamp_measure -- what the answers of a STAMP reflector say about the way there and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/stamp_measure.h"

/* Numbers wrap: what is less than half of them ahead is later. */
static bool is_later(uint32_t seq, uint32_t than)
{
	return (int32_t)(seq - than) > 0;
}

static void keep_numbers(struct stamp_measure *measure, const struct stamp_reply *reply)
{
	if (measure->count == 0 || is_later(measure->first_seq, reply->sender_seq)) {
		measure->first_seq = reply->sender_seq;
		measure->first_reflector_seq = reply->seq;
	}
	if (measure->count == 0 || is_later(reply->sender_seq, measure->last_seq))
		measure->last_seq = reply->sender_seq;
	if (measure->count == 0 || is_later(reply->seq, measure->last_reflector_seq))
		measure->last_reflector_seq = reply->seq;
	measure->stateful = measure->stateful || reply->seq != reply->sender_seq;
	measure->count++;
}

/* Times come from within 68 years of ours: no difference overflows. */
bool stamp_measure_take(struct stamp_measure *measure, struct stamp_legs *legs,
			const struct stamp_reply *reply, const struct stamp_times *times,
			struct err *err)
{
	int64_t inside_ns = reply->sent_ns - reply->received_ns;

	if (inside_ns < 0 || inside_ns > times->rtt_ns)
		return err_set(err, STATUS_MISMATCH, "the reflector's times cannot be: %s",
			       inside_ns < 0 ? "it sent before it received"
					     : "it held the packet for longer than the round trip");
	*legs = (struct stamp_legs){ .reflector_ns = inside_ns,
				     .forward_ns = reply->received_ns - times->sent_ns,
				     .backward_ns = times->received_ns - reply->sent_ns,
				     .has_one_way = !reply->clock.ptp,
				     .reflector_seq = reply->seq,
				     .sender_ttl = reply->sender_ttl };
	spread_add(&measure->reflector, inside_ns);
	if (legs->has_one_way) {
		spread_add(&measure->forward, legs->forward_ns);
		spread_add(&measure->backward, legs->backward_ns);
	}
	measure->clock = reply->clock;
	measure->sender_ttl = reply->sender_ttl;
	keep_numbers(measure, reply);
	return true;
}

/* A count since before our first packet tells nothing about what was lost ahead of the first
 * answer. */
bool stamp_measure_loss(const struct stamp_measure *measure, uint64_t *forward, uint64_t *backward)
{
	bool from_start = measure->first_reflector_seq <= measure->first_seq;
	uint32_t sent = measure->last_seq - (from_start ? 0 : measure->first_seq) + 1;
	uint32_t reflected =
		measure->last_reflector_seq - (from_start ? 0 : measure->first_reflector_seq) + 1;

	if (!measure->stateful || reflected > sent)
		return false; /* a count that is not of our packets alone */
	*forward = sent - reflected;
	*backward = reflected > measure->count ? reflected - measure->count : 0;
	return true;
}
