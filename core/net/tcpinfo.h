/* tcpinfo -- what the kernel tells of a TCP connection: TCP_INFO, as far as this kernel goes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_TCPINFO_H
#define NET_TCPINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/name.h"

enum { TCPINFO_MAX = 512 }; /* bytes: Linux 6.18 has 280 */

/* A plain value. Bytes that this kernel does not tell are behind SIZE. */
struct tcpinfo {
	unsigned size;
	unsigned char byte[TCPINFO_MAX];
};

/* Every number in it. tcp(7), linux/tcp.h. */
enum tcpinfo_number {
	TCPINFO_STATE,
	TCPINFO_CA_STATE,
	TCPINFO_TIMEOUTS, /* in a row, unanswered */
	TCPINFO_PROBES,
	TCPINFO_BACKOFF,
	TCPINFO_OPTIONS, /* bits of tcpinfo_options */
	TCPINFO_RTO_US,
	TCPINFO_ATO_US,
	TCPINFO_MSS,
	TCPINFO_PEER_MSS,
	TCPINFO_UNACKED, /* segments; of a listener: connections that wait to be accepted */
	TCPINFO_SACKED,  /* segments; of a listener: how many may wait */
	TCPINFO_LOST,
	TCPINFO_RETRANSMITTED, /* segments, not acknowledged yet */
	TCPINFO_LAST_SENT_MS,
	TCPINFO_LAST_RECEIVED_MS,
	TCPINFO_LAST_ACK_MS,
	TCPINFO_PMTU,
	TCPINFO_RTT_US,
	TCPINFO_RTTVAR_US,
	TCPINFO_SSTHRESH,
	TCPINFO_CWND,
	TCPINFO_ADVMSS,
	TCPINFO_REORDERING,
	TCPINFO_PEER_RTT_US,
	TCPINFO_RECEIVE_SPACE,
	TCPINFO_RETRANSMITTED_EVER,
	TCPINFO_PACING_RATE,
	TCPINFO_ACKED_BYTES,
	TCPINFO_RECEIVED_BYTES,
	TCPINFO_SEGMENTS_OUT,
	TCPINFO_SEGMENTS_IN,
	TCPINFO_UNSENT_BYTES,
	TCPINFO_MIN_RTT_US,
	TCPINFO_DELIVERY_RATE,
	TCPINFO_BUSY_US,
	TCPINFO_WINDOW_LIMITED_US,
	TCPINFO_BUFFER_LIMITED_US,
	TCPINFO_DELIVERED,
	TCPINFO_DELIVERED_CE,
	TCPINFO_SENT_BYTES,
	TCPINFO_RETRANSMITTED_BYTES,
	TCPINFO_DUPLICATES, /* segments that the peer had already: DSACK */
	TCPINFO_REORDER_SEEN,
	TCPINFO_OUT_OF_ORDER,
	TCPINFO_SEND_WINDOW,
	TCPINFO_RECEIVE_WINDOW,
	TCPINFO_NUMBERS
};

extern const struct name tcpinfo_states[];    /* "ESTABLISHED" */
extern const struct name tcpinfo_ca_states[]; /* "open", "recovery" */
extern const struct name tcpinfo_options[];   /* "timestamps", "sack" */

/* Read it. ERR->number is what getsockopt(2) said. */
bool tcpinfo_read(struct tcpinfo *info, int fd, struct err *err);

/* One number of it; false where this kernel does not tell it, or where it stands for none. */
bool tcpinfo_get(uint64_t *number, const struct tcpinfo *info, enum tcpinfo_number what);

/* Whether the connection is one that listens. */
bool tcpinfo_listens(const struct tcpinfo *info);

#endif
