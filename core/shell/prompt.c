/* prompt -- a session that a person types into, line by line. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/prompt.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "run/line.h"
#include "shell/assist.h"
#include "shell/eval.h"
#include "shell/line_edit.h"

enum { LINE_MAX_BYTES = 1 << 20 };

/* Owner: lives as long as prompt_run. */
struct prompt {
	struct shell shell;
	struct loop loop;
	struct line line;
	struct watch signals;
	struct buf text; /* lines of a command that is not whole yet */
	unsigned number; /* of its first line */
	struct outcome outcome;
	struct err why; /* of the end, where it was no good one */
};

static const char prompt_first[] = "sockbox> ";
static const char prompt_more[] = "... ";

static void show(struct prompt *prompt)
{
	prompt->line.prompt = prompt->text.size > 0 ? prompt_more : prompt_first;
	line_show(&prompt->line);
}

/* Run what was typed, where it is whole. */
static void run_typed(struct prompt *prompt)
{
	struct source source = { prompt->text.data, prompt->text.size, 0, prompt->number };
	bool more = false;

	prompt->outcome = eval_source(&prompt->shell, &source, &more);
	buf_consume(&prompt->text, source.at);
	prompt->number = source.line;
	if (!more)
		buf_clear(&prompt->text);
}

static struct word pending(const struct prompt *prompt)
{
	return (struct word){ prompt->text.data, prompt->text.size };
}

static void complete_typed(struct line *line, const char *text, size_t cursor, struct choices *to)
{
	struct prompt *prompt = OWNER(line, struct prompt, line);

	assist_complete(&prompt->shell, line, pending(prompt), text, cursor, to);
}

static bool ask_typed(struct line *line, const char *text, size_t cursor, struct choices *to)
{
	struct prompt *prompt = OWNER(line, struct prompt, line);

	return assist_ask(&prompt->shell, line, pending(prompt), text, cursor, to);
}

static bool hint_typed(struct line *line, const char *text, struct buf *to)
{
	struct prompt *prompt = OWNER(line, struct prompt, line);

	return assist_hint(&prompt->shell, line, pending(prompt), text, to);
}

static void take(struct line *line, const struct textpiece *piece)
{
	struct prompt *prompt = OWNER(line, struct prompt, line);
	struct err err = { 0 };

	if (assist_answer(&prompt->shell, line, pending(prompt), piece)) {
		show(prompt);
		return;
	}
	line_remember(line, piece->data, piece->size);
	buf_put(&prompt->text, piece->data, piece->size);
	buf_putc(&prompt->text, '\n');
	if (piece->cut || prompt->text.failed) {
		err_set(&err, STATUS_INVALID, "this line is too long");
		shell_complain(&prompt->shell, "sockbox", &err);
		buf_free(&prompt->text);
	} else {
		run_typed(prompt);
	}
	if (prompt->shell.leaves)
		loop_stop(&prompt->loop);
	else
		prompt->shell.signal = 0;
	show(prompt);
}

static void end(struct line *line, const struct err *err)
{
	struct prompt *prompt = OWNER(line, struct prompt, line);

	prompt->why = *err;
	loop_stop(&prompt->loop);
}

/* Ctrl-C drops the line; other signals end the session. */
static void be_signalled(struct watch *watch, uint32_t events)
{
	struct prompt *prompt = OWNER(watch, struct prompt, signals);
	bool is_shared;

	(void)events;
	if (!shell_interrupted(&prompt->shell, &is_shared))
		return;
	buf_clear(&prompt->text);
	prompt->outcome = (struct outcome){ 128 + prompt->shell.signal, FLOW_FAILED };
	shell_value_number(&prompt->shell.scope.status, SHELL_NUMBER, prompt->outcome.status);
	if (prompt->shell.leaves) {
		line_hide(&prompt->line);
		loop_stop(&prompt->loop);
		return;
	}
	prompt->shell.signal = 0;
	prompt->line.prompt = prompt_first;
	line_drop(&prompt->line);
}

static bool begin(struct prompt *prompt, char *const *args, struct err *err)
{
	prompt->line = (struct line){
		.kind = &line_edit,
		.loop = &prompt->loop,
		.prompt = prompt_first,
		.max = LINE_MAX_BYTES,
		.take = take,
		.ended = end,
		.complete = complete_typed,
		.ask = ask_typed,
		.hint = hint_typed,
	};
	prompt->number = 1;
	if (!shell_begin(&prompt->shell, args, true, err) || !loop_open(&prompt->loop, err))
		return false;
	prompt->signals =
		(struct watch){ .fd = prompt->shell.interrupts.fd, .ready = be_signalled };
	shell_say(&prompt->shell, "sockbox %s: 'help' lists all, Ctrl-D ends", SOCKBOX_VERSION);
	return loop_watch(&prompt->loop, &prompt->signals, EPOLLIN, err) &&
	       line_begin(&prompt->line, err);
}

int prompt_run(char *const *args)
{
	struct prompt prompt = { .loop = LOOP_CLOSED, .shell.interrupts = INTERRUPTS_CLOSED };
	struct err err = { 0 };
	int code;

	if (begin(&prompt, args, &err))
		loop_run(&prompt.loop, (struct deadline){ 0 }, &err);
	if (err.kind == STATUS_OK)
		err = prompt.why;
	if (err.kind != STATUS_OK)
		shell_complain(&prompt.shell, "sockbox", &err);
	code = err.kind ? status_exit(err.kind) : prompt.outcome.status;
	line_end(&prompt.line);
	loop_forget(&prompt.loop, &prompt.signals);
	loop_close(&prompt.loop);
	buf_free(&prompt.text);
	return shell_end(&prompt.shell, code, eval_deferred);
}
