/* faults -- what is wrong in the files of a plan, or stands in the way of a run: told and reported.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/faults.h"

#include <string.h>

#include "cli/out.h"

void faults_fail(struct out *out, const struct err *err)
{
	struct err own = *err;

	err_lacks(&own);
	out_about(out, "");
	out_fail(out, &own);
}

/* Reports have the first of what is wrong in the files. */
static void refuse(struct out *out, struct report *report, const struct plan_fault *fault)
{
	size_t size = fault->err.lines_at ? fault->err.lines_at : strlen(fault->err.text);
	char text[ERR_TEXT_MAX];
	struct err err = { 0 };

	memcpy(text, fault->err.text, size);
	text[size] = '\0';
	if (!report_refuse(report,
			   &(struct refusal){ fault->file, fault->at.line, fault->at.column, text },
			   &err))
		faults_fail(out, &err);
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

void faults_tell(struct out *out, const struct plan *plan, struct report *report,
		 struct secrets secrets)
{
	const struct plan_fault *fault = plan->faults;

	if (fault && report)
		refuse(out, report, fault);
	for (; fault; fault = fault->next) {
		struct err safe = safe_err(fault, secrets);
		struct buf where = { 0 };

		redact_put(&where, fault->where, strlen(fault->where), secrets, false);
		out_at(out, buf_text(&where));
		faults_fail(out, &safe);
		out_at(out, NULL);
		buf_free(&where);
	}
	if (plan->fault_count > PLAN_FAULTS_MAX)
		out_remark(out, "%zu more places are wrong", plan->fault_count - PLAN_FAULTS_MAX);
}
