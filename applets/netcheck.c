/* netcheck -- a plan of checks, run and judged: for continuous integration. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check/checkrow.h"
#include "check/runner.h"
#include "check/select.h"
#include "cli/applet.h"
#include "cli/out.h"
#include "run/interrupt.h"

enum { JOBS_DEFAULT = 8, JOBS_MAX = 256, REPEAT_MAX = 1000 };

struct settings {
	struct texts report, checks;
	struct selection selection;
	int64_t jobs, repeat;
	bool list, lint, allow_exec;
};

static const struct settings defaults = { .jobs = JOBS_DEFAULT, .repeat = 1 };

/* clang-format off */
static const struct opt options[] = {
	OPT_TEXTS(struct settings, report, 'o', "output", "FORMAT[=FILE]", OFFER_NOTHING,
	          "report: human, tap, tap13, junit, xunit, json, github, summary, nagios"),
	OPT_TEXTS(struct settings, checks, 0, "check", "LINE", OFFER_NOTHING,
	          "a line of a plan, in place of a file or beside it; may be repeated"),
	OPT_TEXTS(struct settings, selection.ids, 0, "only", "NAME", OFFER_NOTHING,
	          "checks of this name; * in it is any text; may be repeated"),
	OPT_TEXTS(struct settings, selection.tags, 0, "tag", "WORD", OFFER_NOTHING,
	          "checks that have this tag; may be repeated"),
	OPT_TEXTS(struct settings, selection.skip_tags, 0, "skip-tag", "WORD", OFFER_NOTHING,
	          "no checks that have this tag; may be repeated"),
	OPT_TEXT(struct settings, selection.failed, 0, "rerun-failed", "FILE", OFFER_FILE,
	         "checks that were red in this json report"),
	OPT_TEXT(struct settings, selection.shard, 0, "shard", "I/N", OFFER_NOTHING,
	         "part I of N; ci: as CI_NODE_INDEX and CI_NODE_TOTAL say"),
	OPT_NUMBER(struct settings, jobs, 0, "jobs", "N", 1, JOBS_MAX, "so many checks at once"),
	OPT_NUMBER(struct settings, repeat, 0, "repeat", "N", 1, REPEAT_MAX,
	           "each check so many times, to find what is flaky"),
	OPT_FLAG(struct settings, allow_exec, 0, "allow-exec", "checks may run programs"),
	OPT_FLAG(struct settings, list, 0, "list", "say what would be asked, and ask nothing"),
	OPT_FLAG(struct settings, lint, 0, "lint", "see whether the plan makes sense, no more"),
	OPT_END
};

static const struct operand operands[] = {
	{ "FILE", 0, MANY, OFFER_FILE, "check files; - is standard input" },
	{ 0 },
};

static const struct record_type records[] = {
	{ "result", "a check", { checkrow_fields, "[{verdict}  ]{id}: {command}" } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("netcheck --check 'web: servlookup https' --list",
	        "a check without a file, and whether it makes sense"),
	{ 0 },
};
/* clang-format on */

/* One run of a plan. */
struct checking {
	struct run *run;
	struct plan plan;
	struct report *report;
	struct report_options options;
	struct interrupts interrupts;
	struct word *secrets;
	struct tally tally;
	bool has_records;
	struct err err; /* of the reports */
};

/* ---- what is told --------------------------------------------------------------------------- */

static void told(void *context, const struct outcome *outcome)
{
	struct checking *checking = context;

	outcome_count(&checking->tally, outcome);
	if (checking->has_records)
		checkrow_tell(checking->run->out, records, outcome, checking->options.secrets);
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

static void fail(struct checking *checking, const char *about, const struct err *err)
{
	out_about(checking->run->out, about);
	out_fail(checking->run->out, err);
	out_about(checking->run->out, "");
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
		fail(checking, "", &err);
}

/* A word that is quoted may be a secret; then the line below it is left out. */
static struct err safe_err(const struct err *err, struct secrets secrets)
{
	struct err safe = *err;
	struct buf text = { 0 };
	size_t size = strlen(err->text);

	redact_put(&text, err->text, size, secrets, true);
	if (text.failed || text.size != size || memcmp(text.data, err->text, size) != 0) {
		safe.lines_at = 0;
		err_set(&safe, err->kind, "%.*s", (int)strcspn(buf_text(&text), "\n"),
			buf_text(&text));
	}
	buf_free(&text);
	return safe;
}

static void tell_faults(struct checking *checking)
{
	const struct plan_fault *fault = checking->plan.faults;

	if (fault)
		refuse(checking, fault);
	for (; fault; fault = fault->next) {
		struct err safe = safe_err(&fault->err, checking->options.secrets);

		fail(checking, fault->where, &safe);
	}
	if (checking->plan.fault_count > PLAN_FAULTS_MAX)
		out_remark(checking->run->out, "%zu more places are wrong",
			   checking->plan.fault_count - PLAN_FAULTS_MAX);
}

static bool collect_secrets(struct checking *checking)
{
	size_t count = 0;

	for (struct plan_value *value = checking->plan.secrets; value; value = value->next)
		count++;
	checking->secrets = calloc(count + 1, sizeof(*checking->secrets));
	if (!checking->secrets)
		return false;
	for (struct plan_value *value = checking->plan.secrets; value; value = value->next)
		checking->secrets[checking->options.secrets.count++] = value->text;
	checking->options.secrets.word = checking->secrets;
	return true;
}

/* Those of --check, as a file of that name. */
static bool read_lines(struct checking *checking, struct err *err)
{
	const struct settings *set = checking->run->settings;
	struct buf lines = { 0 };
	struct word text;

	for (unsigned long i = 0; i < set->checks.count; i++) {
		buf_puts(&lines, set->checks.text[i]);
		buf_putc(&lines, '\n');
	}
	text = (struct word){ arena_copy(&checking->plan.arena, buf_text(&lines), lines.size),
			      lines.size };
	if (lines.failed)
		text.at = NULL;
	buf_free(&lines);
	return text.at ? plan_read_text(&checking->plan, "--check", text, err)
		       : err_errno(err, ENOMEM, "cannot read the plan");
}

static bool read_plan(struct checking *checking)
{
	const struct settings *set = checking->run->settings;
	struct plan *plan = &checking->plan;
	struct err err = { 0 };

	plan->allows_programs = set->allow_exec;
	plan->repeats = (unsigned)set->repeat;
	if (set->checks.count > 0 && !read_lines(checking, &err)) {
		fail(checking, "--check", &err);
		return false;
	}
	for (char **name = checking->run->operand; *name; name++)
		if (!plan_read(plan, *name, &err)) {
			fail(checking, *name, &err);
			return false;
		}
	if (!collect_secrets(checking) && !err_errno(&err, ENOMEM, "cannot report")) {
		fail(checking, "", &err);
		return false;
	}
	if (plan->fault_count == 0 && !plan_check(plan, &err)) {
		fail(checking, "", &err);
		return false;
	}
	if (plan->fault_count > 0)
		tell_faults(checking);
	return plan->fault_count == 0;
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
		checkrow_begin(checking->run->out, records, &outcome, checking->options.secrets);
		out_done(checking->run->out, STATUS_OK);
	}
}

static bool add_reports(struct checking *checking, struct err *err)
{
	const struct settings *set = checking->run->settings;
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
	return set->report.count > 0 || checking->has_records ||
	       report_add_default(checking->report, err);
}

/* ---- the run -------------------------------------------------------------------------------- */

static int exit_code(const struct checking *checking, const struct runner *runner)
{
	const size_t *count = checking->tally.count;

	if (checking->err.kind != STATUS_OK)
		return status_exit(STATUS_LACKING);
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
	const struct settings *set = checking->run->settings;
	struct word files[TEXTS_MAX];
	size_t file_count = 0;

	for (const struct plan_file *file = checking->plan.files; file && file_count < TEXTS_MAX;
	     file = file->next)
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

static void run_plan(struct checking *checking, size_t count)
{
	struct run *run = checking->run;
	const struct settings *set = run->settings;
	int64_t began_ns = clock_now_ns();
	struct runner runner = { .plan = &checking->plan,
				 .jobs = (unsigned)set->jobs,
				 .until = run->until,
				 .stop_fd = &checking->interrupts.fd,
				 .stopped = stopped,
				 .told = told,
				 .now = tell_now,
				 .context = checking };
	struct err err = { 0 };

	checking->tally.total = count;
	if (!announce(checking, count, &err) || !runner_run(&runner, &err)) {
		fail(checking, "", &err);
	}
	runner_free(&runner);
	checking->tally.cut = cut_text(&runner);
	checking->tally.duration_ns = clock_now_ns() - began_ns;
	checking->tally.exit_code = exit_code(checking, &runner);
	if (err.kind == STATUS_OK &&
	    !report_finish(checking->report, &checking->tally, &checking->err)) {
		fail(checking, "", &checking->err);
		checking->tally.exit_code = status_exit(STATUS_LACKING);
	}
	run->signal = runner.signal;
	run->reports = !run->common->expect;
	run->exit = run->common->expect ? 0 : checking->tally.exit_code;
}

/* Nothing that could be green. */
static void run_nothing(struct checking *checking, size_t all)
{
	struct run *run = checking->run;

	if (all > 0)
		return; /* there are more shards than checks */
	out_remark(run->out, "no check is selected");
	run->reports = true;
	run->exit = EXIT_NOTHING_RAN;
}

static void run_checks(struct checking *checking)
{
	const struct settings *set = checking->run->settings;
	struct err err = { 0 };
	size_t count, all;

	if (!plan_select(&checking->plan, &set->selection, &count, &all, &err)) {
		fail(checking, "", &err);
		return;
	}
	if (set->list)
		list(checking);
	else if (!set->lint && count > 0)
		run_plan(checking, count);
	else if (!set->lint)
		run_nothing(checking, all);
}

static bool netcheck_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	if (run->common->eventually_ns)
		return err_set(err, STATUS_INVALID,
			       "--eventually is a clause of checks here: eventually DURATION");
	if (!run->operand[0] && set->checks.count == 0)
		return err_set(err, STATUS_INVALID, "FILE is missing; or --check LINE");
	if (run->common->calls)
		return err_set(err, STATUS_INVALID,
			       "--calls is an option of what is asked: in the words of a check");
	if (set->list && set->lint)
		return err_set(err, STATUS_INVALID, "--list and --lint exclude each other");
	return true;
}

static void netcheck_run(struct run *run)
{
	const struct common *common = run->common;
	const struct settings *set = run->settings;
	struct checking checking = { .run = run, .interrupts = INTERRUPTS_CLOSED };
	struct err err = { 0 };

	checking.has_records =
		common->format != FORMAT_TEXT || common->get || common->expect || set->list;
	if (!interrupts_begin(&checking.interrupts, &err) || !add_reports(&checking, &err)) {
		fail(&checking, "", &err);
	} else if (read_plan(&checking)) {
		run_checks(&checking);
	}
	report_free(checking.report);
	free(checking.secrets);
	plan_free(&checking.plan);
	interrupts_end(&checking.interrupts);
}

const struct applet applet_netcheck = {
	.name = "netcheck",
	.summary = "run a plan of network checks, for continuous integration",
	.group = GROUP_CHECK,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_MISMATCH) | STATUS_BIT(STATUS_NOT_FOUND),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.defaults = &defaults,
	.flags = APPLET_WATCHES | APPLET_INPUT | APPLET_OFFLINE,
	.begin = netcheck_begin,
	.run = netcheck_run,
};
