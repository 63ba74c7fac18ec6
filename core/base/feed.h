/* feed -- a file or standard input, piece by piece or line by line. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_FEED_H
#define BASE_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Owner: feed_open to feed_close. */
struct feed {
	int fd;
	struct buf text;
	size_t start;  /* of what is not given out yet */
	uint64_t line; /* number of the last line given out, from 1 */
	bool ended;
};

enum feed_kind {
	FEED_MORE, /* a piece or a line: borrowed until the next call */
	FEED_END,
	FEED_FAILED /* ERR says why */
};

/* Begin to read PATH; "-" is standard input. ERR is STATUS_LACKING, where it does not exist too, or
 * STATUS_DENIED; feed_close is then not needed. */
bool feed_open(struct feed *feed, const char *path, struct err *err);

/* The bytes that come next, as many as one read(2) gives. */
enum feed_kind feed_piece(struct feed *feed, const char **data, size_t *size, struct err *err);

/* The next line without its newline; the last one need not have any. One of more than MAX bytes is
 * STATUS_INVALID. */
enum feed_kind feed_line(struct feed *feed, const char **data, size_t *size, size_t max,
			 struct err *err);

/* Safe twice. */
void feed_close(struct feed *feed);

#endif
