/* parse_block -- within, retry, watch, time and the others: their words and what is inside. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/name.h"
#include "lang/parse.h"

static bool read_body(struct parse *parse, struct node *node)
{
	struct spot open = parse->token.at;

	if (parse->depth == TREE_DEPTH_MAX)
		return parse_fail(parse, open, "there are too many blocks inside each other");
	parse->depth++;
	if (!parse_advance(parse) || !parse_list(parse, &node->body, true))
		return false;
	parse->depth--;
	if (!parse_is_at(parse, TOKEN_CLOSE)) {
		parse->cursor.wants_more = true;
		return parse_fail(parse, open, "this '{' is never closed");
	}
	return parse_advance(parse);
}

static unsigned count_words(const struct shell_word *word)
{
	unsigned count = 0;

	for (; word; word = word->next)
		count++;
	return count;
}

static bool word_is_bare(const struct shell_word *word, const char *text)
{
	struct word bare = token_bare(word);

	return bare.size == strlen(text) && memcmp(bare.at, text, bare.size) == 0;
}

static const char watch_takes[] =
	"takes: watch [-i DURATION] [-n NUMBER] [--until CONDITION] COMMAND, where CONDITION is "
	"changed, status CODE, or 'EXPECTATION'";

/* What stands between the name of a block and its '{'. */
static bool check_block(struct parse *parse, const struct node *node)
{
	const struct shell_word *words = node->words;
	unsigned count = count_words(words);

	switch (node->block) {
	case BLOCK_DEFER:
	case BLOCK_ONCE:
	case BLOCK_TIME:
	case BLOCK_TRY:
	case BLOCK_WATCH:
		return true;
	case BLOCK_FOREACH:
		return (count >= 2 && token_is_name(token_bare(words)) &&
			word_is_bare(words->next, "in")) ||
		       parse_fail(parse, node->at, "takes: foreach NAME in WORD... { ... }");
	case BLOCK_REPEAT:
		return count == 1 || parse_fail(parse, node->at, "takes: repeat NUMBER { ... }");
	case BLOCK_RETRY:
		return count == 1 || (count == 3 && word_is_bare(words->next, "every")) ||
		       parse_fail(parse, node->at, "takes: retry NUMBER [every DURATION] { ... }");
	case BLOCK_WITHIN:
		return count == 1 || parse_fail(parse, node->at, "takes: within DURATION { ... }");
	}
	return true;
}

/* ---- the words in front ----------------------------------------------------------------- */

/* Whether a single command may stand in place of the braces. */
static bool takes_command(enum block_kind kind)
{
	switch (kind) {
	case BLOCK_DEFER:
	case BLOCK_ONCE:
	case BLOCK_TIME:
	case BLOCK_TRY:
	case BLOCK_WATCH:
		return true;
	case BLOCK_FOREACH:
	case BLOCK_REPEAT:
	case BLOCK_RETRY:
	case BLOCK_WITHIN:
		break;
	}
	return false;
}

/* The token becomes the last of the words. */
static bool keep_word(struct parse *parse, struct shell_word ***tail)
{
	**tail = parse->token.word;
	*tail = &parse->token.word->next;
	return parse_advance(parse);
}

static bool need_word(struct parse *parse, struct shell_word ***tail, const char *takes)
{
	return parse_is_at(parse, TOKEN_WORD) ? keep_word(parse, tail)
					      : parse_fail(parse, parse->token.at, takes);
}

/* `--until changed`, `--until status CODE`, and else an expectation, which is none of the words. */
static bool read_condition(struct parse *parse, struct node *node, struct shell_word ***tail)
{
	if (!parse_is_at(parse, TOKEN_WORD))
		return parse_fail(parse, parse->token.at, watch_takes);
	if (word_is_bare(parse->token.word, "changed"))
		return keep_word(parse, tail);
	if (word_is_bare(parse->token.word, "status"))
		return keep_word(parse, tail) && need_word(parse, tail, watch_takes);
	node->expect = parse->token.word;
	return parse_advance(parse);
}

static bool read_watch(struct parse *parse, struct node *node, struct shell_word ***tail)
{
	while (parse_is_at(parse, TOKEN_WORD) && word_begins(token_bare(parse->token.word), "-")) {
		const struct shell_word *option = parse->token.word;
		bool is_condition = word_is_bare(option, "--until");

		if (!is_condition && !word_is_bare(option, "-i") && !word_is_bare(option, "-n"))
			return parse_fail(parse, option->at, watch_takes);
		if (!keep_word(parse, tail) ||
		    !(is_condition ? read_condition(parse, node, tail)
				   : need_word(parse, tail, watch_takes)))
			return false;
	}
	return true;
}

static bool read_front(struct parse *parse, struct node *node)
{
	struct shell_word **tail = &node->words;

	if (node->block == BLOCK_WATCH)
		return read_watch(parse, node, &tail);
	if (node->block == BLOCK_ONCE)
		return need_word(parse, &tail, "takes: once FORMAT COMMAND");
	while (!takes_command(node->block) && parse_is_at(parse, TOKEN_WORD))
		if (!keep_word(parse, &tail))
			return false;
	return true;
}

/* ---- the whole -------------------------------------------------------------------------- */

/* What an expectation ends is one command, and it has no other. */
static bool check_condition(struct parse *parse, const struct node *node)
{
	const struct node *body = node->body;

	return !node->expect ||
	       (body && !body->next && body->kind == NODE_PIPELINE && !body->expect) ||
	       parse_fail(parse, node->expect->at,
			  "an expectation ends the watching of a single command");
}

/* Behind its word, which is used. */
bool parse_block(struct parse *parse, struct node *node)
{
	node->kind = NODE_BLOCK;
	if (!read_front(parse, node))
		return false;
	if (parse_is_at(parse, TOKEN_OPEN)) {
		if (!check_block(parse, node) || !read_body(parse, node))
			return false;
	} else if (!takes_command(node->block)) {
		return parse_misplaced(parse, "a block in '{' and '}'");
	} else if (!parse_element(parse, &node->body)) {
		return false;
	}
	if (parse_is_at(parse, TOKEN_WORD) || parse_is_at(parse, TOKEN_REDIRECT) ||
	    parse_is_at(parse, TOKEN_PIPE) || parse_is_at(parse, TOKEN_EXPECT))
		return parse_misplaced(parse, "';' or the end of the line");
	return check_condition(parse, node);
}

const struct name *parse_block_here(const struct parse *parse)
{
	struct word text = { "", 0 };

	if (parse_is_at(parse, TOKEN_WORD))
		text = token_bare(parse->token.word);
	for (const struct name *row = tree_blocks; *row->word; row++)
		if (text.size == strlen(row->word) && memcmp(row->word, text.at, text.size) == 0)
			return row;
	return NULL;
}
