/* probe -- asks an echo server: messages over any number of sockets, answers verified and timed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_PROBE_H
#define SERVE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name.h"
#include "base/stats.h"
#include "net/datagram.h"
#include "net/errqueue.h"
#include "net/loop.h"
#include "net/sock.h"
#include "serve/message.h"
#include "serve/stamp_measure.h"

enum {
	PROBE_DATA_MAX = 1 << 16, /* bytes of an answer that are kept to be shown */
	PROBE_MANUAL = -1         /* an interval: each message is allowed by probe_allow */
};

/* What to do. A plain value; what it points to is borrowed. */
struct probe_plan {
	enum transport transport;
	struct sock_addr to;
	const struct sock_plan *sock;
	const struct messages *messages;
	uint32_t conns, depth; /* sockets, and messages of each that may wait for their answers */
	uint64_t count;        /* messages in all; UINT64_MAX: no end */
	int64_t interval_ns;   /* between two; 0: as soon as one may be sent; or PROBE_MANUAL */
	int64_t timeout_ns;    /* for each answer, and each connection; 0: no end */
	int64_t pause_ns;      /* of a stream, unverified: this long a silence ends an answer */
	bool unverified;       /* answers may be anything */
	bool stamp;            /* over UDP: RFC 8762; the messages fill packets up */
	bool any_source;       /* datagrams are answers whoever sends them: TO is a group */
	bool half_close; /* of streams: end them behind the last message, and wait for the peer's
			    end */
	bool fickle;     /* an error before any answer ends it at once */
	bool watched;    /* steps are told one by one */
	uint32_t cookie; /* by which numbered messages know each other */
};

struct probe_counts {
	uint64_t sent, sent_bytes;
	uint64_t received, received_bytes; /* first answers, right or wrong, and all their bytes */
	uint64_t lost;                     /* no answer in time, or none to come */
	uint64_t late, duplicates, reordered;
	uint64_t mismatched;        /* answers that are not what was sent */
	uint64_t surplus;           /* of them those that no message waited for */
	uint64_t strangers;         /* datagrams from elsewhere */
	uint64_t errors;            /* ICMP errors that came back; the messages are lost */
	uint64_t connected, failed; /* sockets */
};

enum probe_step {
	PROBE_REPLY,
	PROBE_WRONG, /* an answer that is not what was sent */
	PROBE_DUPLICATE,
	PROBE_LATE,    /* an answer to what had been given up */
	PROBE_LOST,    /* given up */
	PROBE_ERROR,   /* an ICMP error */
	PROBE_STRANGER /* a datagram from elsewhere */
};
extern const struct name probe_steps[];

/* One step, valid during the call. */
struct probe_event {
	enum probe_step step;
	uint32_t conn; /* number of the socket, from 1 */
	bool has_seq;
	uint32_t seq;
	int64_t rtt_ns;               /* below 0: none */
	const char *data;             /* the answer, or what is kept of it; or NULL */
	size_t size, true_size;       /* of data, of the answer */
	const struct sock_addr *from; /* NULL: the peer */
	int ttl;                      /* -1: not told */
	const struct trouble *trouble;
	const struct stamp_legs *legs; /* of a STAMP answer, or NULL */
	const struct err *err;         /* what is wrong, or NULL */
};

/* Owner: starts as { 0 }; probe_begin to probe_free. */
struct probe {
	struct loop *loop;
	struct probe_plan plan;
	void (*tell)(struct probe *probe, const struct probe_event *event); /* with plan.watched */
	void (*over)(struct probe *probe); /* nothing more will come of it */

	/* What came of it. */
	struct probe_counts counts;
	struct stats rtt;          /* of first answers that are right; less a reflector's time */
	int64_t last_rtt_ns;       /* of the last of them */
	struct spread connect;     /* of connections */
	int64_t connect_ns;        /* of the first */
	int64_t first_ns, last_ns; /* when the first was sent and the last answer came; 0: none */
	struct sock_addr local;    /* of the first socket */
	struct stamp_measure stamp;
	struct trouble trouble;    /* the last; number 0: none */
	struct err wrong;          /* about the first answer that was; kind OK: none */
	struct err failure;        /* of the first socket that failed; kind OK: none */
	struct sock_addr stranger; /* the last; size 0: none */
	uint64_t in_flight;        /* messages that wait for their answers */
	enum { LAST_NONE, LAST_ECHO, LAST_KEPT } last_kind; /* see probe_last_answer */
	uint32_t last_seq, last_cookie;                     /* of an echo: it is what was sent */
	struct buf last;                 /* else its first PROBE_DATA_MAX bytes */
	size_t last_size;                /* of all of it */
	const struct probe_flow *keeper; /* whose answer is kept there while it comes */

	/* How. */
	struct probe_flow *flow; /* plan.conns */
	struct datagrams batch;
	char *room; /* what one read of a stream takes, or one datagram to be sent */
	struct timer pace, grace, retry;
	uint64_t credit;   /* messages that may be sent now, where they have an interval */
	int64_t next_ns;   /* when the next one's turn is */
	uint32_t turn;     /* the socket that is to send it */
	uint32_t opening;  /* sockets that are not open yet: nothing is sent before they are */
	uint32_t unopened; /* of these, the first that has not begun */
	uint32_t alive;    /* sockets that have not ended */
	bool began, stopped, ended;
};

/* Whether messages of the size that they have can be sent, and answered. */
bool probe_check(const struct probe_plan *plan, struct err *err);

/* Begin with socket FD, connected in CONNECT_NS and now the probe's to close; -1 where the first
 * one is to be made as the others are. Fill loop, plan and the calls first. It may be over, and has
 * said so, when this returns. */
bool probe_begin(struct probe *probe, int fd, int64_t connect_ns, struct err *err);

/* Allow one message more, with PROBE_MANUAL. */
void probe_allow(struct probe *probe);

/* Send no more, and wait GRACE_NS at most for answers that are on their way. */
void probe_stop(struct probe *probe, int64_t grace_ns);

/* How it went: a status of success, or false and why not. */
bool probe_verdict(const struct probe *probe, enum status *status, struct err *err);

/* The last answer: its first SIZE bytes of TRUE_SIZE, borrowed until the probe goes on. False where
 * there is none. */
bool probe_last_answer(struct probe *probe, const char **data, size_t *size, size_t *true_size);

/* "5 s" or "250 ms". */
void probe_put_span(struct buf *text, int64_t span_ns);

void probe_free(struct probe *probe);

#endif
