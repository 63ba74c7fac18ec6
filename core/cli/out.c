/* out -- where records go: the expectation first, then the format, then stdout. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/out.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/out_state.h"

enum { FLUSH_SIZE = 1 << 16 };

bool out_write(const struct out *out, int fd, const void *data, size_t size)
{
	if (out->watcher)
		out->watcher->wrote(out->watcher, fd, data, size);
	return out->stop_fd ? fd_write_unless(fd, data, size, *out->stop_fd,
					      deadline_poll_ms(out->write_until))
			    : fd_write(fd, data, size);
}

bool out_flush(struct out *out)
{
	if (!out->writer->raw)
		safe_guard(&out->text, 0, out->charset);
	if (out->text.failed && !out->write_errno)
		out->write_errno = ENOMEM;
	if (!out->write_errno && out->text.size > 0 &&
	    !out_write(out, STDOUT_FILENO, out->text.data, out->text.size))
		out->write_errno = errno;
	buf_clear(&out->text);
	return out->write_errno == 0;
}

bool out_names(const struct out *out, const struct field *field)
{
	for (unsigned i = 0; i < out->path_count; i++)
		if (path_begins_with(&out->path[i], field))
			return true;
	return out->expect && expect_names(out->expect, field);
}

/* The fields that --get names, so that the applet can leave the others out. */
static uint64_t wanted_fields(const struct out *out, const struct record_type *type)
{
	uint64_t wanted = 0;

	if (out->writer != &writer_get || out->expect || out->watcher)
		return UINT64_MAX;
	for (unsigned i = 0; *type->shape.fields[i].key; i++)
		if (out_names(out, &type->shape.fields[i]))
			wanted |= UINT64_C(1) << i;
	return wanted;
}

struct row *out_record(struct out *out, const struct record_type *type)
{
	if (type != out->type) {
		out->type = type;
		out->wanted = wanted_fields(out, type);
	}
	out->begun = true;
	out->row = row_begin(&out->arena, &type->shape, out->wanted);
	return out->row;
}

static bool is_result(const struct record_type *type)
{
	return strcmp(type->type, "result") == 0;
}

/* A record does not fit into memory: from here on the output is not whole. */
static void lose(struct out *out)
{
	out->text.failed = true;
	out_flush(out);
}

void out_record_ready(struct out *out, const struct record *record)
{
	struct row *head = NULL;

	if (record->is_result) {
		if (out->common->first && out->asked_first)
			return;
		out->asked_first = true;
	}
	if (record->is_result && !out->child) {
		out->results++;
		out->number = record->err ? record->err->number : out->number;
		out->worst = status_worse(out->worst, record->status);
	}
	if (!out->child && (out->writer->needs_head || out->needs_head || out->expect))
		head = record_head(record, &out->arena);
	if (out->arena.failed) {
		lose(out);
		return;
	}
	if (out->watcher && record->is_result)
		out->watcher->saw(out->watcher, record);
	if (out->expect && !out->child)
		expect_see(out->expect, record, head);
	if (record->is_result && !out->child && record->err && !out->common->quiet &&
	    !out->hushed && !(out->calm && out->expect && expect_foresaw(out->expect)))
		out_complain(out, out->subject, record->err);
	out->writer->record(out, record, head);
	if (!out->hold && out->writer->streams && (!out->batch || out->text.size >= FLUSH_SIZE))
		out_flush(out);
}

static void end(struct out *out, enum status status, const struct err *err)
{
	struct record record = {
		.type = out->type,
		.row = out->row,
		.status = status,
		.err = err,
		.subject = out->subject,
		.is_result = is_result(out->type),
	};

	out->begun = false;
	if (out->arena.failed || !out->row)
		lose(out);
	else
		out_record_ready(out, &record);
	arena_reset(&out->arena);
	out->row = NULL;
}

void out_done(struct out *out, enum status status)
{
	end(out, status, NULL);
}

void out_fail(struct out *out, const struct err *err)
{
	struct err copy = *err;

	if (!out->begun)
		out_record(out, &out->applet->records[0]);
	end(out, copy.kind, &copy);
}

void out_use_wire(struct out *out)
{
	out->writer = &writer_wire;
	out->hold = false;
	out->child = true;
	buf_clear(&out->text);
	buf_clear(&out->talk);
}

void out_about(struct out *out, const char *subject)
{
	out->subject = subject;
}

void out_at(struct out *out, const char *where)
{
	out->where = where;
}

void out_about_buf(struct out *out, struct buf *subject)
{
	out_about(out, buf_text(subject));
	out->text.failed = out->text.failed || subject->failed;
}

void out_hush(struct out *out, bool hushed)
{
	out->hushed = hushed;
}

void out_question(struct out *out, const char *subject)
{
	out_about(out, subject);
	out->asked_first = false;
}

/* What ends by itself is asked and shown whole; what would run on ends with its expectation. */
static bool is_settled(const struct out *out)
{
	return out->expect && out->endless && expect_decided(out->expect);
}

bool out_is_over(const struct out *out)
{
	return out->write_errno || out->refused || is_settled(out);
}

struct deadline out_deadline(const struct out *out)
{
	int64_t within_ns = out->expect ? expect_within_ns(out->expect) : -1;

	return (struct deadline){ within_ns < 0 ? 0 : out->began_ns + within_ns + 1 };
}

bool out_tells_steps(const struct out *out)
{
	const struct common *common = out->common;

	return common->verbose && (common->format == FORMAT_TEXT || common->format == FORMAT_JSON);
}

bool out_awaits(const struct out *out, enum status status)
{
	return out->expect && expect_awaits(out->expect, status);
}

bool out_enough(const struct out *out)
{
	return out_is_over(out) || (out->common->first && out->asked_first);
}
