/* prompt -- a session that a person types into, line by line. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/prompt.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "eval/eval.h"
#include "eval/script.h"
#include "line/line_edit.h"
#include "prompt/abbreviate.h"
#include "prompt/assist.h"
#include "prompt/history.h"
#include "prompt/prompt_text.h"
#include "prompt/rc.h"
#include "record/keep.h"
#include "shell/event.h"
#include "shell/front.h"
#include "shell/job_news.h"

enum { LINE_MAX_BYTES = 1 << 20, LONG_MS = 500 };

/* Owner: lives as long as prompt_run. Either a line is typed, or one is run. */
struct prompt {
	struct shell shell;
	struct front front;
	struct events events;
	struct history history;
	struct watch signals, changes; /* while a line is typed */
	struct timer run;              /* what was typed, once its reader has returned */
	struct buf text;               /* lines of a command that is not whole yet */
	unsigned number;               /* of its first line */
	struct outcome outcome;
	struct err why; /* of the end, where it was no good one */
};

/* ---- a line is typed -------------------------------------------------------------------- */

static void show(struct prompt *prompt)
{
	prompt_text_make(&prompt->shell, prompt->text.size > 0);
	line_show(&prompt->front.line);
}

/* What has run may have left the cursor anywhere: as many blanks as a row has end in the next row,
 * unless they began in its first column. */
static void begin_row(struct prompt *prompt)
{
	struct buf text = { 0 };

	if (prompt->front.line.kind != &line_edit)
		return;
	buf_fill(&text, ' ', modes_columns());
	buf_puts(&text, "\r\033[K");
	shell_tell(&prompt->shell, &text);
}

static void set_status(struct prompt *prompt, int status)
{
	prompt->outcome = (struct outcome){ status, FLOW_FAILED };
	shell_value_number(&prompt->shell.scope.status, SHELL_NUMBER, status);
}

/* Until a line is whole; those of a paste come one behind the other, with no prompt between. */
static void read_on(struct prompt *prompt)
{
	struct front *front = &prompt->front;
	struct err *why = &prompt->why;

	if (prompt->shell.leaves) {
		loop_stop(&front->loop);
		return;
	}
	prompt->shell.signal = 0;
	if (!loop_watch(&front->loop, &prompt->signals, EPOLLIN, why) ||
	    (front->foreground.own && !loop_watch(&front->loop, &prompt->changes, EPOLLIN, why))) {
		loop_stop(&front->loop);
		return;
	}
	prompt->shell.echoed = front->stepped = false;
	line_resume(&front->line);
	if (front->line.paused)
		return;
	if (front->lines > 0)
		begin_row(prompt);
	show(prompt);
}

/* ---- a line is run ---------------------------------------------------------------------- */

static void tell_time(struct prompt *prompt, int64_t took_ns)
{
	enum timing timing = prompt->front.timing;
	bool colours = prompt->front.colours;
	struct buf text = { 0 };

	if (timing == TIMING_OFF ||
	    (timing == TIMING_AUTO && took_ns < (int64_t)LONG_MS * NS_PER_MS))
		return;
	buf_puts(&text, colours ? "\033[2m" : "");
	if (took_ns < NS_PER_S / 10)
		buf_printf(&text, "(%.1f ms)", (double)took_ns / NS_PER_MS);
	else
		buf_printf(&text, "(%.1f s)", (double)took_ns / NS_PER_S);
	buf_puts(&text, colours ? "\033[0m\n" : "\n");
	shell_tell(&prompt->shell, &text);
}

/* Run what was typed, where it is whole. */
static void run_typed(struct prompt *prompt)
{
	struct source source = { buf_text(&prompt->text), prompt->text.size, 0, prompt->number };
	int64_t began_ns = clock_now_ns();
	bool more = false, is_empty = prompt->text.size == 1;

	events_pause(&prompt->events);
	prompt->outcome = eval_source(&prompt->shell, &source, &more);
	events_resume(&prompt->events);
	buf_consume(&prompt->text, source.at);
	prompt->number = source.line;
	if (more)
		return;
	buf_clear(&prompt->text);
	if (!is_empty)
		tell_time(prompt, clock_now_ns() - began_ns);
}

/* Ctrl-C ends the line that runs, and those that were pasted behind it; other signals the session.
 * What left because of it has said how it ended: who watches has seen enough. */
static void heed_signal(struct prompt *prompt)
{
	size_t count = line_forget(&prompt->front.line);

	buf_clear(&prompt->text);
	if (prompt->outcome.flow != FLOW_LEAVE)
		set_status(prompt, 128 + prompt->shell.signal);
	if (count == 0 || prompt->shell.leaves)
		return;
	begin_row(prompt);
	shell_say(&prompt->shell, "%zu pasted line%s not run", count,
		  count == 1 ? " was" : "s were");
}

static void be_run(struct timer *timer)
{
	struct prompt *prompt = OWNER(timer, struct prompt, run);
	bool is_shared;

	loop_forget(&prompt->front.loop, &prompt->signals);
	loop_forget(&prompt->front.loop, &prompt->changes);
	prompt->front.lines++;
	run_typed(prompt);
	bench_turn(&prompt->shell.bench); /* jobs that have ended are told before the prompt */
	jobs_forget(&prompt->shell);
	if (shell_interrupted(&prompt->shell, &is_shared))
		heed_signal(prompt);
	read_on(prompt);
}

/* ---- what the line tells ---------------------------------------------------------------- */

static struct word pending(const struct prompt *prompt)
{
	return (struct word){ prompt->text.data, prompt->text.size };
}

static void complete_typed(struct line *line, const char *text, size_t cursor, struct choices *to)
{
	struct prompt *prompt = OWNER(line, struct prompt, front.line);

	assist_complete(&prompt->shell, line, pending(prompt), text, cursor, to);
}

static bool ask_typed(struct line *line, const char *text, size_t cursor, struct choices *to)
{
	struct prompt *prompt = OWNER(line, struct prompt, front.line);

	return assist_ask(&prompt->shell, line, pending(prompt), text, cursor, to);
}

static bool hint_typed(struct line *line, const char *text, struct buf *to)
{
	struct prompt *prompt = OWNER(line, struct prompt, front.line);

	return assist_hint(&prompt->shell, line, pending(prompt), text, to);
}

/* Nothing of what was typed is run. */
static void refuse(struct prompt *prompt, const char *subject, const struct err *err)
{
	shell_complain(&prompt->shell, subject, err);
	buf_free(&prompt->text);
	set_status(prompt, status_exit(err->kind));
}

/* The history has words that were cut short as they were meant. */
static void take(struct line *line, const struct textpiece *piece)
{
	struct prompt *prompt = OWNER(line, struct prompt, front.line);
	size_t from = prompt->text.size;
	struct err err = { 0 };
	bool is_clear;

	if (assist_answer(&prompt->shell, line, pending(prompt), piece)) {
		show(prompt);
		return;
	}
	line_pause(line);
	buf_put(&prompt->text, piece->data, piece->size);
	is_clear = abbreviate(&prompt->text, from, &err);
	if (!prompt->text.failed)
		history_add(&prompt->history, buf_text(&prompt->text) + from,
			    prompt->text.size - from, from > 0);
	buf_putc(&prompt->text, '\n');
	if (piece->cut || prompt->text.failed) {
		err_set(&err, STATUS_INVALID, "this line is too long");
		refuse(prompt, "sockbox", &err);
	} else if (!is_clear) {
		refuse(prompt, "", &err);
	}
	timer_set(&prompt->front.loop, &prompt->run, (struct deadline){ 1 });
}

/* Whether Ctrl-D ends less than all. */
static bool goes_on(struct prompt *prompt)
{
	struct err err = { 0 };

	if (prompt->text.size == 0)
		return !jobs_let_leave(&prompt->shell, "Ctrl-D");
	buf_clear(&prompt->text);
	err_set(&err, STATUS_INVALID, "the command was not finished, and is dropped");
	shell_complain(&prompt->shell, "sockbox", &err);
	set_status(prompt, EXIT_USAGE);
	return true;
}

static void end(struct line *line, const struct err *err)
{
	struct prompt *prompt = OWNER(line, struct prompt, front.line);

	if (err->kind == STATUS_OK && goes_on(prompt)) {
		line_reopen(line);
		show(prompt);
		return;
	}
	prompt->why = *err;
	loop_stop(&prompt->front.loop);
}

/* ---- signals ---------------------------------------------------------------------------- */

/* Ctrl-C drops the line; other signals end the session. */
static void be_signalled(struct watch *watch, uint32_t events)
{
	struct prompt *prompt = OWNER(watch, struct prompt, signals);
	bool is_shared;

	(void)events;
	if (prompt->run.set) /* it is for the line that is to be run, which finds it */
		return;
	if (!shell_interrupted(&prompt->shell, &is_shared))
		return;
	buf_clear(&prompt->text);
	set_status(prompt, 128 + prompt->shell.signal);
	if (prompt->shell.leaves) {
		line_hide(&prompt->front.line);
		loop_stop(&prompt->front.loop);
		return;
	}
	prompt->shell.signal = 0;
	prompt->shell.echoed = false;
	prompt_text_make(&prompt->shell, false);
	line_drop(&prompt->front.line);
}

static void be_changed(struct watch *watch, uint32_t events)
{
	(void)events;
	jobs_look(&OWNER(watch, struct prompt, changes)->shell);
}

/* ---- beginning and end ------------------------------------------------------------------ */

static bool has_colours(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return !(no_color && *no_color) && term && *term && strcmp(term, "dumb") != 0;
}

static bool open_front(struct prompt *prompt, struct err *err)
{
	struct front *front = &prompt->front;

	if (!loop_open(&front->loop, err))
		return false;
	prompt->shell.front = front;
	prompt->shell.bench.loop = &front->loop;
	front->colours = has_colours();
	front->modes = modes_get();
	front->line = (struct line){
		.kind = &line_edit,
		.loop = &front->loop,
		.prompt = "",
		.max = LINE_MAX_BYTES,
		.begins_hidden = true,
		.take = take,
		.ended = end,
		.complete = complete_typed,
		.ask = ask_typed,
		.hint = hint_typed,
	};
	return true;
}

/* What there is, and what there is not. */
static void greet(struct prompt *prompt, const struct err *no_jobs)
{
	struct shell *shell = &prompt->shell;

	shell_say(shell, "sockbox %s: 'help' lists all, Ctrl-D ends", SOCKBOX_VERSION);
	if (prompt->front.line.lacks.kind)
		shell_say(shell, "lines cannot be edited: %s", prompt->front.line.lacks.text);
	if (no_jobs->kind)
		shell_say(shell, "no job control: %s", no_jobs->text);
}

static bool begin(struct prompt *prompt, char *const *args, const struct script_manner *manner,
		  struct err *err)
{
	struct err no_jobs = { 0 };

	prompt->number = 1;
	prompt->run.due = be_run;
	if (!shell_begin(&prompt->shell, args, true, err) || !keep_start(&prompt->shell, err) ||
	    !open_front(prompt, err))
		return false;
	script_be(&prompt->shell, manner);
	foreground_begin(&prompt->front.foreground, &no_jobs);
	prompt->signals =
		(struct watch){ .fd = prompt->shell.interrupts.fd, .ready = be_signalled };
	prompt->changes =
		(struct watch){ .fd = prompt->front.foreground.changes_fd, .ready = be_changed };
	if (!line_begin(&prompt->front.line, err))
		return false;
	line_pause(&prompt->front.line);
	events_begin(&prompt->events, &prompt->shell, &prompt->front.line, &prompt->front.loop);
	history_begin(&prompt->history, &prompt->shell, &prompt->front.line);
	greet(prompt, &no_jobs);
	if (!manner->no_rc)
		rc_run(&prompt->shell);
	read_on(prompt);
	return prompt->why.kind == STATUS_OK;
}

/* What was deferred still has the terminal, and news of jobs. */
static int finish(struct prompt *prompt, int code)
{
	struct front *front = &prompt->front;

	events_end(&prompt->events);
	history_end(&prompt->history);
	line_end(&front->line);
	timer_clear(&front->loop, &prompt->run);
	loop_forget(&front->loop, &prompt->signals);
	loop_forget(&front->loop, &prompt->changes);
	front->loop.stopped = false;
	code = shell_end(&prompt->shell, keep_end(&prompt->shell, code), eval_deferred);
	job_news_end(front);
	foreground_end(&front->foreground);
	loop_close(&front->loop);
	buf_free(&front->held);
	buf_free(&front->text);
	buf_free(&front->prompt);
	buf_free(&prompt->text);
	return code;
}

int prompt_run(char *const *args, const struct script_manner *manner)
{
	struct prompt prompt = { .front = FRONT_NONE, .shell.interrupts = INTERRUPTS_CLOSED };
	struct err err = { 0 };
	int code;

	if (begin(&prompt, args, manner, &err) && !prompt.shell.leaves)
		loop_run(&prompt.front.loop, (struct deadline){ 0 }, &err);
	if (err.kind == STATUS_OK)
		err = prompt.why;
	if (err.kind != STATUS_OK)
		shell_complain(&prompt.shell, "sockbox", &err);
	code = err.kind ? status_exit(err.kind) : prompt.outcome.status;
	return finish(&prompt, code);
}
