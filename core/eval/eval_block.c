/* eval_block -- blocks: within, try, time, once, foreach, defer; see eval_rounds and eval_watch. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "base/num.h"
#include "eval/block.h"
#include "record/keep.h"

enum { DEFERRED_MAX = 10000 };

struct outcome block_body(const struct block *block)
{
	return eval_list(block->shell, block->node->body, true);
}

struct outcome block_complain(const struct block *block, const struct err *err)
{
	const char *name = name_word(tree_blocks, block->node->block);

	block->shell->line = block->node->at.line; /* what ran inside stands elsewhere */
	shell_complain(block->shell, name, err);
	return outcome_of(status_exit(err->kind));
}

static struct outcome run_within(const struct block *block)
{
	struct bench *bench = &block->shell->bench;
	struct deadline outer = bench->until;
	struct outcome outcome;
	struct err err = { 0 };
	int64_t ns;

	if (!num_duration(&ns, block->words.argv[0], &err))
		return block_complain(block, &err);
	bench->until = deadline_earlier(outer, deadline_in(ns ? ns : 1));
	outcome = block_body(block);
	if (outcome.flow == FLOW_ON && deadline_passed(bench->until)) {
		err_set(&err, STATUS_TIMEOUT, "%s took longer than %s",
			outcome.status ? "it" : "all of it went well, but", block->words.argv[0]);
		outcome = block_complain(block, &err);
	}
	bench->until = outer;
	return outcome;
}

static struct outcome run_time(const struct block *block)
{
	int64_t began_ns = clock_now_ns();
	struct outcome outcome = block_body(block);
	double took_ms = (double)(clock_now_ns() - began_ns) / NS_PER_MS;

	if (took_ms < 1000)
		shell_say(block->shell, "(%.3f ms)", took_ms);
	else
		shell_say(block->shell, "(%.3f s)", took_ms / 1000);
	return outcome;
}

static struct outcome run_once(const struct block *block)
{
	struct run_manner *manner = &block->shell->manner;
	long before = manner->format;
	struct outcome outcome;
	struct err err = { 0 };

	if (!shell_format(&manner->format, block->words.argv[0], &err))
		return block_complain(block, &err);
	outcome = block_body(block);
	manner->format = before;
	return outcome;
}

static struct outcome run_try(const struct block *block)
{
	struct outcome outcome = block_body(block);

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
		fine = eval_assign(block->shell, words->argv[0], &all.item[i], &err);
		if (fine) {
			keep_value(block->shell, NULL, words->argv[0], &all.item[i]);
			outcome = block_body(block);
		}
	}
	shell_value_free(&all);
	return fine ? outcome : block_complain(block, &err);
}

/* Its text is kept: the tree does not live that long. */
static struct outcome run_defer(const struct block *block)
{
	struct word text = word_trim(word_behind(block->node->source, strlen("defer")));
	struct shell *shell = block->shell;
	struct deferred *fresh;
	struct err err = { 0 };

	if (shell->deferred_count == DEFERRED_MAX) {
		err_set(&err, STATUS_INVALID, "more than %d times", DEFERRED_MAX);
		return block_complain(block, &err);
	}
	if (text.at[0] == '{')
		text = (struct word){ text.at + 1, text.size - 2 };
	fresh = malloc(sizeof(*fresh) + text.size + 1);
	if (!fresh) {
		err_errno(&err, ENOMEM, "no room for it");
		return block_complain(block, &err);
	}
	fresh->size = text.size;
	memcpy(fresh->text, text.at, text.size);
	fresh->file = shell->file;
	fresh->line = block->node->at.line;
	fresh->next = shell->deferred;
	shell->deferred = fresh;
	shell->deferred_count++;
	return (struct outcome){ 0 };
}

static struct outcome run(const struct block *block)
{
	switch (block->node->block) {
	case BLOCK_DEFER:
		return run_defer(block);
	case BLOCK_FOREACH:
		return run_foreach(block);
	case BLOCK_ONCE:
		return run_once(block);
	case BLOCK_REPEAT:
		return block_repeat(block);
	case BLOCK_RETRY:
		return block_retry(block);
	case BLOCK_TIME:
		return run_time(block);
	case BLOCK_TRY:
		return run_try(block);
	case BLOCK_WATCH:
		return block_watch(block);
	case BLOCK_WITHIN:
		return run_within(block);
	}
	return (struct outcome){ 0 };
}

struct outcome eval_block(struct shell *shell, const struct node *node)
{
	struct block block = { .shell = shell, .node = node };
	struct arena arena = { 0 };
	struct expand expand = shell_expand(shell, &arena);
	struct outcome outcome;
	struct err err = { 0 };
	bool is_told_whole = node->block == BLOCK_RETRY || node->block == BLOCK_DEFER;

	if (is_told_whole)
		keep_mute(shell);
	if (expand_words(&block.words, &expand, node->words, node->block == BLOCK_FOREACH, &err))
		outcome = run(&block);
	else
		outcome = block_complain(&block, &err);
	if (is_told_whole) {
		keep_unmute(shell);
		keep_block(shell, node, outcome);
	}
	arena_free(&arena);
	return outcome;
}
