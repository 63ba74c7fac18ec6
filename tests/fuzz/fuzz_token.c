/* fuzz_token -- any bytes as the language of the shell: tokens cover the text in its order, and a
 * failure says where. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "lang/token.h"

static void check_word(const struct shell_word *word, const char *text, size_t size)
{
	FUZZ_HOLDS(word->source.at >= text && word->source.at + word->source.size <= text + size);
	for (const struct part *part = word->first; part; part = part->next) {
		FUZZ_HOLDS(part->is_variable || part->field.size == 0);
		FUZZ_HOLDS(!part->is_variable || part->text.size > 0);
		FUZZ_HOLDS(!(part->is_item && part->is_slice));
	}
}

int fuzz_token(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct arena arena = { 0 };
	struct cursor cursor = { .arena = &arena, .line = 1 };
	struct token token = { .kind = TOKEN_NEWLINE };
	struct err err = { 0 };
	const char *before;

	if (!text)
		return 0;
	memcpy(text, data, size);
	cursor.at = cursor.line_start = before = text;
	cursor.end = text + size;
	while (token.kind != TOKEN_END) {
		if (!token_next(&cursor, &token, &err)) {
			FUZZ_HOLDS(err.kind == STATUS_INVALID && err.text[0]);
			FUZZ_HOLDS(cursor.fault.line >= 1 && cursor.fault.column >= 1);
			FUZZ_HOLDS(cursor.fault.line <= cursor.line);
			break;
		}
		FUZZ_HOLDS(cursor.at > before || token.kind == TOKEN_END);
		FUZZ_HOLDS(token.at.line <= cursor.line);
		before = cursor.at;
		if (token.kind == TOKEN_WORD || token.kind == TOKEN_EXPECT ||
		    token.kind == TOKEN_BANG)
			check_word(token.word, text, size);
	}
	FUZZ_HOLDS(cursor.at <= cursor.end);
	arena_free(&arena);
	free(text);
	return 0;
}
