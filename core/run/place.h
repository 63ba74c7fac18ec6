/* place -- the endpoint that a question begins with: what failures are about, and where it is. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_PLACE_H
#define RUN_PLACE_H

#include "base/buf.h"
#include "cli/applet.h"
#include "net/locate.h"
#include "net/sock.h"

/* Failures are from now on about the endpoint that the words of the question begin with, and not
 * about what follows it. TEXT holds these words until the question is answered. */
void place_about(struct buf *text, const struct run *run);

/* Look ENDPOINT up for a socket of PLAN, as the options of RUN say, until UNTIL. No helper that
 * resolves names is left behind: it would keep descriptors of ours open. ERR is of
 * sock_plan_interface and locate; on failure nothing is FOUND. */
bool place_find(struct locations *found, const struct endpoint *endpoint, enum purpose purpose,
		const struct sock_plan *plan, const struct run *run, struct deadline until,
		struct err *err);

#endif
