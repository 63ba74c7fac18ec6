/* sweep -- tries many ports of many hosts at once, and tells what each is, in order. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_SWEEP_H
#define SERVE_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "net/errqueue.h"
#include "net/loop.h"
#include "net/sock.h"
#include "proto/udp_question.h"

enum {
	SWEEP_WINDOW_MAX = 4096, /* tries at once */
	SWEEP_DATA_MAX = 1024    /* bytes of a banner or an answer that are kept */
};

/* One port, of the first of COUNT addresses that has it. Borrowed until it was told of. */
struct sweep_goal {
	const struct sock_addr *addr;
	size_t count;
	enum transport transport; /* TRANSPORT_TCP or TRANSPORT_UDP */
	uint16_t port;
	const struct err *err; /* with COUNT 0: why there is nothing to try */
	void *of;              /* the caller's */
};

/* How it is to be done. Borrowed. */
struct sweep_plan {
	const struct sock_plan *sock;
	unsigned window;       /* tries at once, at least 1 */
	int64_t every_ns;      /* between the beginnings of two, but on loopback; 0: none */
	int64_t timeout_ns;    /* of each try */
	unsigned tries;        /* of each address: at least 1 */
	int64_t banner_ns;     /* TCP: wait so long for what it says; 0: not at all */
	const struct buf *say; /* sent; NULL: over UDP the QUESTION, over TCP nothing */
	int question;          /* enum udp_question; below 0: the one of the port */
};

/* What came of a goal. Valid during the call. */
struct sweep_found {
	const struct sweep_goal *goal;
	struct sock_addr to, local; /* the address that decided it */
	enum status status;         /* STATUS_OPEN, STATUS_ANSWERED; else that of ERR */
	struct err err;
	struct trouble trouble; /* of an ICMP error: is_icmp */
	int64_t rtt_ns;         /* from the last try's beginning to its end */
	unsigned tries;         /* of all addresses */
	int question;           /* that was sent; below 0: none */
	bool fits;              /* the answer is one to it */
	const char *data;       /* the banner, or the answer: at most SWEEP_DATA_MAX */
	size_t size, true_size;
};

struct sweep_cell;

/* Owner: fill the first part, sweep_begin to sweep_free. */
struct sweep {
	struct sweep_plan plan;
	struct loop *loop;
	/* The next goal; false: there is none. */
	bool (*next)(struct sweep *sweep, struct sweep_goal *goal);
	void (*found)(struct sweep *sweep, const struct sweep_found *found);
	/* Of sweep_flush: what came of GOAL, which was begun, is not known. May be NULL. */
	void (*left)(struct sweep *sweep, const struct sweep_goal *goal);
	void (*over)(struct sweep *sweep);

	uint64_t begun, told; /* goals */
	unsigned trying;      /* goals that are being tried now, */
	unsigned waiting;     /* and those of them that wait for a descriptor or a port */
	unsigned window;      /* at most so many: fewer than planned where descriptors ran short */
	bool ended, stopped;  /* there is no further goal; no further one is wanted */
	bool filling, is_over;
	bool waking;             /* those that wait are tried again, */
	unsigned freed;          /* one for each of these that have ended */
	struct sweep_cell *cell; /* a ring: what is begun and was not told of, from TOLD on */
	struct timer pace;
	int64_t next_ns; /* when the next may begin */
};

/* Begin. ERR is STATUS_LACKING. What cannot be tried for want of descriptors or ports waits for
 * others to end; where none runs, that is what came of it, and never that a port is closed. */
bool sweep_begin(struct sweep *sweep, struct err *err);

/* Begin no more; what is on its way is still told of. */
void sweep_stop(struct sweep *sweep);

/* Tell at once of all that is known, in order, and of what is on its way that it is left. Nothing
 * begins any more. */
void sweep_flush(struct sweep *sweep);

/* Close what is open; the loop must be there. Safe on { 0 } and twice. */
void sweep_free(struct sweep *sweep);

#endif
