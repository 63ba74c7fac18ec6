/* pipe -- stdin and stdout joined with a peer, or with all who come: netpipe's work. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPE_PIPE_H
#define PIPE_PIPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/pieces.h"
#include "cli/applet.h"
#include "net/locate.h"
#include "net/pump.h"
#include "net/sock.h"
#include "pipe/script.h"
#include "run/hosting.h"

/* What to do. A plain value; what it points at is borrowed. */
struct pipe_plan {
	struct endpoint endpoint;
	const struct sock_plan *sock; /* of a client */
	struct pump_policy policy;
	bool listens, keep;
	bool tells_race;
	bool hexdump;
	int output_fd;      /* what came goes there instead of stdout; -1: to stdout */
	const char *output; /* its name */
	int transcript_fd;  /* -1: none */
	const char *transcript;
	const struct script *script; /* what is said and shall be heard; NULL: stdin says it */
	enum side side;
	int64_t send_fd;               /* hand this descriptor over, and end; -1: none */
	bool receive_fd;               /* take a descriptor, and end */
	int64_t count;                 /* messages after which it ends; 0: no end */
	int64_t for_ns;                /* it ends after so long; 0: never */
	int64_t first_ns, deadline_ns; /* failures: until the first peer is there, of all of it */
	struct deadline deadline;      /* when deadline_ns is over */
	struct pieces pieces;
};

/* Both run to the end, whatever it is: results and a summary say which. */

/* Reach one of LOCATIONS until UNTIL, and join with it. */
void pipe_connect(struct run *run, const struct pipe_plan *plan, const struct locations *locations,
		  struct deadline until);

/* Bind what was added to HOSTING, tell that it is ready, and join with who comes. HOSTING is freed.
 */
void pipe_listen(struct run *run, const struct pipe_plan *plan, struct hosting *hosting);

#endif
