/* resolve -- libc's resolver with a deadline: queries go to forked helpers. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_RESOLVE_H
#define NET_RESOLVE_H

#include <stddef.h>
#include <sys/types.h>

#include "base/clock.h"
#include "net/answer.h"
#include "net/query.h"

/* Both families of a name side by side. Querys from stdin run in up to eight processes, so
 * that there are never more than 16 helpers. */
enum { RESOLVER_HELPERS = 2 };

/* Owner: starts as { 0 }, ends in resolver_free. A helper serves the process that started it; it
 * dies with it. After a fork the child starts its own. */
struct resolver {
	struct resolver_helper {
		int fd;
		pid_t pid;   /* 0: not running */
		pid_t owner; /* who started it */
	} helper[RESOLVER_HELPERS];
	const int *cancel_fd; /* once it can be read, nobody waits any more; NULL: till the end */
};

/* Ask COUNT queries (1 or 2) at the same time and wait for the answers, not beyond UNTIL: a
 * helper that has not answered by then is killed and its answer is STATUS_TIMEOUT; where it was
 * cancelled, STATUS_LACKING with EINTR. ANSWER starts empty; each has its own err. Numeric text and
 * malformed names need no helper. */
void resolver_ask(struct resolver *resolver, struct answer *answer, const struct query *query,
		  size_t count, struct deadline until);

void resolver_free(struct resolver *resolver);

#endif
