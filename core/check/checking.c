/* checking -- a plan is read, run and reported: what the applets that check share. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/checking.h"

#include <errno.h>
#include <string.h>

#include "check/checkrow.h"
#include "check/draft.h"
#include "check/faults.h"
#include "check/runner.h"
#include "check/secrets.h"
#include "cli/out.h"
#include "net/networks.h"
#include "run/interrupt.h"
#include "run/orphans.h"

enum { DRAFT_REPEATS = 2 }; /* what differs between them is not expected */

/* One run of a plan. Owner: lives as long as checking_run. */
struct checking {
	struct run *run;
	struct plan plan;
	struct report *report;
	struct report_options options;
	struct interrupts interrupts;
	struct networks only;
	struct tally tally;
	struct draft draft;
	struct orphans orphans;
	bool has_records;
	struct err err; /* of the reports */

	const struct checking_way *way;
	const struct record_type *records;
};

/* ---- what is told --------------------------------------------------------------------------- */

static void told(void *context, const struct outcome *outcome)
{
	struct checking *checking = context;

	outcome_count(&checking->tally, outcome);
	if (checking->way->write && !draft_see(&checking->draft, outcome))
		err_errno(&checking->err, ENOMEM, "cannot write the checks");
	if (checking->has_records)
		checkrow_tell(checking->run->out, checking->records, outcome,
			      checking->options.secrets);
	report_outcome(checking->report, outcome, &checking->err);
}

static void tell_now(void *context, const struct report_now *now)
{
	report_now(((struct checking *)context)->report, now);
}

static int stopped(void *context)
{
	struct checking *checking = context;
	bool is_shared;

	return interrupts_take(&checking->interrupts, &is_shared);
}

/* ---- before it runs ------------------------------------------------------------------------- */

static bool take_secrets(struct checking *checking)
{
	if (!secrets_take(&checking->options.secrets, &checking->plan))
		return false;
	checking->draft =
		(struct draft){ .plan = &checking->plan, .secrets = checking->options.secrets };
	return true;
}

/* Reports say so too: one of an earlier run could be taken for this one's. */
static void refuse(struct checking *checking, const struct err *why)
{
	struct err err = { 0 };

	faults_fail(checking->run->out, why);
	if (!report_refuse(checking->report, &(struct refusal){ .text = why->text }, &err))
		faults_fail(checking->run->out, &err);
}

static bool read_plan(struct checking *checking, checking_read *read)
{
	const struct checking_way *set = checking->way;
	struct plan *plan = &checking->plan;
	struct err err = { 0 };
	bool fine;

	plan->until = checking->run->until;
	plan->stop_fd = &checking->interrupts.fd;
	plan->allows_outside = set->allow_exec;
	plan->repeats = (unsigned)set->repeat;
	if (set->write && plan->repeats < DRAFT_REPEATS)
		plan->repeats = DRAFT_REPEATS;
	fine = read(plan, checking->run, &err) &&
	       (take_secrets(checking) || err_errno(&err, ENOMEM, "cannot report")) &&
	       (plan->fault_count > 0 || plan_check(plan, &err));
	if (!fine)
		refuse(checking, &err);
	else if (plan->fault_count > 0)
		faults_tell(checking->run->out, plan, checking->report, checking->options.secrets);
	if (!fine && err.number == EINTR)
		checking->run->signal = stopped(checking);
	return fine && plan->fault_count == 0;
}

static void list(struct checking *checking)
{
	struct out *out = checking->run->out;
	struct err err = { 0 };

	for (struct plan_case *one = checking->plan.cases; one; one = one->next) {
		struct outcome outcome;

		if (!one->selected || one->item->is_fixture)
			continue;
		if (!runner_describe(&outcome, one, &checking->plan.arena)) {
			err_errno(&err, ENOMEM, "cannot list the checks");
			faults_fail(out, &err);
			return;
		}
		checkrow_begin(out, checking->records, &outcome, checking->options.secrets);
		out_done(out, STATUS_OK);
	}
}

static bool add_reports(struct checking *checking, struct err *err)
{
	const struct checking_way *set = checking->way;
	const struct common *common = checking->run->common;

	checking->options = (struct report_options){ .color = common->color,
						     .verbose = common->verbose > 0,
						     .quiet = common->quiet,
						     .stop_fd = checking->interrupts.fd };
	checking->report = report_create(&checking->options);
	if (!checking->report)
		return err_errno(err, ENOMEM, "cannot report");
	for (unsigned long i = 0; i < set->report.count; i++)
		if (!report_add(checking->report, set->report.text[i], err))
			return false;
	if (set->nagios && !report_add(checking->report, "nagios", err))
		return false;
	if ((common->format != FORMAT_TEXT || common->get) && report_has_stdout(checking->report))
		return err_set(err, STATUS_INVALID,
			       "records and a report on standard output would be mixed; "
			       "-o FORMAT=FILE");
	return set->report.count > 0 || set->nagios || set->write || checking->has_records ||
	       report_add_default(checking->report, err);
}

/* ---- the run -------------------------------------------------------------------------------- */

static int exit_code(const struct checking *checking, const struct runner *runner)
{
	const size_t *count = checking->tally.count;

	if (checking->err.kind != STATUS_OK)
		return status_exit(checking->err.kind);
	if (count[VERDICT_FAIL] > 0)
		return status_exit(STATUS_MISMATCH);
	if (runner->is_cut && !runner->signal)
		return status_exit(STATUS_TIMEOUT);
	if (count[VERDICT_ERROR] > 0)
		return status_exit(STATUS_LACKING);
	return count[VERDICT_SKIP] == checking->tally.total ? EXIT_NOTHING_RAN : 0;
}

static const char *cut_text(const struct runner *runner)
{
	if (!runner->is_cut)
		return NULL;
	switch (runner->signal) {
	case 0:
		return "its time was over";
	case SIGINT:
		return "ended by SIGINT";
	case SIGTERM:
		return "ended by SIGTERM";
	}
	return "ended by SIGHUP";
}

static bool announce(struct checking *checking, size_t count, struct err *err)
{
	const struct checking_way *set = checking->way;
	struct word files[PLAN_FILES_MAX];
	size_t file_count = 0;

	for (const struct plan_file *file = checking->plan.files;
	     file && file_count < PLAN_FILES_MAX; file = file->next)
		files[file_count++] = word_of(file->name);
	return report_begin(checking->report,
			    &(struct report_run){ .name = checking->plan.suite
								  ? checking->plan.suite
								  : checking->plan.files->name,
						  .files = files,
						  .file_count = file_count,
						  .total = count,
						  .jobs = (unsigned)set->jobs,
						  .wall_ns = clock_wall_ns() },
			    err);
}

/* Programs may start others that leave their session. */
static void end_orphans(struct checking *checking)
{
	size_t count = orphans_end(&checking->orphans);

	if (count > 0)
		out_remark(checking->run->out, "programs left %zu process%s behind, ended now",
			   count, count == 1 ? "" : "es");
}

/* Returns the exit code. */
static int write_draft(struct checking *checking)
{
	struct out *out = checking->run->out;
	struct err err = { 0 };
	size_t left = 0;

	if (!draft_write(&checking->draft, checking->interrupts.fd, &left, &err))
		faults_fail(out, &err);
	else if (left > 0)
		out_remark(out, "%zu check%s not written: nothing could be told", left,
			   left == 1 ? " was" : "s were");
	else if (checking->err.kind == STATUS_OK)
		return 0;
	return status_exit(STATUS_LACKING);
}

/* The reports are whole, and the draft is written. Returns the exit code. */
static int conclude(struct checking *checking, const struct runner *runner)
{
	checking->tally.exit_code = exit_code(checking, runner);
	report_finish(checking->report, &checking->tally, &checking->err);
	if (checking->err.kind != STATUS_OK) {
		faults_fail(checking->run->out, &checking->err);
		checking->tally.exit_code = status_exit(STATUS_LACKING);
	}
	return checking->way->write && !runner->is_cut ? write_draft(checking)
						       : checking->tally.exit_code;
}

static void run_plan(struct checking *checking, size_t count)
{
	struct run *run = checking->run;
	const struct checking_way *set = checking->way;
	int64_t began_ns = clock_now_ns();
	struct runner runner = { .plan = &checking->plan,
				 .jobs = (unsigned)set->jobs,
				 .per_host = (unsigned)set->per_host,
				 .only = checking->only.count > 0 ? &checking->only : NULL,
				 .until = run->until,
				 .stop_fd = &checking->interrupts.fd,
				 .stopped = stopped,
				 .told = told,
				 .now = tell_now,
				 .context = checking };
	struct err err = { 0 };

	checking->tally.total = count;
	if (set->allow_exec)
		orphans_adopt(&checking->orphans);
	if (!announce(checking, count, &err) || !runner_run(&runner, &err)) {
		err_lacks(&err);
		faults_fail(checking->run->out, &err);
		checking->err = err;
	}
	runner_free(&runner);
	end_orphans(checking);
	checking->tally.cut = cut_text(&runner);
	checking->tally.duration_ns = clock_now_ns() - began_ns;
	checking->tally.exit_code =
		err.kind == STATUS_OK ? conclude(checking, &runner) : status_exit(err.kind);
	run->signal = runner.signal;
	run->reports = !run->common->expect;
	run->exit = run->common->expect ? 0 : checking->tally.exit_code;
}

/* Nothing that could be green. */
static void run_nothing(struct checking *checking, size_t all)
{
	const struct selection *selection = &checking->way->selection;
	struct run *run = checking->run;

	if (all > 0)
		return; /* there are more shards than checks */
	out_remark(run->out, !checking->plan.items ? "the plan is empty"
			     : selection->ids.count + selection->tags.count > 0
				     ? "no check is selected: --list alone names all of them"
				     : "no check is selected");
	run->reports = true;
	run->exit = EXIT_NOTHING_RAN;
}

static void run_checks(struct checking *checking)
{
	const struct checking_way *set = checking->way;
	struct err err = { 0 };
	size_t count, all;

	if (!plan_select(&checking->plan, &set->selection, &count, &all, &err)) {
		refuse(checking, &err);
		return;
	}
	if (!set->list && !set->lint && !report_takes(checking->report, count, &err)) {
		refuse(checking, &err);
		return;
	}
	if (set->list)
		list(checking);
	else if (!set->lint && count > 0)
		run_plan(checking, count);
	else if (!set->lint)
		run_nothing(checking, all);
}

/* 3 is "unknown" there, whatever went wrong: 1 and 2 would be what the check has found. */
static void end_as_plugin(struct checking *checking)
{
	struct run *run = checking->run;

	run->reports = true;
	run->exit = checking->err.kind == STATUS_OK ? report_nagios_exit(&checking->tally)
						    : status_exit(STATUS_LACKING);
}

bool checking_begin(const struct run *run, const struct checking_way *way, struct err *err)
{
	struct networks only;

	if (run->common->eventually_ns)
		return err_set(err, STATUS_INVALID,
			       "--eventually is a clause of checks here: eventually DURATION");
	if (run->common->calls)
		return err_set(err, STATUS_INVALID,
			       "--calls is an option of what is asked: in the words of a check");
	if (way->list + way->lint + way->write + way->nagios > 1)
		return err_set(err, STATUS_INVALID,
			       "--list, --lint, --write-check and --nagios exclude each other");
	return networks_parse(&only, "only-net", &way->only_net, err);
}

void checking_run(struct run *run, const struct checking_way *way,
		  const struct record_type *records, checking_read *read)
{
	const struct common *common = run->common;
	struct checking checking = {
		.run = run, .interrupts = INTERRUPTS_CLOSED, .way = way, .records = records
	};
	struct err err = { 0 };

	checking.has_records =
		common->format != FORMAT_TEXT || common->get || common->expect || way->list;
	if (!networks_parse(&checking.only, "only-net", &way->only_net, &err) ||
	    !interrupts_begin(&checking.interrupts, &err) || !add_reports(&checking, &err))
		faults_fail(run->out, &err);
	else if (read_plan(&checking, read))
		run_checks(&checking);
	if (way->nagios)
		end_as_plugin(&checking);
	report_free(checking.report);
	draft_free(&checking.draft);
	plan_free(&checking.plan);
	interrupts_end(&checking.interrupts);
}
