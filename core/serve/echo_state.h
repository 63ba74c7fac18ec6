/* echo_state -- the inside of an echo server; shared by the files echo*.c only. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_ECHO_STATE_H
#define SERVE_ECHO_STATE_H

#include "serve/echo.h"

enum {
	ECHO_ROOM = 1 << 16,  /* bytes of one read, and of what may wait to be sent */
	ECHO_BATCH = 64,      /* datagrams of one receive */
	ECHO_LINGER_MS = 2000 /* how long an ended connection waits for the client's end */
};

/* One connection. Without anything to send it has no buffer: an idle one is this struct. */
struct echo_conn {
	struct watch watch;
	struct timer timer; /* idle; with a trickle, its next byte */
	struct echo *echo;
	const struct listener *listener;
	struct echo_conn *next, **link;
	struct sock_addr peer;
	uint64_t number, messages;
	uint64_t received_bytes, sent_bytes;
	int64_t active_ns;
	struct buf pending; /* to be sent, from START on */
	size_t start;
	int64_t last_due_ns; /* of what is held back, in turn */
	size_t held_bytes;   /* of answers that a fault holds back */
	unsigned held;
	bool read_ended;  /* the client has sent all */
	bool ending;      /* once all is sent, end our direction */
	bool trickles;    /* the timer is for the next byte */
	bool write_ended; /* that was done: what still comes is thrown away */
};

/* An answer that a fault holds back: of a connection, or a datagram. */
struct echo_later {
	struct timer timer;
	struct echo *echo;
	struct echo_later *next, **link;
	struct echo_conn *conn; /* NULL: a datagram's */
	struct echo_gram *gram;
	struct sock_addr to;
	struct addr from;
	unsigned index;
	size_t size;
	char data[];
};

/* A socket of datagrams. */
struct echo_gram {
	struct watch watch;
	struct echo *echo;
	const struct listener *listener;
	uint32_t drops;
};

static inline struct echo_counts *echo_counts_of(const struct echo *echo,
						 const struct listener *listener)
{
	return &echo->counts[listener - echo->listeners->item];
}

/* echo_begin: tell a step, where anybody wants to know. */
void echo_tell(struct echo *echo, const struct echo_event *event);

/* echo_begin: one message more has come; where that was the last to be served, the server drains
 * soon. */
void echo_count_message(struct echo *echo);

/* echo_begin: what is open is the last. */
void echo_take_no_more(struct echo *echo);

/* echo_begin: whether the last has ended; then over is called, soon. */
void echo_check_end(struct echo *echo);

/* echo_begin: the answer to a message, in echo->answer where it is not the message itself: the
 * size, and *DATA. */
size_t echo_answer(struct echo *echo, const char **data, size_t size);

/* echo_begin: hold SIZE bytes back until DUE_NS. NULL when memory is out; the caller fills in whose
 * they are. */
struct echo_later *echo_hold(struct echo *echo, const void *data, size_t size, int64_t due_ns);
void echo_drop_later(struct echo_later *later);

/* echo_stream: a new connection; an answer whose time has come; all are to end; all are freed. */
void echo_accept(struct acceptor *acceptor, const struct listener *listener, int fd,
		 const struct sock_addr *peer);
void echo_conn_deliver(struct echo_conn *conn, const char *data, size_t size);
void echo_drain_conns(struct echo *echo);
void echo_free_conns(struct echo *echo);

/* echo_gram: watch the datagram sockets; an answer whose time has come. */
bool echo_begin_grams(struct echo *echo, struct err *err);
void echo_gram_deliver(const struct echo_later *later);

#endif
