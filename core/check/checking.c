/* checking -- a plan is read, run and reported: what the applets that check share. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/checking.h"

#include <errno.h>
#include <string.h>

#include "check/checkrow.h"
#include "check/draft.h"
#include "check/report_file.h"
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

/* No check has said so: a file that is not there, too, is this machine's affair. */
static void fail(struct checking *checking, const struct err *err)
{
	struct err own = *err;

	err_lacks(&own);
	out_about(checking->run->out, "");
	out_fail(checking->run->out, &own);
}

/* Reports have the first of what is wrong in the files. */
static void refuse(struct checking *checking, const struct plan_fault *fault)
{
	size_t size = fault->err.lines_at ? fault->err.lines_at : strlen(fault->err.text);
	char text[ERR_TEXT_MAX];
	struct err err = { 0 };

	memcpy(text, fault->err.text, size);
	text[size] = '\0';
	if (!report_refuse(checking->report,
			   &(struct refusal){ fault->file, fault->at.line, fault->at.column, text },
			   &err))
		fail(checking, &err);
}

static bool has_secret(struct word line, struct secrets secrets)
{
	struct buf text = { 0 };
	bool has;

	redact_put(&text, line.at, line.size, secrets, false);
	has = text.failed || !word_is((struct word){ buf_text(&text), text.size }, line);
	buf_free(&text);
	return has;
}

/* What is quoted may be a secret. The line below it, of which a part is shown, is left out where
 * the whole has one. */
static struct err safe_err(const struct plan_fault *fault, struct secrets secrets)
{
	struct err safe = fault->err;
	size_t lines_at = safe.lines_at, size = lines_at ? lines_at : strlen(safe.text);
	struct buf text = { 0 };

	redact_sentence(&text, (struct word){ safe.text, size }, secrets);
	size = text.size;
	if (lines_at && !has_secret(fault->line, secrets) &&
	    !has_secret(word_of(safe.text + lines_at), secrets))
		buf_puts(&text, safe.text + lines_at);
	if (text.size >= sizeof(safe.text)) /* the sentence has become longer */
		text.size = size;
	err_reword(&safe, "%s", buf_text(&text));
	safe.lines_at = text.size > size ? size : 0;
	buf_free(&text);
	return safe;
}

static void tell_faults(struct checking *checking)
{
	const struct plan_fault *fault = checking->plan.faults;

	if (fault)
		refuse(checking, fault);
	for (; fault; fault = fault->next) {
		struct err safe = safe_err(fault, checking->options.secrets);
		struct buf where = { 0 };

		redact_put(&where, fault->where, strlen(fault->where), checking->options.secrets,
			   false);
		out_at(checking->run->out, buf_text(&where));
		fail(checking, &safe);
		out_at(checking->run->out, NULL);
		buf_free(&where);
	}
	if (checking->plan.fault_count > PLAN_FAULTS_MAX)
		out_remark(checking->run->out, "%zu more places are wrong",
			   checking->plan.fault_count - PLAN_FAULTS_MAX);
}

static bool take_secrets(struct checking *checking)
{
	if (!secrets_take(&checking->options.secrets, &checking->plan))
		return false;
	checking->draft =
		(struct draft){ .plan = &checking->plan, .secrets = checking->options.secrets };
	return true;
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
		fail(checking, &err);
	else if (plan->fault_count > 0)
		tell_faults(checking);
	if (!fine && err.number == EINTR)
		checking->run->signal = stopped(checking);
	return fine && plan->fault_count == 0;
}

static void list(struct checking *checking)
{
	for (struct plan_case *one = checking->plan.cases; one; one = one->next) {
		struct outcome outcome = { .id = one->id,
					   .title = one->item->title,
					   .group = one->item->group,
					   .file = one->item->file->name,
					   .line = one->item->at.line,
					   .command = one->item->source };

		if (!one->selected || one->item->is_fixture)
			continue;
		checkrow_begin(checking->run->out, checking->records, &outcome,
			       checking->options.secrets);
		out_done(checking->run->out, STATUS_OK);
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

/* The first file, and what it includes is left as it is. Returns the exit code. */
static int write_draft(struct checking *checking)
{
	struct report_file file = REPORT_FILE_CLOSED;
	struct buf text = { 0 };
	struct err err = { 0 };
	size_t left = 0;
	bool fine;

	draft_put(&text, &checking->draft, checking->plan.files, &left);
	fine = (!text.failed || err_errno(&err, ENOMEM, "cannot write the checks")) &&
	       report_file_open(&file, NULL, checking->interrupts.fd, &err) &&
	       report_file_write(&file, text.data, text.size, &err) &&
	       report_file_finish(&file, &err);
	report_file_drop(&file);
	buf_free(&text);
	if (!fine)
		fail(checking, &err);
	if (fine && left > 0)
		out_remark(checking->run->out, "%zu check%s not written: nothing could be told",
			   left, left == 1 ? " was" : "s were");
	return fine && left == 0 && checking->err.kind == STATUS_OK ? 0
								    : status_exit(STATUS_LACKING);
}

/* The reports are whole, and the draft is written. Returns the exit code. */
static int conclude(struct checking *checking, const struct runner *runner)
{
	checking->tally.exit_code = exit_code(checking, runner);
	report_finish(checking->report, &checking->tally, &checking->err);
	if (checking->err.kind != STATUS_OK) {
		fail(checking, &checking->err);
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
		fail(checking, &err);
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
		fail(checking, &err);
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
		fail(&checking, &err);
	else if (read_plan(&checking, read))
		run_checks(&checking);
	if (way->nagios)
		end_as_plugin(&checking);
	report_free(checking.report);
	draft_free(&checking.draft);
	plan_free(&checking.plan);
	interrupts_end(&checking.interrupts);
}
