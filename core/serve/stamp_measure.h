/* stamp_measure -- what the answers of a STAMP reflector say about the way there and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_STAMP_MEASURE_H
#define SERVE_STAMP_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/stats.h"
#include "proto/stamp.h"

/* When one packet was where: T1 to T4 of RFC 8762. */
struct stamp_times {
	int64_t sent_ns, received_ns; /* here, CLOCK_REALTIME */
	int64_t rtt_ns;               /* between these, CLOCK_MONOTONIC */
};

/* What one answer says. Differences of two clocks may be anything. */
struct stamp_legs {
	int64_t reflector_ns;            /* between its two times */
	int64_t forward_ns, backward_ns; /* one way each, where has_one_way */
	bool has_one_way;                /* PTP counts another scale of time: there is none then */
	uint32_t reflector_seq;
	int sender_ttl;
};

/* All of them. Starts as { 0 }. A plain value. */
struct stamp_measure {
	struct spread reflector, forward, backward;
	struct stamp_clock clock; /* the reflector's, in its last answer */
	int sender_ttl;           /* in the last answer */
	uint64_t count;
	uint32_t first_seq, first_reflector_seq; /* of the answer to the earliest packet */
	uint32_t last_seq, last_reflector_seq;   /* the highest numbers */
	bool stateful;                           /* it numbers its packets itself, for sure */
};

/* Take the answer REPLY, the first to its packet. ERR is STATUS_MISMATCH where its two times cannot
 * be: it left before it came, or was away for longer than the round trip. What both ends' clocks
 * say is not believed for the round trip: that is TIMES->rtt_ns less the reflector's own time. */
bool stamp_measure_take(struct stamp_measure *measure, struct stamp_legs *legs,
			const struct stamp_reply *reply, const struct stamp_times *times,
			struct err *err);

/* How many of the packets up to the last answered one were lost on which way, as a reflector's own
 * numbers tell (RFC 8762 section 4.3: they begin at 0). False where the reflector has none of
 * its own. */
bool stamp_measure_loss(const struct stamp_measure *measure, uint64_t *forward, uint64_t *backward);

#endif
