/* piperow -- records of netpipe: what came, what happened, and what it comes to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPE_PIPEROW_H
#define PIPE_PIPEROW_H

#include "cli/record.h"
#include "net/connect.h"
#include "serve/peers.h"

/* The types, in the order of an applet's table. */
enum { PIPE_RESULT, PIPE_READY, PIPE_EVENT, PIPE_SUMMARY };
extern const struct record_type pipe_records[];

/* Of a result: a piece of what came, or what a probe found. */
enum {
	RESULT_ENDPOINT,
	RESULT_TRANSPORT,
	RESULT_FAMILY,
	RESULT_SOCKTYPE,
	RESULT_PROTOCOL,
	RESULT_LOCAL,
	RESULT_PEER,
	RESULT_CONN,
	RESULT_CONNECT,
	RESULT_RTT,
	RESULT_TIME,
	RESULT_OFFSET,
	RESULT_SIZE,
	RESULT_TRUE_SIZE,
	RESULT_TRUNCATED,
	RESULT_DESTINATION,
	RESULT_INTERFACE,
	RESULT_TTL,
	RESULT_TOS,
	RESULT_DROPS,
	RESULT_PID,
	RESULT_UID,
	RESULT_GID,
	RESULT_DESCRIPTOR,
	RESULT_DATA
};

enum {
	EVENT_TIME,
	EVENT_EVENT,
	EVENT_TRANSPORT,
	EVENT_FAMILY,
	EVENT_SOCKTYPE,
	EVENT_PROTOCOL,
	EVENT_LOCAL,
	EVENT_PEER,
	EVENT_CONN,
	EVENT_CONNECT,
	EVENT_OUTCOME,
	EVENT_BEGAN,
	EVENT_TOOK,
	EVENT_SIZE,
	EVENT_DATA,
	EVENT_REASON,
	EVENT_TEXT,
	EVENT_SENT_BYTES,
	EVENT_RECEIVED_BYTES,
	EVENT_DURATION,
	EVENT_PID,
	EVENT_UID,
	EVENT_GID
};

enum {
	SUMMARY_CONNS,
	SUMMARY_SENT,
	SUMMARY_SENT_BYTES,
	SUMMARY_RECEIVED,
	SUMMARY_RECEIVED_BYTES,
	SUMMARY_UNSENT_BYTES,
	SUMMARY_TRUNCATED,
	SUMMARY_DROPS,
	SUMMARY_DURATION,
	SUMMARY_REASON,
	SUMMARY_ENDED_FIRST
};

/* What was asked for, in a result. */
void piperow_put_question(struct row *row, const struct endpoint *asked);

/* family, socktype, protocol of TRANSPORT at SA, from FIELD on. */
void piperow_put_kind(struct row *row, unsigned field, enum transport transport,
		      const struct sock_addr *sa);

/* An endpoint as text; nothing where it is of size 0 and of no Unix socket. */
void piperow_put_at(struct row *row, unsigned field, enum transport transport,
		    const struct sock_addr *at);

/* Who a Unix peer is, from FIELD on; nothing where that is not told. */
void piperow_put_who(struct row *row, unsigned field, const struct ucred *who);

/* What a datagram tells beside its data. */
void piperow_put_datagram(struct row *row, const struct datagram *datagram);

/* An event: one address of RACE that was tried, as it was seen from BEGAN_NS on. */
void piperow_put_attempt(struct row *row, enum transport transport, const struct race *race,
			 size_t i);

#endif
