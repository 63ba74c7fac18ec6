/* line -- reads what a person types or a program pipes, a line at a time, inside a loop; what is
 * printed meanwhile stands above the prompt. The plain reader is here; one that can edit is another
 * line_kind. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_LINE_H
#define RUN_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "net/loop.h"
#include "proto/textline.h"

struct out;
struct line;

/* How a reader does it. Called by line only, on one that is open. */
struct line_kind {
	bool (*open)(struct line *line, struct err *err);
	/* Standard input is readable: read once. What comes goes to line_give; the end, or that it
	 * cannot be read, to line_finish. */
	void (*feed)(struct line *line);
	void (*hide)(struct line *line); /* take prompt and typing off the terminal */
	void (*show)(struct line *line); /* put them back */
	void (*close)(struct line *line);
};
extern const struct line_kind line_plain;

/* Owner: fill the first part, line_begin to line_end. */
struct line {
	const struct line_kind *kind;
	struct loop *loop;
	const char *prompt; /* shown where standard input and standard error are terminals */
	size_t max;         /* bytes of a line; a longer one comes cut, see textline.h */
	void (*take)(struct line *line, const struct textpiece *piece);
	/* Standard input has ended; ERR is STATUS_OK, or says why it cannot be read. One that is
	 * closed has nothing to say, and ends at once. */
	void (*ended)(struct line *line, const struct err *err);

	struct watch watch;
	struct timer again; /* of a file, which epoll(7) cannot wait for */
	struct textline text;
	bool is_terminal;
	bool shown;          /* the prompt stands there */
	bool paused, at_end; /* at_end: no more is read */
	struct err why;      /* of the end */
	void *inside;        /* the kind's own */
};

bool line_begin(struct line *line, struct err *err);

/* Take no more lines until further notice, and go on. */
void line_pause(struct line *line);
void line_resume(struct line *line);

/* Before something is written to the terminal, and when it has been. After a line was taken the
 * prompt is away, and line_show brings it back. */
void line_hide(struct line *line);
void line_show(struct line *line);

/* Take the prompt away, and read no more. Safe on { 0 } and twice. */
void line_end(struct line *line);

/* ---- for kinds ----------------------------------------------------------------------------- */

/* SIZE bytes were read. */
void line_give(struct line *line, const char *data, size_t size);

/* Nothing more will be: NUMBER is an errno, or 0 at the end. */
void line_finish(struct line *line, int number);

#endif
