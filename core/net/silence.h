/* silence -- why nothing comes from a multicast group: what this machine can tell, point by point.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SILENCE_H
#define NET_SILENCE_H

#include "base/err.h"
#include "base/name.h"
#include "net/addr.h"
#include "net/counters.h"
#include "net/group.h"

enum finding_kind {
	FINDING_FINE,
	FINDING_NOTE, /* what to know, or what could not be told */
	FINDING_FAULT /* this keeps datagrams out */
};
extern const struct name finding_kinds[]; /* fine, note, fault */

/* One point. Valid during the call. */
struct finding {
	enum finding_kind kind;
	const char *check; /* what was looked at, a word of finding_checks */
	const char *text;  /* a sentence; it may hold names of interfaces, any bytes */
};

/* What was listened to, and who is told. */
struct silence {
	struct addr group;
	unsigned index;                      /* of the interface it was joined on */
	const struct group_sources *sources; /* that it was limited to */
	const struct counters *before;       /* when listening began */
	void *context;
	void (*tell)(void *context, const struct finding *finding);
};

/* Look while the group is still joined. Tells of the interface, a bridge it belongs to, the
 * membership and its filter, versions of IGMP and MLD, the way back to sources, what the kernel has
 * counted meanwhile, limits, and how far the group reaches. What cannot be looked at is a note. */
void silence_explain(const struct silence *silence);

#endif
