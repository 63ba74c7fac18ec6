/* task -- one case while it is run: its attempts, waits between them, and its verdict. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/task.h"

#include <string.h>

#include "check/judge.h"
#include "check/plan_case.h"
#include "check/repro.h"
#include "cli/expect.h"

enum { LIMIT_S = 60, READY_S = 10, GRACE_S = 5, EVERY_S = 1, DAY_SIZE = 10 };

/* ---- how it ends ---------------------------------------------------------------------------- */

static const char *copy_of(struct task *task, const char *text)
{
	return text ? arena_copy(&task->arena, text, strlen(text)) : NULL;
}

static bool is_past(const struct plan_case *one)
{
	char today[CLOCK_STAMP_MAX];

	clock_stamp(today, clock_wall_ns());
	today[DAY_SIZE] = '\0';
	return strcmp(today, one->until) > 0;
}

/* A failure is foreseen until the day; behind it what was foreseen is told with the failure. */
static void apply_todo(struct task *task)
{
	struct outcome *outcome = &task->outcome;
	const struct plan_case *one = task->one;
	bool is_late = one->todo && is_past(one);
	struct buf text = { 0 };

	if (!one->todo)
		return;
	buf_printf(&text, is_late ? "%s (was until %s)" : "%s (until %s)", one->todo, one->until);
	outcome->todo = copy_of(task, buf_text(&text));
	buf_free(&text);
	if (outcome->verdict == VERDICT_OK || outcome->verdict == VERDICT_WARN)
		outcome->verdict = VERDICT_FIXED;
	else if (outcome->verdict == VERDICT_FAIL && !is_late)
		outcome->verdict = VERDICT_TODO;
	else if (outcome->verdict != VERDICT_FAIL)
		outcome->todo = NULL;
}

static void put_repro(struct task *task)
{
	struct buf text = { 0 };

	if (!task->argv || task->one->item->is_fixture)
		return;
	repro_put(&text, task->one->applet->name, task->argv);
	task->outcome.repro = copy_of(task, buf_text(&text));
	buf_free(&text);
}

static void finish(struct task *task)
{
	timer_clear(task->attempt.loop, &task->next);
	if (task->began_ns) {
		task->outcome.duration_ns = clock_now_ns() - task->began_ns;
		put_repro(task);
	}
	apply_todo(task);
	attempt_free(&task->attempt); /* thousands may be done */
	task->state = TASK_DONE;
	task->changed(task);
}

void task_settle(struct task *task, enum verdict verdict, const char *status, const char *reason)
{
	task->outcome.verdict = verdict;
	task->outcome.flaky = NULL; /* it has not passed */
	task->outcome.status = copy_of(task, status);
	task->outcome.reason = copy_of(task, reason);
	finish(task);
}

bool task_is_good(const struct task *task)
{
	enum verdict verdict = task->outcome.verdict;

	return task->state == TASK_READY ||
	       (task->state == TASK_DONE && !task->one->item->is_fixture &&
		(verdict == VERDICT_OK || verdict == VERDICT_WARN || verdict == VERDICT_FIXED));
}

/* ---- what comes behind an attempt ------------------------------------------------------------ */

static int64_t every_of(const struct plan_case *one)
{
	return one->every_ns ? one->every_ns : (int64_t)EVERY_S * NS_PER_S;
}

/* Again after AFTER_NS, but not later than UNTIL_NS (0: whenever). */
static void again(struct task *task, int64_t after_ns, int64_t until_ns)
{
	int64_t at = clock_now_ns() + after_ns;

	if (until_ns && at >= until_ns) {
		at = until_ns;
		task->is_last = true;
	}
	timer_set(task->attempt.loop, &task->next, (struct deadline){ at });
}

/* The value that others wait for. */
static void capture(struct task *task)
{
	const struct plan_case *one = task->one;
	struct word value;
	struct buf text = { 0 };

	if (!one->capture)
		return;
	if (judge_value(&value, &task->last, task->outcome.result, one->capture) &&
	    plan_value_add(task->plan, &task->plan->values, word_of(one->capture_as), value))
		return;
	buf_printf(&text, "its result has no '%s' that could be captured", one->capture);
	task->outcome.verdict = VERDICT_ERROR;
	task->outcome.status = status_word(STATUS_LACKING);
	task->outcome.reason = copy_of(task, buf_text(&text));
	buf_free(&text);
}

static void pass(struct task *task)
{
	const struct plan_case *one = task->one;
	int64_t now = clock_now_ns();

	if (one->hold_ns && !task->holds_ns) {
		task->holds_ns = now;
		task->is_last = false;
	}
	if (one->hold_ns && !task->is_last) {
		again(task, every_of(one), task->holds_ns + one->hold_ns);
		return;
	}
	capture(task);
	finish(task);
}

static void say_it_did_not_hold(struct task *task)
{
	struct buf text = { 0 };
	struct outcome *outcome = &task->outcome;

	buf_printf(&text, "it held for %lld ms only: ",
		   (long long)((clock_now_ns() - task->holds_ns) / NS_PER_MS));
	outcome_put_reason(&text, outcome);
	outcome->reason = copy_of(task, buf_text(&text));
	buf_free(&text);
}

/* What the first of several attempts came to. */
static void note_flaky(struct task *task)
{
	struct outcome *outcome = &task->outcome;
	struct buf text = { 0 };

	if (outcome->flaky)
		return;
	outcome_put_reason(&text, outcome);
	outcome->flaky = copy_of(task, buf_text(&text));
	buf_free(&text);
}

static void miss(struct task *task)
{
	const struct plan_case *one = task->one;

	if (task->holds_ns) {
		say_it_did_not_hold(task);
	} else if (one->eventually_ns && !task->is_last) {
		again(task, every_of(one), task->began_ns + one->eventually_ns);
		return;
	} else if (task->outcome.attempts <= one->retries) {
		note_flaky(task);
		again(task, one->retry_after_ns + 1, 0);
		return;
	}
	task->outcome.flaky = NULL;
	finish(task);
}

static void be_ended(struct attempt *attempt)
{
	struct task *task = OWNER(attempt, struct task, attempt);
	struct outcome *outcome = &task->outcome;

	arena_reset(&task->last);
	if (!judge_attempt(outcome, &task->last, attempt, task->one->applet->name))
		task_settle(task, VERDICT_ERROR, "lacking", NULL);
	else if (outcome->verdict == VERDICT_OK || outcome->verdict == VERDICT_WARN)
		pass(task);
	else
		miss(task);
}

/* ---- an attempt ------------------------------------------------------------------------------ */

static int64_t limit_of(const struct plan_case *one)
{
	if (one->item->is_fixture) /* until it is ready */
		return one->timeout_ns ? one->timeout_ns : (int64_t)READY_S * NS_PER_S;
	return one->timeout_ns ? one->timeout_ns + (int64_t)GRACE_S * NS_PER_S
			       : (int64_t)LIMIT_S * NS_PER_S;
}

/* Of a fixture its dependents tell it. */
static void cannot_ask(struct task *task, const struct err *err)
{
	struct buf text = { 0 };

	if (task->one->item->is_fixture)
		buf_printf(&text, "fixture %s: ", task->one->id);
	if (task->argv && !task->one->applet)
		buf_printf(&text, "'%s': ", task->argv[0]);
	buf_puts(&text, err->text);
	task_settle(task, VERDICT_ERROR, status_word(err->kind), buf_text(&text));
	buf_free(&text);
}

static void ask(struct task *task)
{
	struct plan_scope scope = { .plan = task->plan,
				    .chosen = task->one->chosen,
				    .is_running = true };
	struct err err = { 0 };

	task->outcome.attempts++;
	if ((!task->argv && !plan_case_words_now(&task->argv, task->one, &scope, &err)) ||
	    !attempt_start(&task->attempt, task->one->applet, task->argv, limit_of(task->one),
			   &err))
		cannot_ask(task, &err);
}

static void be_due(struct timer *timer)
{
	ask(OWNER(timer, struct task, next));
}

void task_begin(struct task *task)
{
	task->state = TASK_RUNNING;
	task->began_ns = clock_now_ns();
	task->next.due = be_due;
	if (!task->attempt.ended)
		task->attempt.ended = be_ended;
	ask(task);
}

void task_free(struct task *task)
{
	if (task->attempt.loop)
		timer_clear(task->attempt.loop, &task->next);
	attempt_free(&task->attempt);
	expect_free(task->ready);
	task->ready = NULL;
	arena_free(&task->arena);
	arena_free(&task->last);
}
