/* report_add -- which reports there are, and to which files they go. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/name.h"
#include "check/report_state.h"

enum format_number { HUMAN, TAP, TAP13, JUNIT, XUNIT, JSON, GITHUB, SUMMARY, NAGIOS };

const struct name report_formats[] = {
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

/* By a switch: each pointer of a table would cost every start. */
static report_tell *teller_of(enum format_number number)
{
	switch (number) {
	case HUMAN:
		return report_human;
	case TAP:
		return report_tap;
	case TAP13:
		return report_tap13;
	case JUNIT:
		return report_junit;
	case XUNIT:
		return report_xunit;
	case JSON:
		return report_json;
	case GITHUB:
		return report_github;
	case SUMMARY:
		return report_summary;
	case NAGIOS:
		break;
	}
	return report_nagios;
}

struct report *report_create(const struct report_options *options)
{
	struct report *report = calloc(1, sizeof(*report));

	if (report)
		report->options = options;
	return report;
}

static const struct name *find_format(const char *text, size_t size)
{
	const struct name *row = report_formats;

	while (*row->word && !text_equals(row->word, text, size))
		row++;
	return *row->word ? row : NULL;
}

static bool refuse_format(const char *text, size_t size, struct err *err)
{
	struct buf words = { 0 };

	for (const struct name *row = report_formats; *row->word; row++) {
		buf_puts(&words, row == report_formats ? "" : ", ");
		buf_puts(&words, row->word);
	}
	err_set(err, STATUS_INVALID, "'%.*s' is no report; there are %s", (int)size, text,
		buf_text(&words));
	buf_free(&words);
	return false;
}

bool report_has_stdout(const struct report *report)
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
	if (report_file_is_stdout(name) && report_has_stdout(report))
		return err_set(err, STATUS_INVALID,
			       "'%s': standard output has a report already; %.*s=FILE", text,
			       (int)size, text);
	*part = (struct part){ .tell = teller_of((enum format_number)row->value), .name = name };
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
