/* line_edit -- lines that a person edits, by GNU readline: a kind of run/line.h. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/line_edit.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "shell/editor.h"

enum {
	HISTORY_MAX = 10000,
	TURN_MAX = 1024, /* bytes read before others have their turn */
	BUFFER_SIZE = 4096,
	FULLY_BUFFERED = 0 /* _IOFBF */
};

/* The one who edits. Readline calls back without saying for whom, and knows one line a process. */
static struct editor *editing;

/* ---- what readline asks --------------------------------------------------------------------- */

static bool can_read(int timeout_ms)
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
	while (!keys_wait(keys)) {
		if (fd_read(STDIN_FILENO, &byte, 1) != 1)
			return -1;
		while (keys_add(keys, byte) == KEYS_WAIT)
			if (fd_read(STDIN_FILENO, &byte, 1) != 1)
				return -1;
	}
	return keys_next(keys);
}

/* Whether there is more, as far as the time goes that readline has set before it asks: Esc alone is
 * told from a sequence so. */
static int is_byte_there(void)
{
	int us = editing->lib.rl_set_keyboard_input_timeout(-1);

	return keys_wait(&editing->keys) || can_read(us / 1000);
}

/* Readline must not be entered again from here: the line is passed on when it has returned. */
static void accept(char *text)
{
	editing->lib.rl_callback_handler_remove();
	editing->installed = false;
	editing->accepted = text != NULL;
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

/* ---- beginning and end ---------------------------------------------------------------------- */

static void flush(const struct editor *editor)
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
	if (*lib->rl_readline_state & READLINE_INITIALIZED)
		return;
	lib->rl_variable_bind("enable-bracketed-paste", "on");
	if (getenv("NO_COLOR") && *lib->rl_readline_version >= 0x0802)
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

static bool open_editor(struct editor *editor, struct err *err)
{
	if (!readline_load(&editor->lib, err))
		return false;
	editing = editor;
	if (check_terminal(&editor->lib, err))
		return true;
	editing = NULL;
	return false;
}

static bool open_edit(struct line *line, struct err *err)
{
	struct editor *editor;

	if (editing)
		return err_set(err, STATUS_LACKING, "another line is being edited");
	if (!check_term(err))
		return false;
	editor = calloc(1, sizeof(*editor));
	if (!editor)
		return err_errno(err, ENOMEM, "no line can be edited");
	editor->line = line;
	editor->charset = charset_get();
	editor->keys.utf8 = editor->charset.utf8;
	line->inside = editor;
	if (open_editor(editor, err))
		return true;
	free(editor);
	line->inside = NULL;
	return false;
}

/* Out of a search, a numeric argument, the middle of a key sequence. */
static void leave_modes(const struct readline *lib)
{
	bool asks = *lib->rl_readline_state & (READLINE_NUMERIC | READLINE_NSEARCH);

	lib->rl_callback_sigcleanup();
	lib->rl_free_line_state();
	if (asks) { /* that is forgotten, but not its "(arg: 3)" in place of the prompt */
		lib->rl_restore_prompt();
		lib->rl_clear_message();
	}
}

static void close_edit(struct line *line)
{
	struct editor *editor = line->inside;

	if (editor->installed) {
		leave_modes(&editor->lib);
		editor->lib.rl_callback_handler_remove();
	}
	editor->lib.clear_history();
	flush(editor);
	free(editor->text);
	choices_free(&editor->choices);
	keys_free(&editor->keys);
	free(editor);
	line->inside = NULL;
	editing = NULL;
}

/* ---- the terminal --------------------------------------------------------------------------- */

static void hide_edit(struct line *line)
{
	struct editor *editor = line->inside;

	editor->lib.rl_clear_visible_line();
	flush(editor);
}

static void show_edit(struct line *line)
{
	struct editor *editor = line->inside;
	const struct readline *lib = &editor->lib;

	if (!editor->installed) {
		lib->rl_reset_screen_size();
		lib->rl_callback_handler_install(line->prompt, accept);
		editor->installed = true;
	} else {
		lib->rl_on_new_line();
		lib->rl_redisplay();
	}
	flush(editor);
}

static bool holds_edit(const struct line *line)
{
	const struct editor *editor = line->inside;
	const unsigned long searches = READLINE_ISEARCH | READLINE_NSEARCH | READLINE_NUMERIC |
				       READLINE_VIMOTION | READLINE_MULTIKEY;

	return editor->installed && (*editor->lib.rl_end > 0 || editor->keys.pasting ||
				     (*editor->lib.rl_readline_state & searches));
}

static void drop_edit(struct line *line)
{
	struct editor *editor = line->inside;
	const struct readline *lib = &editor->lib;

	keys_drop(&editor->keys);
	leave_modes(lib);
	*lib->rl_point = *lib->rl_end; /* below all of a line that is wrapped */
	lib->rl_redisplay();
	lib->rl_echo_signal_char(SIGINT);
	lib->rl_replace_line("", 1);
	lib->rl_crlf();
	lib->rl_on_new_line();
	lib->rl_redisplay();
	flush(editor);
}

static void resize_edit(struct line *line)
{
	struct editor *editor = line->inside;

	if (line->shown)
		editor->lib.rl_resize_terminal();
	else
		editor->lib.rl_reset_screen_size();
	flush(editor);
}

static void release_edit(struct line *line)
{
	struct editor *editor = line->inside;

	if (editor->installed)
		editor->lib.rl_deprep_terminal();
	flush(editor);
}

static void regain_edit(struct line *line)
{
	struct editor *editor = line->inside;

	if (!editor->installed)
		return;
	editor->lib.rl_prep_terminal(1);
	editor->lib.rl_reset_screen_size();
	editor_put(editor, "\r", 1);
	flush(editor);
}

/* ---- reading -------------------------------------------------------------------------------- */

/* All lines of a paste; the newline that most end in is not one more. */
static void give(struct line *line, const char *text)
{
	struct buf lines = { 0 };
	size_t size = strlen(text);

	if (size > 0 && text[size - 1] == '\n')
		size--;
	buf_put(&lines, text, size);
	buf_putc(&lines, '\n');
	if (lines.failed)
		line_finish(line, ENOMEM);
	else
		line_give(line, lines.data, lines.size);
	buf_free(&lines);
}

/* From 8.1 on readline has moved the cursor on where it ends bracketed paste. */
static void end(struct line *line)
{
	struct editor *editor = line->inside;
	const char *pastes = editor->lib.rl_variable_value("enable-bracketed-paste");

	if (!pastes || strcmp(pastes, "on") != 0 || *editor->lib.rl_readline_version < 0x0801)
		editor_put(editor, "\n", 1);
	flush(editor);
	line_finish(line, 0);
}

/* LINE may be ended by whoever takes what is given. */
static void pass_on(struct line *line)
{
	struct editor *editor = line->inside;
	char *text = editor->text;
	bool ended = editor->ended;

	editor->accepted = editor->ended = false;
	editor->text = NULL;
	line->shown = false;
	flush(editor);
	if (ended)
		end(line);
	else
		give(line, text);
	free(text);
}

static void tell_lost(struct editor *editor)
{
	static const char lost[] = "what was pasted is too large, and dropped\n";

	editor->lib.rl_clear_visible_line();
	editor_put(editor, lost, sizeof(lost) - 1);
	editor->lib.rl_on_new_line();
	editor->lib.rl_redisplay();
}

/* Whether a line is complete, or the end has come. */
static bool take_byte(struct editor *editor, char byte)
{
	enum keys_step step = keys_add(&editor->keys, byte);

	if (step == KEYS_WAIT)
		return false;
	while (keys_wait(&editor->keys) && editor->installed)
		editor->lib.rl_callback_read_char();
	if (step == KEYS_LOST && editor->installed)
		tell_lost(editor);
	return !editor->installed;
}

static void feed_edit(struct line *line)
{
	struct editor *editor = line->inside;
	int left = TURN_MAX;
	char byte;
	long done;

	line_show(line); /* what readline writes must stand where the line does */
	do {
		done = fd_read(STDIN_FILENO, &byte, 1);
		if (done <= 0) {
			line_finish(line, done < 0 ? errno : 0);
			return;
		}
		if (take_byte(editor, byte)) {
			pass_on(line);
			return;
		}
	} while (--left > 0 && can_read(0));
	flush(editor);
}

/* ---- history -------------------------------------------------------------------------------- */

static const char *recall_edit(const struct line *line, size_t index)
{
	const struct readline *lib = &((const struct editor *)line->inside)->lib;
	const struct history_entry *entry = NULL;

	if (index < (size_t)*lib->history_length)
		entry = lib->history_get(*lib->history_base + (int)index);
	return entry ? entry->line : NULL;
}

static void remember_edit(struct line *line, const char *text)
{
	const struct readline *lib = &((const struct editor *)line->inside)->lib;
	const char *newest = recall_edit(line, (size_t)*lib->history_length - 1);

	if (!newest || strcmp(newest, text) != 0)
		lib->add_history(text);
}

const struct line_kind line_edit = {
	.open = open_edit,
	.feed = feed_edit,
	.hide = hide_edit,
	.show = show_edit,
	.drop = drop_edit,
	.close = close_edit,
	.holds = holds_edit,
	.resize = resize_edit,
	.release = release_edit,
	.regain = regain_edit,
	.remember = remember_edit,
	.recall = recall_edit,
};
