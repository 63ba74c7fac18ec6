/* talk -- sentences for people on stderr, each in one write, bytes from outside escaped. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/out.h"
#include "cli/out_state.h"

void out_say(struct out *out, struct buf *line)
{
	static const char lost[] = "sockbox: out of memory, a message is lost\n";

	safe_guard(line, 0, out->charset);
	if (line->failed)
		fd_write(STDERR_FILENO, lost, sizeof(lost) - 1);
	else if (out->hold)
		buf_put(&out->talk, line->data, line->size);
	else if (line->size > 0)
		fd_write(STDERR_FILENO, line->data, line->size);
}

static void put_safe(struct out *out, struct buf *line, const char *text)
{
	safe_put(line, text, strlen(text), out->charset);
}

/* The lines of an expectation and its caret, which begin with two blanks, stay lines; any other
 * newline came from outside and is escaped. */
static void put_sentence(struct out *out, struct buf *line, const char *text)
{
	const char *more;

	while ((more = strstr(text, "\n  "))) {
		safe_put(line, text, (size_t)(more - text), out->charset);
		buf_putc(line, '\n');
		text = more + 1;
	}
	put_safe(out, line, text);
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
	put_sentence(out, &line, err->text);
	if (name)
		buf_printf(&line, " (%s)", name);
	buf_putc(&line, '\n');
	out_say(out, &line);
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
	line.failed = line.failed || text.failed;
	out_say(out, &line);
	buf_free(&text);
	buf_free(&line);
}
