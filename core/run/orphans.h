/* orphans -- what our children have started and left: it comes to us, and ends with us. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_ORPHANS_H
#define RUN_ORPHANS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"

/* Owner: starts as { 0 }, ends in orphans_end. */
struct orphans {
	struct buf others; /* children that were there before */
	bool adopts;
};

/* From now on a process whose parent has ended is a child of ours, if it comes from one:
 * PR_SET_CHILD_SUBREAPER in prctl(2). Whom we have for a child already, as whoever became us had
 * started it, is no orphan. Where /proc does not name children none is adopted. */
void orphans_adopt(struct orphans *orphans);

/* Reap what a SESSION has left to us, whose leader was ours, and which spawn_free has killed: these
 * were not left behind. */
void orphans_reap(pid_t session);

/* Kill and reap all children that have come since, which must be nobody else's business any more,
 * and what these leave. How many still ran. Safe on { 0 } and twice. */
size_t orphans_end(struct orphans *orphans);

#endif
