/* probe -- whether somebody is there: a connection, or a datagram that is answered. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPE_PROBE_H
#define PIPE_PROBE_H

#include "base/buf.h"
#include "pipe/pipe.h"

/* Reach one of LOCATIONS until UNTIL, and say no more; to a socket of datagrams SAY. One result:
 * open, or of datagrams answered, refused, unreachable or silent, which is never called open. */
void probe_run(struct run *run, const struct pipe_plan *plan, const struct locations *locations,
	       const struct buf *say, struct deadline until);

#endif
