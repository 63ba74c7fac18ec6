/* echo -- an echo server over every transport: connections, datagrams, their limits and faults. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_ECHO_H
#define SERVE_ECHO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "net/datagram.h"
#include "net/listen.h"
#include "net/loop.h"
#include "proto/stamp.h"
#include "serve/acceptor.h"
#include "serve/fault.h"
#include "serve/guard.h"
#include "serve/reply.h"

/* What to do. A plain value. */
struct echo_plan {
	enum service_kind service;
	bool timestamp;        /* each answer begins with the time */
	bool stamp;            /* reflect RFC 8762 test packets */
	size_t recv_size;      /* bytes that one read takes of a stream */
	int64_t idle_ns;       /* silence after which a connection is closed; 0: never */
	uint64_t max_messages; /* of all; no more are taken, then the server ends; 0: no end */
	uint64_t max_served;   /* connections or datagrams; the same */
	bool no_loop_guard, no_limits;
	bool watched; /* steps are told one by one */
	struct faults faults;
};

/* Counted for each listener, and all together. */
struct echo_counts {
	uint64_t accepted, refused, open;
	uint64_t received, received_bytes, sent, sent_bytes;
	uint64_t faulted;    /* answers that a fault dropped */
	uint64_t guarded;    /* datagrams that the guard left unanswered */
	uint64_t amplifying; /* answers cut or left out, since they were longer than what came */
	uint64_t unsent; /* answers that the kernel did not take, or that were held back too long */
	uint64_t truncated, kernel_drops;
	uint64_t reset, timed_out;
	uint64_t queue_max; /* connections seen waiting to be accepted */
};

enum echo_step {
	STEP_ACCEPTED,
	STEP_REFUSED,
	STEP_RECEIVED,
	STEP_SENT,
	STEP_UNANSWERED,
	STEP_CLOSED
};
extern const struct name echo_steps[];

/* One step, valid during the call. */
struct echo_event {
	enum echo_step step;
	const struct listener *listener;
	const struct sock_addr *peer;
	uint64_t conn;    /* number of the connection, from 1; 0: datagrams */
	const char *data; /* what came or went, or NULL */
	size_t size, true_size;
	bool truncated;
	/* Of closing (eof, reset, timeout, closed, idle, linger, drain, fault, memory, or an
	 * errno's name), of refusing (refusal_words), of not answering (verdict_words, denied,
	 * unnamed, malformed, amplifying, fault, memory, held, or an errno's name). */
	const char *reason;
	uint64_t received_bytes, sent_bytes; /* of the connection so far */
	uint64_t queue, backlog;         /* at accepting: connections that wait, and how many may */
	struct ucred who;                /* a Unix peer; pid 0: not told */
	const struct datagram *datagram; /* what else is known of it, or NULL */
};

/* Owner: echo_begin to echo_free. */
struct echo {
	struct loop *loop;
	const struct listeners *listeners;
	const struct admission *admission;
	struct echo_plan plan;
	void *context;                                                   /* for the calls below */
	void (*tell)(struct echo *echo, const struct echo_event *event); /* with plan.watched */
	void (*say)(struct echo *echo,
		    const struct err *err); /* for people; NULL: nobody listens */
	void (*over)(struct echo *echo);    /* it has ended: called once, from the loop */
	struct echo_counts *counts;         /* one for each listener */
	struct acceptor acceptor;
	struct guard guard;
	struct stamp_clock clock; /* what ours is worth, for reflected packets */
	struct echo_conn *conns;  /* all that are open */
	struct echo_gram *grams;  /* one for each listener of datagrams */
	size_t gram_count;
	struct echo_later *later; /* answers to datagrams that a fault holds back */
	size_t held_bytes;        /* of these and of those of connections */
	struct datagrams batch;
	char *room; /* what one read of a stream takes */
	struct buf answer;
	uint64_t messages, turn;
	struct timer end; /* where draining or the end comes next */
	bool last;        /* what is open is the last */
	bool enough;      /* of messages: what comes now is not taken any more */
	bool draining, ended;
};

/* Serve LISTENERS until echo_free: what is borrowed stays the caller's. Fill loop, listeners,
 * admission, plan and the calls first. On failure echo_free must follow too. */
bool echo_begin(struct echo *echo, struct err *err);

/* Accept no more, answer what has come, close: over is called when that is done, at the latest
 * after ECHO_DRAIN_S seconds. */
enum { ECHO_DRAIN_S = 2 };
void echo_drain(struct echo *echo);

/* Close at once all that is open, telling it; what is still owed is counted as unsent. */
void echo_end(struct echo *echo);

/* What all listeners come to. */
struct echo_counts echo_total(const struct echo *echo);

/* Connections that wait to be accepted by LISTENER, and how many may; false where it cannot be
 * told: only TCP tells. tcp(7), TCP_INFO. */
bool echo_queue(uint64_t *waiting, uint64_t *backlog, const struct listener *listener);

void echo_free(struct echo *echo);

#endif
