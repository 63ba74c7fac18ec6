/* porttally -- what came of the ports of a host: which are open, which refused, and so on. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_PORTTALLY_H
#define SERVE_PORTTALLY_H

#include "base/err.h"
#include "net/portlist.h"

/* Each port is in one of these. */
enum port_group {
	PORTS_OPEN,
	PORTS_ANSWERED,
	PORTS_REFUSED,
	PORTS_UNREACHABLE,
	PORTS_TIMEOUT,
	PORTS_SILENT,
	PORTS_OTHER,   /* any other status */
	PORTS_PENDING, /* begun, and ended before anything was known */
	PORTS_UNTRIED,
	PORT_GROUPS
};

/* Owner: starts as { 0 }, ends in porttally_free. */
struct porttally {
	struct portlist of[PORT_GROUPS];
	unsigned told; /* results, of which one may be of no port */
};

/* PORT is STATUS; 0: there is none. The ports of a group come in rising order. */
void porttally_add(struct porttally *tally, uint16_t port, enum status status);

/* It was ended: PORT is left without a status, as is what FROM has behind AT, which was not even
 * begun. */
void porttally_leave(struct porttally *tally, uint16_t port);
void porttally_leave_rest(struct porttally *tally, const struct portlist *from,
			  struct portlist_at at);

/* Safe on { 0 } and twice. */
void porttally_free(struct porttally *tally);

#endif
