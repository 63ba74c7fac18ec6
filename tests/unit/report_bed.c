/* report_bed -- outcomes to be reported, and a report told to a file and read back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report_bed.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/common.h"

static const struct word files[] = { WORD("ci/net.check") }, tags[] = { WORD("smoke") },
			 details[] = { WORD("all tried.status == open: refused"),
				       WORD("  00000000  48 49") };
const struct report_run report_bed_run = {
	.name = "edge",
	.files = files,
	.file_count = 1,
	.total = 1,
	.jobs = 4,
	.host = "runner-1",
	.wall_ns = INT64_C(1790158530) * 1000000000,
};

#define PLACE .file = "ci/net.check", .line = 14, .column = 1, .group = "edge smoke"
const struct outcome outcome_passed = { .verdict = VERDICT_OK,
					.id = "api",
					.title = "API resolves",
					PLACE,
					.attempts = 1,
					.duration_ns = 12345678 };
const struct outcome outcome_failed = {
	.verdict = VERDICT_FAIL,
	.id = "port[host=a]",
	PLACE,
	.tags = tags,
	.tag_count = 1,
	.command = WORD("tcp a 8443 => open"),
	.status = "refused",
	.reason = "expected open, got refused",
	.expected = WORD("open"),
	.got = WORD("refused"),
	.details = details,
	.detail_count = 2,
	.attempts = 3,
	.duration_ns = 2001400000,
	.repro = "sockbox tcp a 8443 --expect 'x ~ /a\\.b/'",
};
const struct outcome outcome_broken = { .verdict = VERDICT_ERROR,
					.id = "ue",
					PLACE,
					.status = "fixture",
					.reason = "fixture ue exited 1",
					.err = WORD("bind: no\n") };
const struct outcome outcome_skipped = {
	.verdict = VERDICT_SKIP, .id = "gw", PLACE, .reason = "requires icmp: EPERM"
};
const struct outcome outcome_todo = { .verdict = VERDICT_TODO,
				      .id = "new",
				      PLACE,
				      .todo = "NET-123",
				      .reason = "no answer",
				      .attempts = 1 };
const struct outcome outcome_fixed = {
	.verdict = VERDICT_FIXED, .id = "new", PLACE, .todo = "NET-123", .attempts = 1
};
const struct outcome outcome_flaky = { .verdict = VERDICT_OK,
				       .id = "dns",
				       PLACE,
				       .flaky = "timeout",
				       .attempts = 2,
				       .duration_ns = 410000000 };
const struct outcome outcome_warned = { .verdict = VERDICT_WARN,
					.id = "slow",
					PLACE,
					.attempts = 1,
					.reason = "connect_ms: 120 ms, limit 100 ms" };
const struct outcome outcome_hostile = {
	.verdict = VERDICT_FAIL,
	.id = "h",
	.attempts = 1,
	.file = "f",
	.got = WORD(
		"\n::error::x\n##[error]]]>\033[31m\0\377<&|%0A\nnot ok 9\nBail out!\n...\n# y"),
	.expected = WORD("220"),
	.out = WORD("ok 7\n---\n::warning::z\n##[x]\n"),
};

/* ---- told, and read back ------------------------------------------------------------------ */

char report_bed_path[64];

void report_bed_begin(void)
{
	int fd;

	strcpy(report_bed_path, "/tmp/check_report.XXXXXX");
	fd = mkstemp(report_bed_path);
	ck_assert_int_ge(fd, 0);
	fd_close(&fd);
}

void report_bed_end(void)
{
	ck_assert_int_eq(unlink(report_bed_path), 0);
}

struct report_options report_bed_plain(void)
{
	return (struct report_options){ .color = COLOR_NEVER, .stop_fd = -1 };
}

bool report_bed_tell(struct report *report, const struct outcome *outcome, size_t total,
		     const char *cut, struct err *err)
{
	struct report_run some = report_bed_run;
	struct tally tally = {
		.total = total, .cut = cut, .duration_ns = 3214000000, .exit_code = 1
	};
	bool fine;

	some.total = total;
	if (!report_begin(report, &some, err))
		return false;
	fine = !outcome || report_outcome(report, outcome, err);
	if (outcome)
		outcome_count(&tally, outcome);
	return report_finish(report, &tally, err) && fine;
}

struct told report_bed_told(const struct report_options *options, const char *format,
			    const struct outcome *outcome, size_t total, const char *cut)
{
	struct report *report = report_create(options);
	struct told told = { { 0 }, { 0 }, false };
	struct buf text = { 0 };

	buf_printf(&text, "%s=%s", format, report_bed_path);
	told.fine = report && !text.failed && report_add(report, buf_text(&text), &told.err) &&
		    report_bed_tell(report, outcome, total, cut, &told.err);
	report_free(report);
	buf_free(&text);
	fd_read_file(&told.text, report_bed_path, 1 << 20, &(struct err){ 0 });
	return told;
}
