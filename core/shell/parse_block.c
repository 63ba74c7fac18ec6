/* parse_block -- within, retry, repeat, try, foreach, defer: their words and what is inside. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/name.h"
#include "shell/parse.h"

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

/* What stands between the name of a block and its '{'. */
static bool check_block(struct parse *parse, const struct node *node)
{
	const struct shell_word *words = node->words;
	unsigned count = count_words(words);

	switch (node->block) {
	case BLOCK_DEFER:
	case BLOCK_TRY:
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

/* Behind its word, which is used. */
bool parse_block(struct parse *parse, struct node *node)
{
	bool takes_command = node->block == BLOCK_TRY || node->block == BLOCK_DEFER;
	struct shell_word **tail = &node->words;

	node->kind = NODE_BLOCK;
	while (!takes_command && parse_is_at(parse, TOKEN_WORD)) {
		*tail = parse->token.word;
		tail = &parse->token.word->next;
		if (!parse_advance(parse))
			return false;
	}
	if (parse_is_at(parse, TOKEN_OPEN)) {
		if (!check_block(parse, node) || !read_body(parse, node))
			return false;
	} else if (!takes_command) {
		return parse_misplaced(parse, "a block in '{' and '}'");
	} else if (!parse_element(parse, &node->body)) {
		return false;
	}
	if (parse_is_at(parse, TOKEN_WORD) || parse_is_at(parse, TOKEN_REDIRECT) ||
	    parse_is_at(parse, TOKEN_PIPE) || parse_is_at(parse, TOKEN_EXPECT))
		return parse_misplaced(parse, "';' or the end of the line");
	return true;
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
