/* junit -- one outcome as a case of JUnit XML: at most one failure or error in it, as Jenkins reads
 * no more. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/junit.h"

#include <string.h>

#include "check/markup.h"
#include "check/report_state.h"

/* ---- elements ----------------------------------------------------------------------------- */

void junit_put_attribute(struct buf *buf, const char *key, struct word text)
{
	buf_printf(buf, " %s=\"", key);
	xml_put_value(buf, text.at, text.size);
	buf_putc(buf, '"');
}

static void put_text_attribute(struct buf *buf, const char *key, const char *text)
{
	junit_put_attribute(buf, key, word_of(text ? text : ""));
}

void junit_put_time(struct buf *buf, int64_t ns)
{
	buf_puts(buf, " time=\"");
	report_put_seconds(buf, ns, 3);
	buf_putc(buf, '"');
}

static void put_line(struct buf *buf, const char *label, struct word text)
{
	if (text.size == 0)
		return;
	buf_puts(buf, label);
	xml_put_content(buf, text.at, text.size);
	buf_putc(buf, '\n');
}

/* ---- class names -------------------------------------------------------------------------- */

/* One part of a dotted name: what could be taken for a dot, or be cut from a path, is '_'. */
static void put_class_part(struct buf *buf, struct word text)
{
	struct buf part = { 0 };

	for (size_t i = 0; i < text.size; i++) {
		char c = text.at[i];
		bool is_plain = (c >= '0' && c <= '9') ||
				((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || (c & 0x80);

		buf_putc(&part, is_plain ? c : '_');
	}
	xml_put_value(buf, part.data, part.size);
	buf_free_part(&part, buf);
}

static void put_class(struct buf *buf, const char *file, const char *group)
{
	struct word name = word_of(file ? file : "");
	const char *slash = name.size ? memrchr(name.at, '/', name.size) : NULL;
	const char *dot = name.size ? memrchr(name.at, '.', name.size) : NULL;

	if (dot && dot > name.at && dot > slash)
		name.size = (size_t)(dot - name.at);
	while (word_begins(name, "./"))
		name = word_behind(name, 2);
	buf_puts(buf, " classname=\"netcheck");
	if (name.size > 0) {
		buf_putc(buf, '.');
		put_class_part(buf, name);
	}
	if (group && *group) {
		buf_putc(buf, '.');
		put_class_part(buf, word_of(group));
	}
	buf_putc(buf, '"');
}

/* ---- one case ----------------------------------------------------------------------------- */

/* All that is known of what went wrong, for who reads the report. */
static void put_story(struct buf *buf, const struct outcome *outcome)
{
	put_line(buf, "check: ", outcome->command);
	put_line(buf, "", word_of(outcome->reason ? outcome->reason : ""));
	put_line(buf, "expected: ", outcome->expected);
	put_line(buf, "got: ", outcome->got);
	for (size_t i = 0; i < outcome->detail_count; i++)
		put_line(buf, "", outcome->details[i]);
	if (outcome->attempts > 1)
		buf_printf(buf, "%u attempts\n", outcome->attempts);
	put_line(buf, "repro: ", word_of(outcome->repro ? outcome->repro : ""));
}

/* What an answer that should not have been came to is no type of failure: "ok". */
static const char *type_of(const struct outcome *outcome)
{
	const char *status = outcome->status ? outcome->status : verdict_word(outcome->verdict);

	for (enum status each = STATUS_OK; status_is_success(each); each++)
		if (strcmp(status, status_word(each)) == 0)
			return status_word(STATUS_MISMATCH);
	return status;
}

static void put_bad(struct buf *buf, const char *element, const struct outcome *outcome)
{
	struct buf reason = { 0 };

	outcome_put_reason(&reason, outcome);
	buf_printf(buf, "<%s", element);
	put_text_attribute(buf, "type", type_of(outcome));
	junit_put_attribute(buf, "message", (struct word){ reason.data, reason.size });
	buf_putc(buf, '>');
	put_story(buf, outcome);
	buf_printf(buf, "</%s>", element);
	buf_free_part(&reason, buf);
}

/* What was foreseen to fail is no failure, and a reader without a word for it must not show it as a
 * success either. */
static void put_skipped(struct buf *buf, const struct outcome *outcome)
{
	struct buf reason = { 0 };

	if (outcome->verdict == VERDICT_TODO)
		buf_printf(&reason, "todo: %s; ", outcome->todo ? outcome->todo : "");
	outcome_put_reason(&reason, outcome);
	buf_puts(buf, "<skipped");
	junit_put_attribute(buf, "message", (struct word){ reason.data, reason.size });
	buf_puts(buf, "/>");
	buf_free_part(&reason, buf);
}

/* Readers that know nothing of it see a pass, which it is. */
static void put_flaky(struct buf *buf, const char *flaky)
{
	buf_puts(buf, "<flakyFailure type=\"retry\"");
	put_text_attribute(buf, "message", flaky);
	buf_puts(buf, "><stackTrace>");
	xml_put_content(buf, flaky, strlen(flaky));
	buf_puts(buf, "</stackTrace></flakyFailure>");
}

static void put_verdict(struct buf *buf, const struct outcome *outcome)
{
	switch (outcome->verdict) {
	case VERDICT_FAIL:
		put_bad(buf, "failure", outcome);
		break;
	case VERDICT_ERROR:
		put_bad(buf, "error", outcome);
		break;
	case VERDICT_SKIP:
	case VERDICT_TODO:
		put_skipped(buf, outcome);
		break;
	case VERDICT_OK:
	case VERDICT_WARN:
	case VERDICT_FIXED:
	case VERDICT_COUNT:
		if (outcome->flaky)
			put_flaky(buf, outcome->flaky);
		break;
	}
}

static void put_output(struct buf *buf, const struct outcome *outcome)
{
	bool is_warn = outcome->verdict == VERDICT_WARN,
	     is_fixed = outcome->verdict == VERDICT_FIXED;

	if (outcome->out.size > 0 || is_warn || is_fixed) {
		buf_puts(buf, "<system-out>");
		if (is_warn)
			put_line(buf, "warning: ", word_of(outcome->reason ? outcome->reason : ""));
		if (is_fixed)
			put_line(buf, "passed, in spite of todo: ",
				 word_of(outcome->todo ? outcome->todo : ""));
		xml_put_content(buf, outcome->out.at, outcome->out.size);
		buf_puts(buf, "</system-out>");
	}
	if (outcome->err.size > 0) {
		buf_puts(buf, "<system-err>");
		xml_put_content(buf, outcome->err.at, outcome->err.size);
		buf_puts(buf, "</system-err>");
	}
}

void junit_put_case(struct buf *buf, const struct outcome *outcome, bool is_xunit)
{
	buf_puts(buf, "<testcase");
	put_class(buf, outcome->file, outcome->group);
	put_text_attribute(buf, "name", outcome->id);
	junit_put_time(buf, outcome->duration_ns);
	if (outcome->file && !is_xunit) {
		put_text_attribute(buf, "file", outcome->file);
		buf_printf(buf, " line=\"%u\"", outcome->line);
	}
	buf_putc(buf, '>');
	put_verdict(buf, outcome);
	put_output(buf, outcome);
	buf_puts(buf, "</testcase>\n");
}
