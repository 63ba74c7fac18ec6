/* line_hint -- what is shown dim behind a line that is edited, while the cursor is at its end. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "line/editor.h"

static const char dim[] = "\033[2m", plain[] = "\033[m", erase[] = "\033[K";

enum { ROOM_KEPT = 1 }; /* the last column: a terminal may wrap behind it */

/* Whether readline shows the line itself, and nothing else is going on: a key that it has read
 * ahead may end the line. */
static bool is_at_end(const struct editor *editor)
{
	const struct readline *lib = &editor->lib;
	const unsigned long others = READLINE_ISEARCH | READLINE_NSEARCH | READLINE_NUMERIC |
				     READLINE_VIMOTION | READLINE_PENDING;

	return editor->installed && *lib->rl_end > 0 && *lib->rl_point == *lib->rl_end &&
	       !(*lib->rl_readline_state & others) && !editor->keys.pasting;
}

/* Columns of TEXT, in which what stands between \001 and \002 takes none. SIZE_MAX where some
 * letter of it is shown in another way. */
static size_t width_of(const char *text)
{
	struct buf seen = { 0 };
	size_t width = SIZE_MAX;
	bool hidden = false, strange = false;

	for (; *text; text++) {
		if (*text == '\001' || *text == '\002')
			hidden = *text == '\001';
		else if (!hidden)
			buf_putc(&seen, *text);
		strange = strange || (!hidden && ((unsigned char)*text < ' ' || *text == 0x7f) &&
				      *text != '\001' && *text != '\002');
	}
	if (!seen.failed && !strange)
		width = seen.size > 0 ? safe_width(seen.data, seen.size) : 0;
	buf_free(&seen);
	return width;
}

/* Columns behind the line in its row; 0 where it is wrapped. */
static size_t room_behind(const struct editor *editor)
{
	size_t prompt = width_of(editor->line->prompt);
	size_t typed = width_of(*editor->lib.rl_line_buffer), used;
	int rows = 0, columns = 0;

	editor->lib.rl_get_screen_size(&rows, &columns);
	if (prompt == SIZE_MAX || typed == SIZE_MAX)
		return 0;
	used = prompt + typed + ROOM_KEPT;
	return columns > 0 && used < (size_t)columns ? (size_t)columns - used : 0;
}

/* As much of HINT as fits ROOM, made safe; its columns. */
static size_t cut(struct buf *to, const struct buf *hint, size_t room, struct charset charset)
{
	size_t at = 0, width = 0;

	while (at < hint->size) {
		uint32_t code;
		size_t used = utf8_decode(&code, hint->data + at, hint->size - at), before;
		size_t more;

		before = to->size;
		safe_put(to, hint->data + at, used ? used : 1, charset);
		more = to->size > before ? safe_width(to->data + before, to->size - before) : 0;
		if (width + more > room) {
			to->size = before;
			break;
		}
		width += more;
		at += used ? used : 1;
	}
	return width;
}

static void show_hint(struct editor *editor)
{
	struct line *line = editor->line;
	struct buf hint = { 0 }, shown = { 0 };
	size_t width;

	if (!editor->hints || !line->hint || !is_at_end(editor) || editor_can_read(0))
		return;
	line->hint(line, *editor->lib.rl_line_buffer, &hint);
	buf_puts(&shown, dim);
	width = cut(&shown, &hint, room_behind(editor), editor->charset);
	buf_puts(&shown, plain);
	buf_fill(&shown, '\b', width);
	if (width > 0 && !shown.failed) {
		editor_put(editor, shown.data, shown.size);
		editor->hinted = true;
	}
	buf_free(&hint);
	buf_free(&shown);
}

/* The cursor is where it was left: at the end of the line, before the hint. */
void editor_hide_hint(struct editor *editor)
{
	if (editor->hinted)
		editor_put(editor, erase, sizeof(erase) - 1);
	editor->hinted = false;
}

void editor_redisplay(struct editor *editor)
{
	editor_hide_hint(editor);
	editor->lib.rl_redisplay();
	show_hint(editor);
}

bool editor_take_hint(struct editor *editor)
{
	struct line *line = editor->line;
	struct buf hint = { 0 };
	bool takes = editor->hints && line->hint && is_at_end(editor) &&
		     line->hint(line, *editor->lib.rl_line_buffer, &hint) && hint.size > 0;

	if (takes)
		editor->lib.rl_insert_text(buf_text(&hint));
	buf_free(&hint);
	return takes;
}

void editor_bind(const struct editor *editor, const char *keys, readline_key *usual,
		 readline_key *function)
{
	static const char maps[][10] = { "emacs", "vi-insert" };
	const struct readline *lib = &editor->lib;

	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++) {
		void *map = lib->rl_get_keymap_by_name(maps[i]);

		if (map && lib->rl_function_of_keyseq(keys, map, NULL) == usual)
			lib->rl_bind_keyseq_in_map(keys, function, map);
	}
}
