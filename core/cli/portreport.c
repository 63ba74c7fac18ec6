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
	out_about_buf(report->out, &report->about);
}

static void tell_failed(struct portreport *report, const struct portgoal *goal,
			const struct err *err)
{
	struct row *row = out_record(report->out, &portrow_types[PORTROW_RESULT]);

	portrow_put_question(row, goal, report->services);
	out_fail(report->out, err);
}

static void tell(struct portreport *report, const struct sweep_found *found)
{
	if (found->goal->count == 0) {
		tell_failed(report, found->goal->of, &found->err);
		return;
	}
	portrow_put(out_record(report->out, &portrow_types[PORTROW_RESULT]), found,
		    report->services);
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

void portreport_leave(const struct sweep_goal *goal)
{
	struct portgoal *of = goal->of;

	porttally_leave(&of->tally, goal->port);
}

/* It took too long: that is a failure, as long as GOAL's every port is. */
static void tell_late(struct portreport *report, const struct portgoal *goal)
{
	unsigned all = portgoal_results(goal), left = all - goal->tally.told;
	struct err err = { 0 };

	if (all == 1)
		err_set(&err, STATUS_TIMEOUT, "time was up before it answered");
	else
		err_set(&err, STATUS_TIMEOUT, "time was up: %u of %u ports are not known", left,
			all);
	tell_failed(report, goal, &err);
}

/* Its words are what complaints are about. Returns how many ports are not known. */
static unsigned tell_unfinished(struct portreport *report, struct portgoal *goal, bool is_late)
{
	out_about(report->out, buf_text(&goal->words));
	if (goal->err.kind) {
		tell_failed(report, goal, &goal->err);
		return 0;
	}
	porttally_leave_rest(&goal->tally, &goal->ports, goal->at);
	if (!is_late || portgoal_results(goal) > 1)
		sum_up(report, goal);
	if (is_late)
		tell_late(report, goal);
	return portgoal_results(goal) - goal->tally.told;
}

void portreport_tell_rest(struct portreport *report, const struct portgoals *goals, bool is_late)
{
	uint64_t all = portgoals_results(goals), left = 0;

	for (struct portgoal *goal = goals->first; goal; goal = goal->next)
		if (!portgoal_is_done(goal))
			left += tell_unfinished(report, goal, is_late);
	if (left == 0 || is_late)
		return;
	if (all == 1)
		out_remark(report->out, "stopped before it answered");
	else
		out_remark(report->out, "stopped: %llu of %llu ports are not known",
			   (unsigned long long)left, (unsigned long long)all);
}

void portreport_free(struct portreport *report)
{
	if (report->out)
		out_about(report->out, "");
	buf_free(&report->about);
}
