/* say -- what the shell itself tells, on stderr and stdout. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/num.h"
#include "cli/out_state.h"
#include "shell/front.h"

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

/* What stands in the cursor's row: the line that is typed, or a Ctrl-C as the terminal shows it. */
static void step_aside(const struct shell *shell)
{
	struct front *front = shell->front;

	line_step_aside(&front->line);
	if (!shell->echoed || front->stepped)
		return;
	fd_write(STDERR_FILENO, "\n", 1);
	front->stepped = true;
}

void shell_tell(const struct shell *shell, struct buf *text)
{
	static const char lost[] = "sockbox: out of memory, a message is lost\n";

	safe_guard(text, 0, shell->charset);
	if (shell->front)
		step_aside(shell);
	if (text->failed)
		fd_write(STDERR_FILENO, lost, sizeof(lost) - 1);
	else if (text->size > 0 && !(shell->front && front_holds(shell->front, text)))
		fd_write(STDERR_FILENO, text->data, text->size);
	buf_free(text);
}

/* To whom keeps the session: written to FD, which a pipe or a file may have taken; -1: passed on.
 */
static void let_hear(const struct shell *shell, int fd, const struct buf *text)
{
	if (shell->watcher)
		shell->watcher->wrote(shell->watcher, fd, text->data,
				      text->failed ? 0 : text->size);
}

static void write_line(const struct shell *shell, struct buf *line)
{
	buf_putc(line, '\n');
	let_hear(shell, STDERR_FILENO, line);
	shell_tell(shell, line);
}

void shell_pass_on(struct buf *text)
{
	if (text->size > 0)
		fd_write(STDERR_FILENO, text->data, text->size);
	buf_free(text);
}

static void put_safe(const struct shell *shell, struct buf *line, const char *text)
{
	safe_put(line, text, strlen(text), shell->charset);
}

void shell_put_safe(const struct shell *shell, struct buf *text, const char *data, size_t size)
{
	while (size > 0) {
		size_t plain = 0;

		while (plain < size && data[plain] != '\\' && data[plain] != '\t')
			plain++;
		safe_put(text, data, plain, shell->charset);
		data += plain;
		size -= plain;
		if (size > 0) {
			buf_putc(text, *data++);
			size--;
		}
	}
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
	line.failed = text.failed;
	put_safe(shell, &line, shell_where(shell, room));
	put_safe(shell, &line, buf_text(&text));
	buf_free(&text);
	write_line(shell, &line);
}

void shell_show(const struct shell *shell, const char *head, struct buf *text)
{
	char room[SHELL_WHERE_MAX];
	struct buf line = { 0 };

	put_safe(shell, &line, shell_where(shell, room));
	buf_puts(&line, head);
	buf_put(&line, text->data, text->size);
	write_line(shell, &line);
}

static bool is_safe(struct word line)
{
	for (size_t i = 0; i < line.size; i++)
		if ((line.at[i] < ' ' && line.at[i] != '\t') || line.at[i] > '~')
			return false;
	return true;
}

/* Applets' lines are safe already, and must not be escaped twice; a program prints anything. */
static void keep_passed(const struct shell *shell, struct word text)
{
	struct buf safe = { 0 };
	struct word line;

	while (line_take(&line, &text)) {
		if (is_safe(line))
			buf_put(&safe, line.at, line.size);
		else
			safe_put(&safe, line.at, line.size, shell->charset);
		if (text.size > 0 || line.at[line.size] == '\n')
			buf_putc(&safe, '\n');
	}
	let_hear(shell, -1, &safe);
	buf_free(&safe);
}

bool shell_pass(const struct shell *shell, int fd, const char *data, size_t size)
{
	struct err err = { 0 };

	keep_passed(shell, (struct word){ data, size });
	if (fd_write(fd, data, size))
		return true;
	err_errno(&err, errno, "cannot write what it prints");
	shell_complain(shell, "", &err);
	return false;
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
	let_hear(shell, STDOUT_FILENO, text);
	buf_free(text);
	return fine ? 0 : status_exit(STATUS_LACKING);
}
