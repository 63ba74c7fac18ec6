/* expect_lex -- the characters of an expression: words, operators, values. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/texts.h"
#include "cli/expect_term.h"

/* ---- slices ------------------------------------------------------------------------------ */

bool slice_is(struct slice slice, const char *word)
{
	return strlen(word) == slice.size && memcmp(slice.data, word, slice.size) == 0;
}

bool slice_text(char *text, size_t size, struct slice slice)
{
	if (slice.size >= size)
		return false;
	memcpy(text, slice.data, slice.size);
	text[slice.size] = '\0';
	return true;
}

bool lex_out_of_memory(const struct lexer *lexer)
{
	return err_set(lexer->err, STATUS_LACKING, "out of memory");
}

/* ---- words ------------------------------------------------------------------------------- */

bool lex_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void lex_blanks(struct lexer *lexer)
{
	while (lex_is_blank(*lexer->at))
		lexer->at++;
}

bool lex_symbol(struct lexer *lexer, const char *symbol)
{
	lex_blanks(lexer);
	if (!text_begins(lexer->at, symbol))
		return false;
	lexer->at += strlen(symbol);
	return true;
}

static struct slice until(struct lexer *lexer, const char *stops)
{
	struct slice slice;

	lex_blanks(lexer);
	slice = (struct slice){ lexer->at, strcspn(lexer->at, stops) };
	lexer->at += slice.size;
	return slice;
}

struct slice lex_subject(struct lexer *lexer)
{
	return until(lexer, " \t\r\n,\"{}=!<>~");
}

struct slice lex_word(struct lexer *lexer)
{
	return until(lexer, " \t\r\n,\"{}");
}

bool lex_keyword(struct lexer *lexer, const char *word)
{
	const char *before = lexer->at;

	if (slice_is(lex_subject(lexer), word))
		return true;
	lexer->at = before;
	return false;
}

struct slice lex_next(struct lexer *lexer)
{
	lex_blanks(lexer);
	return (struct slice){ lexer->at, *lexer->at != '\0' };
}

/* ---- values ------------------------------------------------------------------------------ */

/* What stands between QUOTE, which is next, and the following one; escaped ones do not count. */
static bool quoted(struct slice *place, struct lexer *lexer, char quote)
{
	const char *start = lexer->at, *end = start + 1;

	while (*end && *end != quote)
		end += end[0] == '\\' && end[1] ? 2 : 1;
	if (*end != quote)
		return lex_fault(lexer, ((struct slice){ start, 1 }), "this %c is never closed",
				 quote);
	*place = (struct slice){ start + 1, (size_t)(end - start - 1) };
	lexer->at = end + 1;
	return true;
}

bool lex_token(struct token *token, struct lexer *lexer, bool patterns)
{
	bool (*mean)(struct slice *, struct lexer *, struct slice) = string_mean;
	const char *start;
	struct slice inside;

	lex_blanks(lexer);
	start = lexer->at;
	token->kind = TOKEN_STRING;
	if (start[0] == 'x' && start[1] == '"') {
		lexer->at++;
		mean = hex_mean;
	} else if (start[0] == '/' && patterns) {
		token->kind = TOKEN_PATTERN;
		mean = pattern_mean;
	} else if (start[0] == '\'') {
		return lex_fault(lexer, ((struct slice){ start, 1 }),
				 "text stands in double quotes");
	} else if (start[0] != '"') {
		token->kind = TOKEN_WORD;
		token->text = token->place = lex_word(lexer);
		return true;
	}
	if (!quoted(&inside, lexer, *lexer->at) || !mean(&token->text, lexer, inside))
		return false;
	token->place = (struct slice){ start, (size_t)(lexer->at - start) };
	return true;
}
