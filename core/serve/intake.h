/* intake -- takes in what many peers send: streams in pieces, messages whole; answers nothing. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_INTAKE_H
#define SERVE_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/datagram.h"
#include "net/listen.h"
#include "net/loop.h"
#include "serve/acceptor.h"

struct intake;

/* Who sent what comes: valid during a call, of a connection until it has ended. */
struct intake_source {
	const struct listener *listener;
	struct sock_addr peer;
	uint64_t number; /* of the connection, from 1; 0: a datagram */
	uint64_t received_bytes;
	void *own; /* what the caller keeps for it, from begun to ended; of a datagram NULL */
};

/* What the caller is told. None of them may call intake_free. */
struct intake_calls {
	/* A connection begins; OWN may be set. False: it is closed at once. */
	bool (*begun)(struct intake *intake, struct intake_source *source);
	/* Bytes of a stream, as they came. */
	void (*piece)(struct intake *intake, struct intake_source *source, const char *data,
		      size_t size);
	/* A datagram, or a message of a connection that keeps them apart; TRUE_SIZE is more than
	 * SIZE where it did not fit into 64 KiB. */
	void (*message)(struct intake *intake, struct intake_source *source, const char *data,
			size_t size, size_t true_size);
	/* A connection has ended: by its peer, with ERR of kind STATUS_OK; else ERR says why, of
	 * STATUS_RESET, STATUS_TIMEOUT (idle) and others. OWN is to be released. CUT: it did not
	 * end, the server does. */
	void (*ended)(struct intake *intake, struct intake_source *source, const struct err *err,
		      bool cut);
	/* Somebody was not admitted, or this machine is short of something: for people. May be
	 * NULL. */
	void (*say)(struct intake *intake, const char *sentence);
};

/* Owner: fill what stands before the blank line, intake_begin to intake_free. Embed it: OWNER finds
 * what it is in. */
struct intake {
	struct loop *loop;
	const struct listeners *listeners;
	const struct admission *admission;
	const struct intake_calls *calls;
	void *context;   /* for the calls */
	int64_t idle_ns; /* silence after which a connection is closed; 0: never */

	struct acceptor acceptor;
	struct intake_conn *conns;
	struct intake_gram *grams; /* one for each socket of datagrams */
	size_t gram_count;
	struct datagrams batch;
	char *room; /* what one read takes */
	uint64_t number;
	bool stopped;
};

bool intake_begin(struct intake *intake, struct err *err);

/* Take in no more: what was read last is the last. For calls that have enough. */
void intake_stop(struct intake *intake);

/* Safe on { 0 } and twice; connections that are open are ended as CUT. */
void intake_free(struct intake *intake);

#endif
