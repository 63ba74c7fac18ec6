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
	PORTS_OTHER, /* any other status */
	PORT_GROUPS
};

/* Owner: starts as { 0 }, ends in porttally_free. */
struct porttally {
	struct portlist of[PORT_GROUPS];
	unsigned told; /* results, of which one may be of no port */
};

/* PORT is STATUS; 0: there is none. The ports of a group come in rising order. */
void porttally_add(struct porttally *tally, uint16_t port, enum status status);

/* Safe on { 0 } and twice. */
void porttally_free(struct porttally *tally);

#endif
