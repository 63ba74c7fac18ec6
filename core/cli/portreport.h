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

/* Of GOALS some were not told of, as it was ended before: their summaries, and a failure. */
void portreport_tell_rest(struct portreport *report, const struct portgoals *goals);

/* Safe on { 0 } and twice. */
void portreport_free(struct portreport *report);

#endif
