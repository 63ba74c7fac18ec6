/* eval_rounds -- repeat and retry: the body of a block more than once. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/num.h"
#include "eval/block.h"
#include "shell/hold.h"

enum { ROUNDS_MAX = 1000000000, RETRY_EVERY_MS = 100 };

bool block_pause(const struct block *block, struct deadline next, struct outcome *outcome)
{
	struct deadline until = block->shell->bench.until;
	bool is_shared;

	shell_sleep(block->shell, deadline_earlier(next, until));
	if (deadline_passed(until))
		return false;
	if (!shell_interrupted(block->shell, &is_shared))
		return true;
	*outcome = (struct outcome){ 128 + block->shell->signal, FLOW_LEAVE };
	return false;
}

static bool read_rounds(int64_t *rounds, const struct block *block, struct err *err)
{
	return num_parse(rounds, block->words.argv[0], 0, ROUNDS_MAX, err);
}

struct outcome block_repeat(const struct block *block)
{
	struct outcome outcome = { 0 };
	struct err err = { 0 };
	int64_t rounds;

	if (!read_rounds(&rounds, block, &err))
		return block_complain(block, &err);
	while (block->node->body && rounds-- > 0 && outcome.flow == FLOW_ON)
		outcome = block_body(block);
	return outcome;
}

/* What a try said is in SAID, unless commands are traced: then it was said. */
static struct outcome try(const struct block *block, struct buf *said)
{
	struct hold hold = HOLD_NONE;
	struct outcome outcome;

	buf_clear(said);
	if (!block->shell->traces)
		hold_begin(&hold, 2);
	outcome = block_body(block);
	hold_end(&hold, said);
	return outcome;
}

/* Until it succeeds, or the time of a block around it is up: only the last try speaks. */
struct outcome block_retry(const struct block *block)
{
	int64_t rounds, every_ns = (int64_t)RETRY_EVERY_MS * NS_PER_MS;
	char **argv = block->words.argv;
	struct outcome outcome = { 0 };
	struct buf said = { 0 };
	struct deadline next;
	struct err err = { 0 };

	if (!read_rounds(&rounds, block, &err) ||
	    (argv[1] && !num_duration(&every_ns, argv[2], &err)))
		return block_complain(block, &err);
	do {
		next = deadline_in(every_ns ? every_ns : 1);
		outcome = try(block, &said);
	} while (outcome.flow == FLOW_FAILED && --rounds > 0 && block_pause(block, next, &outcome));
	shell_pass_on(&said);
	return outcome;
}
