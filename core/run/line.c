/* line -- reads what a person types or a program pipes, a line at a time, inside a loop. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/line.h"

#include <errno.h>
#include <unistd.h>

/* ---- giving lines out ----------------------------------------------------------------------- */

static void stop(struct line *line)
{
	loop_forget(line->loop, &line->watch);
	timer_clear(line->loop, &line->again);
}

/* The lines that are there, and the last one, which may lack its newline; then the end. */
static void give_lines(struct line *line)
{
	struct textpiece piece;

	while (!line->paused && textline_next(&line->text, &piece))
		line->take(line, &piece);
	if (line->paused || !line->at_end || !line->loop)
		return;
	if (textline_end(&line->text, &piece)) {
		line->take(line, &piece);
		if (line->paused || !line->loop)
			return;
	}
	line->paused = true;
	line->ended(line, &line->why);
}

void line_give(struct line *line, const char *data, size_t size)
{
	if (!textline_feed(&line->text, data, size))
		line_finish(line, ENOMEM);
	else
		give_lines(line);
}

void line_finish(struct line *line, int number)
{
	stop(line);
	line->at_end = true;
	if (number)
		err_errno(&line->why, number, "cannot read standard input");
	give_lines(line);
}

/* ---- reading -------------------------------------------------------------------------------- */

static void feed(struct line *line)
{
	bool was_shown = line->shown;

	line->shown = false; /* Enter has moved the cursor on */
	line->kind->feed(line);
	if (!line->loop)
		return;
	if (line->at_end && was_shown)
		line->kind->hide(line);
}

static void be_ready(struct watch *watch, uint32_t events)
{
	(void)events;
	feed(OWNER(watch, struct line, watch));
}

static void be_again(struct timer *timer)
{
	struct line *line = OWNER(timer, struct line, again);

	if (!line->at_end && !line->paused) {
		timer_set(line->loop, timer, (struct deadline){ line->loop->now_ns + 1 });
		feed(line);
	}
}

/* A file and the null device have always something to read, or the end: they are read once a turn.
 */
static bool go_on(struct line *line, struct err *err)
{
	if (loop_watch(line->loop, &line->watch, EPOLLIN, err))
		return true;
	if (err->number != EPERM)
		return false;
	timer_set(line->loop, &line->again, (struct deadline){ 1 });
	return true;
}

void line_pause(struct line *line)
{
	if (line->paused || !line->loop)
		return;
	line->paused = true;
	stop(line);
}

void line_resume(struct line *line)
{
	struct err err = { 0 };

	if (!line->paused || !line->loop)
		return;
	line->paused = false;
	give_lines(line);
	if (!line->paused && line->loop && !line->at_end && !go_on(line, &err))
		line_finish(line, err.number);
}

/* ---- the terminal --------------------------------------------------------------------------- */

void line_hide(struct line *line)
{
	if (line->shown)
		line->kind->hide(line);
	line->shown = false;
}

void line_show(struct line *line)
{
	if (line->is_terminal && !line->shown && !line->at_end && line->loop) {
		line->kind->show(line);
		line->shown = true;
	}
}

/* ---- beginning and end ---------------------------------------------------------------------- */

bool line_begin(struct line *line, struct err *err)
{
	line->watch = (struct watch){ .fd = STDIN_FILENO, .ready = be_ready };
	line->again.due = be_again;
	line->text.max = line->max;
	line->is_terminal = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
	if (!line->kind->open(line, err))
		return false;
	if (!go_on(line, err)) {
		line_end(line);
		return false;
	}
	line_show(line);
	return true;
}

void line_end(struct line *line)
{
	if (!line->loop)
		return;
	line_hide(line);
	stop(line);
	line->kind->close(line);
	textline_free(&line->text);
	line->loop = NULL;
}
