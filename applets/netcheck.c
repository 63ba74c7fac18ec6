/* netcheck -- a plan of checks, run and judged: for continuous integration. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "check/checking.h"
#include "check/checkrow.h"
#include "check/formatting.h"
#include "check/report.h"
#include "cli/sense.h"

struct settings {
	struct checking_way way;
	struct texts checks;
	bool formats;
};

static const struct settings defaults = { .way = CHECKING_DEFAULT };

/* clang-format off */
static const struct opt options[] = {
	OPT_REPORTS(struct settings, way.report, 'o', "output", "FORMAT[=FILE]", report_formats,
	            "a report; may be repeated, with a file for all but one"),
	OPT_FLAG(struct settings, way.nagios, 0, "nagios", "be a plugin of Nagios for one check: its line, its exit codes"),
	OPT_TEXTS(struct settings, checks, 0, "check", "LINE", OFFER_NOTHING,
	          "a line of a plan, in place of a file or beside it; may be repeated"),
	OPT_TEXTS(struct settings, way.selection.ids, 0, "only", "NAME", OFFER_NOTHING,
	          "checks of this name; * in it is any text; may be repeated"),
	OPT_TEXTS(struct settings, way.selection.tags, 0, "tag", "WORD", OFFER_NOTHING,
	          "checks that have this tag; may be repeated"),
	OPT_TEXTS(struct settings, way.selection.skip_tags, 0, "skip-tag", "WORD", OFFER_NOTHING,
	          "no checks that have this tag; may be repeated"),
	OPT_TEXT(struct settings, way.selection.failed, 0, "rerun-failed", "FILE", OFFER_FILE,
	         "checks that were red in this json report"),
	OPT_TEXT(struct settings, way.selection.shard, 0, "shard", "I/N", OFFER_NOTHING,
	         "part I of N; ci: as CI_NODE_INDEX or a Job of Kubernetes, and CI_NODE_TOTAL say"),
	OPT_NUMBER(struct settings, way.jobs, 0, "jobs", "N", 1, CHECKING_JOBS_MAX, "so many checks at once"),
	OPT_NUMBER(struct settings, way.per_host, 0, "per-host", "N", 1, CHECKING_JOBS_MAX,
	           "so many checks of one host at once; this one is exempt"),
	OPT_TEXTS(struct settings, way.only_net, 0, "only-net", "CIDR", OFFER_NOTHING,
	          "nothing but this network may be reached; may be repeated"),
	OPT_NUMBER(struct settings, way.repeat, 0, "repeat", "N", 1, CHECKING_REPEAT_MAX,
	           "each check so many times, to find what is flaky"),
	OPT_FLAG(struct settings, way.allow_exec, 0, "allow-exec",
	         "fixtures and checks may run programs, and name files"),
	OPT_FLAG(struct settings, way.list, 0, "list", "say what would be asked, and ask nothing"),
	OPT_FLAG(struct settings, way.write, 0, "write-check",
	         "print the plan with an expectation for each check without, of what came of it"),
	OPT_FLAG(struct settings, formats, 0, "fmt",
	         "bring the files into their one form; with --lint: say which have it not"),
	OPT_FLAG(struct settings, way.lint, 0, "lint", "see whether the plan makes sense, no more"),
	OPT_END
};

enum { FORMATS = 1, WRITES = 2 };

static const struct sense senses[] = {
	{ "output only tag skip-tag rerun-failed shard jobs per-host only-net repeat allow-exec get expect",
	  0, 0, FORMATS, "is for what is run, and --fmt runs nothing" },
	{ "shard", 0, 0, WRITES, "asks a part, and --write-check asks each check twice" },
	{ "format get", 0, 0, WRITES, "prints records, where --write-check prints a plan" },
	{ 0 },
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
	EXAMPLE("netcheck --check 'web: servlookup https/tcp => port == 443' -o tap",
	        "asked, and reported as continuous integration reads it"),
	{ 0 },
};
/* clang-format on */

/* Those of --check, as a file of that name. */
static bool read_lines(struct plan *plan, const struct texts *checks, struct err *err)
{
	struct buf lines = { 0 };
	struct word text;

	for (unsigned long i = 0; i < checks->count; i++) {
		buf_puts(&lines, checks->text[i]);
		buf_putc(&lines, '\n');
	}
	text = (struct word){ arena_copy(&plan->arena, buf_text(&lines), lines.size), lines.size };
	if (lines.failed)
		text.at = NULL;
	buf_free(&lines);
	return text.at ? plan_read_text(plan, "--check", text, err)
		       : err_errno(err, ENOMEM, "cannot read the plan");
}

static bool read_all(struct plan *plan, const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	if (set->checks.count > 0 && !read_lines(plan, &set->checks, err))
		return false;
	for (char **name = run->operand; *name; name++)
		if (!plan_read(plan, *name, err))
			return false;
	return true;
}

/* A report on standard output would be in the midst of the plan that is printed there. */
static bool reports_beside(const struct texts *reports)
{
	for (unsigned long i = 0; i < reports->count; i++) {
		const char *file = strchr(reports->text[i], '=');

		if (!file || strcmp(file, "=-") == 0)
			return false;
	}
	return true;
}

static bool netcheck_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	unsigned modes = (set->formats ? FORMATS : 0) | (set->way.write ? WRITES : 0);

	if (!run->operand[0] && set->checks.count == 0)
		return err_set(err, STATUS_INVALID, "FILE is missing; or --check LINE");
	if (set->formats &&
	    (set->checks.count > 0 || set->way.list || set->way.write || set->way.nagios))
		return err_set(err, STATUS_INVALID,
			       "--fmt is for files, and goes with --lint alone");
	if (set->way.write && run->operand_count + (set->checks.count > 0) > 1)
		return err_set(err, STATUS_INVALID, "--write-check writes one plan");
	if (set->way.write && !reports_beside(&set->way.report))
		return err_set(err, STATUS_INVALID,
			       "--write-check prints a plan: a report needs a file, FORMAT=FILE");
	if (!sense_check(senses, run, modes, err))
		return false;
	return checking_begin(run, &set->way, err);
}

static void netcheck_run(struct run *run)
{
	const struct settings *set = run->settings;

	if (set->formats) {
		formatting_run(run, set->way.lint);
		return;
	}
	checking_run(run, &set->way, records, read_all);
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
	.flags = APPLET_WATCHES | APPLET_INPUT | APPLET_OFFLINE | APPLET_PLAN,
	.begin = netcheck_begin,
	.run = netcheck_run,
};
