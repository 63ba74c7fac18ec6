/* parse_command -- words, redirections, pipes, and assignments. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/num.h"
#include "lang/habit.h"
#include "lang/parse.h"

static bool read_redirect(struct parse *parse, struct redirect ***tail)
{
	struct redirect *fresh = parse_take(parse, sizeof(*fresh));

	if (!fresh)
		return false;
	fresh->kind = parse->token.redirect;
	**tail = fresh;
	*tail = &fresh->next;
	if (!parse_advance(parse))
		return false;
	if (fresh->kind == REDIRECT_ERR_TO_OUT)
		return true;
	if (!parse_is_at(parse, TOKEN_WORD))
		return parse_misplaced(parse, "a file");
	fresh->word = parse->token.word;
	return parse_advance(parse);
}

static bool is_equals(const struct shell_word *word)
{
	struct word text = token_bare(word);

	return text.size == 1 && text.at[0] == '=';
}

/* Where `assert` stands among words. */
struct asserting {
	bool at_command; /* the next word is a command's name */
	bool at_value;   /* the next word is what is asserted of */
};

static bool is_assert(const struct shell_word *word)
{
	struct word name = token_bare(word);

	name = word_behind(name, name.size > 1 && name.at[0] == '-');
	return name.size == strlen("assert") && word_begins(name, "assert");
}

/* Behind `assert VALUE` an expectation stands as it is: '<' and '>' compare there. WORD is the
 * token: whether that is next. */
static bool is_asserted(struct asserting *state, const struct shell_word *word)
{
	struct word value = token_bare(word);
	bool is_option = value.size > 1 && value.at[0] == '-' && !cursor_is_digit(value.at[1]);
	bool is_next = state->at_value && !is_option;

	state->at_value = state->at_command && is_assert(word);
	state->at_command = is_equals(word);
	return is_next;
}

/* Words and redirections, as far as they go. */
static bool read_stage(struct parse *parse, struct stage *stage)
{
	struct asserting state = { .at_command = true };
	struct redirect **redirects = &stage->redirects;
	struct shell_word **tail = &stage->words;

	stage->is_bang = parse_is_at(parse, TOKEN_BANG);
	if (stage->is_bang) {
		stage->words = parse->token.word;
		return parse_advance(parse);
	}
	while (parse_is_at(parse, TOKEN_WORD) || parse_is_at(parse, TOKEN_REDIRECT)) {
		if (parse_is_at(parse, TOKEN_REDIRECT)) {
			if (!read_redirect(parse, &redirects))
				return false;
			continue;
		}
		*tail = parse->token.word;
		tail = &parse->token.word->next;
		parse->cursor.expects = is_asserted(&state, parse->token.word);
		if (!parse_advance(parse))
			return false;
	}
	if (!stage->words && parse_is_at(parse, TOKEN_CLOSE) && parse->depth <= 1)
		return parse_fail(parse, parse->token.at, "this '}' closes nothing");
	return stage->words || parse_misplaced(parse, "a command");
}

static bool read_pipes(struct parse *parse, struct node *node)
{
	struct stage **tail = &node->stages;

	for (;;) {
		*tail = parse_take(parse, sizeof(**tail));
		if (!*tail || !read_stage(parse, *tail))
			return false;
		tail = &(*tail)->next;
		if (!parse_is_at(parse, TOKEN_PIPE))
			return true;
		if (!parse_advance(parse) || !parse_skip_newlines(parse))
			return false;
	}
}

/* ---- assignments ------------------------------------------------------------------------ */

/* The names in WORD, such as "a" or "a," or "a,b". */
static bool read_names(struct parse *parse, struct node *node, unsigned *count,
		       const struct shell_word *word)
{
	struct word rest = token_bare(word);

	while (rest.size > 0) {
		const char *comma = memchr(rest.at, ',', rest.size);
		struct word name = { rest.at, comma ? (size_t)(comma - rest.at) : rest.size };
		size_t used = name.size + (comma != NULL);

		rest = word_behind(rest, used);
		if (name.size == 0 && comma)
			continue;
		if (!token_is_name(name))
			return parse_fail(parse, word->at,
					  "a variable's name is letters, digits and '_'");
		if (*count == TREE_NAMES_MAX)
			return parse_fail(parse, word->at, "these are too many variables");
		node->names[*count] = arena_copy(&parse->tree->arena, name.at, name.size);
		if (!node->names[(*count)++])
			return parse_out_of_memory(parse);
	}
	return true;
}

/* A single word that is quoted, a variable or begins with a digit is a value, not a command. */
static bool is_value(const struct stage *stage)
{
	const struct shell_word *word = stage->words;
	struct word bare = token_bare(word);
	char first = bare.size > 1 && bare.at[0] == '-' ? bare.at[1]
		     : bare.size > 0                    ? bare.at[0]
							: 0;

	return !word->next && !stage->next && !stage->redirects && !token_is_call(word) &&
	       (bare.size == 0 || (first >= '0' && first <= '9') || first == '[' || first == '@');
}

/* "x=5", which other shells want so; `if`, `while` and others, behind which no command stands. */
static bool check_first(struct parse *parse, const struct shell_word *word)
{
	struct word bare = token_bare(word);
	const char *equals = bare.size > 0 ? memchr(bare.at, '=', bare.size) : NULL;
	const char *habit = habit_find(bare, true);

	if (habit)
		return parse_fail(parse, word->at, habit);
	return !equals || !token_is_name((struct word){ bare.at, (size_t)(equals - bare.at) }) ||
	       parse_fail(parse, word->at, "blanks belong around '='");
}

/* "x = 5 + 3" */
static bool check_value(struct parse *parse, const struct shell_word *word)
{
	struct word bare = token_bare(word);
	uint64_t number;

	return !word->next || !num_digits(&number, bare.at, bare.size, UINT64_MAX) ||
	       parse_fail(parse, word->next->at, "a value is one word: there is no arithmetic");
}

static bool read_assignment(struct parse *parse, struct node *node)
{
	struct stage *stage = node->stages;
	struct shell_word *equals = stage->words;
	unsigned count = 0;

	while (equals && !is_equals(equals))
		equals = equals->next;
	if (!equals || stage->is_bang)
		return stage->is_bang || check_first(parse, stage->words);
	if (equals == stage->words)
		return parse_fail(parse, equals->at, "a variable's name belongs before '='");
	for (struct shell_word *word = stage->words; word != equals; word = word->next) {
		if (token_bare(word).size == 0)
			return parse_fail(parse, word->at,
					  "a variable's name is letters, digits and '_'");
		if (word->next != equals && !word_ends(token_bare(word), ",") &&
		    !word_begins(token_bare(word->next), ","))
			return count == 0 || /* "echo x = 5" is a command */
			       parse_fail(parse, word->next->at, "a ',' belongs before this name");
		if (!read_names(parse, node, &count, word))
			return false;
	}
	if (count == 0) /* ", = 5" */
		return parse_fail(parse, equals->at, "a variable's name belongs before '='");
	stage->words = equals->next;
	if (!stage->words)
		return parse_fail(parse, equals->at, "a value or a command belongs behind '='");
	if (!check_value(parse, stage->words))
		return false;
	if (is_value(stage)) {
		node->kind = NODE_VALUE;
		node->value = stage->words;
		if (count > 1)
			return parse_fail(parse, node->at, "one value goes into one variable");
		if (node->expect)
			return parse_fail(parse, node->expect->at, "'=>' goes with a command");
	}
	return true;
}

/* "-recv s 5" is "recv s 5" whose failure stops nothing. */
static void read_lenient(struct node *node)
{
	struct shell_word *word = node->stages->words;
	struct word text = token_bare(word);

	if (node->kind != NODE_PIPELINE || node->stages->is_bang || text.size < 2 ||
	    text.at[0] != '-' || strchr("-0123456789", text.at[1]))
		return;
	node->lenient = true;
	word->first->text = word_behind(text, 1);
}

bool parse_pipeline(struct parse *parse, struct node *node)
{
	if (!read_pipes(parse, node))
		return false;
	if (parse_is_at(parse, TOKEN_EXPECT)) {
		node->expect = parse->token.word;
		if (node->stages->is_bang)
			return parse_fail(parse, node->expect->at,
					  "'=>' goes with verbs and applets");
		if (!parse_advance(parse))
			return false;
	}
	if (!read_assignment(parse, node))
		return false;
	read_lenient(node);
	return true;
}
