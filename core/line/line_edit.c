/* line_edit -- lines that a person edits, by GNU readline: a kind of run/line.h. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "line/line_edit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "line/editor.h"

enum { TURN_MAX = 1024 }; /* bytes read before others have their turn */

/* ---- beginning and end ---------------------------------------------------------------------- */

static bool open_edit(struct line *line, struct err *err)
{
	struct editor *editor = calloc(1, sizeof(*editor));

	if (!editor)
		return err_errno(err, ENOMEM, "no line can be edited");
	editor->line = line;
	editor->charset = charset_get();
	editor->keys.utf8 = editor->charset.utf8;
	if (!editor_open(editor, err)) {
		free(editor);
		return false;
	}
	line->inside = editor;
	return true;
}

static void close_edit(struct line *line)
{
	editor_close(line->inside);
	free(line->inside);
	line->inside = NULL;
}

/* ---- the terminal --------------------------------------------------------------------------- */

static void hide_edit(struct line *line)
{
	struct editor *editor = line->inside;

	editor_hide_hint(editor);
	editor->lib.rl_clear_visible_line();
	editor_flush(editor);
}

static void show_edit(struct line *line)
{
	struct editor *editor = line->inside;

	if (editor->installed) {
		editor->lib.rl_on_new_line();
		editor_redisplay(editor);
	} else {
		editor_install(editor, line->prompt);
	}
	editor_flush(editor);
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
	editor_leave_modes(editor);
	editor_hide_hint(editor);
	*lib->rl_point = *lib->rl_end; /* below all of a line that is wrapped */
	lib->rl_redisplay();
	lib->rl_echo_signal_char(SIGINT);
	lib->rl_replace_line("", 1);
	lib->using_history();
	lib->rl_crlf();
	lib->rl_on_new_line();
	lib->rl_set_prompt(line->prompt);
	lib->rl_redisplay();
	editor_flush(editor);
}

/* Readline clears the row only where it draws the line itself. */
static void resize_edit(struct line *line)
{
	struct editor *editor = line->inside;
	readline_show *ours = *editor->lib.rl_redisplay_function;

	editor_hide_hint(editor);
	*editor->lib.rl_redisplay_function = editor->lib.rl_redisplay;
	if (line->shown)
		editor->lib.rl_resize_terminal();
	else
		editor->lib.rl_reset_screen_size();
	*editor->lib.rl_redisplay_function = ours;
	if (line->shown && editor->installed)
		editor_redisplay(editor);
	editor_flush(editor);
}

static void release_edit(struct line *line)
{
	struct editor *editor = line->inside;

	editor_hide_hint(editor);
	if (editor->installed)
		editor->lib.rl_deprep_terminal();
	editor_flush(editor);
}

static void regain_edit(struct line *line)
{
	struct editor *editor = line->inside;

	if (!editor->installed)
		return;
	editor->lib.rl_prep_terminal(1);
	editor->lib.rl_reset_screen_size();
	editor_put(editor, "\r", 1);
	editor_flush(editor);
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
	editor_flush(editor);
	line_finish(line, 0);
}

/* LINE may be ended by whoever takes what is given. */
static void pass_on(struct line *line)
{
	struct editor *editor = line->inside;
	char *text = editor->text;
	bool ended = editor->ended;

	editor->ended = false;
	editor->text = NULL;
	line->shown = false;
	editor_flush(editor);
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
	editor_hide_hint(editor);
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
		done = fd_read_some(editor->fd, &byte, 1);
		if (done < 0 && errno == EAGAIN)
			break;
		if (done <= 0) {
			line_finish(line, done < 0 ? errno : 0);
			return;
		}
		if (take_byte(editor, byte)) {
			pass_on(line);
			return;
		}
	} while (--left > 0 && editor_can_read(0));
	editor_flush(editor);
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
	lib->using_history(); /* the line that is typed stands behind it */
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
