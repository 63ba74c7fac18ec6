/* line_plain -- the plain reader of lines: the terminal itself edits, and knows only Backspace. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "run/line.h"

enum { READ_SIZE = 4096 };

/* Ctrl-C drops what was there to be read, and a read that comes late would wait for the next line.
 * A terminal is opened anew for it: others have the standard input, and want it to block. */
static long read_now(const struct line *line, char *data, size_t size)
{
	int fd = line->is_terminal
			 ? open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
			 : -1;
	long done = fd_read_some(fd < 0 ? STDIN_FILENO : fd, data, size);
	int number = errno;

	fd_close(&fd);
	errno = number;
	return done;
}

static void put(const char *text)
{
	fd_write(STDERR_FILENO, text, strlen(text));
}

static bool is_dumb(void)
{
	const char *term = getenv("TERM");

	return !term || strcmp(term, "dumb") == 0;
}

/* What was being typed vanishes too, but the terminal still has it: Ctrl-R shows it again. */
static void hide_plain(struct line *line)
{
	put("\r");
	if (!is_dumb()) {
		put("\033[K");
		return;
	}
	for (const char *at = line->prompt; *at; at++)
		put(" ");
	put("\r");
}

static void show_plain(struct line *line)
{
	put(line->prompt);
}

/* The terminal has dropped it already, and shown that. */
static void drop_plain(struct line *line)
{
	put("\n");
	put(line->prompt);
}

static void feed_plain(struct line *line)
{
	char data[READ_SIZE];
	long done = read_now(line, data, sizeof(data));
	bool was_shown = line->shown;
	int number;

	if (done < 0 && errno == EAGAIN)
		return;
	line->shown = false; /* Enter has moved the cursor on */
	if (done > 0) {
		line_give(line, data, (size_t)done);
		return;
	}
	number = done < 0 && errno != EBADF ? errno : 0;
	if (was_shown)
		hide_plain(line);
	line_finish(line, number);
}

const struct line_kind line_plain = {
	.feed = feed_plain, .hide = hide_plain, .show = show_plain, .drop = drop_plain
};
