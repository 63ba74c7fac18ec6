/* say -- what the shell itself tells, on stderr and stdout. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/num.h"
#include "shell/shell.h"

/* The end of a long path says more than its beginning. */
const char *shell_where(const struct shell *shell, char room[static SHELL_WHERE_MAX])
{
	enum { PATH_ROOM = SHELL_WHERE_MAX - NUM_TEXT_MAX - 4 };
	const char *file = shell->file;
	size_t size = file ? strlen(file) : 0;

	if (!file)
		return "";
	if (size > PATH_ROOM)
		file += size - PATH_ROOM;
	size = strlen(file);
	memcpy(room, file, size);
	room[size++] = ':';
	size += num_format(room + size, shell->line);
	memcpy(room + size, ": ", 3);
	return room;
}

static void write_line(const struct shell *shell, struct buf *line)
{
	buf_putc(line, '\n');
	safe_guard(line, 0, shell->charset);
	if (!line->failed)
		fd_write(STDERR_FILENO, line->data, line->size);
	buf_free(line);
}

static void put_safe(const struct shell *shell, struct buf *line, const char *text)
{
	safe_put(line, text, strlen(text), shell->charset);
}

void shell_complain(const struct shell *shell, const char *subject, const struct err *err)
{
	const char *name = err_name(err->number);
	char room[SHELL_WHERE_MAX];
	struct buf line = { 0 };

	put_safe(shell, &line, shell_where(shell, room));
	put_safe(shell, &line, subject);
	buf_puts(&line, subject[0] ? ": " : "");
	put_safe(shell, &line, err->text);
	if (name)
		buf_printf(&line, " (%s)", name);
	write_line(shell, &line);
}

void shell_say(const struct shell *shell, const char *format, ...)
{
	struct buf text = { 0 }, line = { 0 };
	char room[SHELL_WHERE_MAX];
	va_list values;

	va_start(values, format);
	buf_vprintf(&text, format, values);
	va_end(values);
	put_safe(shell, &line, shell_where(shell, room));
	put_safe(shell, &line, buf_text(&text));
	buf_free(&text);
	write_line(shell, &line);
}

int shell_print(const struct shell *shell, struct buf *text)
{
	bool fine = !text->failed &&
		    fd_write_unless(STDOUT_FILENO, text->data, text->size, shell->interrupts.fd,
				    deadline_poll_ms(shell->bench.until)) &&
		    fd_settle(STDOUT_FILENO);
	struct err err = { 0 };

	if (!fine) {
		err_errno(&err, text->failed ? ENOMEM : errno, "cannot write to standard output");
		shell_complain(shell, "", &err);
	}
	buf_free(text);
	return fine ? 0 : status_exit(STATUS_LACKING);
}
