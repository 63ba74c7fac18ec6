/* feed -- what a descriptor has to say, in pieces: as they come, in lines, or of one size. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_FEED_H
#define BASE_FEED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum feed_unit {
	FEED_PIECES, /* whatever one read gives */
	FEED_LINES,  /* one line; the last need not end in a newline */
	FEED_SIZES   /* SIZE bytes; the last may be shorter */
};

/* Owner: fill fd to chomp, the rest 0; feed_free ends it. */
struct feed {
	int fd;
	enum feed_unit unit;
	size_t size; /* bytes, of FEED_SIZES */
	bool crlf;   /* each LF that has no CR in front gets one; not of FEED_SIZES */
	bool chomp;  /* of FEED_LINES: without their newline, so that one may be empty */
	struct buf held;
	size_t start;   /* of what is not given out yet in held */
	size_t scanned; /* bytes behind it that hold no newline */
	bool ended, after_cr;
};

enum feed_answer {
	FEED_PIECE,
	FEED_LATER, /* nothing whole now */
	FEED_ENDED,
	FEED_FAILED /* ERR tells why: STATUS_INVALID for a line that is too long */
};

/* The next piece into DATA, which has room for *SIZE; *SIZE becomes its size. Never waits: fd is
 * read once at most. */
enum feed_answer feed_take(struct feed *feed, char *data, size_t *size, struct err *err);

/* Whether a piece is at hand without reading. */
bool feed_has_more(const struct feed *feed);

/* Safe on { 0 } and twice. */
void feed_free(struct feed *feed);

#endif
