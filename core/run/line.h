/* line -- reads what a person types or a program pipes, a line at a time, inside a loop; what is
 * printed meanwhile stands above the prompt. The plain reader is here; one that can edit is another
 * line_kind. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_LINE_H
#define RUN_LINE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/loop.h"
#include "proto/textline.h"

struct choices;
struct line;

/* How a reader does it. Called by line only, on one that is open. */
struct line_kind {
	/* False, with ERR, where it cannot read here: line_plain does then, which needs no opening.
	 * Only asked at a terminal. */
	bool (*open)(struct line *line, struct err *err);
	/* Standard input is readable: read once. What comes goes to line_give; the end, or that it
	 * cannot be read, to line_finish. Before either it clears line->shown where Enter has moved
	 * the cursor on. */
	void (*feed)(struct line *line);
	void (*hide)(struct line *line); /* take prompt and typing off the terminal */
	void (*show)(struct line *line); /* put them back */
	void (*drop)(
		struct line *line); /* forget the typing, show an empty line and prompt below */

	/* What line_plain has no need of. */
	void (*close)(struct line *line);
	bool (*holds)(const struct line *line);
	void (*resize)(struct line *line);  /* the terminal has another size */
	void (*release)(struct line *line); /* give the terminal its own modes, it is hidden */
	void (*regain)(struct line *line);  /* take them again, to be shown */
	void (*remember)(struct line *line, const char *text); /* not empty */
	const char *(*recall)(const struct line *line, size_t index);
};
extern const struct line_kind line_plain;

/* Owner: fill the first part, line_begin to line_end. */
struct line {
	/* The one that is wished for, or NULL; once begun, the one that reads. */
	const struct line_kind *kind;
	struct loop *loop;
	/* Shown where standard input and standard error are terminals. Another one is for the next
	 * line. */
	const char *prompt;
	size_t max; /* bytes of a line; a longer one comes cut, see textline.h */
	void (*take)(struct line *line, const struct textpiece *piece);
	/* Standard input has ended; ERR is STATUS_OK, or says why it cannot be read. One that is
	 * closed has nothing to say, and ends at once. */
	void (*ended)(struct line *line, const struct err *err);
	/* Fill TO with what may stand at byte CURSOR of TEXT, which is being typed. May be NULL.
	 * Nothing may be written meanwhile. */
	void (*complete)(struct line *line, const char *text, size_t cursor, struct choices *to);
	/* Whether a '?' typed at byte CURSOR asks what may stand there, and is no letter; TO then
	 * has what is to be listed. May be NULL: it is a letter. */
	bool (*ask)(struct line *line, const char *text, size_t cursor, struct choices *to);
	/* Append what is shown dim behind TEXT while the cursor is at its end; whether that is how
	 * it may go on, so that a key takes it. May be NULL. */
	bool (*hint)(struct line *line, const char *text, struct buf *to);

	bool begins_hidden; /* until line_show: there is something to be said first */

	struct err lacks; /* why line_plain reads though another was wished for; else STATUS_OK */
	struct watch watch, signals;
	sigset_t held;      /* the signals that come as events */
	struct timer again; /* of a file, which epoll(7) cannot wait for */
	struct timer aside; /* when it is to be shown again */
	struct textline text;
	bool is_terminal;
	bool is_open;        /* the kind is, and must be closed */
	bool shown;          /* the prompt stands there */
	bool paused, at_end; /* at_end: no more is read */
	struct err why;      /* of the end */
	void *inside;        /* the kind's own */
};

/* Where the kind edits, SIGWINCH, SIGTSTP, SIGCONT and SIGQUIT are events of the loop until
 * line_end, so that the terminal has its own modes while we are stopped or dead. */
bool line_begin(struct line *line, struct err *err);

/* Take no more lines until further notice, and go on. */
void line_pause(struct line *line);
void line_resume(struct line *line);

/* Drop the lines that have come and were not taken; how many. */
size_t line_forget(struct line *line);

/* After it has ended, which Ctrl-D is not for ever at a terminal: read on. */
void line_reopen(struct line *line);

/* Before something is written to the terminal, and when it has been. After a line was taken the
 * prompt is away, and line_show brings it back. */
void line_hide(struct line *line);
void line_show(struct line *line);

/* Hide it, to be shown again when this turn of the loop is over. */
void line_step_aside(struct line *line);

/* Ctrl-C: drop what is typed, below which LINE's prompt is shown; a search or a numeric argument is
 * left. */
void line_drop(struct line *line);

/* Whether something is typed that line_drop would drop. What a plain terminal holds nobody knows:
 * never. */
bool line_holds(const struct line *line);

/* Put SIZE bytes into the history, if there is one, unless they are empty, or the same as the last.
 * It is kept in memory, 10000 lines of it, until the line ends. */
void line_remember(struct line *line, const char *text, size_t size);

/* The line at INDEX of the history, 0 is the oldest; NULL behind the newest. Borrowed until the
 * next call of any of these. */
const char *line_recall(const struct line *line, size_t index);

/* Take the prompt away, and read no more. Safe on { 0 } and twice. */
void line_end(struct line *line);

/* ---- for kinds ----------------------------------------------------------------------------- */

/* SIZE bytes were read. */
void line_give(struct line *line, const char *data, size_t size);

/* Nothing more will be: NUMBER is an errno, or 0 at the end. */
void line_finish(struct line *line, int number);

/* ---- for line only: line_signals.c ----------------------------------------------------------- */

/* From now on SIGWINCH, SIGTSTP, SIGCONT and SIGQUIT are events of the loop: LINE follows the size
 * of the terminal, and before we stop or die of one of them the terminal has its own modes. Nothing
 * is done for a kind that does not change these. */
bool line_signals_begin(struct line *line, struct err *err);

/* They act as before again. Safe where nothing was done, and twice. */
void line_signals_end(struct line *line);

#endif
