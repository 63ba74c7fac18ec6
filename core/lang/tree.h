/* tree -- lines of the shell as a tree of commands. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LANG_TREE_H
#define LANG_TREE_H

#include "base/name.h"
#include "lang/token.h"

enum {
	TREE_DEPTH_MAX = 64, /* blocks inside each other, and commands of an and-or */
	TREE_NAMES_MAX = 8   /* that one command assigns */
};

struct redirect {
	struct redirect *next;
	enum redirect_kind kind;
	struct shell_word *word; /* NULL: REDIRECT_ERR_TO_OUT */
};

/* One command of a pipeline. */
struct stage {
	struct stage *next; /* which reads what this one writes */
	struct shell_word *words;
	struct redirect *redirects;
	bool is_bang; /* its one word is a line for the user's own shell */
};

enum block_kind {
	BLOCK_DEFER,
	BLOCK_FOREACH,
	BLOCK_ONCE,
	BLOCK_REPEAT,
	BLOCK_RETRY,
	BLOCK_TIME,
	BLOCK_TRY,
	BLOCK_WATCH,
	BLOCK_WITHIN
};

enum node_kind {
	NODE_PIPELINE,
	NODE_VALUE, /* names = value */
	NODE_BLOCK,
	NODE_AND,
	NODE_OR
};

struct node {
	struct node *next; /* of its list */
	enum node_kind kind;
	struct spot at;
	struct word source; /* as it is written */

	struct stage *stages;                  /* NODE_PIPELINE */
	const char *names[TREE_NAMES_MAX + 1]; /* that it assigns, and NULL */
	struct shell_word *expect;             /* NULL: none; of BLOCK_WATCH what ends it */
	struct shell_word *value;              /* NODE_VALUE */
	bool background;                       /* & behind it */
	bool lenient;                          /* - in front of it: its failure is none */

	enum block_kind block;
	struct shell_word *words; /* NODE_BLOCK: behind its name */
	struct node *body;

	struct node *left, *right; /* NODE_AND, NODE_OR */
};

/* A place where the text is wrong. */
struct tree_fault {
	struct tree_fault *next;
	struct spot at;
	struct err err;
};

/* Owner: starts as { 0 }, ends in tree_free. Borrows the text. */
struct tree {
	struct arena arena;
	struct node *first;
	struct tree_fault *faults; /* in their order */
	struct word text;          /* what was read */
};

/* A text that is read a line (with the blocks that begin in it) at a time. */
struct source {
	const char *text;
	size_t size, at; /* all, and what was read */
	unsigned line;   /* of AT; starts as 1 */
};

enum tree_state {
	TREE_WHOLE, /* one line, which may hold no command */
	TREE_ENDED, /* there is no further line */
	TREE_MORE,  /* it goes on behind the end of the text: SOURCE was not moved */
	TREE_WRONG  /* its faults are in the tree */
};

/* Read the next line off SOURCE; what TREE held is released. With TREE_MORE the faults say what is
 * open. ERR of a fault is STATUS_INVALID, or STATUS_LACKING where memory is out. */
enum tree_state tree_read(struct tree *tree, struct source *source);

/* Safe on { 0 } and twice. */
void tree_free(struct tree *tree);

/* The words that begin blocks. */
extern const struct name tree_blocks[];

#endif
