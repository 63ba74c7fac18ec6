/* fuzz_stamp -- STAMP packets: what is read is in range, what is reflected is read back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "fuzz.h"
#include "proto/stamp.h"
#include "serve/stamp_measure.h"

static const int64_t near_ns = INT64_C(1700000000123456789);

/* 68 years, and the 4 seconds that nanoseconds of PTP may be. */
static void check_time(int64_t wall_ns)
{
	const int64_t far_ns = (INT64_C(1) << 31) * NS_PER_S + 6 * (int64_t)NS_PER_S;

	FUZZ_HOLDS(wall_ns >= near_ns - far_ns && wall_ns <= near_ns + far_ns);
}

static void check_measure(const struct stamp_reply *reply)
{
	const struct stamp_times times = { near_ns, near_ns + NS_PER_MS, NS_PER_MS };
	struct stamp_measure measure = { 0 };
	struct stamp_legs legs;
	uint64_t forward, backward;
	struct err err = { 0 };

	if (!stamp_measure_take(&measure, &legs, reply, &times, &err)) {
		FUZZ_HOLDS(err.kind == STATUS_MISMATCH);
		return;
	}
	FUZZ_HOLDS(legs.reflector_ns >= 0 && legs.reflector_ns <= NS_PER_MS);
	if (stamp_measure_loss(&measure, &forward, &backward))
		FUZZ_HOLDS(forward + backward <= (uint64_t)reply->sender_seq + 1);
}

static void check_reply(const uint8_t *data, size_t size)
{
	struct stamp_reply reply;
	struct err err = { 0 };

	if (!stamp_reply_read(&reply, data, size, near_ns, &err)) {
		FUZZ_HOLDS(err.kind == STATUS_MISMATCH);
		return;
	}
	FUZZ_HOLDS(size >= STAMP_REPLY_LEAST);
	check_time(reply.received_ns);
	check_time(reply.sent_ns);
	check_measure(&reply);
}

static void check_request(uint8_t *data, size_t size)
{
	const struct stamp_clock clock = { .error_ns = NS_PER_MS };
	uint64_t time = stamp_sender_time(data);
	struct stamp_reply reply;
	struct err err = { 0 };

	stamp_reply_make(data, data, size, near_ns, 64, &clock);
	stamp_reply_sent(data, near_ns + 1);
	FUZZ_HOLDS(stamp_reply_read(&reply, data, size, near_ns, &err));
	FUZZ_HOLDS(reply.received_ns == near_ns && reply.sent_ns == near_ns + 1);
	FUZZ_HOLDS(reply.sender_time == time && reply.seq == reply.sender_seq);
}

int fuzz_stamp(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size + 1);

	check_reply(data, size);
	if (copy && stamp_request_check(data, size)) {
		memcpy(copy, data, size);
		check_request(copy, size);
	}
	free(copy);
	return 0;
}
