/* probe -- whether somebody is there: a connection, or a datagram that is answered. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPE_PROBE_H
#define PIPE_PROBE_H

#include <stdbool.h>

#include "base/buf.h"
#include "cli/applet.h"
#include "net/connect.h"

/* What netpipe --probe does. */
struct probe {
	struct endpoint endpoint;
	const struct locations *locations;
	const struct sock_plan *plan;
	struct buf say; /* to a socket of datagrams; empty: an empty datagram */
	struct deadline until;
	bool tells_race;
};

/* One result: open, or of datagrams answered, refused, unreachable or silent, which is never called
 * open. */
void probe_run(struct run *run, const struct probe *probe);

#endif
