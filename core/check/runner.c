/* runner -- runs the cases of a plan, many at once, and tells what became of each in their order.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/runner.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "check/fixture.h"
#include "net/calls.h"

enum { TICK_MS = 200 };

/* ---- what was asked, for the reports --------------------------------------------------------- */

bool runner_describe(struct outcome *outcome, const struct plan_case *one, struct arena *arena)
{
	struct word *tags;

	*outcome = (struct outcome){ .id = one->id,
				     .title = one->item->title,
				     .group = one->item->group,
				     .file = one->item->file->name,
				     .line = one->item->at.line,
				     .column = one->item->at.column,
				     .command = one->item->source };
	for (const struct shell_word *word = one->tags; word; word = word->next)
		outcome->tag_count++;
	tags = arena_take(arena, (outcome->tag_count + 1) * sizeof(*tags));
	outcome->tags = tags;
	for (const struct shell_word *word = one->tags; tags && word; word = word->next)
		*tags++ = word->source;
	return outcome->tags != NULL;
}

/* ---- what has ended -------------------------------------------------------------------------- */

/* In their order, each once all before it are. */
static void tell(struct runner *runner)
{
	while (runner->next_told < runner->plan->case_count) {
		struct task *task = &runner->task[runner->next_told];

		if (task_is_check(task) && task->state != TASK_DONE)
			return;
		runner->next_told++;
		if (task_is_check(task)) {
			runner->told(runner->context, &task->outcome);
			arena_free(&task->arena);
			arena_free(&task->last);
		}
	}
}

static bool all_done(const struct runner *runner)
{
	for (size_t i = runner->next_told; i < runner->plan->case_count; i++)
		if (task_is_check(&runner->task[i]) && runner->task[i].state != TASK_DONE)
			return false;
	return true;
}

static void forget_running(struct runner *runner, const struct task *task)
{
	struct task **at = &runner->first_running;

	while (*at != task)
		at = &(*at)->next_running;
	*at = task->next_running;
	runner->running--;
	runner->alone = false;
}

/* From inside the loop: what can begin now begins in the next turn, so that nothing is deep. */
static void be_changed(struct task *task)
{
	struct runner *runner = task->owner;

	runner->is_stale = true;
	if (task_is_check(task) && task->state == TASK_DONE) {
		runner->done++;
		if (task->began_ns)
			forget_running(runner, task);
	}
	timer_set(&runner->loop, &runner->tick, (struct deadline){ 1 });
}

/* ---- time ------------------------------------------------------------------------------------ */

/* TASK among those that are LONGEST at it, if it is one of them. */
static void rank(const struct task *longest[static REPORT_RUNNING_MAX], const struct task *task)
{
	for (size_t i = 0; task && i < REPORT_RUNNING_MAX; i++) {
		const struct task *other = longest[i];

		if (other && other->began_ns <= task->began_ns)
			continue;
		longest[i] = task;
		task = other;
	}
}

static void show(struct runner *runner)
{
	const struct task *longest[REPORT_RUNNING_MAX] = { NULL };
	struct word running[REPORT_RUNNING_MAX];
	int64_t running_ns[REPORT_RUNNING_MAX], now = clock_now_ns();
	struct report_now what = { .done = runner->done,
				   .running = running,
				   .running_ns = running_ns,
				   .running_count = runner->running };

	for (const struct task *task = runner->first_running; task; task = task->next_running)
		rank(longest, task);
	for (size_t i = 0; i < REPORT_RUNNING_MAX && longest[i]; i++) {
		running[i] = word_of(longest[i]->one->id);
		running_ns[i] = now - longest[i]->began_ns;
	}
	what.last = longest[0] ? longest[0]->outcome.status : NULL;
	runner->now(runner->context, &what);
}

static void be_tick(struct timer *timer)
{
	struct runner *runner = OWNER(timer, struct runner, tick);

	runner_begin_more(runner);
	tell(runner);
	if (all_done(runner)) {
		loop_stop(&runner->loop);
		return;
	}
	show(runner);
	if (!timer->set)
		timer_set(&runner->loop, timer, deadline_in((int64_t)TICK_MS * NS_PER_MS));
}

/* What has no verdict has none to come. */
static void cut(struct runner *runner, const char *why)
{
	runner->is_cut = true;
	for (size_t i = 0; i < runner->plan->case_count; i++) {
		struct task *task = &runner->task[i];

		if (!task_is_check(task) || task->state == TASK_DONE)
			continue;
		attempt_free(&task->attempt);
		task_settle(task, VERDICT_ERROR, "cut", why);
	}
}

static void be_over(struct timer *timer)
{
	cut(OWNER(timer, struct runner, end), "the time of the whole run was over");
}

static void be_stopped(struct watch *watch, uint32_t events)
{
	struct runner *runner = OWNER(watch, struct runner, stop);
	int number = runner->stopped(runner->context);

	(void)events;
	if (!number)
		return;
	runner->signal = number;
	cut(runner, "the run was ended by a signal");
}

/* ---- the run --------------------------------------------------------------------------------- */

static bool make_tasks(struct runner *runner, struct err *err)
{
	struct plan_case *one = runner->plan->cases;
	bool fine;

	runner->task = calloc(runner->plan->case_count + 1, sizeof(*runner->task));
	fine = runner->task != NULL;
	for (size_t i = 0; fine && one; i++, one = one->next) {
		runner->task[i] = (struct task){ .one = one,
						 .plan = runner->plan,
						 .changed = be_changed,
						 .owner = runner,
						 .attempt = ATTEMPT_NONE };
		runner->task[i].attempt.loop = &runner->loop;
		runner->task[i].attempt.only = runner->only;
		runner->task[i].attempt.grace_ns = one->grace_ns;
		runner->task[i].attempt.heard = one->item->is_fixture ? fixture_heard : NULL;
		runner->task[i].attempt.ended = one->item->is_fixture ? fixture_ended : NULL;
		fine = runner_describe(&runner->task[i].outcome, one, &runner->task[i].arena);
	}
	return fine || err_errno(err, ENOMEM, "cannot run the plan");
}

bool runner_run(struct runner *runner, struct err *err)
{
	runner->loop = (struct loop)LOOP_CLOSED;
	runner->abilities.cancel_fd = runner->stop_fd;
	if (!make_tasks(runner, err) || !loop_open(&runner->loop, err))
		return false;
	runner->stop = (struct watch){ .fd = *runner->stop_fd, .ready = be_stopped };
	if (!loop_watch(&runner->loop, &runner->stop, EPOLLIN, err))
		return false;
	runner->end.due = be_over;
	if (runner->until.at_ns)
		timer_set(&runner->loop, &runner->end, runner->until);
	runner->is_stale = true;
	runner->tick.due = be_tick;
	timer_set(&runner->loop, &runner->tick, (struct deadline){ 1 });
	runner_skip(runner);
	return loop_run(&runner->loop, (struct deadline){ 0 }, err);
}

/* Until it has ended, or NOW_NS and its grace. False once a signal comes: nothing is waited for. */
static bool wait_for_end(struct runner *runner, struct attempt *attempt, int64_t now_ns)
{
	struct pollfd both[] = { { attempt->spawn.pidfd, POLLIN, 0 },
				 { *runner->stop_fd, POLLIN, 0 } };
	struct deadline until = { now_ns + attempt_grace_ns(attempt) };
	int number = 0;

	while (!number && !spawn_look(&attempt->spawn) && !deadline_passed(until)) {
		call_poll(both, 2, deadline_poll_ms(until));
		number = both[1].revents ? runner->stopped(runner->context) : 0;
	}
	runner->signal = runner->signal ? runner->signal : number;
	return !number;
}

/* All fixtures at once, and then what is left of them. */
static void end_fixtures(struct runner *runner)
{
	int64_t now = clock_now_ns();
	bool waits = true;

	for (size_t i = 0; i < runner->plan->case_count; i++)
		if (runner->task[i].state != TASK_DONE)
			spawn_ask(&runner->task[i].attempt.spawn);
	for (size_t i = 0; waits && i < runner->plan->case_count; i++)
		if (runner->task[i].attempt.spawn.pid)
			waits = wait_for_end(runner, &runner->task[i].attempt, now);
}

void runner_free(struct runner *runner)
{
	if (!runner->task)
		return;
	end_fixtures(runner);
	for (size_t i = 0; i < runner->plan->case_count; i++)
		task_free(&runner->task[i]);
	loop_close(&runner->loop);
	abilities_free(&runner->abilities);
	free(runner->task);
	runner->task = NULL;
}
