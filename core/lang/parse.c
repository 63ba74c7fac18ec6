/* parse -- lines of the shell to a tree: lists, and-or, and how to go on behind a fault. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lang/parse.h"

#include <string.h>

#include "base/name.h"

/* ---- tokens ----------------------------------------------------------------------------- */

bool parse_fail(struct parse *parse, struct spot at, const char *sentence)
{
	parse->fault = at;
	return err_set(&parse->err, STATUS_INVALID, "%s", sentence);
}

bool parse_advance(struct parse *parse)
{
	parse->behind = parse->cursor.at;
	if (token_next(&parse->cursor, &parse->token, &parse->err))
		return true;
	parse->fault = parse->cursor.fault;
	parse->token.kind = TOKEN_WORD; /* whatever it was meant to be */
	if (!parse->cursor.wants_more)
		token_skip_line(&parse->cursor);
	return false;
}

static const char *sign_of(enum token_kind kind)
{
	switch (kind) {
	case TOKEN_END:
		return "the end of the text";
	case TOKEN_NEWLINE:
		return "the end of the line";
	case TOKEN_SEMICOLON:
		return "';'";
	case TOKEN_BACKGROUND:
		return "'&'";
	case TOKEN_AND:
		return "'&&'";
	case TOKEN_OR:
		return "'||'";
	case TOKEN_PIPE:
		return "'|'";
	case TOKEN_OPEN:
		return "'{'";
	case TOKEN_CLOSE:
		return "'}'";
	case TOKEN_REDIRECT:
		return "a redirection";
	case TOKEN_WORD:
		return "a word";
	case TOKEN_EXPECT:
		return "'=>'";
	case TOKEN_BANG:
		return "'!'";
	}
	return "";
}

bool parse_misplaced(struct parse *parse, const char *wanted)
{
	parse->fault = parse->token.at;
	if (parse_is_at(parse, TOKEN_END))
		parse->cursor.wants_more = true;
	return err_set(&parse->err, STATUS_INVALID, "%s belongs before %s", wanted,
		       sign_of(parse->token.kind));
}

bool parse_out_of_memory(struct parse *parse)
{
	parse->fault = parse->token.at;
	return err_set(&parse->err, STATUS_LACKING, "out of memory");
}

/* Zeroed, or NULL with the fault set. */
void *parse_take(struct parse *parse, size_t size)
{
	void *memory = arena_take(&parse->tree->arena, size);

	if (memory)
		return memset(memory, 0, size);
	parse_out_of_memory(parse);
	return NULL;
}

bool parse_skip_newlines(struct parse *parse)
{
	while (parse_is_at(parse, TOKEN_NEWLINE))
		if (!parse_advance(parse))
			return false;
	return true;
}

/* ---- lists ------------------------------------------------------------------------------ */

bool parse_element(struct parse *parse, struct node **fresh)
{
	const struct name *block = parse_block_here(parse);
	struct node *node = parse_take(parse, sizeof(*node));
	const char *from = parse->token.start;
	bool fine;

	*fresh = node;
	if (!node)
		return false;
	node->at = parse->token.at;
	if (++parse->depth > TREE_DEPTH_MAX)
		return parse_fail(parse, node->at, "there are too many blocks inside each other");
	if (block) {
		node->block = (enum block_kind)block->value;
		fine = parse_advance(parse) && parse_block(parse, node);
	} else {
		fine = parse_pipeline(parse, node);
	}
	if (!fine)
		return false;
	parse->depth--;
	node->source = word_trim((struct word){ from, (size_t)(parse->behind - from) });
	return true;
}

/* `a && b || c` is read from the left. */
static bool read_andor(struct parse *parse, struct node **node)
{
	if (!parse_element(parse, node))
		return false;
	for (unsigned depth = 0; parse_is_at(parse, TOKEN_AND) || parse_is_at(parse, TOKEN_OR);
	     depth++) {
		struct node *both = parse_take(parse, sizeof(*both));

		if (!both)
			return false;
		if (depth == TREE_DEPTH_MAX)
			return parse_fail(parse, parse->token.at,
					  "these are too many '&&' and '||'");
		both->kind = parse_is_at(parse, TOKEN_AND) ? NODE_AND : NODE_OR;
		both->at = (*node)->at;
		both->left = *node;
		*node = both;
		if (!parse_advance(parse) || !parse_skip_newlines(parse) ||
		    !parse_element(parse, &both->right))
			return false;
	}
	return true;
}

/* What may stand behind an and-or, which is used up but for what ends the list. */
static bool read_separator(struct parse *parse, struct node *node, bool inside)
{
	if (parse_is_at(parse, TOKEN_BACKGROUND)) {
		if (node->kind != NODE_PIPELINE)
			return parse_fail(parse, parse->token.at, "'&' goes with a single command");
		node->background = true;
		return parse_advance(parse);
	}
	if (parse_is_at(parse, TOKEN_SEMICOLON) || (inside && parse_is_at(parse, TOKEN_NEWLINE)))
		return parse_advance(parse);
	if (parse_is_at(parse, TOKEN_NEWLINE) || parse_is_at(parse, TOKEN_END) ||
	    (inside && parse_is_at(parse, TOKEN_CLOSE)))
		return true;
	if (parse_is_at(parse, TOKEN_OPEN))
		return parse_fail(
			parse, parse->token.at,
			"only blocks have '{': within, retry, foreach ...; quotes make it a "
			"letter");
	return parse_misplaced(parse, "';'");
}

static bool keep_fault(struct parse *parse)
{
	struct tree_fault *fault = arena_take(&parse->tree->arena, sizeof(*fault));

	if (!fault)
		return parse_out_of_memory(parse);
	*fault = (struct tree_fault){ .at = parse->fault, .err = parse->err };
	*parse->last = fault;
	parse->last = &fault->next;
	return true;
}

/* Keep the fault and go on with the next line, or behind the block that began in this one. */
static bool recover(struct parse *parse)
{
	unsigned open = 0;

	if (parse->cursor.wants_more || parse->err.kind != STATUS_INVALID || !keep_fault(parse))
		return false;
	while (!parse_is_at(parse, TOKEN_END)) {
		struct err ignored = { 0 };

		if (parse_is_at(parse, TOKEN_NEWLINE) && open == 0)
			return true;
		if (parse_is_at(parse, TOKEN_CLOSE) && open-- == 0)
			return true;
		open += parse_is_at(parse, TOKEN_OPEN);
		while (!token_next(&parse->cursor, &parse->token, &ignored))
			token_skip_line(&parse->cursor);
		parse->cursor.wants_more = false;
	}
	return true;
}

bool parse_list(struct parse *parse, struct node **list, bool inside)
{
	unsigned depth = parse->depth;

	for (;;) {
		bool fine = !inside || parse_skip_newlines(parse);

		if (fine && (parse_is_at(parse, TOKEN_END) || parse_is_at(parse, TOKEN_NEWLINE) ||
			     (inside && parse_is_at(parse, TOKEN_CLOSE))))
			return true;
		if (fine && read_andor(parse, list) && read_separator(parse, *list, inside)) {
			list = &(*list)->next;
			continue;
		}
		parse->depth = depth;
		*list = NULL;
		if (!recover(parse))
			return false;
		/* Behind a '}' that closes nothing the line goes on. */
		while (!inside &&
		       (parse_is_at(parse, TOKEN_CLOSE) || parse_is_at(parse, TOKEN_SEMICOLON)))
			if (!parse_advance(parse) && !recover(parse))
				return false;
	}
}

/* ---- the whole -------------------------------------------------------------------------- */

enum tree_state tree_read(struct tree *tree, struct source *source)
{
	const char *from = source->text + source->at;
	struct parse parse = {
		.tree = tree,
		.last = &tree->faults,
		.cursor = { .arena = &tree->arena,
			    .at = from,
			    .line_start = from,
			    .end = source->text + source->size,
			    .line = source->line },
	};
	bool fine;

	tree_free(tree);
	if (source->at == source->size)
		return TREE_ENDED;
	fine = (parse_advance(&parse) || recover(&parse)) &&
	       parse_list(&parse, &tree->first, false);
	if (!fine) {
		tree->text = (struct word){ from, source->size - source->at };
		keep_fault(&parse); /* where there is no room for it, no fault says that */
		if (parse.cursor.wants_more)
			return TREE_MORE;
		token_skip_line(&parse.cursor);
	}
	tree->text = (struct word){ from, (size_t)(parse.cursor.at - from) };
	source->at = (size_t)(parse.cursor.at - source->text);
	source->line = parse.cursor.line;
	return fine && !tree->faults ? TREE_WHOLE : TREE_WRONG;
}
