/* pieces -- what a descriptor has to say, in pieces: as they come, in lines, or of one size. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_PIECES_H
#define BASE_PIECES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum pieces_unit {
	PIECES_AS_READ, /* whatever one read gives */
	PIECES_LINES,   /* one line; the last need not end in a newline */
	PIECES_SIZES    /* SIZE bytes; the last may be shorter */
};

/* Owner: fill fd to chomp, the rest 0; pieces_free ends it. */
struct pieces {
	int fd;
	enum pieces_unit unit;
	size_t size; /* bytes, of PIECES_SIZES */
	bool crlf;   /* each LF that has no CR in front gets one; not of PIECES_SIZES */
	bool chomp;  /* of PIECES_LINES: without their newline, so that one may be empty */
	struct buf held;
	size_t start;   /* of what is not given out yet in held */
	size_t scanned; /* bytes behind it that hold no newline */
	bool ended, after_cr;
};

enum pieces_answer {
	PIECES_ONE,
	PIECES_LATER, /* nothing whole now */
	PIECES_ENDED,
	PIECES_FAILED /* ERR tells why: STATUS_INVALID for a line that is too long */
};

/* The next piece into DATA, which has room for *SIZE; *SIZE becomes its size. Never waits: fd is
 * read once at most. */
enum pieces_answer pieces_take(struct pieces *pieces, char *data, size_t *size, struct err *err);

/* Whether a piece is at hand without reading. */
bool pieces_has_more(const struct pieces *pieces);

/* Safe on { 0 } and twice. */
void pieces_free(struct pieces *pieces);

#endif
