/* info -- getaddrinfo(3) as it is, and what its answer leaves out. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_INFO_H
#define NET_INFO_H

#include "net/answer.h"
#include "net/host_lookup.h"
#include "net/query.h"

/* Ask QUERY, of kind QUERY_INFO. libc's answer for both families hides that one of them failed,
 * and its "no" that a name server did not understand the question: families that are missing are
 * asked once more, alone. PARTIAL becomes STATUS_PARTIAL when one failed while ANSWER has the
 * other; when ANSWER said no, the failure takes its place. */
void info_ask(struct answer *answer, struct err *partial, struct host_lookup *lookup,
	      const struct query *query, struct deadline until);

#endif
