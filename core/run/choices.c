/* choices -- what may stand at the cursor of a line that is being typed, and how that is listed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/choices.h"

#include <stdlib.h>
#include <string.h>

enum { GAP = 2 }; /* columns between one and the next */

void choices_add(struct choices *choices, const char *word, const char *meaning)
{
	size_t size = strlen(word) + 1, more = meaning ? strlen(meaning) + 1 : 0;
	struct choice *grown = reallocarray(choices->item, choices->count + 1, sizeof(*grown));
	char *text = malloc(size + more);

	if (grown)
		choices->item = grown;
	if (!grown || !text) {
		choices->lacks = true;
		free(text);
		return;
	}
	memcpy(text, word, size);
	if (meaning)
		memcpy(text + size, meaning, more);
	grown[choices->count++] = (struct choice){ text, meaning ? text + size : NULL };
}

void choices_free(struct choices *choices)
{
	for (size_t i = 0; i < choices->count; i++)
		free(choices->item[i].word);
	free(choices->item);
	*choices = (struct choices){ 0 };
}

/* ---- the list ------------------------------------------------------------------------------- */

/* TEXT made safe, behind what is there: how many columns it takes. */
static size_t put_safe(struct buf *to, const char *text, struct charset charset)
{
	size_t before = to->size;

	safe_put(to, text, strlen(text), charset);
	return to->size > before ? safe_width(to->data + before, to->size - before) : 0;
}

static size_t widest_word(const struct choices *choices, struct charset charset)
{
	struct buf safe = { 0 };
	size_t widest = 0;

	for (size_t i = 0; i < choices->count; i++) {
		size_t width = put_safe(&safe, choices->item[i].word, charset);

		widest = width > widest ? width : widest;
		buf_clear(&safe);
	}
	buf_free(&safe);
	return widest;
}

static bool any_meaning(const struct choices *choices)
{
	for (size_t i = 0; i < choices->count; i++)
		if (choices->item[i].meaning)
			return true;
	return false;
}

static void put_described(struct buf *to, const struct choice *choice, size_t widest,
			  size_t columns, struct charset charset)
{
	size_t width = put_safe(to, choice->word, charset);
	struct buf meaning = { 0 };

	if (choice->meaning &&
	    widest + GAP + put_safe(&meaning, choice->meaning, charset) < columns) {
		buf_fill(to, ' ', widest - width + GAP);
		buf_put(to, meaning.data, meaning.size);
	}
	buf_free_part(&meaning, to);
}

/* COUNT words from ITEM on, side by side. */
static void put_side_by_side(struct buf *to, const struct choice *item, size_t count, size_t widest,
			     struct charset charset)
{
	size_t width = 0;

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_fill(to, ' ', widest - width + GAP);
		width = put_safe(to, item[i].word, charset);
	}
}

void choices_put(struct buf *to, const struct choices *choices, size_t columns, size_t lines,
		 struct charset charset)
{
	size_t widest = widest_word(choices, charset), each = 1, done = 0;
	bool described = any_meaning(choices);

	if (!described && columns > widest)
		each = 1 + (columns - 1 - widest) / (widest + GAP);
	if (lines * each < choices->count)
		lines = lines > 1 ? lines - 1 : 1;
	for (; lines > 0 && done < choices->count; lines--) {
		size_t left = choices->count - done, count = left < each ? left : each;

		if (described)
			put_described(to, &choices->item[done], widest, columns, charset);
		else
			put_side_by_side(to, &choices->item[done], count, widest, charset);
		buf_putc(to, '\n');
		done += count;
	}
	if (done < choices->count)
		buf_printf(to, "%s %zu more, keep typing\n", charset.utf8 ? "…" : "...",
			   choices->count - done);
}
