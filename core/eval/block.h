/* block -- the inside of blocks that run, shared by the files of eval_block. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EVAL_BLOCK_H
#define EVAL_BLOCK_H

#include "eval/eval.h"

/* A block that is being run: its words are in ARGV. */
struct block {
	struct shell *shell;
	const struct node *node;
	struct words words;
};

struct outcome block_body(const struct block *block);

/* Say under the block's name what is wrong. */
struct outcome block_complain(const struct block *block, const struct err *err);

/* eval_rounds: the body more than once. */
struct outcome block_repeat(const struct block *block);
struct outcome block_retry(const struct block *block);

/* eval_watch */
struct outcome block_watch(const struct block *block);

/* Wait until the next round, which has its time, or an end comes first: the time of a block around,
 * or a signal. False then, with what it comes to in OUTCOME where it is a signal. */
bool block_pause(const struct block *block, struct deadline next, struct outcome *outcome);

#endif
