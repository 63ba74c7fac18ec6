/* attempt -- one process that asks what a check asks, or serves as its fixture: what it said, how
 * it ended. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_ATTEMPT_H
#define CHECK_ATTEMPT_H

#include "base/buf.h"
#include "cli/applet.h"
#include "net/loop.h"
#include "run/spawn.h"

enum {
	ATTEMPT_KEPT = 1 << 18, /* bytes of each stream: the last ones, from the start of a line */
	ATTEMPT_GRACE_MS = 2000 /* from SIGTERM to SIGKILL */
};

/* Owner: starts as ATTEMPT_NONE, ends in attempt_free. Fill the first part. */
struct attempt {
	struct loop *loop;
	void (*heard)(struct attempt *attempt); /* it runs, or more is in said; may be NULL */
	void (*ended)(struct attempt *attempt); /* it is gone, and all that it said is here */
	const struct networks *only;            /* see run_caller; NULL: all */
	int64_t grace_ns;                       /* from SIGTERM to SIGKILL; 0: ATTEMPT_GRACE_MS */

	struct spawn spawn;
	struct watch end, stream[2]; /* stdout and stderr */
	struct buf said[2];
	struct timer limit;
	bool is_late; /* it was ended, having had its time */
	struct err
		lost; /* it was ended, as what it said could not be kept; STATUS_OK: all is here */
};
#define ATTEMPT_NONE                                                                               \
	{                                                                                          \
		.spawn = SPAWN_NONE, .end = { .fd = -1 }, .stream = { { .fd = -1 }, { .fd = -1 } } \
	}

/* Run APPLET with ARGV, the words behind its name, for LIMIT_NS at most (0: no limit): records as
 * JSON, nothing on standard input. APPLET NULL: the program ARGV. What an earlier one said is
 * forgotten. */
bool attempt_start(struct attempt *attempt, const struct applet *applet, char **argv,
		   int64_t limit_ns, struct err *err);

/* How long it may take to end once it was told to. */
int64_t attempt_grace_ns(const struct attempt *attempt);

/* Ask it to end, and make it a little later. */
void attempt_end(struct attempt *attempt);

/* Kill what runs, and release all. Safe on ATTEMPT_NONE and twice. */
void attempt_free(struct attempt *attempt);

#endif
