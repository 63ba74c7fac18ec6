/* feed -- a file or standard input, piece by piece or line by line. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/feed.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"

enum { PIECE_SIZE = 1 << 16 };

bool feed_open(struct feed *feed, const char *path, struct err *err)
{
	int fd = STDIN_FILENO;

	if (strcmp(path, "-") != 0 && !fd_open(&fd, path, err)) {
		if (err->kind == STATUS_NOT_FOUND)
			err->kind = STATUS_LACKING;
		return false;
	}
	*feed = (struct feed){ .fd = fd };
	return true;
}

/* Read more behind what is not given out yet. */
static bool fill(struct feed *feed, struct err *err)
{
	long done;

	buf_consume(&feed->text, feed->start);
	feed->start = 0;
	if (!buf_reserve(&feed->text, PIECE_SIZE))
		return err_errno(err, ENOMEM, "cannot read on");
	done = fd_read(feed->fd, feed->text.data + feed->text.size, PIECE_SIZE);
	if (done < 0)
		return err_errno(err, errno, "cannot read on");
	feed->text.size += (size_t)done;
	feed->ended = done == 0;
	return true;
}

static enum feed_kind give(struct feed *feed, const char **data, size_t *size, size_t used)
{
	*data = feed->text.data + feed->start;
	feed->start += used;
	return *size > 0 || used > 0 ? FEED_MORE : FEED_END;
}

enum feed_kind feed_piece(struct feed *feed, const char **data, size_t *size, struct err *err)
{
	if (feed->start == feed->text.size && !feed->ended && !fill(feed, err))
		return FEED_FAILED;
	*size = feed->text.size - feed->start;
	return give(feed, data, size, *size);
}

enum feed_kind feed_line(struct feed *feed, const char **data, size_t *size, size_t max,
			 struct err *err)
{
	for (;;) {
		size_t left = feed->text.size - feed->start;
		const char *start = left > 0 ? feed->text.data + feed->start : NULL;
		const char *newline = left > 0 ? memchr(start, '\n', left) : NULL;

		*size = newline ? (size_t)(newline - start) : left;
		if (*size > max) {
			err_set(err, STATUS_INVALID, "line %" PRIu64 " is longer than %zu bytes",
				feed->line + 1, max);
			return FEED_FAILED;
		}
		if (newline || feed->ended) {
			feed->line++;
			return give(feed, data, size, *size + (newline != NULL));
		}
		if (!fill(feed, err))
			return FEED_FAILED;
	}
}

void feed_close(struct feed *feed)
{
	if (feed->fd != STDIN_FILENO)
		fd_close(&feed->fd);
	buf_free(&feed->text);
	feed->start = 0;
}
