/* editor -- the inside of the editing kind of line: what readline is told, and what it asks. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "line/editor.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"

enum { HISTORY_MAX = 10000, BUFFER_SIZE = 4096, FULLY_BUFFERED = 0 /* _IOFBF */ };

/* The one who edits. Readline calls back without saying for whom, and knows one line a process. */
static struct editor *editing;

/* ---- what readline asks --------------------------------------------------------------------- */

bool editor_can_read(int timeout_ms)
{
	struct pollfd stdin_poll = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&stdin_poll, 1, timeout_ms) > 0;
}

/* Readline reads what is held; more only inside of a key sequence, where it cannot do otherwise. A
 * byte at a time: what is typed behind Enter may be for another program. */
static int next_byte(void *stream)
{
	struct keys *keys = &editing->keys;
	char byte;

	(void)stream;
	if (keys_wait(keys))
		return keys_next(keys);
	do {
		if (fd_read(editing->fd, &byte, 1) != 1)
			return -1;
	} while (keys_add(keys, byte) == KEYS_WAIT);
	return keys_next(keys);
}

/* Whether there is more, as far as the time goes that readline has set before it asks: Esc alone is
 * told from a sequence so. */
static int is_byte_there(void)
{
	int us = editing->lib.rl_set_keyboard_input_timeout(-1);

	return keys_wait(&editing->keys) || editor_can_read(us / 1000);
}

/* Readline must not be entered again from here: the line is passed on when it has returned. */
static void accept(char *text)
{
	editing->lib.rl_callback_handler_remove();
	editing->installed = false;
	editing->ended = !text;
	editing->text = text;
}

static char *next_match(const char *text, int state)
{
	return editor_next_match(editing, text, state == 0);
}

static char **complete(const char *text, int start, int end)
{
	(void)start;
	(void)end;
	return editor_complete(editing, text, next_match);
}

static void list(char **matches, int count, int longest)
{
	(void)matches;
	(void)count;
	(void)longest;
	editor_list(editing);
}

static void redisplay(void)
{
	editor_redisplay(editing);
}

static int forward(int count, int key)
{
	return editor_take_hint(editing) ? 0 : editing->lib.rl_forward_char(count, key);
}

static int to_end(int count, int key)
{
	return editor_take_hint(editing) ? 0 : editing->lib.rl_end_of_line(count, key);
}

static int ask(int count, int key)
{
	return editor_ask(editing) ? 0 : editing->lib.rl_insert(count, key);
}

/* ---- beginning and end ---------------------------------------------------------------------- */

void editor_flush(const struct editor *editor)
{
	editor->lib.fflush(*editor->lib.rl_outstream);
}

void editor_put(struct editor *editor, const char *data, size_t size)
{
	if (size > 0)
		editor->lib.fwrite(data, 1, size, *editor->lib.rl_outstream);
}

/* Before readline reads the user's inputrc, which has the last word. */
static void prefer(const struct readline *lib)
{
	const char *no_color = getenv("NO_COLOR");

	if (*lib->rl_readline_state & READLINE_INITIALIZED)
		return;
	lib->rl_variable_bind("enable-bracketed-paste", "on");
	if (no_color && *no_color && *lib->rl_readline_version >= 0x0802)
		lib->rl_variable_bind("enable-active-region", "off");
}

static void set_up(const struct readline *lib)
{
	*lib->rl_readline_name = "sockbox";
	*lib->rl_catch_signals = *lib->rl_catch_sigwinch = 0;
	*lib->rl_change_environment = 0;
	*lib->rl_outstream = *lib->stderr;
	*lib->rl_getc_function = next_byte;
	*lib->rl_input_available_hook = is_byte_there;
	*lib->rl_attempted_completion_function = complete;
	*lib->rl_completion_display_matches_hook = list;
	*lib->rl_completion_query_items = -1;
	*lib->rl_sort_completion_matches = 0;
	*lib->rl_completer_word_break_characters = "";
	lib->setlocale(LC_CTYPE, "");
	/* Nobody else writes by it; without a buffer each byte would be a write(2). */
	lib->setvbuf(*lib->stderr, NULL, FULLY_BUFFERED, BUFFER_SIZE);
	prefer(lib);
	lib->rl_initialize();
	lib->clear_history();
	lib->using_history();
	if (!lib->history_is_stifled())
		lib->stifle_history(HISTORY_MAX);
}

/* Behind the user's inputrc: what he has bound stays so. */
static void bind_keys(const struct editor *editor)
{
	static const char right[][4] = { "\006", "\033[C", "\033OC" };
	static const char end[][5] = { "\033[F", "\033OF", "\033[4~" };

	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
		editor_bind(editor, right[i], editor->lib.rl_forward_char, forward);
	for (size_t i = 0; i < sizeof(end) / sizeof(end[0]); i++)
		editor_bind(editor, end[i], editor->lib.rl_end_of_line, to_end);
	editor_bind(editor, "?", editor->lib.rl_insert, ask);
	*editor->lib.rl_redisplay_function = redisplay;
}

/* What is dim needs a terminal that may have colours. */
static bool may_hint(void)
{
	const char *no_color = getenv("NO_COLOR");

	return !no_color || !*no_color;
}

static bool check_term(struct err *err)
{
	const char *term = getenv("TERM");

	if (!term || !*term)
		return err_set(err, STATUS_LACKING, "TERM is not set");
	return strcmp(term, "dumb") != 0 || err_set(err, STATUS_LACKING, "TERM is dumb");
}

static bool check_terminal(const struct readline *lib, struct err *err)
{
	if (lib->tcgetpgrp(STDIN_FILENO) != lib->getpgrp())
		return err_set(err, STATUS_LACKING,
			       "a job in the background does not have the terminal");
	set_up(lib);
	return (lib->rl_get_termcap("ce") && lib->rl_get_termcap("up")) ||
	       err_set(err, STATUS_LACKING, "a terminal of TERM '%s' cannot move its cursor",
		       getenv("TERM"));
}

bool editor_open(struct editor *editor, struct err *err)
{
	if (editing && editing->process == getpid())
		return err_set(err, STATUS_LACKING, "another line is being edited");
	if (!check_term(err) || !readline_load(&editor->lib, err))
		return false;
	editor->fd = open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (editor->fd < 0)
		return err_errno(err, errno, "the terminal cannot be opened");
	editor->process = getpid();
	editing = editor;
	if (check_terminal(&editor->lib, err)) {
		bind_keys(editor);
		editor->hints = may_hint();
		return true;
	}
	editing = NULL;
	fd_close(&editor->fd);
	return false;
}

void editor_leave_modes(struct editor *editor)
{
	const struct readline *lib = &editor->lib;
	bool asks = *lib->rl_readline_state & (READLINE_NUMERIC | READLINE_NSEARCH);

	lib->rl_callback_sigcleanup();
	lib->rl_free_line_state();
	if (asks) { /* that is forgotten, but not its "(arg: 3)" in place of the prompt */
		lib->rl_restore_prompt();
		lib->rl_clear_message();
	}
}

void editor_install(struct editor *editor, const char *prompt)
{
	editor->lib.rl_reset_screen_size();
	editor->lib.rl_callback_handler_install(prompt, accept);
	editor->installed = true;
}

void editor_close(struct editor *editor)
{
	if (editor->installed) {
		editor_leave_modes(editor);
		editor->lib.rl_callback_handler_remove();
	}
	editor->lib.clear_history();
	editor_flush(editor);
	fd_close(&editor->fd);
	free(editor->text);
	choices_free(&editor->choices);
	keys_free(&editor->keys);
	editing = NULL;
}
