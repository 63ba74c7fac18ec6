/* terminal -- what only somebody at a terminal sees: a line of progress, and a prompt. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/out_state.h"

bool terminal_shows(const struct out *out)
{
	const char *term = getenv("TERM");

	return !out->common->quiet && !out->hold && isatty(STDERR_FILENO) && term &&
	       strcmp(term, "dumb") != 0;
}

bool terminal_asks(const struct out *out)
{
	return !out->common->quiet && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* To the line's start, the text, and the rest of the line cleared. */
void terminal_progress(const struct out *out, const char *text)
{
	static const char clear[] = "\033[K";
	struct buf line = { 0 };
	size_t columns = out_columns(STDERR_FILENO), size = strlen(text);

	if (columns > 0 && size >= columns)
		size = columns - 1;
	buf_putc(&line, '\r');
	safe_put(&line, text, size, out->charset);
	buf_put(&line, clear, sizeof(clear) - 1);
	if (!line.failed)
		fd_write(STDERR_FILENO, line.data, line.size);
	buf_free(&line);
}

void terminal_prompt(struct out *out, const char *text)
{
	struct buf line = { 0 };

	if (!out->hold && out->writer->streams)
		out_flush(out);
	safe_put(&line, text, strlen(text), out->charset);
	if (!line.failed)
		fd_write(STDERR_FILENO, line.data, line.size);
	buf_free(&line);
}

void terminal_break(void)
{
	fd_write(STDERR_FILENO, "\n", 1);
}
