/* expand -- words to bytes: variables, their fields and slices put in. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/expand.h"

enum { WORD_MAX = 16 << 20 /* bytes: a script that doubles a value has an end */ };

static bool is_variable_alone(const struct shell_word *word)
{
	return word->first && !word->first->next && word->first->is_variable &&
	       !word->first->quoted;
}

static bool put_word(struct buf *text, const struct expand *expand, const struct shell_word *word,
		     struct err *err)
{
	for (const struct part *part = word->first; part; part = part->next) {
		if (!variable_put_part(text, expand, part, err))
			return false;
		if (text->size > WORD_MAX)
			return err_set(err, STATUS_INVALID, "a word becomes longer than 16 MiB");
	}
	return !text->failed || variable_lacks(err);
}

bool expand_value(struct shell_value *value, const struct expand *expand,
		  const struct shell_word *word, struct err *err)
{
	struct shell_value room = { 0 };
	const struct shell_value *found;
	struct buf text = { 0 };
	bool fine;

	if (is_variable_alone(word)) {
		found = variable_read(&room, expand, word->first, err);
		fine = found && (shell_value_copy(value, found) || variable_lacks(err));
	} else {
		fine = put_word(&text, expand, word, err) &&
		       (shell_value_bytes(value, (struct word){ text.data, text.size }) ||
			variable_lacks(err));
	}
	shell_value_free(&room);
	buf_free(&text);
	return fine;
}

/* One more word, which is TEXT; VALUE is the variable that it is, or NULL. TEXT is released. */
static bool add_word(struct words *words, struct arena *arena, struct buf *text,
		     const struct shell_value *value, struct err *err)
{
	char *copy = text->failed ? NULL : arena_copy(arena, text->data, text->size);

	if (copy) {
		words->word[words->count] = (struct bench_word){ copy, text->size, value };
		words->argv[words->count++] = copy;
		words->argv[words->count] = NULL;
	}
	buf_free(text);
	return copy || variable_lacks(err);
}

/* The list that WORD is alone; NULL where it is something else. */
static const struct shell_value *list_alone(const struct expand *expand,
					    const struct shell_word *word)
{
	const struct part *part = is_variable_alone(word) ? word->first : NULL;
	const struct shell_value *value;
	struct err ignored = { 0 };

	if (!part || part->field.size > 0 || part->is_item || part->is_slice)
		return NULL;
	value = scope_find(expand->scope, part->text, &ignored);
	return value && value->kind == SHELL_LIST ? value : NULL;
}

static size_t count_words(const struct expand *expand, const struct shell_word *list, bool spread)
{
	size_t count = 0;

	for (; list; list = list->next) {
		const struct shell_value *value = spread ? list_alone(expand, list) : NULL;

		count += value ? value->count : 1;
	}
	return count;
}

static bool add_items(struct words *words, const struct expand *expand,
		      const struct shell_value *list, struct err *err)
{
	for (size_t i = 0; i < list->count; i++) {
		struct buf text = { 0 };

		if (!variable_put_value(&text, expand, &list->item[i], err)) {
			buf_free(&text);
			return false;
		}
		if (!add_word(words, expand->arena, &text, &list->item[i], err))
			return false;
	}
	return true;
}

static bool add_expanded(struct words *words, const struct expand *expand,
			 const struct shell_word *word, struct err *err)
{
	const struct shell_value *value = NULL;
	struct err ignored = { 0 };
	struct buf text = { 0 };

	if (!put_word(&text, expand, word, err)) {
		buf_free(&text);
		return false;
	}
	if (is_variable_alone(word) && word->first->field.size == 0 && !word->first->is_item &&
	    !word->first->is_slice)
		value = scope_find(expand->scope, word->first->text, &ignored);
	return add_word(words, expand->arena, &text, value, err);
}

bool expand_words(struct words *words, const struct expand *expand, const struct shell_word *list,
		  bool spread, struct err *err)
{
	size_t count = count_words(expand, list, spread);
	struct words fresh = {
		.argv = arena_take(expand->arena, (count + 1) * sizeof(*fresh.argv)),
		.word = arena_take(expand->arena, (count + 1) * sizeof(*fresh.word)),
	};

	if (!fresh.argv || !fresh.word)
		return variable_lacks(err);
	fresh.argv[0] = NULL;
	for (; list; list = list->next) {
		const struct shell_value *items = spread ? list_alone(expand, list) : NULL;

		if (!(items ? add_items(&fresh, expand, items, err)
			    : add_expanded(&fresh, expand, list, err)))
			return false;
	}
	*words = fresh;
	return true;
}
