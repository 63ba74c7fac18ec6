/* portreport -- tells what ports were found to be: one by one, and in sum. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/portreport.h"

#include "cli/out.h"
#include "cli/portrow.h"

enum { SINGLE_MAX = 32 /* ports of a host that are told one by one */ };

/* The summary of a long list says what most of its ports are. */
static bool is_long(const struct portreport *report, const struct portgoal *goal)
{
	return goal->ports.count > SINGLE_MAX && !report->each;
}

/* What a complaint is about: the words, where they name a single port. */
static void name_it(struct portreport *report, struct portgoal *goal, uint16_t port)
{
	buf_clear(&report->about);
	if (portgoal_results(goal) > 1)
		portgoal_name(&report->about, goal, port);
	else
		buf_puts(&report->about, buf_text(&goal->words));
	out_about(report->out, buf_text(&report->about));
}

static void tell(struct portreport *report, const struct sweep_found *found)
{
	struct row *row = out_record(report->out, &portrow_types[PORTROW_RESULT]);

	if (found->goal->count == 0)
		portrow_put_question(row, found->goal->of);
	else
		portrow_put(row, found, report->services);
	if (found->err.kind == STATUS_OK)
		out_done(report->out, found->status);
	else
		out_fail(report->out, &found->err);
}

static void sum_up(struct portreport *report, const struct portgoal *goal)
{
	portrow_put_summary(out_record(report->out, &portrow_types[PORTROW_SUMMARY]), goal);
	out_done(report->out, STATUS_OK);
}

void portreport_tell(struct portreport *report, const struct sweep_found *found)
{
	struct portgoal *goal = found->goal->of;

	porttally_add(&goal->tally, found->goal->port, found->status);
	name_it(report, goal, found->goal->port);
	out_hush(report->out, is_long(report, goal));
	tell(report, found);
	out_hush(report->out, false);
	if (portgoal_is_done(goal) && portgoal_results(goal) > 1)
		sum_up(report, goal);
}

void portreport_tell_rest(struct portreport *report, const struct portgoals *goals)
{
	struct err err = { 0 };
	uint64_t all = portgoals_results(goals), left = all;

	for (struct portgoal *goal = goals->first; goal; goal = goal->next) {
		left -= goal->tally.told;
		if (!portgoal_is_done(goal))
			sum_up(report, goal);
	}
	out_about(report->out, "");
	if (left == 0)
		return;
	err_set(&err, STATUS_TIMEOUT,
		"ended before all were tried: %llu of %llu ports are not known",
		(unsigned long long)left, (unsigned long long)all);
	out_fail(report->out, &err);
}

void portreport_free(struct portreport *report)
{
	if (report->out)
		out_about(report->out, "");
	buf_free(&report->about);
}
