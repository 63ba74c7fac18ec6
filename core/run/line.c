/* line -- reads what a person types or a program pipes, a line at a time, inside a loop. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/line.h"

#include <errno.h>
#include <unistd.h>

#include "base/buf.h"

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

static void be_ready(struct watch *watch, uint32_t events)
{
	struct line *line = OWNER(watch, struct line, watch);

	(void)events;
	line->kind->feed(line);
}

static void be_again(struct timer *timer)
{
	struct line *line = OWNER(timer, struct line, again);

	if (!line->at_end && !line->paused) {
		timer_set(line->loop, timer, (struct deadline){ line->loop->now_ns + 1 });
		line->kind->feed(line);
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

size_t line_forget(struct line *line)
{
	struct textpiece piece;
	size_t count = 0;

	while (line->loop && textline_next(&line->text, &piece))
		count++;
	return count;
}

void line_reopen(struct line *line)
{
	line->at_end = false;
	line->why = (struct err){ 0 };
	line_resume(line);
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

static void be_back(struct timer *timer)
{
	line_show(OWNER(timer, struct line, aside));
}

void line_step_aside(struct line *line)
{
	if (!line->shown)
		return;
	line_hide(line);
	timer_set(line->loop, &line->aside, (struct deadline){ 1 });
}

void line_drop(struct line *line)
{
	line_show(line);
	if (line->shown)
		line->kind->drop(line);
}

bool line_holds(const struct line *line)
{
	return line->loop && line->kind->holds && line->kind->holds(line);
}

/* ---- history -------------------------------------------------------------------------------- */

void line_remember(struct line *line, const char *text, size_t size)
{
	struct buf copy = { 0 };

	if (!line->loop || !line->kind->remember || size == 0)
		return;
	buf_put(&copy, text, size);
	if (!copy.failed)
		line->kind->remember(line, buf_text(&copy));
	buf_free(&copy);
}

const char *line_recall(const struct line *line, size_t index)
{
	return line->loop && line->kind->recall ? line->kind->recall(line, index) : NULL;
}

/* ---- beginning and end ---------------------------------------------------------------------- */

static void choose_kind(struct line *line)
{
	const struct line_kind *wish = line->kind;

	line->kind = &line_plain;
	if (!wish || wish == &line_plain)
		return;
	if (!line->is_terminal)
		err_set(&line->lacks, STATUS_LACKING,
			"standard input or standard error is no terminal");
	else if (wish->open(line, &line->lacks)) {
		line->kind = wish;
		line->is_open = true;
	}
}

bool line_begin(struct line *line, struct err *err)
{
	line->watch = (struct watch){ .fd = STDIN_FILENO, .ready = be_ready };
	line->again.due = be_again;
	line->aside.due = be_back;
	line->text.max = line->max;
	line->is_terminal = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
	choose_kind(line);
	if (!go_on(line, err) || !line_signals_begin(line, err)) {
		line_end(line);
		return false;
	}
	if (!line->begins_hidden)
		line_show(line);
	return true;
}

void line_end(struct line *line)
{
	if (!line->loop)
		return;
	line_hide(line);
	stop(line);
	if (line->is_open)
		line->kind->close(line);
	line->is_open = false;
	line_signals_end(line);
	timer_clear(line->loop, &line->aside);
	textline_free(&line->text);
	line->loop = NULL;
}
