/* select -- which checks of a plan are run. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_SELECT_H
#define CHECK_SELECT_H

#include "base/texts.h"
#include "check/plan.h"

/* As options say it. Borrowed. */
struct selection {
	struct texts ids;       /* patterns, where * is any text; none: all */
	struct texts tags;      /* one of which a check has; none: all */
	struct texts skip_tags; /* none of which it has */
	const char *shard;      /* "I/N", or "ci": as the environment says; NULL: all */
	const char *failed;     /* a file that the json report has made: what was red in it; NULL */
};

/* Select checks, and what they need. *COUNT is how many checks that are, *ALL how many there were
 * before they were dealt out to shards. ERR is STATUS_INVALID, or of fd_read_file. */
bool plan_select(struct plan *plan, const struct selection *selection, size_t *count, size_t *all,
		 struct err *err);

#endif
