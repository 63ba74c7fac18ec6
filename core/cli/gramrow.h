/* gramrow -- a datagram that came, as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_GRAMROW_H
#define CLI_GRAMROW_H

#include <stdint.h>

#include "cli/record.h"
#include "net/datagram.h"
#include "proto/sequence.h"

/* clang-format off */
/* The fields that records about a datagram begin with. */
enum {
	GRAMROW_ENDPOINT, GRAMROW_TRANSPORT, GRAMROW_PEER, GRAMROW_SOURCE, GRAMROW_INTERFACE, GRAMROW_TTL, GRAMROW_TOS,
	GRAMROW_SIZE, GRAMROW_TRUE_SIZE, GRAMROW_TRUNCATED, GRAMROW_TIME, GRAMROW_DATA, GRAMROW_SENDER, GRAMROW_SEQUENCE,
	GRAMROW_END
};

#define GRAMROW_FIELDS \
	[GRAMROW_ENDPOINT] = FIELD("endpoint", FIELD_TEXT, FIELD_QUESTION, 0, "the group and port that was asked for", NULL), \
	[GRAMROW_TRANSPORT] = FIELD("transport", FIELD_TEXT, FIELD_DETAIL, 0, "always udp", NULL), \
	[GRAMROW_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "who sent it, with the port", NULL), \
	[GRAMROW_SOURCE] = FIELD("source", FIELD_ADDRESS, FIELD_DETAIL, 0, "the address alone", NULL), \
	[GRAMROW_INTERFACE] = FIELD("interface", FIELD_TEXT, 0, 0, "where it came in", NULL), \
	[GRAMROW_TTL] = FIELD("ttl", FIELD_UINT, 0, 0, "TTL or hop limit that was left", NULL), \
	[GRAMROW_TOS] = FIELD("tos", FIELD_UINT, FIELD_DETAIL, 0, "TOS or traffic class", NULL), \
	[GRAMROW_SIZE] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "of data", NULL), \
	[GRAMROW_TRUE_SIZE] = FIELD("true_size_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "as it was sent", NULL), \
	[GRAMROW_TRUNCATED] = FIELD("truncated", FIELD_BOOL, FIELD_DETAIL, 0, "whether that is more", NULL), \
	[GRAMROW_TIME] = FIELD("time", FIELD_TEXT, FIELD_DETAIL, 0, "when the kernel got it, RFC 3339", NULL), \
	[GRAMROW_DATA] = FIELD("data", FIELD_DATA, 0, 0, "what was sent", NULL), \
	[GRAMROW_SENDER] = FIELD("sender", FIELD_TEXT, FIELD_DETAIL, 0, "of a numbered message: the run of its sender", NULL), \
	[GRAMROW_SEQUENCE] = FIELD("sequence", FIELD_UINT, FIELD_DETAIL, 0, "of a numbered message: its number", NULL)
/* clang-format on */

/* All but endpoint, interface and the numbers. */
void gramrow_put(struct row *row, const struct datagram *datagram);

/* The numbers; SEQUENCE may be NULL. */
void gramrow_put_sequence(struct row *row, const struct sequence *sequence);

/* Single values, for other records: an endpoint of UDP; a sender's run. */
void gramrow_put_peer(struct row *row, unsigned field, const struct sock_addr *peer);
void gramrow_put_sender(struct row *row, unsigned field, uint64_t sender);

#endif
