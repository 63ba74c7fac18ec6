/* portreport -- tells what ports were found to be: one by one, and in sum. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_PORTREPORT_H
#define CLI_PORTREPORT_H

#include "base/buf.h"
#include "net/database.h"
#include "serve/portgoal.h"

/* Owner: starts with OUT and SERVICES, which are borrowed, ends in portreport_free. */
struct portreport {
	struct out *out;
	struct database *services;
	bool each; /* people are told every port of a long list, too */
	struct buf about;
};

/* What came of a port of a portgoal: a result, and behind the last of several a summary. */
void portreport_tell(struct portreport *report, const struct sweep_found *found);

/* What came of GOAL will not be known. */
void portreport_leave(const struct sweep_goal *goal);

/* It was ended before all GOALS were told of: their summaries; where IS_LATE, by a deadline, that
 * is a failure of each; else somebody stopped it, who is told how many are not known. */
void portreport_tell_rest(struct portreport *report, const struct portgoals *goals, bool is_late);

/* Safe on { 0 } and twice. */
void portreport_free(struct portreport *report);

#endif
