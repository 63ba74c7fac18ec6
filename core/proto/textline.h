/* textline -- lines out of a stream that comes in pieces: joined, cut where they are too long, and
 * given out before their end where a peer sends no newline. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_TEXTLINE_H
#define PROTO_TEXTLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/word.h"

/* Owner: { .max = ... }, ends in textline_free. Lines end in LF or CR LF. */
struct textline {
	size_t max; /* bytes of a line, without its end; what is longer is cut */
	struct buf text;
	size_t start;  /* of what was not given out yet */
	bool skipping; /* the rest of a line that was cut */
	bool open;     /* a part of this line was given out without its end */
	bool lined;    /* this peer sends newlines */
};

/* A line, or a part of one. DATA is borrowed until the next call. */
struct textpiece {
	const char *data;
	size_t size;
	bool cut;       /* the line was longer than max: what is behind max is lost */
	bool partial;   /* it had no newline when it was given out */
	bool continued; /* it goes on with the piece before: never set of a peer without newlines */
};

/* Take SIZE bytes more. False when memory is out: they are lost. */
bool textline_feed(struct textline *line, const char *data, size_t size);

/* The next whole line; one too long comes as soon as that shows. However the stream was split into
 * reads, the lines are the same. */
bool textline_next(struct textline *line, struct textpiece *piece);

/* When nothing more has come for a while: what there is of a line. Half a character and a CR stay
 * for what follows; a newline that comes late ends the piece, and is no empty line. */
bool textline_flush(struct textline *line, struct textpiece *piece);

/* At the end of the stream, or of a message that is a line without a newline: what is left. */
bool textline_end(struct textline *line, struct textpiece *piece);

/* Whether textline_flush would have something to wait for. */
bool textline_waits(const struct textline *line);

/* The bytes that were not given out: they belong to what follows the lines. Borrowed. */
struct word textline_rest(const struct textline *line);

/* Safe on { 0 } and twice. */
void textline_free(struct textline *line);

#endif
