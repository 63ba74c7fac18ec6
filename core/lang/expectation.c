/* expectation -- what stands behind `=>`, with variables in it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lang/expectation.h"

#include "lang/part.h"

/* Where the reading of an expectation is. */
struct expectation {
	const char *from;    /* of text that is no part yet */
	const char *solid;   /* behind the last byte that is no blank */
	unsigned braces;     /* open ones, of { a, b } */
	bool quoted, starts; /* inside double quotes; at the start of a word */
};

static bool flush(struct cursor *cursor, struct part ***tail, struct expectation *state,
		  const char *end, struct err *err)
{
	return end <= state->from ||
	       cursor_add_text(cursor, tail, state->from, (size_t)(end - state->from), false, err);
}

static bool expectation_ends(const struct cursor *cursor, const struct expectation *state)
{
	int c = cursor_peek(cursor, 0);

	return c < 0 || (c == '\n' && !state->quoted) ||
	       (!state->quoted &&
		(c == ';' || cursor_follows(cursor, "&&") || cursor_follows(cursor, "||") ||
		 (c == '#' && state->starts) || (c == '}' && state->braces == 0)));
}

/* What stands between the slashes of a regular expression means nothing here. */
static size_t pattern_size(const struct cursor *cursor)
{
	size_t size = 1;

	while (cursor_peek(cursor, size) >= 0 && cursor_peek(cursor, size) != '/' &&
	       cursor_peek(cursor, size) != '\n')
		size += cursor_peek(cursor, size) == '\\' ? 2 : 1;
	return cursor_peek(cursor, size) == '/' ? size + 1 : 1;
}

static bool is_variable_here(const struct cursor *cursor, const struct expectation *state)
{
	int c = cursor_peek(cursor, 1);

	return cursor_peek(cursor, 0) == '$' &&
	       (c == '{' ||
		(!state->quoted && (cursor_is_name(c) || c == '?' || c == '!' || c == '#')));
}

static bool pass_expected(struct cursor *cursor, struct part ***tail, struct expectation *state,
			  struct err *err)
{
	int c = cursor_peek(cursor, 0);
	size_t size = 1;

	if (is_variable_here(cursor, state)) {
		if (!flush(cursor, tail, state, cursor->at, err) ||
		    !part_variable(cursor, tail, state->quoted, err))
			return false;
		state->from = state->solid = cursor->at;
		state->starts = false;
		return true;
	}
	if (c == 0)
		return cursor_fault(cursor, err, cursor_no_nul);
	if (c == '"')
		state->quoted = !state->quoted;
	else if (state->quoted && c == '\\' && cursor_peek(cursor, 1) >= 0)
		size = 2;
	else if (!state->quoted && c == '/' && state->starts)
		size = pattern_size(cursor);
	else if (!state->quoted && c == '{')
		state->braces++;
	else if (!state->quoted && c == '}')
		state->braces--;
	state->starts = !state->quoted && (cursor_is_blank(c) || c == ',' || c == '{');
	cursor_pass(cursor, size);
	if (!cursor_is_blank(c))
		state->solid = cursor->at;
	return true;
}

bool expectation_read(struct cursor *cursor, struct shell_word **read, struct err *err)
{
	struct expectation state = { .starts = true };
	struct spot at = cursor_spot(cursor);
	struct shell_word *word;
	struct part **tail;
	bool has_sign = cursor_follows(cursor, "=>");

	cursor_pass(cursor, has_sign ? 2 : 0);
	while (cursor_is_blank(cursor_peek(cursor, 0)))
		cursor_pass(cursor, 1);
	word = *read = cursor_begin_word(cursor, err);
	if (!word)
		return false;
	word->at = at;
	tail = &word->first;
	state.from = state.solid = cursor->at;
	while (!expectation_ends(cursor, &state))
		if (!pass_expected(cursor, &tail, &state, err))
			return false;
	if (state.quoted)
		return cursor_unfinished(cursor, at, err,
					 "a quote of this expectation is never closed");
	if (state.solid == word->source.at)
		return cursor_fault(cursor, err,
				    has_sign ? "an expectation belongs behind '=>'"
					     : "takes: assert VALUE EXPECTATION, as in: assert "
					       "${s.rcvq} == 0");
	word->source.size = (size_t)(state.solid - word->source.at);
	return flush(cursor, &tail, &state, state.solid, err);
}
