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

/* How much of TEXT, which is safe, fits into COLUMNS. */
static size_t fitting_size(const struct buf *text, size_t columns)
{
	size_t done = 0, width = 0;

	while (done < text->size) {
		uint32_t code;
		size_t size = utf8_decode(&code, text->data + done, text->size - done);

		size = size ? size : 1;
		width += safe_width(text->data + done, size);
		if (width > columns)
			break;
		done += size;
	}
	return done;
}

/* To the line's start, the text, and the rest of the line cleared. */
void terminal_draw(const char *text, struct charset charset)
{
	static const char clear[] = "\033[K";
	struct buf safe = { 0 }, line = { 0 };
	size_t columns = out_columns(STDERR_FILENO);

	safe_put(&safe, text, strlen(text), charset);
	buf_putc(&line, '\r');
	buf_put(&line, safe.data, columns > 0 ? fitting_size(&safe, columns - 1) : safe.size);
	buf_put(&line, clear, sizeof(clear) - 1);
	buf_free_part(&safe, &line);
	if (!line.failed)
		fd_write(STDERR_FILENO, line.data, line.size);
	buf_free(&line);
}

void terminal_progress(const struct out *out, const char *text)
{
	terminal_draw(text, out->charset);
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
