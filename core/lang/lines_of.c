/* lines_of -- lines of a file that may be anything: only a regular one is opened, and read to a
 * limit. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lang/lines_of.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/fd.h"

enum { CHUNK = 1 << 16 };

/* Asked before it is opened, which could wait for ever, or do something; and after. */
static bool open_regular(int *fd, const char *path)
{
	struct stat status;

	if (fstatat(AT_FDCWD, path, &status, 0) < 0 || !S_ISREG(status.st_mode))
		return false;
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	return *fd >= 0 && fstatat(*fd, "", &status, AT_EMPTY_PATH) == 0 && S_ISREG(status.st_mode);
}

/* Whole lines off the front; the rest stays. */
static bool pass_lines(struct buf *text, bool at_end, bool (*each)(void *, struct word),
		       void *context)
{
	struct word rest = { text->data, text->size }, line;
	const char *newline = text->size > 0 ? memrchr(text->data, '\n', text->size) : NULL;

	if (!at_end)
		rest.size = newline ? (size_t)(newline + 1 - text->data) : 0;
	while (line_take(&line, &rest))
		if (!each(context, line))
			return false;
	buf_consume(text, at_end ? text->size : newline ? (size_t)(newline + 1 - text->data) : 0);
	return true;
}

void lines_of(const char *path, bool (*each)(void *context, struct word line), void *context)
{
	struct buf text = { 0 };
	size_t all = 0;
	int fd = -1;
	long got = 0;

	if (open_regular(&fd, path))
		do {
			got = buf_reserve(&text, CHUNK) ? fd_read(fd, text.data + text.size, CHUNK)
							: 0;
			text.size += got > 0 ? (size_t)got : 0;
			all += got > 0 ? (size_t)got : 0;
		} while (pass_lines(&text, got <= 0 || all >= LINES_OF_MAX, each, context) &&
			 got > 0 && all < LINES_OF_MAX);
	fd_close(&fd);
	buf_free(&text);
}
