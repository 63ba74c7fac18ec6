/* assist -- what the prompt offers to who types: completion, '?', hints. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/assist.h"

#include <string.h>

#include "lang/literal.h"
#include "prompt/complete.h"
#include "prompt/hint.h"

enum { COLUMNS = 80, LINES = 200 }; /* of a list where nobody edits */

/* All that is typed up to the cursor. */
static struct buf join(struct word before, const char *text, size_t cursor)
{
	struct buf all = { 0 };

	buf_put(&all, before.at, before.size);
	buf_put(&all, text, cursor);
	buf_text(&all); /* also of nothing there is a text */
	return all;
}

static void list(struct shell *shell, struct line *line, struct word before, const char *text,
		 size_t cursor, struct choices *to, bool explains)
{
	struct buf all = join(before, text, cursor);

	if (!all.failed)
		complete(to, shell, line, (struct word){ all.data, all.size }, explains);
	to->start = to->start > before.size ? to->start - before.size : 0;
	buf_free(&all);
}

void assist_complete(struct shell *shell, struct line *line, struct word before, const char *text,
		     size_t cursor, struct choices *to)
{
	list(shell, line, before, text, cursor, to, false);
}

/* At the start of a word that is not inside quotes: what else has a '?' is an URL, or text. */
static bool asks(struct word before, const char *text, size_t cursor)
{
	struct buf all = join(before, text, cursor);
	struct typing typing = { 0 };
	bool is_start = false;

	if (!all.failed)
		typing_read(&typing, (struct word){ all.data, all.size });
	if (typing.place == TYPING_EXPECT)
		is_start = typing.quote == TYPING_BARE && typing.raw.size > 0 &&
			   cursor_is_blank((unsigned char)typing.raw.at[typing.raw.size - 1]) &&
			   !memchr(typing.raw.at, '/', typing.raw.size);
	else
		is_start = typing.place != TYPING_NOTHING && typing.raw.size == 0;
	typing_free(&typing);
	buf_free(&all);
	return is_start;
}

bool assist_ask(struct shell *shell, struct line *line, struct word before, const char *text,
		size_t cursor, struct choices *to)
{
	if (!asks(before, text, cursor))
		return false;
	list(shell, line, before, text, cursor, to, true);
	/* Of all commands the names are enough, or most would not be on the screen. */
	for (size_t i = 0; cursor == 0 && i < to->count; i++)
		to->item[i].meaning = NULL;
	return true;
}

bool assist_hint(struct shell *shell, struct line *line, struct word before, const char *text,
		 struct buf *to)
{
	struct buf all = join(before, text, strlen(text));
	enum hint_kind kind = HINT_NONE;

	if (!shell->no_hints && !all.failed)
		kind = hint_put(to, shell, line, (struct word){ all.data, all.size }, before.size);
	buf_free(&all);
	return kind == HINT_HISTORY;
}

bool assist_answer(struct shell *shell, struct line *line, struct word before,
		   const struct textpiece *piece)
{
	struct word typed = word_trim((struct word){ piece->data, piece->size });
	struct choices choices = { 0 };
	struct buf text = { 0 };

	if (line->kind != &line_plain || !word_ends(typed, "?"))
		return false;
	buf_put(&text, typed.at, typed.size - 1);
	buf_text(&text);
	if (text.failed || !assist_ask(shell, line, before, text.data, text.size, &choices)) {
		buf_free(&text);
		return false;
	}
	buf_clear(&text);
	choices_put(&text, &choices, COLUMNS, LINES, shell->charset);
	if (choices.count == 0)
		buf_puts(&text, "nothing is known that may stand there\n");
	shell_pass_on(&text);
	choices_free(&choices);
	return true;
}

bool assist_set(struct shell *shell, const char *word, struct err *err)
{
	bool on = false;

	if (!literal_switch(&on, word, err))
		return false;
	shell->no_hints = !on;
	return true;
}
