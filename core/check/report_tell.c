/* report_tell -- what came of checks, told in several formats at once, each to its own file. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "check/report_state.h"
#include "cli/out_state.h"

/* ---- which there are ---------------------------------------------------------------------- */

enum format_number { HUMAN, TAP, TAP13, JUNIT, XUNIT, JSON, GITHUB, SUMMARY, NAGIOS };

static const struct name formats[] = {
	NAME("human", HUMAN, "lines for people"),
	NAME("tap", TAP, "TAP version 14"),
	NAME("tap13", TAP13, "TAP version 13, which older harnesses read"),
	NAME("junit", JUNIT, "JUnit XML, as Jenkins and GitLab read it"),
	NAME("xunit", XUNIT, "the same, as the schema of Jenkins' xUnit plugin has it"),
	NAME("json", JSON, "one JSON object a line"),
	NAME("github", GITHUB, "annotations of GitHub Actions, on stderr"),
	NAME("summary", SUMMARY, "Markdown, as GitHub shows below a job"),
	NAME("nagios", NAGIOS, "the line of a Nagios plugin, for one check"),
	NAMES_END,
};

static report_tell *const tellers[] = {
	[HUMAN] = report_human,   [TAP] = report_tap,         [TAP13] = report_tap13,
	[JUNIT] = report_junit,   [XUNIT] = report_xunit,     [JSON] = report_json,
	[GITHUB] = report_github, [SUMMARY] = report_summary, [NAGIOS] = report_nagios,
};

struct report *report_create(const struct report_options *options)
{
	struct report *report = calloc(1, sizeof(*report));

	if (report)
		report->options = options;
	return report;
}

static const struct name *find_format(const char *text, size_t size)
{
	const struct name *row = formats;

	while (*row->word && !text_equals(row->word, text, size))
		row++;
	return *row->word ? row : NULL;
}

static bool refuse_format(const char *text, size_t size, struct err *err)
{
	struct buf words = { 0 };

	for (const struct name *row = formats; *row->word; row++) {
		buf_puts(&words, row == formats ? "" : ", ");
		buf_puts(&words, row->word);
	}
	err_set(err, STATUS_INVALID, "'%.*s' is no report; there are %s", (int)size, text,
		buf_text(&words));
	buf_free(&words);
	return false;
}

static bool has_stdout(const struct report *report)
{
	for (size_t i = 0; i < report->count; i++)
		if (report_file_is_stdout(report->part[i].name))
			return true;
	return false;
}

bool report_add(struct report *report, const char *text, struct err *err)
{
	size_t size = strcspn(text, "=");
	const struct name *row = find_format(text, size);
	const char *name = text[size] ? text + size + 1 : NULL;
	struct part *part = &report->part[report->count];

	if (!row)
		return refuse_format(text, size, err);
	if (report->count == PARTS_MAX)
		return err_set(err, STATUS_INVALID, "more than %d reports", PARTS_MAX);
	if (!name && row->value == GITHUB)
		name = "/dev/stderr";
	if (report_file_is_stdout(name) && has_stdout(report))
		return err_set(err, STATUS_INVALID,
			       "'%s': standard output has a report already; %.*s=FILE", text,
			       (int)size, text);
	*part = (struct part){ .tell = tellers[row->value], .name = name };
	part->file = (struct report_file)REPORT_FILE_CLOSED;
	part->options = report->options;
	part->charset = charset_get();
	report->count++;
	return true;
}

/* GitHub's runner has made it for this step, and shows what was appended. */
static bool add_summary(struct report *report, struct err *err)
{
	const char *path = getenv("GITHUB_STEP_SUMMARY");
	struct part *part = &report->part[report->count];

	if (!path || access(path, W_OK) != 0)
		return true;
	if (!report_add(report, "summary=", err))
		return false;
	part->name = path;
	part->appends = true;
	return true;
}

bool report_add_default(struct report *report, struct err *err)
{
	return report_add(report, "human", err) &&
	       (!charset_get().workflow ||
		(report_add(report, "github", err) && add_summary(report, err)));
}

/* ---- told --------------------------------------------------------------------------------- */

static bool part_fails(struct report *report, struct part *part, const struct err *err)
{
	if (report->err.kind == STATUS_OK)
		report->err = *err;
	part->failed = true;
	report_file_drop(&part->file);
	return false;
}

/* Write what PART has for its file, which is none while it is not open. */
static bool part_flush(struct report *report, struct part *part)
{
	struct err err = { 0 };
	bool fine =
		!part->text.failed || err_errno(&err, ENOMEM, "cannot write %s", part->file.name);

	fine = fine && (part->text.size == 0 ||
			report_file_write(&part->file, part->text.data, part->text.size, &err));
	buf_clear(&part->text);
	return fine || part_fails(report, part, &err);
}

/* Whether ERR, which is set where not, is of what happened now. */
static bool give_err(const struct report *report, bool fine, struct err *err)
{
	if (!fine)
		*err = report->err;
	return fine;
}

static bool tell(struct report *report, const struct telling *telling)
{
	const struct telling *safe =
		telling_redact(telling, report->options->secrets, &report->arena);
	bool fine = true;

	report_pause(report);
	for (size_t i = 0; i < report->count; i++) {
		struct part *part = &report->part[i];

		if (part->failed)
			continue;
		if (safe)
			part->tell(part, safe);
		else
			part->text.failed = true;
		fine = part_flush(report, part) && fine;
	}
	arena_reset(&report->arena);
	report->arena.failed = false;
	report->told_ns = clock_now_ns();
	return fine;
}

static bool is_screen(const struct part *part)
{
	const char *term = getenv("TERM");

	return isatty(part->file.fd) && isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

static bool open_part(struct report *report, struct part *part)
{
	const struct report_options *options = report->options;
	struct err err = { 0 };

	if (part->appends ? !report_file_append(&part->file, part->name, &err)
			  : !report_file_open(&part->file, part->name, options->stop_fd, &err))
		return part_fails(report, part, &err);
	if (part->tell != report_human)
		return true;
	part->color = out_wants_color(options->color, part->file.fd);
	part->columns = part->file.fd >= 0 ? (unsigned)out_columns(part->file.fd) : 0;
	part->live = !options->quiet && part->file.fd >= 0 && is_screen(part);
	return true;
}

static bool open_all(struct report *report, struct err *err)
{
	bool fine = true;

	for (size_t i = 0; i < report->count && fine; i++)
		fine = open_part(report, &report->part[i]);
	return give_err(report, fine, err);
}

bool report_begin(struct report *report, const struct report_run *run, struct err *err)
{
	struct telling telling = { .kind = TELL_BEGIN, .run = run };

	for (size_t i = 0; i < report->count; i++)
		if (report->part[i].tell == report_nagios && run->total != 1)
			return err_set(err, STATUS_INVALID,
				       "nagios is told of one check, not of %zu", run->total);
	report->total = run->total;
	return open_all(report, err) && give_err(report, tell(report, &telling), err);
}

bool report_outcome(struct report *report, const struct outcome *outcome, struct err *err)
{
	struct telling telling = { .kind = TELL_OUTCOME, .outcome = outcome };

	telling.number = ++report->told;
	return give_err(report, tell(report, &telling), err);
}

/* ---- the end ------------------------------------------------------------------------------ */

static bool finish_all(struct report *report, struct err *err)
{
	for (size_t i = 0; i < report->count; i++) {
		struct part *part = &report->part[i];
		struct err own = { 0 };

		if (!part->failed && !report_file_finish(&part->file, &own))
			part_fails(report, part, &own);
	}
	return give_err(report, report->err.kind == STATUS_OK, err);
}

bool report_refuse(struct report *report, const struct refusal *refusal, struct err *err)
{
	struct telling telling = { .kind = TELL_REFUSAL, .refusal = refusal };

	if (!open_all(report, err))
		return false;
	tell(report, &telling);
	return finish_all(report, err);
}

bool report_finish(struct report *report, const struct tally *tally, struct err *err)
{
	struct telling telling = { .kind = TELL_END, .tally = tally, .number = report->told };

	telling.missing = report->total > report->told ? report->total - report->told : 0;
	tell(report, &telling);
	return finish_all(report, err);
}

void report_free(struct report *report)
{
	if (!report)
		return;
	report_pause(report);
	for (size_t i = 0; i < report->count; i++) {
		struct part *part = &report->part[i];

		report_file_drop(&part->file);
		buf_free(&part->text);
		buf_free(&part->held);
		buf_free(&part->suites);
		buf_free(&part->suite);
		buf_free(&part->suite_file);
		buf_free(&part->host);
		arena_free(&part->arena);
	}
	arena_free(&report->arena);
	free(report);
}
