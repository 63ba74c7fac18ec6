/* portplaces -- where the hosts of portgoals are. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/portplaces.h"

#include <errno.h>
#include <stdlib.h>

#include "run/lookups.h"

static bool is_asked(const struct portgoal *goal)
{
	return goal->err.kind == STATUS_OK;
}

static void place(struct portgoals *goals, struct portgoal *goal, const struct lookup *lookup,
		  bool each)
{
	const struct locations *found = &lookup->found;

	if (lookup->err.kind) {
		goal->err = lookup->err;
	} else if (!portgoals_place(goals, goal, found->item, found->count, each)) {
		err_errno(&goal->err, ENOMEM, "no room for another host");
	}
}

bool portplaces_find(struct portgoals *goals, const struct sock_plan *plan, const struct run *run,
		     int64_t timeout_ns, bool each, struct err *err)
{
	struct portgoal *goal, *following;
	struct lookup *lookup;
	size_t count = 0, i = 0;

	for (goal = goals->first; goal; goal = goal->next)
		count += is_asked(goal);
	lookup = calloc(count + 1, sizeof(*lookup));
	if (!lookup)
		return err_errno(err, ENOMEM, "no room for the hosts");
	for (goal = goals->first; goal; goal = goal->next)
		if (is_asked(goal))
			lookup[i++].endpoint = &goal->endpoint;
	lookups_run(lookup, count, plan, run, timeout_ns);
	i = 0;
	for (goal = goals->first; goal; goal = following) {
		following = goal->next;
		if (!is_asked(goal))
			continue;
		place(goals, goal, &lookup[i], each);
		locations_free(&lookup[i++].found);
	}
	free(lookup);
	return true;
}
