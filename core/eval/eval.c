/* eval -- runs a tree: one line after the other, and what is inside blocks. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "eval/eval.h"

#include <errno.h>
#include <string.h>

#include "base/num.h"

#include "bench/news.h"
#include "eval/fault.h"
#include "eval/pipeline.h"
#include "python/pythonic.h"
#include "record/keep.h"

static struct outcome complain(struct shell *shell, const struct err *err)
{
	shell_complain(shell, "", err);
	return outcome_of(status_exit(err->kind));
}

/* ---- assignments ------------------------------------------------------------------------ */

static struct bench_sock *socket_of(const struct shell *shell, const struct shell_value *value)
{
	return value->kind == SHELL_SOCKET ? bench_numbered(&shell->bench, value->number) : NULL;
}

/* A socket that a command came to is called as its variable. */
static bool assign(struct shell *shell, const char *name, const struct shell_value *value,
		   struct err *err)
{
	struct bench_sock *sock = socket_of(shell, value);

	if (!scope_set(&shell->scope, name, value, err))
		return false;
	if (sock)
		bench_rename(&shell->bench, sock, name);
	return true;
}

bool eval_assign(struct shell *shell, const char *name, const struct shell_value *value,
		 struct err *err)
{
	struct bench_sock *sock = socket_of(shell, value);

	if (!scope_set(&shell->scope, name, value, err))
		return false;
	if (sock)
		bench_free_name(&shell->bench, sock, name);
	return true;
}

/* It may have failed as its expectation foresaw: then the variables hold nothing, and no older
 * value. */
static bool assign_nothing(struct shell *shell, const struct node *node, struct err *err)
{
	if (!node->expect)
		return err_set(err, STATUS_INVALID, "%s: it gives no value", node->names[0]);
	for (const char *const *name = node->names; *name; name++)
		scope_unset(&shell->scope, *name);
	return true;
}

/* A list has an item for each of several names. */
static bool assign_all(struct shell *shell, const struct node *node, struct err *err)
{
	const struct shell_value *result = &shell->bench.result;
	size_t count = 0;

	while (node->names[count])
		count++;
	if (result->kind == SHELL_NOTHING)
		return assign_nothing(shell, node, err);
	if (count == 1)
		return assign(shell, node->names[0], result, err);
	if (result->kind != SHELL_LIST || result->count != count)
		return err_set(err, STATUS_INVALID, "it gives %zu values to %zu variables",
			       result->kind == SHELL_LIST ? result->count : 1, count);
	for (size_t i = 0; i < count; i++)
		if (!assign(shell, node->names[i], &result->item[i], err))
			return false;
	return true;
}

static struct outcome eval_value(struct shell *shell, const struct node *node)
{
	struct word bare = token_bare(node->value);
	struct shell_value value = { 0 };
	struct arena arena = { 0 };
	struct expand expand = shell_expand(shell, &arena);
	struct outcome outcome = { 0 };
	struct err err = { 0 }, ignored = { 0 };
	int64_t number;
	bool fine = expand_value(&value, &expand, node->value, &err);

	if (fine && bare.size > 0 &&
	    num_parse(&number, buf_text(&value.data), INT64_MIN, INT64_MAX, &ignored))
		shell_value_number(&value, SHELL_NUMBER, number);
	if (!fine || !eval_assign(shell, node->names[0], &value, &err))
		outcome = complain(shell, &err);
	else
		keep_value(shell, node, node->names[0], &value);
	shell_value_free(&value);
	arena_free(&arena);
	return outcome;
}

/* ---- commands --------------------------------------------------------------------------- */

/* What the sockets that a verb makes shall be called. */
static void name_results(struct bench *bench, const struct node *node)
{
	shell_value_free(&bench->result);
	bench->result_name[0] = '\0';
	bench->next_names = NULL;
	if (node->names[0] && strlen(node->names[0]) < sizeof(bench->result_name)) {
		memcpy(bench->result_name, node->names[0], strlen(node->names[0]) + 1);
		bench->next_names = node->names + 1;
	}
}

/* Whether its command is none, or could not even be looked for. */
static bool is_unknown(const struct node *node, struct outcome outcome)
{
	return outcome.status == EXIT_NO_PROGRAM ||
	       (outcome.status == EXIT_USAGE && token_is_call(node->stages->words));
}

static struct outcome eval_pipeline(struct shell *shell, const struct node *node)
{
	struct bench *bench = &shell->bench;
	struct outcome outcome;
	struct err err = { 0 };

	name_results(bench, node);
	keep_command(shell, node);
	bench->began_ns = clock_now_ns();
	outcome = pipeline_run(shell, node);
	news_mark(bench);
	if (is_unknown(node, outcome) && !pythonic_tell(shell, node->source) && node->names[0])
		shell_say(shell,
			  "a value is one word, a text that is no command stands in quotes: %s = "
			  "\"...\"",
			  node->names[0]);
	if (node->names[0] && outcome.status == 0 && !assign_all(shell, node, &err))
		outcome = complain(shell, &err);
	else if (bench->result.kind != SHELL_NOTHING &&
		 !shell_value_copy(&shell->scope.last, &bench->result))
		shell_value_free(&shell->scope.last);
	keep_command_done(shell, outcome);
	name_results(bench, &(struct node){ 0 });
	if (node->lenient && outcome.flow == FLOW_FAILED)
		outcome.flow = FLOW_ON;
	return outcome;
}

static struct outcome eval_node(struct shell *shell, const struct node *node);

/* `a || b`: b answers for the failure of a. `a && b`: nothing does. */
static struct outcome eval_both(struct shell *shell, const struct node *node)
{
	struct outcome left = eval_node(shell, node->left);
	bool goes_on = node->kind == NODE_AND ? left.status == 0 : left.status != 0;

	if (left.flow == FLOW_LEAVE || !goes_on)
		return left;
	shell_value_number(&shell->scope.status, SHELL_NUMBER, left.status);
	return eval_node(shell, node->right);
}

static struct outcome out_of_time(struct shell *shell)
{
	struct err err = { 0 };

	err_set(&err, STATUS_TIMEOUT, "the time of 'within' is up");
	return complain(shell, &err);
}

static struct outcome eval_node(struct shell *shell, const struct node *node)
{
	shell->line = node->at.line;
	if (deadline_passed(shell->bench.until))
		return out_of_time(shell);
	switch (node->kind) {
	case NODE_PIPELINE:
		return eval_pipeline(shell, node);
	case NODE_VALUE:
		return eval_value(shell, node);
	case NODE_BLOCK:
		return eval_block(shell, node);
	case NODE_AND:
	case NODE_OR:
		return eval_both(shell, node);
	}
	return outcome_of(EXIT_USAGE);
}

/* Where a signal asked to stop: no matter how the command went. */
static struct outcome heed_signals(struct shell *shell, struct outcome outcome)
{
	bool is_shared;

	bench_turn(&shell->bench); /* a loop that never waits must not keep others waiting */
	if (outcome.flow != FLOW_LEAVE && shell_interrupted(shell, &is_shared))
		return (struct outcome){ 128 + shell->signal, FLOW_LEAVE };
	return outcome;
}

struct outcome eval_list(struct shell *shell, const struct node *list, bool stops)
{
	struct outcome outcome = { 0 };

	keep_list(shell, list);
	for (; list && !shell->checks; list = list->next) {
		keep_node(shell);
		outcome = heed_signals(shell, eval_node(shell, list));
		outcome = keep_node_done(shell, list, outcome);
		shell_value_number(&shell->scope.status, SHELL_NUMBER, outcome.status);
		if (outcome.flow == FLOW_LEAVE ||
		    (outcome.flow == FLOW_FAILED && (stops || shell->stops)))
			break;
	}
	keep_list_done(shell);
	return outcome;
}

/* ---- texts ------------------------------------------------------------------------------ */

/* All faults of the text are told before any of it is run. */
static bool check_text(struct shell *shell, struct source source)
{
	struct tree tree = { 0 };
	enum tree_state state = TREE_WHOLE;
	bool fine = true;

	while (state != TREE_ENDED && state != TREE_MORE) {
		struct source before = source;

		state = tree_read(&tree, &source);
		if (state == TREE_WRONG || state == TREE_MORE) {
			fault_tell(shell, &tree, &before);
			fine = false;
		}
	}
	tree_free(&tree);
	return fine;
}

struct outcome eval_source(struct shell *shell, struct source *source, bool *more)
{
	struct outcome outcome = { shell->scope.status.number & 0xff, FLOW_ON };
	enum tree_state state = TREE_WHOLE;
	struct tree tree = { 0 };

	while (state == TREE_WHOLE) {
		struct source before = *source;

		state = tree_read(&tree, source);
		if (state == TREE_WRONG) {
			fault_tell(shell, &tree, &before);
			outcome = outcome_of(EXIT_USAGE);
			shell_value_number(&shell->scope.status, SHELL_NUMBER, EXIT_USAGE);
		} else if (state == TREE_WHOLE && tree.first) {
			outcome = eval_list(shell, tree.first, false);
		}
		if (outcome.flow == FLOW_LEAVE ||
		    (outcome.flow == FLOW_FAILED && shell->stops && !shell->checks))
			break;
		if (state == TREE_WRONG)
			state = TREE_WHOLE;
	}
	*more = state == TREE_MORE;
	tree_free(&tree);
	return outcome;
}

size_t eval_mark(const char *text, size_t size)
{
	static const char mark[] = { '\xef', '\xbb', '\xbf' };

	return size >= sizeof(mark) && memcmp(text, mark, sizeof(mark)) == 0 ? sizeof(mark) : 0;
}

struct outcome eval_text(struct shell *shell, const char *text, size_t size, unsigned line)
{
	size_t mark = line == 1 && text ? eval_mark(text, size) : 0;
	struct source source = { text ? text + mark : "", size - mark, 0, line };
	bool more;

	if (!check_text(shell, source))
		return outcome_of(EXIT_USAGE);
	return eval_source(shell, &source, &more);
}

int eval_code(const struct shell *shell, struct outcome outcome)
{
	if (shell->checks)
		return shell->is_wrong ? EXIT_USAGE : 0;
	return shell->stops && outcome.flow == FLOW_ON ? 0 : outcome.status;
}

int eval_deferred(struct shell *shell, const struct deferred *deferred)
{
	struct source source = { deferred->text, deferred->size, 0, deferred->line };
	bool more;

	shell->file = deferred->file;
	shell->checks = false;
	shell_value_number(&shell->scope.status, SHELL_NUMBER, 0);
	return eval_code(shell, eval_source(shell, &source, &more));
}
