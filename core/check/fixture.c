/* fixture -- a server that a plan starts for its checks: ready once it says so, gone at the end. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/fixture.h"

#include <string.h>

#include "check/judge.h"
#include "check/readiness.h"
#include "cli/json_read.h"

enum { SAID_MAX = 240 };

static void fail(struct task *task, const char *sentence)
{
	struct buf text = { 0 };

	buf_printf(&text, "fixture %s %s", task->one->id, sentence);
	task_settle(task, VERDICT_ERROR, "fixture", buf_text(&text));
	buf_free(&text);
}

static void lack_memory(struct task *task)
{
	fail(task, "said what there is no memory for");
}

/* ---- a server of ours ----------------------------------------------------------------------- */

/* The first of its endpoints gives the values. */
static bool keep_value(struct task *task, const struct json *ready, const char *key)
{
	const struct json *member = json_member(ready, key);
	struct buf name = { 0 };
	bool fine = true;

	if (!member || (member->kind != JSON_STRING && member->kind != JSON_NUMBER))
		return true;
	buf_printf(&name, "%s.%s", task->one->item->id, key);
	fine = !name.failed &&
	       plan_value_add(task->plan, &task->plan->values,
			      (struct word){ name.data, name.size },
			      (struct word){ member->as.text.data, member->as.text.size });
	buf_free(&name);
	return fine;
}

static void be_ready(struct task *task)
{
	task->state = TASK_READY;
	timer_clear(task->attempt.loop, &task->attempt.limit);
	task->changed(task);
}

/* The task may be done then. */
static void take_ready(struct task *task, struct word line)
{
	static const char *const keys[] = { "endpoint", "address", "port", "path" };
	const struct json *ready;
	uint64_t index = 0, total = 1;
	struct err err = { 0 };
	bool fine = json_read(&ready, &task->arena, line.at, line.size, &err);

	if (!fine && err.kind != STATUS_INVALID)
		lack_memory(task);
	if (!fine || !json_uint(&index, json_member(ready, "index")) ||
	    !json_uint(&total, json_member(ready, "total")))
		return;
	for (size_t i = 0; index == 1 && i < sizeof(keys) / sizeof(keys[0]); i++)
		fine = fine && keep_value(task, ready, keys[i]);
	if (!fine)
		lack_memory(task);
	else if (index == total)
		be_ready(task);
}

/* ---- a program ------------------------------------------------------------------------------ */

static bool keep_group(struct task *task, struct word value)
{
	struct buf name = { 0 };
	bool fine;

	if (!task->one->ready_as)
		return true;
	if (!value.at) {
		fail(task, "is ready, but its expression has no ( ) whose text could be kept");
		return false;
	}
	buf_printf(&name, "%s.%s", task->one->item->id, task->one->ready_as);
	fine = !name.failed && plan_value_add(task->plan, &task->plan->values,
					      (struct word){ name.data, name.size }, value);
	buf_free(&name);
	if (!fine)
		lack_memory(task);
	return fine;
}

static bool is_telling(struct word line)
{
	return line.size > 0 && line.at[0];
}

/* Whether a line that it said on STREAM is what was waited for. The last one that tells something
 * stays, for the case that it has no more to say. */
static bool said_it(struct task *task, unsigned stream, struct word *value)
{
	struct buf *said = &task->attempt.said[stream];
	struct word rest = { said->data, said->size }, line;
	const char *kept = said->data;
	bool met = false;

	while (!met && !task->last.failed && rest.size > 0 && memchr(rest.at, '\n', rest.size) &&
	       line_take(&line, &rest)) {
		arena_reset(&task->last);
		met = readiness_met(task->ready, stream, line, &task->last, value);
		kept = is_telling(line) ? line.at : kept;
	}
	buf_consume(said, said->size ? (size_t)(kept - said->data) : 0);
	return met;
}

/* One that nothing is expected of is ready once it runs. */
static void see_program(struct task *task)
{
	const char *ready = task->one->ready;
	struct word value = { NULL, 0 };
	struct err err = { 0 };

	if (task->state != TASK_RUNNING)
		return;
	if (ready && !task->ready && !readiness_parse(&task->ready, ready, &err)) {
		fail(task, err.text);
		return;
	}
	if (ready && !said_it(task, 0, &value) && !said_it(task, 1, &value)) {
		if (task->last.failed)
			lack_memory(task);
		return;
	}
	if (keep_group(task, value))
		be_ready(task);
}

static struct word last_line(const struct buf *said)
{
	struct word rest = { said->data, said->size }, line, last = { "", 0 };

	while (line_take(&line, &rest))
		last = is_telling(line) ? line : last;
	return last;
}

/* As much of it as a sentence takes: each check that needs the fixture says it. */
static void put_start(struct buf *text, struct word line)
{
	const char *end = memchr(line.at, '\0', line.size);

	line.size = end ? (size_t)(end - line.at) : line.size;
	buf_printf(text, ": %.*s%s", (int)(line.size < SAID_MAX ? line.size : SAID_MAX), line.at,
		   line.size > SAID_MAX ? "..." : "");
}

/* Its last line tells most. */
static void put_program_end(struct buf *text, const struct attempt *attempt)
{
	struct word last = last_line(&attempt->said[1]);

	if (last.size == 0)
		last = last_line(&attempt->said[0]);
	if (attempt->lost.kind != STATUS_OK)
		buf_printf(text, ": %s", attempt->lost.text);
	else if (!attempt->is_late && attempt->spawn.signal)
		buf_printf(text, ": signal %d", attempt->spawn.signal);
	else if (!attempt->is_late)
		buf_printf(text, ": exit code %d", attempt->spawn.exit_status);
	if (last.size > 0)
		put_start(text, last);
}

/* ---- both ------------------------------------------------------------------------------------ */

void fixture_heard(struct attempt *attempt)
{
	struct task *task = OWNER(attempt, struct task, attempt);
	struct word text = { attempt->said[0].data, attempt->said[0].size }, line;

	if (!task->one->applet) {
		see_program(task);
		return;
	}
	while (task->state != TASK_DONE && text.size > 0 && memchr(text.at, '\n', text.size) &&
	       line_take(&line, &text))
		if (task->state == TASK_RUNNING && word_begins(line, "{\"type\":\"ready\""))
			take_ready(task, line);
	if (task->state != TASK_DONE)
		buf_consume(&attempt->said[0], attempt->said[0].size - text.size);
}

void fixture_ended(struct attempt *attempt)
{
	struct task *task = OWNER(attempt, struct task, attempt);
	const struct applet *applet = task->one->applet;
	struct outcome *outcome = &task->outcome;
	struct buf text = { 0 };

	buf_printf(&text, "fixture %s %s", task->one->id,
		   attempt->is_late            ? "was not ready in time"
		   : task->state == TASK_READY ? "has ended"
					       : "ended before it was ready");
	if (!applet)
		put_program_end(&text, attempt);
	else if (judge_attempt(outcome, &task->last, attempt, applet->name) && outcome->reason)
		buf_printf(&text, ": %s", outcome->reason);
	task_settle(task, VERDICT_ERROR, "fixture", buf_text(&text));
	buf_free(&text);
}
