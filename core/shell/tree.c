/* tree -- lines of the shell as a tree of commands: the parser. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/tree.h"

#include <string.h>

#include "base/name.h"

/* Where the parser is: TOKEN is read, and not used yet. */
struct parse {
	struct tree *tree;
	struct scan scan;
	struct token token;
	const char *behind; /* the last token that was used */
	struct err err;
	struct spot fault;
	unsigned depth;
};

const struct name tree_blocks[] = {
	NAME("defer", BLOCK_DEFER, "at the end of the script, the last one first"),
	NAME("foreach", BLOCK_FOREACH, "once for each word"),
	NAME("repeat", BLOCK_REPEAT, "so many times"),
	NAME("retry", BLOCK_RETRY, "again until it succeeds"),
	NAME("try", BLOCK_TRY, "a failure inside stops nothing"),
	NAME("within", BLOCK_WITHIN, "all of it in this time"),
	NAMES_END,
};

/* ---- tokens ------------------------------------------------------------------------------- */

static bool fail(struct parse *parse, struct spot at, const char *sentence)
{
	parse->fault = at;
	return err_set(&parse->err, STATUS_INVALID, "%s", sentence);
}

static bool advance(struct parse *parse)
{
	parse->behind = parse->scan.at;
	if (token_next(&parse->scan, &parse->token, &parse->err))
		return true;
	parse->fault = parse->scan.fault;
	parse->token.kind = TOKEN_WORD; /* whatever it was meant to be */
	if (!parse->scan.wants_more)
		token_skip_line(&parse->scan);
	return false;
}

static bool is_at(const struct parse *parse, enum token_kind kind)
{
	return parse->token.kind == kind;
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

static bool misplaced(struct parse *parse, const char *wanted)
{
	parse->fault = parse->token.at;
	if (is_at(parse, TOKEN_END))
		parse->scan.wants_more = true;
	return err_set(&parse->err, STATUS_INVALID, "%s belongs before %s", wanted,
		       sign_of(parse->token.kind));
}

static bool out_of_memory(struct parse *parse)
{
	parse->fault = parse->token.at;
	return err_set(&parse->err, STATUS_LACKING, "out of memory");
}

/* Zeroed, or NULL with the fault set. */
static void *take(struct parse *parse, size_t size)
{
	void *memory = arena_take(&parse->tree->arena, size);

	if (memory)
		return memset(memory, 0, size);
	out_of_memory(parse);
	return NULL;
}

static bool skip_newlines(struct parse *parse)
{
	while (is_at(parse, TOKEN_NEWLINE))
		if (!advance(parse))
			return false;
	return true;
}

/* ---- commands ----------------------------------------------------------------------------- */

static bool read_redirect(struct parse *parse, struct stage *stage)
{
	struct redirect *fresh = take(parse, sizeof(*fresh)), **tail = &stage->redirects;

	if (!fresh)
		return false;
	fresh->kind = parse->token.redirect;
	while (*tail)
		tail = &(*tail)->next;
	*tail = fresh;
	if (!advance(parse))
		return false;
	if (fresh->kind == REDIRECT_ERR_TO_OUT)
		return true;
	if (!is_at(parse, TOKEN_WORD))
		return misplaced(parse, "a file");
	fresh->word = parse->token.word;
	return advance(parse);
}

/* Words and redirections, as far as they go. */
static bool read_stage(struct parse *parse, struct stage *stage)
{
	struct shell_word **tail = &stage->words;

	stage->is_bang = is_at(parse, TOKEN_BANG);
	if (stage->is_bang) {
		stage->words = parse->token.word;
		return advance(parse);
	}
	while (is_at(parse, TOKEN_WORD) || is_at(parse, TOKEN_REDIRECT)) {
		if (is_at(parse, TOKEN_REDIRECT)) {
			if (!read_redirect(parse, stage))
				return false;
			continue;
		}
		*tail = parse->token.word;
		tail = &parse->token.word->next;
		if (!advance(parse))
			return false;
	}
	if (!stage->words && is_at(parse, TOKEN_CLOSE) && parse->depth <= 1)
		return fail(parse, parse->token.at, "this '}' closes nothing");
	return stage->words || misplaced(parse, "a command");
}

static bool read_pipes(struct parse *parse, struct node *node)
{
	struct stage **tail = &node->stages;

	for (;;) {
		*tail = take(parse, sizeof(**tail));
		if (!*tail || !read_stage(parse, *tail))
			return false;
		tail = &(*tail)->next;
		if (!is_at(parse, TOKEN_PIPE))
			return true;
		if (!advance(parse) || !skip_newlines(parse))
			return false;
	}
}

/* ---- assignments -------------------------------------------------------------------------- */

static bool is_equals(const struct shell_word *word)
{
	struct word text = token_bare(word);

	return text.size == 1 && text.at[0] == '=';
}

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
			return fail(parse, word->at,
				    "a variable's name is letters, digits and '_'");
		if (*count == TREE_NAMES_MAX)
			return fail(parse, word->at, "these are too many variables");
		node->names[*count] = arena_copy(&parse->tree->arena, name.at, name.size);
		if (!node->names[(*count)++])
			return out_of_memory(parse);
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

	return !word->next && !stage->next && !stage->redirects &&
	       (bare.size == 0 || (first >= '0' && first <= '9') || first == '[' || first == '@');
}

static bool read_assignment(struct parse *parse, struct node *node)
{
	struct stage *stage = node->stages;
	struct shell_word *equals = stage->words;
	unsigned count = 0;

	while (equals && !is_equals(equals))
		equals = equals->next;
	if (!equals || stage->is_bang)
		return true;
	if (equals == stage->words)
		return fail(parse, equals->at, "a variable's name belongs before '='");
	for (struct shell_word *word = stage->words; word != equals; word = word->next) {
		if (token_bare(word).size == 0)
			return fail(parse, word->at,
				    "a variable's name is letters, digits and '_'");
		if (word->next != equals && !word_ends(token_bare(word), ",") &&
		    !word_begins(token_bare(word->next), ","))
			return count == 0 || /* "echo x = 5" is a command */
			       fail(parse, word->next->at, "a ',' belongs before this name");
		if (!read_names(parse, node, &count, word))
			return false;
	}
	stage->words = equals->next;
	if (!stage->words)
		return fail(parse, equals->at, "a value or a command belongs behind '='");
	if (is_value(stage)) {
		node->kind = NODE_VALUE;
		node->value = stage->words;
		if (count > 1)
			return fail(parse, node->at, "one value goes into one variable");
		if (node->expect)
			return fail(parse, node->expect->at, "'=>' goes with a command");
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

static bool read_pipeline(struct parse *parse, struct node *node)
{
	if (!read_pipes(parse, node))
		return false;
	if (is_at(parse, TOKEN_EXPECT)) {
		node->expect = parse->token.word;
		if (node->stages->is_bang)
			return fail(parse, node->expect->at, "'=>' goes with verbs and applets");
		if (!advance(parse))
			return false;
	}
	if (!read_assignment(parse, node))
		return false;
	read_lenient(node);
	return true;
}

/* ---- blocks ------------------------------------------------------------------------------- */

static bool read_list(struct parse *parse, struct node **list, bool inside);

static bool read_body(struct parse *parse, struct node *node)
{
	struct spot open = parse->token.at;

	if (parse->depth == TREE_DEPTH_MAX)
		return fail(parse, open, "there are too many blocks inside each other");
	parse->depth++;
	if (!advance(parse) || !read_list(parse, &node->body, true))
		return false;
	parse->depth--;
	if (!is_at(parse, TOKEN_CLOSE)) {
		parse->scan.wants_more = true;
		return fail(parse, open, "this '{' is never closed");
	}
	return advance(parse);
}

static bool read_pipeline_node(struct parse *parse, struct node **fresh);

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
		       fail(parse, node->at, "takes: foreach NAME in WORD... { ... }");
	case BLOCK_REPEAT:
		return count == 1 || fail(parse, node->at, "takes: repeat NUMBER { ... }");
	case BLOCK_RETRY:
		return count == 1 || (count == 3 && word_is_bare(words->next, "every")) ||
		       fail(parse, node->at, "takes: retry NUMBER [every DURATION] { ... }");
	case BLOCK_WITHIN:
		return count == 1 || fail(parse, node->at, "takes: within DURATION { ... }");
	}
	return true;
}

/* Behind its word, which is used. */
static bool read_block(struct parse *parse, struct node *node)
{
	bool takes_command = node->block == BLOCK_TRY || node->block == BLOCK_DEFER;
	struct shell_word **tail = &node->words;

	node->kind = NODE_BLOCK;
	while (!takes_command && is_at(parse, TOKEN_WORD)) {
		*tail = parse->token.word;
		tail = &parse->token.word->next;
		if (!advance(parse))
			return false;
	}
	if (is_at(parse, TOKEN_OPEN)) {
		if (!check_block(parse, node) || !read_body(parse, node))
			return false;
	} else if (!takes_command) {
		return misplaced(parse, "a block in '{' and '}'");
	} else if (!read_pipeline_node(parse, &node->body)) {
		return false;
	}
	if (is_at(parse, TOKEN_WORD) || is_at(parse, TOKEN_REDIRECT) || is_at(parse, TOKEN_PIPE) ||
	    is_at(parse, TOKEN_EXPECT))
		return misplaced(parse, "';' or the end of the line");
	return true;
}

static const struct name *block_here(const struct parse *parse)
{
	struct word text = { "", 0 };

	if (is_at(parse, TOKEN_WORD))
		text = token_bare(parse->token.word);
	for (const struct name *row = tree_blocks; row->word; row++)
		if (text.size == strlen(row->word) && memcmp(row->word, text.at, text.size) == 0)
			return row;
	return NULL;
}

static bool read_pipeline_node(struct parse *parse, struct node **fresh)
{
	const struct name *block = block_here(parse);
	struct node *node = take(parse, sizeof(*node));
	const char *from = parse->token.word ? parse->token.word->source.at : "";
	bool fine;

	*fresh = node;
	if (!node)
		return false;
	node->at = parse->token.at;
	if (++parse->depth > TREE_DEPTH_MAX)
		return fail(parse, node->at, "there are too many blocks inside each other");
	if (block) {
		node->block = (enum block_kind)block->value;
		fine = advance(parse) && read_block(parse, node);
	} else {
		fine = read_pipeline(parse, node);
	}
	if (!fine)
		return false;
	parse->depth--;
	node->source = word_trim((struct word){ from, (size_t)(parse->behind - from) });
	return true;
}

/* ---- lists -------------------------------------------------------------------------------- */

/* `a && b || c` is read from the left. */
static bool read_andor(struct parse *parse, struct node **node)
{
	if (!read_pipeline_node(parse, node))
		return false;
	for (unsigned depth = 0; is_at(parse, TOKEN_AND) || is_at(parse, TOKEN_OR); depth++) {
		struct node *both = take(parse, sizeof(*both));

		if (!both)
			return false;
		if (depth == TREE_DEPTH_MAX)
			return fail(parse, parse->token.at, "these are too many '&&' and '||'");
		both->kind = is_at(parse, TOKEN_AND) ? NODE_AND : NODE_OR;
		both->at = (*node)->at;
		both->left = *node;
		*node = both;
		if (!advance(parse) || !skip_newlines(parse) ||
		    !read_pipeline_node(parse, &both->right))
			return false;
	}
	return true;
}

/* What may stand behind an and-or, which is used up but for what ends the list. */
static bool read_separator(struct parse *parse, struct node *node, bool inside)
{
	if (is_at(parse, TOKEN_BACKGROUND)) {
		if (node->kind != NODE_PIPELINE)
			return fail(parse, parse->token.at, "'&' goes with a single command");
		node->background = true;
		return advance(parse);
	}
	if (is_at(parse, TOKEN_SEMICOLON) || (inside && is_at(parse, TOKEN_NEWLINE)))
		return advance(parse);
	if (is_at(parse, TOKEN_NEWLINE) || is_at(parse, TOKEN_END) ||
	    (inside && is_at(parse, TOKEN_CLOSE)))
		return true;
	return misplaced(parse, "';'");
}

/* Keep the fault and go on with the next line, or behind the block that began in this one. */
static bool recover(struct parse *parse)
{
	struct tree_fault *fault, **tail = &parse->tree->faults;
	unsigned open = 0;

	if (parse->scan.wants_more || parse->err.kind != STATUS_INVALID)
		return false;
	fault = arena_take(&parse->tree->arena, sizeof(*fault));
	if (!fault)
		return out_of_memory(parse);
	*fault = (struct tree_fault){ .at = parse->fault, .err = parse->err };
	while (*tail)
		tail = &(*tail)->next;
	*tail = fault;
	while (!is_at(parse, TOKEN_END)) {
		struct err ignored = { 0 };

		if (is_at(parse, TOKEN_NEWLINE) && open == 0)
			return true;
		if (is_at(parse, TOKEN_CLOSE) && open-- == 0)
			return true;
		open += is_at(parse, TOKEN_OPEN);
		while (!token_next(&parse->scan, &parse->token, &ignored))
			token_skip_line(&parse->scan);
		parse->scan.wants_more = false;
	}
	return true;
}

static bool read_list(struct parse *parse, struct node **list, bool inside)
{
	unsigned depth = parse->depth;

	for (;;) {
		bool fine = !inside || skip_newlines(parse);

		if (fine && (is_at(parse, TOKEN_END) || is_at(parse, TOKEN_NEWLINE) ||
			     (inside && is_at(parse, TOKEN_CLOSE))))
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
		while (!inside && (is_at(parse, TOKEN_CLOSE) || is_at(parse, TOKEN_SEMICOLON)))
			if (!advance(parse) && !recover(parse))
				return false;
	}
}

/* ---- the whole ---------------------------------------------------------------------------- */

/* The fault that ended the reading, as the last one. Where not even it finds room the list stays
 * as it is: what was read is not whole, and an empty list says that memory is out. */
static void keep_last(struct parse *parse)
{
	struct tree_fault *fault = arena_take(&parse->tree->arena, sizeof(*fault));
	struct tree_fault **tail = &parse->tree->faults;

	while (*tail)
		tail = &(*tail)->next;
	if (fault) {
		*fault = (struct tree_fault){ .at = parse->fault, .err = parse->err };
		*tail = fault;
	}
}

enum tree_state tree_read(struct tree *tree, struct source *source)
{
	const char *from = source->text + source->at;
	struct parse parse = {
		.tree = tree,
		.scan = { .arena = &tree->arena,
			  .at = from,
			  .line_start = from,
			  .end = source->text + source->size,
			  .line = source->line },
	};
	bool fine;

	tree_free(tree);
	if (source->at == source->size)
		return TREE_ENDED;
	fine = (advance(&parse) || recover(&parse)) && read_list(&parse, &tree->first, false);
	if (!fine) {
		keep_last(&parse);
		if (parse.scan.wants_more)
			return TREE_MORE;
		token_skip_line(&parse.scan);
	}
	source->at = (size_t)(parse.scan.at - source->text);
	source->line = parse.scan.line;
	return fine && !tree->faults ? TREE_WHOLE : TREE_WRONG;
}

void tree_free(struct tree *tree)
{
	arena_free(&tree->arena);
	*tree = (struct tree){ 0 };
}
