/* verb_host -- what verbs that look hosts up share: helpers that a wish of the user's ends, and how
 * they are asked. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_VERB_HOST_H
#define BENCH_VERB_HOST_H

#include "bench/verb.h"
#include "net/host_lookup.h"

bool verb_host_begin(struct run *run, struct err *err);
void verb_host_finish(struct run *run);

/* What such a verb has beside VERB. */
#define HOST_VERB                                                                   \
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |     \
		    STATUS_BIT(STATUS_TEMP_FAIL) | STATUS_BIT(STATUS_NO_INTERFACE), \
	.state_size = sizeof(struct host_lookup), .begin = verb_host_begin,         \
	.finish = verb_host_finish

/* Put QUERY, until the deadline of verb_until. ANSWER starts empty and is to be freed in both
 * cases; ERR is its own. */
bool verb_host_ask(struct answer *answer, struct run *run, const struct query *query,
		   struct err *err);

#endif
