/* token -- the language of the shell, cut into words and signs: sockbox-shell(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lang/token.h"

#include <string.h>

#include "lang/expectation.h"
#include "lang/part.h"

bool token_is_name(struct word text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!cursor_is_name((unsigned char)text.at[i]))
			return false;
	return text.size > 0 && !cursor_is_digit((unsigned char)text.at[0]);
}

/* ---- words ------------------------------------------------------------------------------ */

static bool ends_word(const struct cursor *cursor)
{
	int c = cursor_peek(cursor, 0);

	return c < 0 || cursor_is_blank(c) || (c > 0 && strchr("\n;&|<>", c)) ||
	       cursor_follows(cursor, "=>");
}

/* The size of a backslash with the end of its line, where one stands here; else 0. */
static size_t line_join(const struct cursor *cursor)
{
	return cursor_follows(cursor, "\\\n") ? 2 : cursor_follows(cursor, "\\\r\n") ? 3 : 0;
}

/* A backslash means the next letter; at the end of a line it means that the line goes on. */
static bool add_backslash(struct cursor *cursor, struct part ***tail, struct err *err)
{
	struct spot at = cursor_spot(cursor);
	size_t join = line_join(cursor);

	cursor_pass(cursor, join ? join : 1);
	if (cursor_peek(cursor, 0) < 0)
		return cursor_unfinished(cursor, at, err, "nothing follows this backslash");
	if (join)
		return true;
	if (!cursor_add_text(cursor, tail, cursor->at, 1, true, err))
		return false;
	cursor_pass(cursor, 1);
	return true;
}

static bool add_bare(struct cursor *cursor, struct part ***tail, struct err *err)
{
	const char *from = cursor->at;

	while (!ends_word(cursor) && !strchr("'\"$\\", *cursor->at))
		cursor->at++;
	return cursor_add_text(cursor, tail, from, (size_t)(cursor->at - from), false, err);
}

static bool add_next(struct cursor *cursor, struct part ***tail, bool starts, struct err *err)
{
	switch (cursor_peek(cursor, 0)) {
	case '\'':
		return part_raw(cursor, tail, err);
	case '"':
		return part_string(cursor, tail, err);
	case '$':
		return part_variable(cursor, tail, false, err);
	case '\\':
		return add_backslash(cursor, tail, err);
	case '\0':
		return cursor_fault(cursor, err, cursor_no_nul);
	}
	if (starts && cursor_follows(cursor, "x\""))
		return part_coded(cursor, tail, 1, err);
	if (starts && cursor_follows(cursor, "b64\""))
		return part_coded(cursor, tail, 3, err);
	return add_bare(cursor, tail, err);
}

static bool read_word(struct cursor *cursor, struct token *token, struct err *err)
{
	struct shell_word *word = token->word = cursor_begin_word(cursor, err);
	struct part **tail = word ? &word->first : NULL;

	token->kind = TOKEN_WORD;
	if (!word)
		return false;
	for (bool starts = true; !ends_word(cursor); starts = false)
		if (!add_next(cursor, &tail, starts, err))
			return false;
	word->source.size = (size_t)(cursor->at - word->source.at);
	return true;
}

/* ---- tokens ----------------------------------------------------------------------------- */

static bool read_bang(struct cursor *cursor, struct token *token, struct err *err)
{
	struct shell_word *word;
	struct part **tail;
	const char *end;

	cursor_pass(cursor, 1);
	token->kind = TOKEN_BANG;
	word = token->word = cursor_begin_word(cursor, err);
	if (!word)
		return false;
	tail = &word->first;
	end = memchr(cursor->at, '\n', (size_t)(cursor->end - cursor->at));
	end = end ? end : cursor->end;
	end -= end > cursor->at && end[-1] == '\r';
	word->source.size = (size_t)(end - cursor->at);
	if (memchr(cursor->at, '\0', word->source.size))
		return cursor_fault(cursor, err, cursor_no_nul);
	if (word_trim(word->source).size == 0)
		return cursor_fault(cursor, err, "a command belongs behind '!'");
	cursor_pass(cursor, word->source.size);
	return cursor_add_text(cursor, &tail, word->source.at, word->source.size, true, err);
}

/* The longest of those that begin alike stands first. */
static const struct {
	char text[5];
	enum token_kind kind;
	enum redirect_kind redirect;
} signs[] = {
	{ "&&", TOKEN_AND, 0 },
	{ "||", TOKEN_OR, 0 },
	{ "2>&1", TOKEN_REDIRECT, REDIRECT_ERR_TO_OUT },
	{ "2>>", TOKEN_REDIRECT, REDIRECT_ERR_APPEND },
	{ "2>", TOKEN_REDIRECT, REDIRECT_ERR },
	{ ">>", TOKEN_REDIRECT, REDIRECT_APPEND },
	{ ">", TOKEN_REDIRECT, REDIRECT_OUT },
	{ "<", TOKEN_REDIRECT, REDIRECT_IN },
	{ "\n", TOKEN_NEWLINE, 0 },
	{ ";", TOKEN_SEMICOLON, 0 },
	{ "&", TOKEN_BACKGROUND, 0 },
	{ "|", TOKEN_PIPE, 0 },
	{ "{", TOKEN_OPEN, 0 },
	{ "}", TOKEN_CLOSE, 0 },
};

static bool read_sign(struct cursor *cursor, struct token *token)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (cursor_follows(cursor, signs[i].text)) {
			token->kind = signs[i].kind;
			token->redirect = signs[i].redirect;
			cursor_pass(cursor, strlen(signs[i].text));
			return true;
		}
	return false;
}

/* Blanks, lines that go on, and a comment. */
static bool pass_blanks(struct cursor *cursor, struct err *err)
{
	for (;;) {
		struct spot at = cursor_spot(cursor);
		size_t join = line_join(cursor);

		if (!join && !cursor_is_blank(cursor_peek(cursor, 0)))
			break;
		cursor_pass(cursor, join ? join : 1);
		if (join && cursor->at == cursor->end)
			return cursor_unfinished(cursor, at, err, "nothing follows this backslash");
	}
	if (cursor_peek(cursor, 0) == '#')
		while (cursor_peek(cursor, 0) >= 0 && cursor_peek(cursor, 0) != '\n')
			cursor_pass(cursor, 1);
	return true;
}

bool token_next(struct cursor *cursor, struct token *token, struct err *err)
{
	bool fine = pass_blanks(cursor, err);

	*token =
		(struct token){ .kind = TOKEN_END, .at = cursor_spot(cursor), .start = cursor->at };
	if (!fine)
		return false;
	if (cursor->expects || cursor_follows(cursor, "=>")) {
		cursor->expects = false;
		token->kind = TOKEN_EXPECT;
		return expectation_read(cursor, &token->word, err);
	}
	if (cursor->at == cursor->end)
		return true;
	if (cursor_peek(cursor, 0) == '!' && !cursor->inside)
		return read_bang(cursor, token, err);
	if (!read_sign(cursor, token)) {
		cursor->inside = true;
		return read_word(cursor, token, err);
	}
	cursor->inside = token->kind == TOKEN_PIPE || token->kind == TOKEN_REDIRECT;
	return true;
}

void token_skip_line(struct cursor *cursor)
{
	while (cursor_peek(cursor, 0) >= 0 && cursor_peek(cursor, 0) != '\n')
		cursor_pass(cursor, 1);
	cursor->inside = false;
}

struct word token_bare(const struct shell_word *word)
{
	const struct part *part = word->first;

	if (part && !part->next && !part->quoted && !part->is_variable)
		return part->text;
	return (struct word){ "", 0 };
}

/* b'...' and f'...', which x"..." is not. */
static bool is_prefix(const struct part *part)
{
	for (size_t i = 0; i < part->text.size; i++)
		if (!strchr("bBfFrRuU", part->text.at[i]))
			return false;
	return part->text.size <= 2 && part->next && part->next->quoted;
}

bool token_is_call(const struct shell_word *word)
{
	const struct part *part = word->first;

	if (!part || part->quoted || part->is_variable || part->text.size == 0)
		return false;
	return is_prefix(part) || (!cursor_is_digit(part->text.at[0]) && part->text.size > 1 &&
				   memchr(part->text.at, '(', part->text.size));
}
