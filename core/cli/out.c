/* out -- where records go: expectations first, then the format, then stdout. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/num.h"
#include "cli/out_state.h"

enum { FLUSH_SIZE = 1 << 16, COLUMNS_LEAST = 20, COLUMNS_MOST = 10000 };

/* ---- set-up --------------------------------------------------------------------------------- */

static size_t columns_of_stdout(void)
{
	const char *text = getenv("COLUMNS");
	uint64_t columns = 0;
	struct winsize size;

	if (text && num_digits(&columns, text, strlen(text), COLUMNS_MOST))
		return columns < COLUMNS_LEAST ? 0 : (size_t)columns;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= COLUMNS_LEAST)
		return size.ws_col;
	return 0;
}

static bool wants_color(long when)
{
	const char *term;

	if (when != COLOR_AUTO)
		return when == COLOR_ALWAYS;
	if (getenv("NO_COLOR") || !isatty(STDOUT_FILENO))
		return false;
	term = getenv("TERM");
	return term && strcmp(term, "dumb") != 0;
}

static const struct writer *choose_writer(const struct common *common)
{
	static const struct writer *const writers[] = {
		[FORMAT_TEXT] = &writer_text,
		[FORMAT_TABLE] = &writer_table,
		[FORMAT_JSON] = &writer_json,
		[FORMAT_CSV] = &writer_csv,
	};

	if (common->quiet)
		return &writer_none;
	return common->get ? &writer_get : writers[common->format];
}

static bool is_head_key(const char *text)
{
	const struct field *field = record_head_shape.fields;

	while (field->key && strncmp(text, field->key, strlen(field->key)) != 0)
		field++;
	return field->key != NULL;
}

static bool parse_paths(struct out *out, const char *text, struct err *err)
{
	for (;;) {
		size_t size = strcspn(text, ",");

		if (out->path_count == PATHS_MAX)
			return err_set(err, STATUS_INVALID, "--get: more than %d paths", PATHS_MAX);
		if (!path_parse(&out->path[out->path_count++], text, size, out->applet->records,
				err))
			return false;
		out->needs_head = out->needs_head || is_head_key(text);
		if (text[size] == '\0')
			return true;
		text += size + 1;
	}
}

bool out_begin(struct out *out, const struct applet *applet, const struct common *common,
	       struct err *err)
{
	*out = (struct out){ .applet = applet, .common = common, .charset = charset_get() };
	out->writer = choose_writer(common);
	out->subject = "";
	if (out->writer == &writer_text || out->writer == &writer_table) {
		out->columns = columns_of_stdout();
		out->color = wants_color(common->color);
	}
	if (common->get && !parse_paths(out, common->get, err))
		return false;
	if (!common->expect && !common->eventually_ns)
		return true;
	out->hold = common->eventually_ns > 0;
	out->began_ns = clock_now_ns();
	return !common->expect || expect_parse(&out->expect, common->expect, applet->records,
					       applet->statuses | STATUSES_COMMON, err);
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

/* ---- to the descriptors ------------------------------------------------------------------------
 */

bool out_flush(struct out *out)
{
	if (out->text.failed && !out->write_errno)
		out->write_errno = ENOMEM;
	if (!out->write_errno && out->text.size > 0 &&
	    !fd_write(STDOUT_FILENO, out->text.data, out->text.size))
		out->write_errno = errno;
	buf_clear(&out->text);
	return out->write_errno == 0;
}

/* To stderr in one write, or held back with the try that it belongs to. */
static void talk(struct out *out, const struct buf *line)
{
	if (out->hold)
		buf_put(&out->talk, line->data, line->size);
	else if (line->size > 0)
		fd_write(STDERR_FILENO, line->data, line->size);
}

static void put_safe(struct out *out, struct buf *line, const char *text)
{
	safe_put(line, text, strlen(text), out->charset);
}

void out_complain(struct out *out, const char *subject, const struct err *err)
{
	struct buf line = { 0 };
	const char *name = err_name(err->number);

	buf_puts(&line, out->applet->name);
	buf_puts(&line, ": ");
	if (subject && subject[0]) {
		buf_putc(&line, '\'');
		put_safe(out, &line, subject);
		buf_puts(&line, "': ");
	}
	/* Lines of an expectation's caret stay lines; anything else is escaped. */
	for (const char *text = err->text;; text++) {
		size_t size = strcspn(text, "\n");

		safe_put(&line, text, size, out->charset);
		text += size;
		if (*text == '\0')
			break;
		buf_putc(&line, '\n');
	}
	if (name)
		buf_printf(&line, " (%s)", name);
	buf_putc(&line, '\n');
	talk(out, &line);
	buf_free(&line);
}

void out_talk(struct out *out, const char *format, ...)
{
	struct buf text = { 0 }, line = { 0 };
	va_list values;

	if (!out->common->verbose || out->common->quiet)
		return;
	va_start(values, format);
	buf_vprintf(&text, format, values);
	va_end(values);
	buf_puts(&line, out->applet->name);
	buf_puts(&line, ": ");
	put_safe(out, &line, buf_text(&text));
	buf_putc(&line, '\n');
	talk(out, &line);
	buf_free(&text);
	buf_free(&line);
}

/* ---- records ------------------------------------------------------------------------------- */

/* The fields that --get names, so that the applet can leave the others out. */
static uint64_t wanted_fields(const struct out *out, const struct record_type *type)
{
	uint64_t wanted = 0;

	if (out->writer != &writer_get || out->expect)
		return UINT64_MAX;
	for (unsigned i = 0; type->shape.fields[i].key; i++)
		for (unsigned p = 0; p < out->path_count; p++) {
			const char *key = type->shape.fields[i].key;

			if (strlen(key) == out->path[p].step[0].size &&
			    memcmp(key, out->path[p].step[0].key, out->path[p].step[0].size) == 0)
				wanted |= UINT64_C(1) << i;
		}
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

void out_record_ready(struct out *out, const struct record *record)
{
	struct row *head = NULL;

	if (record->is_result && !out->child) {
		out->results++;
		out->worst = status_worse(out->worst, record->status);
		if (out->common->first && out->asked_first)
			return;
		out->asked_first = true;
		if (record->err && !out->common->quiet)
			out_complain(out, out->subject, record->err);
	}
	if (!out->child && (out->writer->needs_head || out->needs_head || out->expect))
		head = record_head(record, &out->arena);
	if (out->expect && !out->child)
		expect_see(out->expect, record, head);
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
	if (out->arena.failed || !out->row) {
		out->text.failed = true;
		out_flush(out);
	} else {
		out_record_ready(out, &record);
	}
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
}

void out_question(struct out *out, const char *subject)
{
	out->subject = subject;
	out->asked_first = false;
}

bool out_enough(const struct out *out)
{
	return out->usage || out->write_errno || (out->common->first && out->asked_first) ||
	       (out->expect && expect_decided(out->expect));
}

/* ---- the verdict -------------------------------------------------------------------------- */

static enum status verdict(struct out *out, struct buf *report)
{
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

static void put_report(struct out *out, struct buf *report)
{
	const char *line = buf_text(report);

	while (*line) {
		struct err sentence = { 0 };
		size_t size = strcspn(line, "\n");

		err_set(&sentence, STATUS_MISMATCH, "%.*s", (int)size, line);
		out_complain(out, "", &sentence);
		line += size + (line[size] == '\n');
	}
}

int out_finish(struct out *out)
{
	struct buf report = { 0 };
	enum status status;

	out->hold = false;
	talk(out, &out->talk);
	if (out->writer->end)
		out->writer->end(out);
	out_flush(out);
	if (!out->write_errno && close(STDOUT_FILENO) < 0 && errno != EINTR)
		out->write_errno = errno;
	status = verdict(out, &report);
	if (!out->common->quiet)
		put_report(out, &report);
	buf_free(&report);
	if (out->write_errno) {
		struct err err = { 0 };

		err_errno(&err, out->write_errno, "cannot write to standard output");
		out_complain(out, "", &err);
		return status_exit(STATUS_LACKING);
	}
	return status_exit(status);
}
