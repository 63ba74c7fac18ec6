/* talk -- sentences for people on stderr, each in one write, bytes from outside escaped. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/texts.h"
#include "cli/fold.h"
#include "cli/out.h"
#include "cli/out_state.h"

/* On a terminal lines are as wide as it is, in a pipe a message stays one line. Those that begin
 * with a blank are drawn: an expression, and the caret below it. */
static void fold(struct buf *text)
{
	enum { INDENT = 4 };
	size_t columns = isatty(STDERR_FILENO) ? out_columns(STDERR_FILENO) : 0;
	struct buf folded = { 0 };
	const char *line = buf_text(text);

	if (columns == 0 || text->failed)
		return;
	for (size_t size; *line; line += size + (line[size] != '\0')) {
		size = strcspn(line, "\n");
		fold_safe(&folded, (struct fold){ *line == ' ' ? 0 : (unsigned)columns, INDENT }, 0,
			  line, size);
	}
	buf_clear(text);
	buf_put(text, buf_text(&folded), folded.size);
	buf_free_part(&folded, text);
}

void out_say(struct out *out, struct buf *line)
{
	static const char lost[] = "sockbox: out of memory, a message is lost\n";

	if (!out->hold)
		fold(line);
	safe_guard(line, 0, out->charset);
	if (line->failed)
		out_write(out, STDERR_FILENO, lost, sizeof(lost) - 1);
	else if (out->hold)
		buf_put(&out->talk, line->data, line->size);
	else if (line->size > 0)
		out_write(out, STDERR_FILENO, line->data, line->size);
}

void out_put_name(const struct out *out, struct buf *line)
{
	if (out->where)
		safe_put(line, out->where, strlen(out->where), out->charset);
	buf_printf(line, "%s: ", out->applet->name);
}

static void put_safe(struct out *out, struct buf *line, const char *text)
{
	safe_put(line, text, strlen(text), out->charset);
}

/* The sentence, in which a newline came from outside and is escaped, and the lines behind it. */
static void put_text(struct out *out, struct buf *line, const struct err *err)
{
	const char *text = err->text, *end = text + strlen(text), *name = err_name(err->number);
	size_t size = err->lines_at ? err->lines_at : (size_t)(end - text);

	safe_put(line, text, size, out->charset);
	if (name)
		buf_printf(line, " (%s)", name);
	for (text += size; text < end; text += size) {
		buf_putc(line, '\n');
		size = strcspn(++text, "\n");
		safe_put(line, text, size, out->charset);
	}
	buf_putc(line, '\n');
}

/* Whether the sentence itself begins with the subject: "'99999' is no port ...", "'s': EOF". */
static bool begins_with(const struct err *err, const char *subject)
{
	size_t size = strlen(subject);

	return err->text[0] == '\'' && text_begins(err->text + 1, subject) &&
	       err->text[1 + size] == '\'' && strchr(" :", err->text[2 + size]);
}

void out_complain(struct out *out, const char *subject, const struct err *err)
{
	struct buf line = { 0 };

	out_put_name(out, &line);
	if (subject && subject[0] && !begins_with(err, subject)) {
		buf_putc(&line, '\'');
		put_safe(out, &line, subject);
		buf_puts(&line, "': ");
	}
	put_text(out, &line, err);
	out_say(out, &line);
	buf_free(&line);
}

static void talk(struct out *out, const char *format, va_list values)
	__attribute__((format(printf, 2, 0)));

static void talk(struct out *out, const char *format, va_list values)
{
	struct buf text = { 0 }, line = { 0 };

	buf_vprintf(&text, format, values);
	out_put_name(out, &line);
	put_safe(out, &line, buf_text(&text));
	buf_putc(&line, '\n');
	line.failed = line.failed || text.failed;
	out_say(out, &line);
	buf_free(&text);
	buf_free(&line);
}

void out_talk(struct out *out, const char *format, ...)
{
	va_list values;

	if (!out->common->verbose || out->common->quiet)
		return;
	va_start(values, format);
	talk(out, format, values);
	va_end(values);
}

void out_remark(struct out *out, const char *format, ...)
{
	va_list values;

	if (out->common->quiet)
		return;
	va_start(values, format);
	talk(out, format, values);
	va_end(values);
}
