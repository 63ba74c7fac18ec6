/* eval_watch -- watch: a command again and again, until something is seen or somebody has seen
 * enough. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <signal.h>
#include <string.h>

#include "base/num.h"
#include "eval/block.h"
#include "shell/hold.h"

enum { ROUNDS_MAX = 1000000000, EVERY_S = 2 };

enum condition { UNTIL_STOPPED, UNTIL_STATUS, UNTIL_CHANGED, UNTIL_MET };

struct watching {
	const struct block *block;
	int64_t every_ns, rounds; /* 0: any number */
	enum condition condition;
	int64_t status;
	struct node body; /* with the expectation that ends it */
	struct buf seen;  /* what the round before printed */
	bool has_seen;
	bool is_over; /* the condition holds */
};

/* ---- what was asked for ----------------------------------------------------------------- */

static bool read_condition(struct watching *watching, char ***next, struct err *err)
{
	if (!**next || ***next == '-') {
		watching->condition = UNTIL_MET; /* the expectation is none of the words */
		return true;
	}
	if (strcmp(*(*next)++, "changed") == 0) {
		watching->condition = UNTIL_CHANGED;
		return true;
	}
	watching->condition = UNTIL_STATUS;
	return num_parse(&watching->status, *(*next)++, 0, 255, err);
}

static bool read_options(struct watching *watching, struct err *err)
{
	char **next = watching->block->words.argv;
	bool fine = true;

	while (fine && *next) {
		const char *option = *next++;

		if (strcmp(option, "-i") == 0)
			fine = num_duration(&watching->every_ns, *next++, err);
		else if (strcmp(option, "-n") == 0)
			fine = num_parse(&watching->rounds, *next++, 1, ROUNDS_MAX, err);
		else
			fine = read_condition(watching, &next, err);
	}
	return fine;
}

/* No script hangs. */
static bool check_end(const struct watching *watching, struct err *err)
{
	const struct bench *bench = &watching->block->shell->bench;

	return bench->asks_first || watching->rounds || watching->condition != UNTIL_STOPPED ||
	       bench->until.at_ns ||
	       err_set(err, STATUS_INVALID, "in a script it needs an end: -n, --until, or within");
}

/* ---- rounds ----------------------------------------------------------------------------- */

static struct outcome run_body(struct watching *watching)
{
	const struct node *list = watching->block->node->body;

	if (watching->condition == UNTIL_MET) {
		watching->body = *list;
		watching->body.expect = watching->block->node->expect;
		list = &watching->body;
	}
	return eval_list(watching->block->shell, list, true);
}

/* What a round printed is passed on, and held against the one before. */
static struct outcome compare_round(struct watching *watching)
{
	struct hold hold = HOLD_NONE;
	struct buf fresh = { 0 }, passed = { 0 };
	struct outcome outcome;

	hold_begin(&hold, 1);
	outcome = run_body(watching);
	hold_end(&hold, &fresh);
	buf_put(&passed, fresh.data, fresh.size);
	shell_print(watching->block->shell, &passed);
	watching->is_over = watching->has_seen &&
			    (fresh.size != watching->seen.size ||
			     (fresh.size && memcmp(fresh.data, watching->seen.data, fresh.size)));
	buf_free(&watching->seen);
	watching->seen = fresh;
	watching->has_seen = true;
	return outcome;
}

/* That an expectation is missed is no news before the last round. */
static struct outcome expect_round(struct watching *watching)
{
	struct buf said = { 0 };
	struct hold hold = HOLD_NONE;
	struct outcome outcome;

	hold_begin(&hold, 2);
	outcome = run_body(watching);
	hold_end(&hold, &said);
	watching->is_over = outcome.status == 0;
	if (watching->is_over || outcome.status > 1 || watching->rounds == 1)
		shell_pass_on(&said);
	buf_free(&said);
	return outcome;
}

static struct outcome run_round(struct watching *watching)
{
	struct outcome outcome;

	switch (watching->condition) {
	case UNTIL_CHANGED:
		return compare_round(watching);
	case UNTIL_MET:
		return expect_round(watching);
	case UNTIL_STATUS:
	case UNTIL_STOPPED:
		break;
	}
	outcome = run_body(watching);
	watching->is_over =
		watching->condition == UNTIL_STATUS && outcome.status == (int)watching->status;
	return outcome;
}

/* What is malformed, or no program, does not get better. */
static bool is_hopeless(struct outcome outcome)
{
	return outcome.status == EXIT_USAGE || outcome.status == EXIT_NOT_RUNNABLE ||
	       outcome.status == EXIT_NO_PROGRAM;
}

/* ---- the end ---------------------------------------------------------------------------- */

/* Who watches until he has seen enough has seen it at Ctrl-C: the line ends there, and well. */
static struct outcome leave(const struct watching *watching, struct outcome outcome)
{
	const struct shell *shell = watching->block->shell;

	if (shell->bench.asks_first && shell->signal == SIGINT &&
	    watching->condition == UNTIL_STOPPED)
		outcome.status = 0;
	return outcome;
}

/* The rounds, or the time, came to their end first. */
static struct outcome give_up(const struct watching *watching, bool is_late)
{
	struct err err = { 0 };

	if (watching->condition == UNTIL_STOPPED && !is_late)
		return (struct outcome){ 0 };
	if (is_late)
		err_set(&err, STATUS_TIMEOUT, "its time is up");
	else
		err_set(&err, STATUS_MISMATCH, "it did not come to that");
	return block_complain(watching->block, &err);
}

static struct outcome run_rounds(struct watching *watching)
{
	for (;;) {
		struct deadline next = deadline_in(watching->every_ns ? watching->every_ns : 1);
		struct outcome outcome = run_round(watching), left = { 0 };

		if (outcome.flow == FLOW_LEAVE)
			return leave(watching, outcome);
		if (watching->is_over)
			return (struct outcome){ 0 };
		if (is_hopeless(outcome))
			return outcome;
		if (watching->rounds && --watching->rounds == 0)
			return give_up(watching, false);
		if (!block_pause(watching->block, next, &left))
			return left.flow == FLOW_LEAVE ? leave(watching, left)
						       : give_up(watching, true);
	}
}

struct outcome block_watch(const struct block *block)
{
	struct watching watching = { .block = block, .every_ns = (int64_t)EVERY_S * NS_PER_S };
	struct bench *bench = &block->shell->bench;
	struct deadline outer = bench->until;
	struct outcome outcome;
	struct err err = { 0 };

	if (!read_options(&watching, &err) || !check_end(&watching, &err))
		return block_complain(block, &err);
	if (!bench->asks_first && !watching.rounds && outer.at_ns == 0)
		bench->until = deadline_in((int64_t)BENCH_TIMEOUT_S * NS_PER_S);
	outcome = run_rounds(&watching);
	bench->until = outer;
	buf_free(&watching.seen);
	return outcome;
}
