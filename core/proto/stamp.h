/* stamp -- the packets of STAMP, with which two hosts measure the way between them: RFC 8762. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_STAMP_H
#define PROTO_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Unauthenticated mode: a sender's and a reflector's packet have one size, and may be longer by
 * bytes that come back as they were sent. */
enum {
	STAMP_SIZE = 44,
	STAMP_PADDED_LEAST = 48, /* with padding, which has a head of its own */
	STAMP_REPLY_LEAST = 41,  /* a TWAMP Light reflector's, RFC 5357: without the last octets */
	STAMP_PORT = 862,
	STAMP_TTL_UNKNOWN = 255 /* RFC 5357 section 4.2.1 */
};

/* What a clock is worth: RFC 4656 section 4.1.2, RFC 8186. A plain value. */
struct stamp_clock {
	bool synchronized; /* to UTC, by a source outside */
	bool ptp;          /* seconds and nanoseconds of PTP (IEEE 1588), else of NTP */
	uint64_t error_ns; /* at most so far off; UINT64_MAX: more than can be said */
};

/* Write a sender's packet to the first STAMP_SIZE bytes of PACKET: number SEQ, sent at
 * WALL_NS (CLOCK_REALTIME). Bytes behind them may be anything. */
void stamp_sender_put(void *packet, uint32_t seq, int64_t wall_ns, const struct stamp_clock *clock);

/* Fill a packet of SIZE bytes, STAMP_SIZE or from STAMP_PADDED_LEAST to 65507, up behind the first
 * STAMP_SIZE: with the extra padding of RFC 8972, which reflectors of RFC 8762 send back too. */
void stamp_padding_put(void *packet, size_t size);

/* Whether an answer ends as such a packet of SIZE bytes does. A reflector may change flags in it.
 */
bool stamp_padding_check(const void *answer, size_t size);

/* Whether SIZE bytes are a sender's packet that is to be answered: long enough that the answer is
 * not longer than it, and with an error estimate that is one. */
bool stamp_request_check(const void *request, size_t size);

/* Make the answer of SIZE bytes to a REQUEST of that size, which stamp_request_check let pass. A
 * stateless reflector's: it has the request's number. RECEIVE_WALL_NS is when the request came, TTL
 * what it had then (below 0: not known). REPLY may be REQUEST. It is complete when
 * stamp_reply_sent has put the time in, which is to be done as late as can be. */
void stamp_reply_make(void *reply, const void *request, size_t size, int64_t receive_wall_ns,
		      int ttl, const struct stamp_clock *clock);
void stamp_reply_sent(void *reply, int64_t wall_ns);

/* A reflector's answer. A plain value. Times are CLOCK_REALTIME of the reflector. */
struct stamp_reply {
	uint32_t seq;         /* the reflector's own: a stateless one repeats the sender's */
	uint32_t sender_seq;  /* of the packet that it answers */
	uint64_t sender_time; /* as it stood in that packet: see stamp_sender_time */
	int64_t received_ns, sent_ns;
	struct stamp_clock clock;
	int sender_ttl; /* that the sender's packet arrived with; 255 may mean: not known */
};

/* Read an answer that came at about NEAR_WALL_NS, which tells the 136 years apart after which the
 * seconds repeat. PTP's seconds are taken as they are: those of TAI are 37 ahead of UTC. ERR is
 * STATUS_MISMATCH: too short, or an error estimate that is none. On failure REPLY is untouched. */
bool stamp_reply_read(struct stamp_reply *reply, const void *data, size_t size,
		      int64_t near_wall_ns, struct err *err);

/* The time in a packet of stamp_sender_put, as sender_time of the answer to it: to tell whether
 * an answer belongs to it. */
uint64_t stamp_sender_time(const void *packet);

/* An NTP timestamp, seconds since 1900 and 32 bits of fraction, to and from WALL_NS: exact to the
 * nanosecond. */
uint64_t stamp_ntp(int64_t wall_ns);
int64_t stamp_ntp_wall_ns(uint64_t time, int64_t near_wall_ns);

#endif
