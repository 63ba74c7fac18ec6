/* verdict -- how a run ends: the expectation settled, everything written, one exit code. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/out_state.h"

static enum status verdict(struct out *out, struct buf *report)
{
	if (out->refused)
		return out->refused;
	if (!out->expect)
		return out->worst;
	return expect_verdict(out->expect, out->worst, clock_now_ns() - out->began_ns, report);
}

bool out_is_met(struct out *out)
{
	struct buf report = { 0 };
	bool met = status_is_success(verdict(out, &report));

	buf_free(&report);
	return met;
}

void out_refuse(struct out *out, const char *subject, const struct err *err)
{
	if (out->refused)
		return;
	out->refused = err->kind;
	out->hold = false;
	out_complain(out, subject, err);
}

void out_retry(struct out *out)
{
	if (out->writer->end && out->format_state)
		out->writer->end(out);
	buf_clear(&out->text);
	buf_clear(&out->talk);
	out->worst = STATUS_OK;
	out->results = 0;
	out->wrote = false;
	out->format_type = NULL;
	if (out->expect)
		expect_reset(out->expect);
}

/* The report is lines, fit for a terminal; those that begin with a blank go on with the one
 * before. */
static void put_report(struct out *out, struct buf *report)
{
	const char *line = buf_text(report);
	struct buf talk = { 0 };

	while (*line) {
		size_t size = strcspn(line, "\n");

		if (line[0] != ' ')
			out_put_name(out, &talk);
		buf_put(&talk, line, size);
		buf_putc(&talk, '\n');
		line += size + (line[size] == '\n');
	}
	out_say(out, &talk);
	buf_free(&talk);
}

int out_finish(struct out *out)
{
	struct buf report = { 0 };
	enum status status;

	out->hold = false;
	out_say(out, &out->talk);
	if (out->writer->end)
		out->writer->end(out);
	out_flush(out);
	if (!out->write_errno && !fd_settle(STDOUT_FILENO))
		out->write_errno = errno;
	status = verdict(out, &report);
	if (!out->common->quiet)
		put_report(out, &report);
	buf_free(&report);
	if (out->write_errno) {
		struct err err = { 0 };

		if (out->write_errno == EAGAIN && out->write_until.at_ns)
			err_set(&err, STATUS_TIMEOUT, "nobody took what it printed in time");
		else
			err_errno(&err, out->write_errno, "%s",
				  out->write_errno == ENOMEM ? "no room for the output"
							     : "cannot write to standard output");
		out_complain(out, "", &err);
		return status_exit(err.kind == STATUS_TIMEOUT ? STATUS_TIMEOUT : STATUS_LACKING);
	}
	return status_exit(status);
}

void out_close(struct out *out)
{
	if (out->writer && out->writer->end && out->format_state)
		out->writer->end(out);
	buf_free(&out->text);
	buf_free(&out->talk);
	arena_free(&out->arena);
	expect_free(out->expect);
	out->expect = NULL;
}
