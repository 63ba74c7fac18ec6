/* portplaces -- where the hosts of portgoals are. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_PORTPLACES_H
#define RUN_PORTPLACES_H

#include "cli/applet.h"
#include "serve/portgoal.h"

/* Look all GOALS up side by side, each within TIMEOUT_NS, to connect by PLAN; with EACH every
 * address is a goal. One that is not found has that as its only result, in its turn. ERR is
 * STATUS_LACKING: memory. */
bool portplaces_find(struct portgoals *goals, const struct sock_plan *plan, const struct run *run,
		     int64_t timeout_ns, bool each, struct err *err);

#endif
