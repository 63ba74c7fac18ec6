/* pair -- a program, or two, each at the end of a socket pair: what is said moved, ends passed on.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_PAIR_H
#define RUN_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "net/endpoint.h"
#include "net/pump.h"
#include "run/serve.h"
#include "run/spawn.h"

enum { PAIR_MAX = 2, PAIR_ROOM = 1 << 20 /* bytes of a message that is moved whole */ };

struct pair;

/* A program, and our end of its socket pair. To be read only. */
struct partner {
	struct pair *pair;
	unsigned index; /* 0 or 1 */
	struct spawn spawn;
	struct pump_end end; /* given: what it was sent; taken: what it said */
	size_t true_size;    /* of the message that it said last */
	uint64_t cut;        /* messages that were longer than PAIR_ROOM */
	bool unread;         /* it ended before it had read all; datagram sockets do not tell */
	int asked;           /* SIGTERM or SIGKILL, which we sent it; 0: it was left alone */
	bool held;  /* it had ended when we did, but what it started kept its socket open */
	int number; /* errno of what went wrong with its data; 0: nothing */
	struct watch exit;
};

enum pair_step {
	PAIR_STARTED,
	PAIR_SHUT, /* it says no more */
	PAIR_ENDED /* its process has ended */
};

/* What to do. Borrowed while the pair is. */
struct pair_plan {
	char *const *argv[PAIR_MAX]; /* the second may be NULL */
	enum transport transport;    /* one of Unix sockets */
	int64_t grace_ns;            /* from SIGTERM to SIGKILL, and from an end to SIGTERM */
	struct deadline enough_at;   /* then it has run for long enough */
	bool enough;                 /* said may set it: there is nothing more to wait for */
	struct pump_end *own;        /* what a single program is joined with */
	void (*said)(struct partner *partner, const char *data, size_t size);
	void (*tell)(struct partner *partner, enum pair_step step);
	void *context;
};

enum pair_why {
	PAIR_OVER,    /* all programs have ended, and all that they said has arrived */
	PAIR_ENOUGH,  /* the output has all it wanted, or the plan */
	PAIR_LATE,    /* the deadline */
	PAIR_STOPPED, /* a signal: serve.signal */
	PAIR_BROKEN   /* this machine could not go on: a partner's number, or ERR */
};

/* Owner: starts as PAIR_CLOSED, ends in pair_free. */
struct pair {
	const struct pair_plan *plan;
	struct run *run;
	struct serve serve;
	struct pump pump;
	struct partner partner[PAIR_MAX];
	unsigned count;
	enum pair_why why;
};
#define PAIR_CLOSED                                               \
	{                                                         \
		.serve = SERVE_CLOSED, .partner = {               \
			{ .spawn = SPAWN_NONE, .end.in.fd = -1 }, \
			{ .spawn = SPAWN_NONE, .end.in.fd = -1 }  \
		}                                                 \
	}

/* Start the programs and join them. Signals are events from here on. ERR is that of spawn_start,
 * whose code is then in the partner's spawn, or STATUS_LACKING; pair_free must follow in both
 * cases. */
bool pair_begin(struct pair *pair, struct run *run, const struct pair_plan *plan, struct err *err);

/* Until all is over; what then still runs is ended, and says its last. why tells what it came to;
 * ERR is filled where the waiting itself failed. */
void pair_run(struct pair *pair, struct deadline until, struct err *err);

/* Whether PARTNER has ended while its socket has not: what it started has it too, or what it said
 * last is not taken. */
bool pair_is_held(const struct partner *partner);

/* Nothing of the programs is left but what they put into sessions of their own. Safe on PAIR_CLOSED
 * and twice. */
void pair_free(struct pair *pair);

#endif
