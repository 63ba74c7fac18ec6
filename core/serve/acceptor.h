/* acceptor -- takes connections off listening sockets: limits kept, shortage waited out. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_ACCEPTOR_H
#define SERVE_ACCEPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "net/listen.h"
#include "net/loop.h"
#include "serve/admission.h"

enum refusal {
	REFUSAL_DENIED,   /* --deny, or not in --allow */
	REFUSAL_PER_ADDR, /* its address has all that one may have */
	REFUSAL_MEMORY
};
extern const struct name refusal_words[]; /* denied, per_addr, memory */

struct acceptor;

/* What the server is told. */
struct acceptor_calls {
	/* A connection of LISTENER: FD, non-blocking, is the server's to close; then it calls
	 * acceptor_release. */
	void (*accepted)(struct acceptor *acceptor, const struct listener *listener, int fd,
			 const struct sock_addr *peer);
	/* PEER was closed at once. May be NULL. */
	void (*refused)(struct acceptor *acceptor, const struct listener *listener,
			const struct sock_addr *peer, enum refusal why);
	/* Nothing can be accepted, most often for want of descriptors or memory: accepting rests.
	 * At most once in 5 s. Or a listener is broken: once. May be NULL. */
	void (*short_of)(struct acceptor *acceptor, const struct err *err);
};

/* Owner: acceptor_begin to acceptor_free. Embed it in the server: OWNER finds that again. */
struct acceptor {
	struct loop *loop;
	const struct listeners *listeners;
	const struct admission *admission;
	const struct acceptor_calls *calls;
	struct gate *gate; /* one for each listener of connections */
	size_t gate_count;
	struct headcount headcount;
	uint64_t open;     /* connections that are being served */
	uint64_t open_max; /* of them at once, the most that there may be */
	uint64_t accepted, refused, shortages;
	int64_t rest_ns; /* how long the next rest shall be */
	int64_t told_ns; /* when short_of was last called; 0: never */
	struct timer rest;
	bool full, resting, stopped;
};

/* Accept from all LISTENERS of connections; those of datagrams are left alone. CALLS, LISTENERS and
 * ADMISSION are borrowed. At most --max-conns at once, fewer where RLIMIT_NOFILE is low: then
 * connections wait in the backlog, and accepting goes on at nine tenths. Where nothing can be
 * accepted (EMFILE and its kin) it rests 100 ms to 1 s, and never spins; a listener that somebody
 * else has shut down is left alone from then on. accept(2), "Error handling". On failure nothing is
 * owned. */
bool acceptor_begin(struct acceptor *acceptor, struct loop *loop, const struct listeners *listeners,
		    const struct admission *admission, const struct acceptor_calls *calls,
		    struct err *err);

/* A connection from PEER has ended, its descriptor is closed. */
void acceptor_release(struct acceptor *acceptor, const struct sock_addr *peer);

/* Take at once what waits in the backlogs, within the limits: closing the listeners would reset it.
 */
void acceptor_take_waiting(struct acceptor *acceptor);

/* Whether LISTENER takes no connections any more, because somebody else has shut it down. */
bool acceptor_is_broken(const struct acceptor *acceptor, const struct listener *listener);

/* Accept no more; what is open stays. */
void acceptor_stop(struct acceptor *acceptor);

/* Safe on { 0 } and twice. */
void acceptor_free(struct acceptor *acceptor);

#endif
