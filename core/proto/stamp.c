/* stamp -- the packets of STAMP, with which two hosts measure the way between them: RFC 8762. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/stamp.h"

#include <string.h>

#include "base/clock.h"

/* Where fields stand: RFC 8762 sections 4.2.1 and 4.3.1. The first three are the same in both
 * directions; the session identifier of RFC 8972 is zero in packets that know none. */
enum {
	AT_SEQ = 0,
	AT_TIME = 4,
	AT_ESTIMATE = 12,
	AT_SESSION = 14,
	AT_RECEIVE_TIME = 16,
	AT_SENDER = 24, /* number, time and estimate of the request, as they stood there */
	AT_SENDER_TIME = AT_SENDER + AT_TIME,
	AT_SENDER_TTL = 40,
	SENDER_PART = AT_SESSION
};

static const int64_t ntp_to_1970_s = 2208988800;

/* ---- octets --------------------------------------------------------------------------------- */

static void put(void *packet, size_t at, size_t size, uint64_t number)
{
	unsigned char *octet = (unsigned char *)packet + at;

	for (size_t i = size; i > 0; i--, number >>= 8)
		octet[i - 1] = (unsigned char)number;
}

static uint64_t get(const void *packet, size_t at, size_t size)
{
	const unsigned char *octet = (const unsigned char *)packet + at;
	uint64_t number = 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | octet[i];
	return number;
}

/* ---- times ---------------------------------------------------------------------------------- */

/* The floor of WALL_NS in seconds: times before 1970 exist. */
static int64_t seconds_of(int64_t wall_ns)
{
	return wall_ns / NS_PER_S - (wall_ns % NS_PER_S < 0);
}

/* The full count of seconds nearest to NEAR_S of which SECONDS are the low 32 bits. */
static int64_t nearest_seconds(uint32_t seconds, int64_t near_s)
{
	return near_s + (int32_t)(seconds - (uint32_t)near_s);
}

/* Whatever a peer writes, a sum stays in range: 2^31 seconds about a time that fits. */
static int64_t wall_of(int64_t seconds, int64_t ns)
{
	int64_t wall_ns;

	if (__builtin_mul_overflow(seconds, (int64_t)NS_PER_S, &wall_ns) ||
	    __builtin_add_overflow(wall_ns, ns, &wall_ns))
		return seconds < 0 ? INT64_MIN : INT64_MAX;
	return wall_ns;
}

uint64_t stamp_ntp(int64_t wall_ns)
{
	int64_t seconds = seconds_of(wall_ns);
	uint64_t ns = (uint64_t)(wall_ns - seconds * NS_PER_S);
	uint64_t fraction = ((ns << 32) + NS_PER_S / 2) / NS_PER_S;

	return (uint64_t)(seconds + ntp_to_1970_s) << 32 | fraction;
}

int64_t stamp_ntp_wall_ns(uint64_t time, int64_t near_wall_ns)
{
	int64_t near_s = seconds_of(near_wall_ns) + ntp_to_1970_s;
	int64_t seconds = nearest_seconds((uint32_t)(time >> 32), near_s);
	uint64_t fraction = time & UINT32_MAX;

	return wall_of(seconds - ntp_to_1970_s,
		       (int64_t)((fraction * NS_PER_S + (UINT64_C(1) << 31)) >> 32));
}

/* RFC 8186: seconds since 1970 and nanoseconds. */
static int64_t ptp_wall_ns(uint64_t time, int64_t near_wall_ns)
{
	int64_t seconds = nearest_seconds((uint32_t)(time >> 32), seconds_of(near_wall_ns));

	return wall_of(seconds, (int64_t)(time & UINT32_MAX));
}

static uint64_t time_of(int64_t wall_ns, bool ptp)
{
	int64_t seconds = seconds_of(wall_ns);

	if (!ptp)
		return stamp_ntp(wall_ns);
	return (uint64_t)seconds << 32 | (uint64_t)(wall_ns - seconds * NS_PER_S);
}

static int64_t wall_ns_of(uint64_t time, bool ptp, int64_t near_wall_ns)
{
	return (ptp ? ptp_wall_ns : stamp_ntp_wall_ns)(time, near_wall_ns);
}

/* ---- the error estimate: S, Z, scale, multiplier; multiplier * 2^(scale - 32) seconds ------- */

enum {
	ESTIMATE_SYNCHRONIZED = 1 << 15,
	ESTIMATE_PTP = 1 << 14,
	ESTIMATE_SCALE_SHIFT = 8,
	ESTIMATE_SCALE_MASK = 63,
	ESTIMATE_MULTIPLIER_MASK = 255
};

/* The smallest that is not less than the error. */
static uint64_t estimate_put(const struct stamp_clock *clock)
{
	const uint64_t most_s = UINT32_MAX;
	uint64_t seconds = clock->error_ns / NS_PER_S, ns = clock->error_ns % NS_PER_S;
	uint64_t flags = (clock->synchronized ? ESTIMATE_SYNCHRONIZED : 0u) |
			 (clock->ptp ? ESTIMATE_PTP : 0u);
	uint64_t units, scale = 0;

	if (seconds >= most_s)
		return flags | ESTIMATE_SCALE_MASK << ESTIMATE_SCALE_SHIFT |
		       ESTIMATE_MULTIPLIER_MASK;
	units = seconds << 32 | ((ns << 32) + NS_PER_S - 1) / NS_PER_S;
	units += units == 0; /* 0 is not allowed */
	for (; units > ESTIMATE_MULTIPLIER_MASK; scale++)
		units = (units + 1) / 2;
	return flags | scale << ESTIMATE_SCALE_SHIFT | units;
}

static uint64_t error_ns_of(unsigned scale, unsigned multiplier)
{
	uint64_t units = (uint64_t)multiplier * NS_PER_S; /* below 2^38 */

	if (scale <= 32)
		return units >> (32 - scale);
	return scale - 32 > 25 ? UINT64_MAX : units << (scale - 32);
}

/* False where it is none: the packet is then to be taken for corrupt. */
static bool estimate_get(struct stamp_clock *clock, const void *packet, size_t at)
{
	unsigned estimate = (unsigned)get(packet, at, 2);
	unsigned scale = estimate >> ESTIMATE_SCALE_SHIFT & ESTIMATE_SCALE_MASK;
	unsigned multiplier = estimate & ESTIMATE_MULTIPLIER_MASK;

	clock->synchronized = estimate & ESTIMATE_SYNCHRONIZED;
	clock->ptp = estimate & ESTIMATE_PTP;
	clock->error_ns = error_ns_of(scale, multiplier);
	return multiplier != 0;
}

/* ---- packets -------------------------------------------------------------------------------- */

void stamp_sender_put(void *packet, uint32_t seq, int64_t wall_ns, const struct stamp_clock *clock)
{
	memset(packet, 0, STAMP_SIZE);
	put(packet, AT_SEQ, 4, seq);
	put(packet, AT_TIME, 8, time_of(wall_ns, clock->ptp));
	put(packet, AT_ESTIMATE, 2, estimate_put(clock));
}

/* A TLV of RFC 8972 section 4.2: flags, of which the first says that no reflector knew it yet;
 * type; length. Its value is any bytes: here zeros. */
enum { AT_TLV_TYPE = 45, AT_TLV_LENGTH = 46, TLV_UNRECOGNIZED = 1 << 7, TLV_EXTRA_PADDING = 1 };

void stamp_padding_put(void *packet, size_t size)
{
	if (size < STAMP_PADDED_LEAST)
		return;
	memset((char *)packet + STAMP_SIZE, 0, size - STAMP_SIZE);
	put(packet, STAMP_SIZE, 1, TLV_UNRECOGNIZED);
	put(packet, AT_TLV_TYPE, 1, TLV_EXTRA_PADDING);
	put(packet, AT_TLV_LENGTH, 2, size - STAMP_PADDED_LEAST);
}

bool stamp_padding_check(const void *answer, size_t size)
{
	if (size < STAMP_PADDED_LEAST)
		return true;
	if (get(answer, AT_TLV_TYPE, 1) != TLV_EXTRA_PADDING ||
	    get(answer, AT_TLV_LENGTH, 2) != size - STAMP_PADDED_LEAST)
		return false;
	for (size_t i = STAMP_PADDED_LEAST; i < size; i++)
		if (((const char *)answer)[i] != 0)
			return false;
	return true;
}

bool stamp_request_check(const void *request, size_t size)
{
	struct stamp_clock clock;

	return size >= STAMP_SIZE && estimate_get(&clock, request, AT_ESTIMATE);
}

void stamp_reply_make(void *reply, const void *request, size_t size, int64_t receive_wall_ns,
		      int ttl, const struct stamp_clock *clock)
{
	unsigned char base[STAMP_SIZE] = { 0 };
	int known_ttl = ttl < 0 ? STAMP_TTL_UNKNOWN : ttl;

	put(base, AT_SEQ, 4, get(request, AT_SEQ, 4));
	put(base, AT_ESTIMATE, 2, estimate_put(clock));
	put(base, AT_SESSION, 2, get(request, AT_SESSION, 2));
	put(base, AT_RECEIVE_TIME, 8, time_of(receive_wall_ns, clock->ptp));
	memcpy(base + AT_SENDER, request, SENDER_PART);
	put(base, AT_SENDER_TTL, 1, (uint64_t)known_ttl);
	if (reply != request)
		memcpy((char *)reply + STAMP_SIZE, (const char *)request + STAMP_SIZE,
		       size - STAMP_SIZE);
	memcpy(reply, base, STAMP_SIZE);
}

void stamp_reply_sent(void *reply, int64_t wall_ns)
{
	struct stamp_clock clock;

	estimate_get(&clock, reply, AT_ESTIMATE);
	put(reply, AT_TIME, 8, time_of(wall_ns, clock.ptp));
}

uint64_t stamp_sender_time(const void *packet)
{
	return get(packet, AT_TIME, 8);
}

bool stamp_reply_read(struct stamp_reply *reply, const void *data, size_t size,
		      int64_t near_wall_ns, struct err *err)
{
	struct stamp_reply read;
	bool ptp;

	if (size < STAMP_REPLY_LEAST)
		return err_set(err, STATUS_MISMATCH,
			       "an answer of %zu bytes is no reflected STAMP packet", size);
	if (!estimate_get(&read.clock, data, AT_ESTIMATE))
		return err_set(err, STATUS_MISMATCH,
			       "the answer is no reflected STAMP packet: its error estimate is 0");
	ptp = read.clock.ptp;
	read.seq = (uint32_t)get(data, AT_SEQ, 4);
	read.sent_ns = wall_ns_of(get(data, AT_TIME, 8), ptp, near_wall_ns);
	read.received_ns = wall_ns_of(get(data, AT_RECEIVE_TIME, 8), ptp, near_wall_ns);
	read.sender_seq = (uint32_t)get(data, AT_SENDER, 4);
	read.sender_time = get(data, AT_SENDER_TIME, 8);
	read.sender_ttl = (int)get(data, AT_SENDER_TTL, 1);
	*reply = read;
	return true;
}
