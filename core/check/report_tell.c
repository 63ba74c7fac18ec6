/* report_tell -- what came of checks, told in several formats at once, each to its own file. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "check/report_state.h"
#include "cli/out_state.h"

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

/* FINE; ERR is of the first that failed where it is not. */
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

/* The last one would take the place of the others. */
static bool is_alone(struct report *report, struct part *part, struct err *err)
{
	for (struct part *other = report->part; other < part; other++)
		if (report_file_is_same(&part->file, &other->file))
			return err_set(err, STATUS_INVALID, "%s has a report already", part->name);
	return true;
}

static bool open_part(struct report *report, struct part *part)
{
	const struct report_options *options = report->options;
	struct err err = { 0 };

	if (part->appends ? !report_file_append(&part->file, part->name, &err)
			  : !report_file_open(&part->file, part->name, options->stop_fd, &err))
		return part_fails(report, part, &err);
	if (!is_alone(report, part, &err))
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

bool report_takes(const struct report *report, size_t total, struct err *err)
{
	for (size_t i = 0; i < report->count; i++)
		if (report->part[i].tell == report_nagios && total != 1)
			return err_set(err, STATUS_INVALID,
				       "nagios is told of one check, not of %zu", total);
	return true;
}

bool report_begin(struct report *report, const struct report_run *run, struct err *err)
{
	struct telling telling = { .kind = TELL_BEGIN, .run = run };

	if (!report_takes(report, run->total, err))
		return false;
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
