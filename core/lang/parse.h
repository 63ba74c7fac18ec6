/* parse -- the inside of the parser, shared by the files of it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LANG_PARSE_H
#define LANG_PARSE_H

#include "lang/tree.h"

/* Where the parser is: TOKEN is read, and not used yet. */
struct parse {
	struct tree *tree;
	struct tree_fault **last; /* where the next fault goes */
	struct cursor cursor;
	struct token token;
	const char *behind; /* the last token that was used */
	struct err err;
	struct spot fault;
	unsigned depth;
};

static inline bool parse_is_at(const struct parse *parse, enum token_kind kind)
{
	return parse->token.kind == kind;
}

/* Use the token, and read the next. */
bool parse_advance(struct parse *parse);
bool parse_skip_newlines(struct parse *parse);

/* Zeroed memory of the tree, or NULL with the fault set. */
void *parse_take(struct parse *parse, size_t size);

/* Set the fault; false. WANTED is what belongs before the token. */
bool parse_fail(struct parse *parse, struct spot at, const char *sentence);
bool parse_misplaced(struct parse *parse, const char *wanted);
bool parse_out_of_memory(struct parse *parse);

/* parse_command: commands joined by pipes, their expectation, what they assign. */
bool parse_pipeline(struct parse *parse, struct node *node);

/* parse_block: whether a block begins here; what stands behind its name, which is used. */
const struct name *parse_block_here(const struct parse *parse);
bool parse_block(struct parse *parse, struct node *node);

/* parse: a pipeline or a block; and lists of them up to the end of the line, or INSIDE a block up
 * to its '}'. */
bool parse_element(struct parse *parse, struct node **fresh);
bool parse_list(struct parse *parse, struct node **list, bool inside);

#endif
