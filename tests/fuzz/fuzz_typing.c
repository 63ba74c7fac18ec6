/* fuzz_typing -- any bytes as a line of the shell, the cursor anywhere: what is offered is bounded,
 * and each word put in stands there as one word, the line's last. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "prompt/complete.h"
#include "prompt/hint.h"

static void set(struct shell *shell, const char *name, const char *text)
{
	struct shell_value value = { 0 };
	struct err err = { 0 };

	if (shell_value_bytes(&value, word_of(text)))
		scope_set(&shell->scope, name, &value, &err);
	shell_value_free(&value);
}

/* Signs that belong to no word: "name =", and what opens a block. */
static bool is_sign(const char *word)
{
	return word_ends(word_of(word), " =") || strcmp(word, "{") == 0;
}

static void check_word(const struct typing *typed, struct word line, const struct choices *choices,
		       const char *word)
{
	struct typing after = { 0 };
	struct buf text = { 0 };

	buf_put(&text, line.at, choices->start);
	buf_puts(&text, word);
	typing_read(&after, (struct word){ buf_text(&text), text.size });
	if (!is_sign(word)) {
		FUZZ_HOLDS(after.place == typed->place);
		FUZZ_HOLDS(after.count == typed->count);
		FUZZ_HOLDS(after.start == typed->start);
		FUZZ_HOLDS(after.start + after.raw.size == text.size);
		FUZZ_HOLDS(after.variable == typed->variable ||
			   typed->variable == TYPING_NO_VARIABLE);
	}
	typing_free(&after);
	buf_free(&text);
}

static void check(struct shell *shell, struct word line)
{
	struct choices choices = { 0 };
	struct typing typed = { 0 };
	struct buf hint = { 0 };

	typing_read(&typed, line);
	complete(&choices, shell, NULL, line, false);
	FUZZ_HOLDS(choices.count <= OFFERING_MAX);
	FUZZ_HOLDS(choices.start <= line.size);
	FUZZ_HOLDS(choices.count == 0 || typed.place != TYPING_NOTHING);
	for (size_t i = 0; i < choices.count && i < 200; i++)
		check_word(&typed, line, &choices, choices.item[i].word);
	choices_free(&choices);
	complete(&choices, shell, NULL, line, true);
	choices_free(&choices);
	hint_put(&hint, shell, NULL, line, 0);
	buf_free(&hint);
	typing_free(&typed);
}

/* The first byte says where the cursor is. */
int fuzz_typing(const uint8_t *data, size_t size)
{
	struct shell shell = { 0 };
	size_t cursor;

	if (size == 0)
		return 0;
	setenv("HOME", "/nonexistent", 1);
	setenv("PATH", "/nonexistent", 1);
	set(&shell, "text", "a b\"c");
	set(&shell, "name", "lo");
	cursor = data[0] == 0xff ? size - 1 : (size - 1) * data[0] / 255;
	check(&shell, (struct word){ (const char *)data + 1, cursor });
	scope_free(&shell.scope);
	return 0;
}
