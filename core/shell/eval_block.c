/* eval_block -- within, retry, repeat, try, foreach, defer. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "base/num.h"
#include "shell/eval.h"

enum { ROUNDS_MAX = 1000000000, RETRY_EVERY_MS = 100 };

/* A block that is being run: its words are in ARGV. */
struct block {
	struct shell *shell;
	const struct node *node;
	struct words words;
};

static struct outcome run_body(const struct block *block)
{
	return eval_list(block->shell, block->node->body, true);
}

static struct outcome complain(const struct block *block, const struct err *err)
{
	const char *name = name_word(tree_blocks, block->node->block);

	shell_complain(block->shell, name, err);
	return (struct outcome){ status_exit(err->kind), FLOW_FAILED };
}

static struct outcome run_within(const struct block *block)
{
	struct bench *bench = &block->shell->bench;
	struct deadline outer = bench->until;
	struct outcome outcome;
	struct err err = { 0 };
	int64_t ns;

	if (!num_duration(&ns, block->words.argv[0], &err))
		return complain(block, &err);
	bench->until = deadline_earlier(outer, deadline_in(ns ? ns : 1));
	outcome = run_body(block);
	if (outcome.flow == FLOW_ON && deadline_passed(bench->until)) {
		err_set(&err, STATUS_TIMEOUT, "%s took longer than %s",
			outcome.status ? "it" : "all of it went well, but", block->words.argv[0]);
		outcome = complain(block, &err);
	}
	bench->until = outer;
	return outcome;
}

static bool read_rounds(int64_t *rounds, const struct block *block, struct err *err)
{
	return num_parse(rounds, block->words.argv[0], 0, ROUNDS_MAX, err);
}

static struct outcome run_repeat(const struct block *block)
{
	struct outcome outcome = { 0 };
	struct err err = { 0 };
	int64_t rounds;

	if (!read_rounds(&rounds, block, &err))
		return complain(block, &err);
	while (block->node->body && rounds-- > 0 && outcome.flow == FLOW_ON)
		outcome = run_body(block);
	return outcome;
}

/* retry N [every DURATION]: until it succeeds, or the time of a block around it is up. */
static struct outcome run_retry(const struct block *block)
{
	int64_t rounds, every_ns = (int64_t)RETRY_EVERY_MS * NS_PER_MS;
	char **argv = block->words.argv;
	struct outcome outcome = { 0 };
	struct err err = { 0 };
	bool is_shared;

	if (!read_rounds(&rounds, block, &err) ||
	    (argv[1] && !num_duration(&every_ns, argv[2], &err)))
		return complain(block, &err);
	for (;;) {
		struct deadline next = deadline_in(every_ns ? every_ns : 1);

		outcome = run_body(block);
		if (outcome.flow != FLOW_FAILED || --rounds <= 0 ||
		    deadline_passed(block->shell->bench.until))
			return outcome;
		shell_sleep(block->shell, deadline_earlier(next, block->shell->bench.until));
		if (deadline_passed(block->shell->bench.until))
			return outcome; /* the last try says more than that the time is up */
		if (shell_interrupted(block->shell, &is_shared))
			return (struct outcome){ 128 + block->shell->signal, FLOW_LEAVE };
	}
}

static struct outcome run_try(const struct block *block)
{
	struct outcome outcome = run_body(block);

	if (outcome.flow == FLOW_FAILED)
		outcome.flow = FLOW_ON;
	return outcome;
}

static bool copy_item(struct shell_value *item, const struct bench_word *word)
{
	return item &&
	       (word->value ? shell_value_copy(item, word->value)
			    : shell_value_bytes(item, (struct word){ word->at, word->size }));
}

/* Its words are copied first: what runs inside may change the variables that they are. */
static struct outcome run_foreach(const struct block *block)
{
	const struct words *words = &block->words;
	struct shell_value all = { 0 };
	struct outcome outcome = { 0 };
	struct err err = { 0 };
	bool fine = true;

	for (size_t i = 2; fine && i < words->count; i++)
		fine = copy_item(shell_value_append(&all), &words->word[i]);
	if (!fine)
		err_errno(&err, ENOMEM, "no room for the words");
	for (size_t i = 0; fine && i < all.count && outcome.flow == FLOW_ON; i++) {
		fine = scope_set(&block->shell->scope, words->argv[0], &all.item[i], &err);
		if (fine)
			outcome = run_body(block);
	}
	shell_value_free(&all);
	return fine ? outcome : complain(block, &err);
}

/* Its text is kept: the tree does not live that long. */
static struct outcome run_defer(const struct block *block)
{
	struct word text = word_trim(word_behind(block->node->source, strlen("defer")));
	struct shell *shell = block->shell;
	struct deferred *fresh;
	struct err err = { 0 };

	if (text.at[0] == '{')
		text = (struct word){ text.at + 1, text.size - 2 };
	fresh = malloc(sizeof(*fresh) + text.size + 1);
	if (!fresh) {
		err_errno(&err, ENOMEM, "no room for it");
		return complain(block, &err);
	}
	fresh->size = text.size;
	memcpy(fresh->text, text.at, text.size);
	fresh->file = shell->file;
	fresh->line = block->node->at.line;
	fresh->next = shell->deferred;
	shell->deferred = fresh;
	return (struct outcome){ 0 };
}

struct outcome eval_block(struct shell *shell, const struct node *node)
{
	static struct outcome (*const run[])(const struct block *block) = {
		[BLOCK_DEFER] = run_defer,   [BLOCK_FOREACH] = run_foreach,
		[BLOCK_REPEAT] = run_repeat, [BLOCK_RETRY] = run_retry,
		[BLOCK_TRY] = run_try,       [BLOCK_WITHIN] = run_within,
	};
	struct block block = { .shell = shell, .node = node };
	struct arena arena = { 0 };
	struct expand expand = shell_expand(shell, &arena);
	struct outcome outcome;
	struct err err = { 0 };

	if (expand_words(&block.words, &expand, node->words, node->block == BLOCK_FOREACH, &err))
		outcome = run[node->block](&block);
	else
		outcome = complain(&block, &err);
	arena_free(&arena);
	return outcome;
}
