/* token -- the language of the shell, cut into words and signs: sockbox-shell(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/token.h"

#include <string.h>

#include "base/num.h"
#include "cli/escape.h"
#include "proto/base64.h"
#include "proto/hex.h"

/* ---- characters --------------------------------------------------------------------------- */

static int peek(const struct scan *scan, size_t ahead)
{
	return (size_t)(scan->end - scan->at) > ahead ? (unsigned char)scan->at[ahead] : -1;
}

static bool follows(const struct scan *scan, const char *text)
{
	return word_begins((struct word){ scan->at, (size_t)(scan->end - scan->at) }, text);
}

static struct spot spot_of(const struct scan *scan)
{
	return (struct spot){ scan->line, (unsigned)(scan->at - scan->line_start) + 1 };
}

static void pass(struct scan *scan, size_t size)
{
	for (; size > 0 && scan->at < scan->end; size--)
		if (*scan->at++ == '\n') {
			scan->line++;
			scan->line_start = scan->at;
		}
}

static bool is_blank(int c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool is_name(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
}

bool token_is_name(struct word text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!is_name((unsigned char)text.at[i]))
			return false;
	return text.size > 0 && !is_digit((unsigned char)text.at[0]);
}

static bool ends_word(const struct scan *scan)
{
	int c = peek(scan, 0);

	return c < 0 || is_blank(c) || (c > 0 && strchr("\n;&|<>", c)) || follows(scan, "=>");
}

static const char no_nul[] = "a NUL byte stands here; \\0 between double quotes means one";

static bool fault(struct scan *scan, struct err *err, const char *sentence)
{
	scan->fault = spot_of(scan);
	return err_set(err, STATUS_INVALID, "%s", sentence);
}

static bool unfinished(struct scan *scan, struct spot at, struct err *err, const char *sentence)
{
	scan->wants_more = true;
	scan->fault = at;
	return err_set(err, STATUS_INVALID, "%s", sentence);
}

/* ---- parts of words ----------------------------------------------------------------------- */

static struct part *add_part(struct scan *scan, struct part ***tail, struct part part,
			     struct err *err)
{
	struct part *fresh = arena_take(scan->arena, sizeof(*fresh));

	if (!fresh) {
		scan->fault = spot_of(scan);
		err_set(err, STATUS_LACKING, "out of memory");
		return NULL;
	}
	*fresh = part;
	**tail = fresh;
	*tail = &fresh->next;
	return fresh;
}

static bool add_text(struct scan *scan, struct part ***tail, const char *at, size_t size,
		     bool quoted, struct err *err)
{
	return add_part(scan, tail, (struct part){ .text = { at, size }, .quoted = quoted }, err);
}

/* What BYTES came to, as a part. BYTES is released. */
static bool add_bytes(struct scan *scan, struct part ***tail, struct buf *bytes, struct err *err)
{
	char *copy = bytes->failed ? NULL : arena_copy(scan->arena, bytes->data, bytes->size);
	size_t size = bytes->size;

	buf_free(bytes);
	if (!copy) {
		scan->fault = spot_of(scan);
		return err_set(err, STATUS_LACKING, "out of memory");
	}
	return add_text(scan, tail, copy, size, true, err);
}

/* ---- variables ---------------------------------------------------------------------------- */

static size_t name_size(const struct scan *scan)
{
	size_t size = 0;
	int c = peek(scan, 0);

	if (c == '#' || c == '?' || c == '!')
		return 1;
	if (is_digit(c))
		while (is_digit(peek(scan, size)))
			size++;
	else
		while (is_name(peek(scan, size)))
			size++;
	return size;
}

static struct word take(struct scan *scan, size_t size)
{
	struct word taken = { scan->at, size };

	pass(scan, size);
	return taken;
}

/* A whole number with an optional '-'; *HAS is false where none stands here. */
static bool take_number(struct scan *scan, int64_t *number, bool *has, struct err *err)
{
	size_t sign = peek(scan, 0) == '-', size = sign;
	uint64_t value;

	while (is_digit(peek(scan, size)))
		size++;
	*has = size > sign;
	if (!*has)
		return size == 0 || fault(scan, err, "a number belongs here");
	if (!num_digits(&value, scan->at + sign, size - sign, INT32_MAX))
		return fault(scan, err, "this number is too large");
	*number = sign ? -(int64_t)value : (int64_t)value;
	pass(scan, size);
	return true;
}

/* [3], [1:4], [:4], [-2:] */
static bool take_slice(struct scan *scan, struct part *part, struct err *err)
{
	pass(scan, 1);
	if (!take_number(scan, &part->from, &part->has_from, err))
		return false;
	part->is_slice = peek(scan, 0) == ':';
	part->is_item = !part->is_slice;
	if (part->is_item && !part->has_from)
		return fault(scan, err, "a number belongs here");
	if (part->is_slice)
		pass(scan, 1);
	if (part->is_slice && !take_number(scan, &part->to, &part->has_to, err))
		return false;
	if (peek(scan, 0) != ']')
		return fault(scan, err, "a ']' belongs here");
	pass(scan, 1);
	return true;
}

/* ${name}, ${name.field}, ${name[0:4]}, from the brace on. */
static bool take_braced(struct scan *scan, struct part *part, struct err *err)
{
	size_t size;

	pass(scan, 1);
	part->text = take(scan, name_size(scan));
	if (part->text.size == 0)
		return fault(scan, err, "the name of a variable belongs here");
	if (peek(scan, 0) == '.') {
		pass(scan, 1);
		for (size = 0; is_name(peek(scan, size));)
			size++;
		if (size == 0)
			return fault(scan, err, "the name of a field belongs here");
		part->field = take(scan, size);
	}
	if (peek(scan, 0) == '[' && !take_slice(scan, part, err))
		return false;
	if (peek(scan, 0) != '}')
		return fault(scan, err, "a '}' belongs here");
	pass(scan, 1);
	return true;
}

static bool add_variable(struct scan *scan, struct part ***tail, bool quoted, struct err *err)
{
	struct part part = { .is_variable = true, .quoted = quoted };

	pass(scan, 1);
	if (peek(scan, 0) == '{') {
		if (!take_braced(scan, &part, err))
			return false;
	} else {
		part.text = take(scan, is_digit(peek(scan, 0)) ? 1 : name_size(scan));
		if (part.text.size == 0)
			return fault(scan, err,
				     "the name of a variable belongs behind '$'; '$' means itself "
				     "between single quotes");
	}
	return add_part(scan, tail, part, err);
}

/* ---- quotes ------------------------------------------------------------------------------- */

/* The size of what stands before the closing QUOTE, from behind the opening one. */
static bool measure(struct scan *scan, size_t *size, char quote, bool escapes, struct err *err)
{
	struct spot at = spot_of(scan);

	for (*size = 0; peek(scan, *size) != quote; *size += 1) {
		if (escapes && peek(scan, *size) == '\\')
			*size += 1;
		if (peek(scan, *size) < 0)
			return unfinished(scan, (struct spot){ at.line, at.column - 1 }, err,
					  "this quote is never closed");
	}
	return true;
}

static bool add_raw(struct scan *scan, struct part ***tail, struct err *err)
{
	size_t size;

	pass(scan, 1);
	if (!measure(scan, &size, '\'', false, err) ||
	    !add_text(scan, tail, scan->at, size, true, err))
		return false;
	pass(scan, size + 1);
	return true;
}

/* SIZE bytes of a string in which escapes have a meaning. */
static bool add_escaped(struct scan *scan, struct part ***tail, size_t size, struct err *err)
{
	char *text = arena_copy(scan->arena, scan->at, size);
	struct buf bytes = { 0 };

	if (memchr(scan->at, '\0', size))
		return fault(scan, err, no_nul);
	if (!text || !escape_read(&bytes, text, err)) {
		bool malformed = text && err->kind == STATUS_INVALID;

		buf_free(&bytes);
		fault(scan, err,
		      malformed ? "an escape of this text means nothing; a backslash is "
				  "written as two"
				: "out of memory");
		err->kind = malformed ? STATUS_INVALID : STATUS_LACKING;
		err->lines_at = 0;
		return false;
	}
	pass(scan, size);
	return add_bytes(scan, tail, &bytes, err);
}

/* Bytes up to END, an escape of '$', or a variable. */
static size_t plain_size(const struct scan *scan, const char *end)
{
	const char *at = scan->at;

	while (at < end && !(at[0] == '$' && at + 1 < end && at[1] == '{') &&
	       !(at[0] == '\\' && at + 1 < end && at[1] == '$'))
		at += at[0] == '\\' && at + 1 < end ? 2 : 1;
	return (size_t)(at - scan->at);
}

static bool add_string(struct scan *scan, struct part ***tail, struct err *err)
{
	const char *end;
	size_t size;

	pass(scan, 1);
	if (!measure(scan, &size, '"', true, err))
		return false;
	end = scan->at + size;
	while (scan->at < end) {
		size = plain_size(scan, end);
		if (size > 0 && !add_escaped(scan, tail, size, err))
			return false;
		if (scan->at < end && *scan->at == '$' && !add_variable(scan, tail, true, err))
			return false;
		if (scan->at < end && follows(scan, "\\$")) {
			if (!add_text(scan, tail, scan->at + 1, 1, true, err))
				return false;
			pass(scan, 2);
		}
	}
	if (scan->at > end)
		return fault(scan, err, "a '}' is missing before the quote");
	pass(scan, 1);
	return true;
}

/* x"de ad" and b64"3q0=": PREFIX is what stands before the quote. */
static bool add_coded(struct scan *scan, struct part ***tail, size_t prefix, struct err *err)
{
	struct hex_reader hex = { 0 };
	struct base64_reader base64 = { 0 };
	struct buf bytes = { 0 };
	size_t size;
	bool fine;

	pass(scan, prefix + 1);
	if (!measure(scan, &size, '"', false, err))
		return false;
	fine = prefix == 1 ? hex_read(&bytes, &hex, scan->at, size, err) && hex_end(&hex, err)
			   : base64_read(&bytes, &base64, scan->at, size, err) &&
				     base64_end(&base64, err);
	if (!fine) {
		buf_free(&bytes);
		scan->fault = spot_of(scan);
		return false;
	}
	pass(scan, size + 1);
	return add_bytes(scan, tail, &bytes, err);
}

/* ---- words -------------------------------------------------------------------------------- */

/* A backslash means the next letter; at the end of a line it means that the line goes on. */
static bool add_backslash(struct scan *scan, struct part ***tail, struct err *err)
{
	struct spot at = spot_of(scan);
	bool joins;

	pass(scan, 1);
	if (peek(scan, 0) < 0)
		return unfinished(scan, at, err, "nothing follows this backslash");
	joins = peek(scan, 0) == '\n';
	if (!joins && !add_text(scan, tail, scan->at, 1, true, err))
		return false;
	pass(scan, 1);
	return true;
}

static bool add_bare(struct scan *scan, struct part ***tail, struct err *err)
{
	const char *from = scan->at;

	while (!ends_word(scan) && !strchr("'\"$\\", *scan->at))
		scan->at++;
	return add_text(scan, tail, from, (size_t)(scan->at - from), false, err);
}

static bool add_next(struct scan *scan, struct part ***tail, bool starts, struct err *err)
{
	switch (peek(scan, 0)) {
	case '\'':
		return add_raw(scan, tail, err);
	case '"':
		return add_string(scan, tail, err);
	case '$':
		return add_variable(scan, tail, false, err);
	case '\\':
		return add_backslash(scan, tail, err);
	case '\0':
		return fault(scan, err, no_nul);
	}
	if (starts && follows(scan, "x\""))
		return add_coded(scan, tail, 1, err);
	if (starts && follows(scan, "b64\""))
		return add_coded(scan, tail, 3, err);
	return add_bare(scan, tail, err);
}

static struct shell_word *begin_word(struct scan *scan, struct token *token, enum token_kind kind,
				     struct err *err)
{
	struct shell_word *word = arena_take(scan->arena, sizeof(*word));

	token->kind = kind;
	token->word = word;
	if (!word) {
		scan->fault = spot_of(scan);
		err_set(err, STATUS_LACKING, "out of memory");
		return NULL;
	}
	*word = (struct shell_word){ .at = token->at, .source = { scan->at, 0 } };
	return word;
}

static bool read_word(struct scan *scan, struct token *token, struct err *err)
{
	struct shell_word *word = begin_word(scan, token, TOKEN_WORD, err);
	struct part **tail = word ? &word->first : NULL;

	if (!word)
		return false;
	for (bool starts = true; !ends_word(scan); starts = false)
		if (!add_next(scan, &tail, starts, err))
			return false;
	word->source.size = (size_t)(scan->at - word->source.at);
	return true;
}

/* ---- expectations ------------------------------------------------------------------------- */

/* Where the reading of an expectation is. */
struct expectation {
	const char *from;    /* of text that is no part yet */
	const char *solid;   /* behind the last byte that is no blank */
	unsigned braces;     /* open ones, of { a, b } */
	bool quoted, starts; /* inside double quotes; at the start of a word */
};

static bool flush(struct scan *scan, struct part ***tail, struct expectation *state,
		  const char *end, struct err *err)
{
	return end <= state->from ||
	       add_text(scan, tail, state->from, (size_t)(end - state->from), false, err);
}

static bool expectation_ends(const struct scan *scan, const struct expectation *state)
{
	int c = peek(scan, 0);

	return c < 0 || (c == '\n' && !state->quoted) ||
	       (!state->quoted &&
		(c == ';' || follows(scan, "&&") || follows(scan, "||") ||
		 (c == '#' && state->starts) || (c == '}' && state->braces == 0)));
}

/* What stands between the slashes of a regular expression means nothing here. */
static size_t pattern_size(const struct scan *scan)
{
	size_t size = 1;

	while (peek(scan, size) >= 0 && peek(scan, size) != '/' && peek(scan, size) != '\n')
		size += peek(scan, size) == '\\' ? 2 : 1;
	return peek(scan, size) == '/' ? size + 1 : 1;
}

static bool is_variable_here(const struct scan *scan, const struct expectation *state)
{
	int c = peek(scan, 1);

	return peek(scan, 0) == '$' &&
	       (c == '{' || (!state->quoted && (is_name(c) || c == '?' || c == '!' || c == '#')));
}

static bool pass_expected(struct scan *scan, struct part ***tail, struct expectation *state,
			  struct err *err)
{
	int c = peek(scan, 0);
	size_t size = 1;

	if (is_variable_here(scan, state)) {
		if (!flush(scan, tail, state, scan->at, err) ||
		    !add_variable(scan, tail, state->quoted, err))
			return false;
		state->from = state->solid = scan->at;
		state->starts = false;
		return true;
	}
	if (c == 0)
		return fault(scan, err, no_nul);
	if (c == '"')
		state->quoted = !state->quoted;
	else if (state->quoted && c == '\\' && peek(scan, 1) >= 0)
		size = 2;
	else if (!state->quoted && c == '/' && state->starts)
		size = pattern_size(scan);
	else if (!state->quoted)
		state->braces += c == '{' ? 1 : c == '}' ? -1u : 0;
	state->starts = !state->quoted && (is_blank(c) || c == ',' || c == '{');
	pass(scan, size);
	if (!is_blank(c))
		state->solid = scan->at;
	return true;
}

static bool read_expectation(struct scan *scan, struct token *token, struct err *err)
{
	struct expectation state = { .starts = true };
	struct shell_word *word;
	struct part **tail;

	pass(scan, 2);
	while (is_blank(peek(scan, 0)))
		pass(scan, 1);
	word = begin_word(scan, token, TOKEN_EXPECT, err);
	if (!word)
		return false;
	tail = &word->first;
	state.from = state.solid = scan->at;
	while (!expectation_ends(scan, &state))
		if (!pass_expected(scan, &tail, &state, err))
			return false;
	if (state.quoted)
		return unfinished(scan, token->at, err,
				  "a quote of this expectation is never closed");
	if (state.solid == word->source.at)
		return fault(scan, err, "an expectation belongs behind '=>'");
	word->source.size = (size_t)(state.solid - word->source.at);
	return flush(scan, &tail, &state, state.solid, err);
}

/* ---- tokens ------------------------------------------------------------------------------- */

static bool read_bang(struct scan *scan, struct token *token, struct err *err)
{
	struct shell_word *word;
	struct part **tail;
	const char *end;

	pass(scan, 1);
	word = begin_word(scan, token, TOKEN_BANG, err);
	if (!word)
		return false;
	tail = &word->first;
	end = memchr(scan->at, '\n', (size_t)(scan->end - scan->at));
	word->source.size = (size_t)((end ? end : scan->end) - scan->at);
	if (memchr(scan->at, '\0', word->source.size))
		return fault(scan, err, no_nul);
	if (word_trim(word->source).size == 0)
		return fault(scan, err, "a command belongs behind '!'");
	pass(scan, word->source.size);
	return add_text(scan, &tail, word->source.at, word->source.size, true, err);
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

static bool read_sign(struct scan *scan, struct token *token)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (follows(scan, signs[i].text)) {
			token->kind = signs[i].kind;
			token->redirect = signs[i].redirect;
			pass(scan, strlen(signs[i].text));
			return true;
		}
	return false;
}

static void pass_blanks(struct scan *scan)
{
	while (is_blank(peek(scan, 0)) || follows(scan, "\\\n") || follows(scan, "\\\r\n"))
		pass(scan, peek(scan, 0) != '\\' ? 1 : peek(scan, 1) == '\n' ? 2 : 3);
	if (peek(scan, 0) == '#')
		while (peek(scan, 0) >= 0 && peek(scan, 0) != '\n')
			pass(scan, 1);
}

bool token_next(struct scan *scan, struct token *token, struct err *err)
{
	pass_blanks(scan);
	*token = (struct token){ .kind = TOKEN_END, .at = spot_of(scan) };
	if (scan->at == scan->end)
		return true;
	if (peek(scan, 0) == '!' && !scan->inside)
		return read_bang(scan, token, err);
	if (follows(scan, "=>"))
		return read_expectation(scan, token, err);
	if (!read_sign(scan, token)) {
		scan->inside = true;
		return read_word(scan, token, err);
	}
	scan->inside = token->kind == TOKEN_PIPE || token->kind == TOKEN_REDIRECT;
	return true;
}

void token_skip_line(struct scan *scan)
{
	while (peek(scan, 0) >= 0 && peek(scan, 0) != '\n')
		pass(scan, 1);
	scan->inside = false;
}

struct word token_bare(const struct shell_word *word)
{
	const struct part *part = word->first;

	if (part && !part->next && !part->quoted && !part->is_variable)
		return part->text;
	return (struct word){ "", 0 };
}
