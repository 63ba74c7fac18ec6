/* formatting -- check files brought into their one form, or looked at whether they have it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/formatting.h"

#include <errno.h>
#include <string.h>

#include "check/faults.h"
#include "check/layout.h"
#include "check/plan_read.h"
#include "check/report_file.h"
#include "cli/out.h"

static enum status fail(struct run *run, const struct err *err, enum status status)
{
	struct err told = *err;

	told.kind = status;
	out_about(run->out, "");
	out_fail(run->out, &told);
	return status;
}

static bool write_out(const char *name, const struct buf *text, struct err *err)
{
	struct report_file file = REPORT_FILE_CLOSED;
	bool fine = report_file_open(&file, name, -1, err) && report_file_keep_owner(&file, err) &&
		    report_file_write(&file, text->data, text->size, err) &&
		    report_file_finish(&file, err);

	report_file_drop(&file);
	return fine;
}

/* What is as it should be stays as it is, but standard output gets all. */
static enum status write_or_look(struct run *run, const char *name, struct word had,
				 const struct buf *text, bool looks)
{
	bool is_same = had.size == text->size &&
		       (had.size == 0 || memcmp(had.at, text->data, had.size) == 0);
	bool is_stdin = strcmp(name, "-") == 0;
	struct err err = { 0 };

	if (text->failed) {
		err_errno(&err, ENOMEM, "no room for %s", name);
		return fail(run, &err, STATUS_LACKING);
	}
	if (looks && !is_same) {
		err_set(&err, STATUS_MISMATCH, "%s is not in its form: netcheck --fmt %s", name,
			name);
		return fail(run, &err, STATUS_MISMATCH);
	}
	if (looks || (is_same && !is_stdin))
		return STATUS_OK;
	if (!write_out(name, text, &err))
		return fail(run, &err, STATUS_LACKING);
	if (!is_stdin)
		out_remark(run->out, "%s is in its form now", name);
	return STATUS_OK;
}

static enum status format_one(struct run *run, const char *name, bool looks)
{
	struct plan plan = { 0 };
	struct word text;
	struct buf formatted = { 0 };
	struct err err = { 0 };
	enum status status;

	if (!plan_read_bytes(&text, &plan, name, &err)) {
		status = fail(run, &err, err.kind);
	} else {
		layout_put(&formatted, &plan, name, text);
		faults_tell(run->out, &plan, NULL, (struct secrets){ 0 });
		status = plan.fault_count > 0 ? STATUS_INVALID
					      : write_or_look(run, name, text, &formatted, looks);
	}
	buf_free(&formatted);
	plan_free(&plan);
	return status;
}

void formatting_run(struct run *run, bool looks)
{
	enum status worst = STATUS_OK;

	for (char **name = run->operand; *name; name++)
		worst = status_worse(worst, format_one(run, *name, looks));
	run->reports = true;
	run->exit = status_exit(worst);
}
