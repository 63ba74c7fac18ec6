/* line_list -- what may stand at the cursor of a line that is edited: completed and listed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "line/editor.h"

enum { ROWS_KEPT = 3 }; /* for the line below the list, and some of what stood above */

/* What all matches have in common may be less than what is typed, where they differ in case. */
static void keep_typed(char **matches, const char *text)
{
	char *copy = strlen(matches[0]) < strlen(text) ? strdup(text) : NULL;

	if (copy) {
		free(matches[0]);
		matches[0] = copy;
	}
}

/* Readline has found TEXT, the line up to the cursor, since no character breaks words. */
char **editor_complete(struct editor *editor, const char *text, char *(*next)(const char *, int))
{
	const struct readline *lib = &editor->lib;
	struct choices *choices = &editor->choices;
	size_t cursor = strlen(text);
	char **matches;

	choices_free(choices);
	choices->start = cursor;
	choices->after = ' ';
	*lib->rl_attempted_completion_over = 1; /* it is no file's name, then */
	if (!editor->line->complete)
		return NULL;
	editor->line->complete(editor->line, *lib->rl_line_buffer, cursor, choices);
	if (choices->start > cursor)
		choices->start = cursor;
	*lib->rl_completion_append_character = choices->after;
	matches = lib->rl_completion_matches(text, next);
	if (matches && matches[1])
		keep_typed(matches, text);
	return matches;
}

/* Where nothing is known the bell tells. */
bool editor_ask(struct editor *editor)
{
	const struct readline *lib = &editor->lib;
	struct line *line = editor->line;

	choices_free(&editor->choices);
	if (!line->ask ||
	    !line->ask(line, *lib->rl_line_buffer, (size_t)*lib->rl_point, &editor->choices))
		return false;
	if (editor->choices.count > 0)
		editor_list(editor);
	else
		lib->rl_ding();
	return true;
}

char *editor_next_match(struct editor *editor, const char *text, bool first)
{
	const struct choices *choices = &editor->choices;
	const char *word;
	char *match;
	size_t size;

	if (first)
		editor->next = 0;
	if (editor->next == choices->count)
		return NULL;
	word = choices->item[editor->next++].word;
	size = strlen(word) + 1;
	match = malloc(choices->start + size);
	if (match) {
		memcpy(match, text, choices->start);
		memcpy(match + choices->start, word, size);
	}
	return match;
}

void editor_list(struct editor *editor)
{
	const struct readline *lib = &editor->lib;
	int rows = 0, columns = 0, point = *lib->rl_point;
	struct buf text = { 0 };

	editor_hide_hint(editor);
	lib->rl_get_screen_size(&rows, &columns);
	choices_put(&text, &editor->choices, columns > 0 ? (size_t)columns : 80,
		    rows > ROWS_KEPT ? (size_t)(rows - ROWS_KEPT) : 1, editor->charset);
	*lib->rl_point = *lib->rl_end; /* below all of a line that is wrapped */
	lib->rl_redisplay();
	*lib->rl_point = point;
	lib->rl_crlf();
	editor_put(editor, text.data, text.size);
	lib->rl_on_new_line();
	editor_redisplay(editor);
	buf_free(&text);
}
