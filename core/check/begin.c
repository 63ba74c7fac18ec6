/* begin -- which checks of a run can begin now: what they need, what the machine has, room, locks.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/runner.h"

#include "base/texts.h"
#include "check/task.h"

static bool share_lock(const struct plan_case *one, const struct plan_case *other)
{
	for (const struct shell_word *a = one->locks; a; a = a->next)
		for (const struct shell_word *b = other->locks; b; b = b->next)
			if (word_equals(a->source, b->source))
				return true;
	return false;
}

static bool share_host(const struct plan_case *one, const struct plan_case *other)
{
	return one->host && other->host && text_is(one->host, other->host);
}

/* How many checks that run share something with ONE. */
static unsigned count_running(const struct runner *runner, const struct plan_case *one,
			      bool (*share)(const struct plan_case *one,
					    const struct plan_case *other))
{
	unsigned count = 0;

	for (const struct task *other = runner->first_running; other; other = other->next_running)
		count += share(one, other->one);
	return count;
}

static bool is_locked(const struct runner *runner, const struct plan_case *one)
{
	return one->locks && count_running(runner, one, share_lock) > 0;
}

static bool is_crowded(const struct runner *runner, const struct plan_case *one)
{
	return one->host && runner->per_host &&
	       count_running(runner, one, share_host) >= runner->per_host;
}

/* Settle what cannot be asked, as something that it needs has failed. True while it has to wait, or
 * is settled. */
static bool waits_for_others(struct runner *runner, struct task *task)
{
	struct buf why = { 0 };
	bool waits = false;

	for (const struct plan_need *need = task->one->needs; need; need = need->next) {
		struct task *other = &runner->task[need->on->index];
		bool is_fixture = need->on->item->is_fixture;

		if (task_is_good(other))
			continue;
		waits = true;
		if (other->state != TASK_DONE)
			continue;
		if (is_fixture)
			buf_puts(&why, other->outcome.reason ? other->outcome.reason : "");
		else
			buf_printf(&why, "needs %s, which did not pass", need->on->id);
		if (is_fixture || task->one->item->is_fixture)
			task_settle(task, VERDICT_ERROR, "fixture", buf_text(&why));
		else
			task_settle(task, VERDICT_SKIP, NULL, buf_text(&why));
		break;
	}
	buf_free(&why);
	return waits;
}

/* `skip`, and what this machine has not. */
static void skip(struct runner *runner, struct task *task)
{
	struct buf why = { 0 };
	bool has = true;

	if (task->one->skip) {
		task_settle(task, VERDICT_SKIP, NULL, task->one->skip);
		return;
	}
	for (const struct shell_word *word = task->one->requires; word && has; word = word->next) {
		buf_clear(&why);
		buf_printf(&why, "requires %.*s: ", (int)word->source.size, word->source.at);
		has = ability_has(&runner->abilities, word->source, &why);
	}
	if (!has)
		task_settle(task, VERDICT_SKIP, NULL, buf_text(&why));
	buf_free(&why);
}

void runner_skip(struct runner *runner)
{
	for (size_t i = 0; i < runner->plan->case_count; i++)
		if (task_is_check(&runner->task[i]))
			skip(runner, &runner->task[i]);
}

static void want_needs(struct runner *runner, const struct plan_case *one)
{
	for (const struct plan_need *need = one->needs; need; need = need->next) {
		struct task *task = &runner->task[need->on->index];

		if (task_is_check(task) || task->wanted || task->state != TASK_WAITING)
			continue;
		task->wanted = true;
		want_needs(runner, task->one);
	}
}

/* Whether a check, or a fixture of one, still waits for FIXTURE. */
static bool is_wanted(struct runner *runner, const struct task *fixture)
{
	for (size_t i = 0; runner->is_stale && i < runner->plan->case_count; i++)
		runner->task[i].wanted = false;
	for (size_t i = 0; runner->is_stale && i < runner->plan->case_count; i++)
		if (task_is_check(&runner->task[i]) && runner->task[i].state == TASK_WAITING)
			want_needs(runner, runner->task[i].one);
	runner->is_stale = false;
	return fixture->wanted;
}

/* Begin TASK if it can. False where nothing behind it may begin before it. */
static bool try_to_begin(struct runner *runner, struct task *task)
{
	const struct plan_case *one = task->one;

	if (waits_for_others(runner, task))
		return true;
	if (one->item->is_fixture) {
		if (is_wanted(runner, task))
			task_begin(task);
		return true;
	}
	if (runner->running >= runner->jobs || runner->alone)
		return false;
	if (one->alone && runner->running > 0)
		return false;
	if (is_locked(runner, one) || is_crowded(runner, one))
		return true;
	runner->running++;
	task->next_running = runner->first_running;
	runner->first_running = task;
	runner->alone = one->alone;
	task_begin(task);
	return true;
}

void runner_begin_more(struct runner *runner)
{
	for (size_t i = 0; i < runner->plan->case_count && !runner->is_cut; i++)
		if (runner->task[i].one->selected && runner->task[i].state == TASK_WAITING &&
		    !try_to_begin(runner, &runner->task[i]))
			break;
}
