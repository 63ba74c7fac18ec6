/* echo_state -- the inside of an echo server; shared by the files echo*.c only. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_ECHO_STATE_H
#define SERVE_ECHO_STATE_H

#include "serve/echo.h"
#include "serve/outbox.h"

enum {
	ECHO_ROOM = 1 << 16,     /* bytes of one read, and that may wait to be sent */
	ECHO_BATCH = 64,         /* datagrams of one receive */
	ECHO_DRAIN_BATCHES = 64, /* that wait when it ends: more come while these are answered */
	ECHO_LINGER_MS = 2000,   /* how long an ended connection waits for the client's end */
	ECHO_QUIET_MS = 50,   /* when it drains: how long a client says no more that has said all */
	ECHO_LOOK_MS = 10,    /* a drained one is looked at again, until all has arrived */
	ECHO_HELD_MAX = 1024, /* answers of one connection that a fault holds back */
	ECHO_HELD_BYTES_MAX = 1 << 26 /* memory of all that are held back */
};

/* One connection. Without anything to send it has no buffer: an idle one is this struct. */
struct echo_conn {
	struct watch watch;
	struct timer timer; /* idle, its next byte, or its end */
	struct echo *echo;
	const struct listener *listener;
	struct echo_conn *next, **link;
	struct sock_addr peer;
	uint64_t number, messages;
	uint64_t received_bytes, sent_bytes;
	int64_t active_ns;
	struct outbox outbox;
	struct echo_later *later; /* answers that a fault holds back */
	unsigned later_count;
	size_t later_bytes;
	int64_t last_due_ns; /* of them, in turn */
	bool read_ended;     /* the client has sent all */
	bool ending;         /* once all is sent, end our direction */
	bool write_ended;    /* that was done */
	bool lingers;        /* and what still comes is thrown away: the timer is for the end */
	bool trickles;       /* the timer is for the next byte */
};

/* An answer that a fault holds back. */
struct echo_later {
	struct timer timer;
	struct echo *echo;
	struct echo_later *next, **link; /* among those of its connection, or of all datagrams */
	struct echo_conn *conn;          /* NULL: a datagram's */
	const struct echo_gram *gram;
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
void echo_tell_refused(struct echo *echo, const struct listener *listener,
		       const struct sock_addr *peer, enum refusal why);

/* echo_begin: one message more has come; or what came is all that shall be taken. */
void echo_count_message(struct echo *echo);
void echo_be_enough(struct echo *echo);

/* echo_begin: what is open is the last. */
void echo_take_no_more(struct echo *echo);

/* echo_begin: whether the last has ended; then over is called, soon. */
void echo_check_end(struct echo *echo);

/* echo_begin: the answer to a message: it, or what is in echo->answer. False when memory is out. */
bool echo_answer(struct echo *echo, const char **data, size_t *size);

/* echo_begin: whether echo->answer could be made. Where not, it can be tried again. */
bool echo_is_made(struct echo *echo);

/* echo_later: hold SIZE bytes back until DUE_NS, in LIST. NULL where there is too much already, or
 * memory is out: *REASON is the word for it. The caller fills in whose they are. */
struct echo_later *echo_hold(struct echo *echo, struct echo_later **list, const void *data,
			     size_t size, int64_t due_ns, const char **reason);

/* echo_later: drop the first of LIST; all of them: how many there were. */
void echo_drop_first(struct echo_later **list);
uint64_t echo_drop_later(struct echo_later **list);

/* echo_conn: a new connection; all are to end, are ended, are freed. */
void echo_accept(struct acceptor *acceptor, const struct listener *listener, int fd,
		 const struct sock_addr *peer);
void echo_drain_conns(struct echo *echo);
void echo_end_conns(struct echo *echo);
void echo_free_conns(struct echo *echo);

/* echo_conn: close it and tell why; or what errno NUMBER means for it. */
void echo_close(struct echo_conn *conn, const char *reason);
void echo_fail(struct echo_conn *conn, int number);
void echo_reset(struct echo_conn *conn);
struct echo_event echo_event_of(const struct echo_conn *conn, enum echo_step step);

/* echo_conn: do what is to be done where nothing is owed, and wait for the next event. */
void echo_go_on(struct echo_conn *conn);

/* echo_talk: read once; send what waits, at most MOST bytes; say what nobody asked for; send an
 * answer whose time has come. False when the connection is gone. */
bool echo_receive(struct echo_conn *conn);
bool echo_flush(struct echo_conn *conn, size_t most);
bool echo_greet(struct echo_conn *conn);
bool echo_talk(struct echo_conn *conn);
bool echo_deliver(struct echo_conn *conn, const char *data, size_t size);

/* echo_talk: whether it may be read from now; whether the service talks on its own; whether it goes
 * a byte at a time. */
bool echo_may_read(const struct echo_conn *conn);
bool echo_is_talking(const struct echo_conn *conn);
bool echo_is_slow(const struct echo_conn *conn);

/* echo_gram: watch the datagram sockets; an answer whose time has come; answer what waits; take no
 * more; end what is held back. */
bool echo_begin_grams(struct echo *echo, struct err *err);
void echo_deliver_gram(struct echo_later *later);
void echo_drain_grams(struct echo *echo);
void echo_forget_grams(struct echo *echo);
void echo_end_grams(struct echo *echo);

#endif
