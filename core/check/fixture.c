/* fixture -- a server that a plan starts for its checks: ready once it says so, gone at the end. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/fixture.h"

#include <string.h>

#include "check/judge.h"
#include "cli/json_read.h"

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

static void take_ready(struct task *task, struct word line)
{
	static const char *const keys[] = { "endpoint", "address", "port", "path" };
	const struct json *ready;
	uint64_t index = 0, total = 1;
	struct err err = { 0 };
	bool fine = json_read(&ready, &task->arena, line.at, line.size, &err);

	if (!fine || !json_uint(&index, json_member(ready, "index")) ||
	    !json_uint(&total, json_member(ready, "total")))
		return;
	for (size_t i = 0; index == 1 && i < sizeof(keys) / sizeof(keys[0]); i++)
		fine = fine && keep_value(task, ready, keys[i]);
	if (!fine || index != total)
		return;
	task->state = TASK_READY;
	timer_clear(task->attempt.loop, &task->attempt.limit);
	task->changed(task);
}

void fixture_heard(struct attempt *attempt)
{
	struct task *task = OWNER(attempt, struct task, attempt);
	struct word text = { attempt->said[0].data, attempt->said[0].size }, line;

	while (memchr(text.at, '\n', text.size) && line_take(&line, &text))
		if (task->state == TASK_RUNNING && word_begins(line, "{\"type\":\"ready\""))
			take_ready(task, line);
	buf_consume(&attempt->said[0], attempt->said[0].size - text.size);
}

void fixture_ended(struct attempt *attempt)
{
	struct task *task = OWNER(attempt, struct task, attempt);
	struct outcome *outcome = &task->outcome;
	struct buf text = { 0 };
	bool was_ready = task->state == TASK_READY;
	const char *why = NULL;

	if (judge_attempt(outcome, &task->last, &task->attempt, task->one->applet->name))
		why = outcome->reason;
	buf_printf(&text, "fixture %s %s%s%s", task->one->id,
		   task->attempt.is_late ? "was not ready in time"
		   : was_ready           ? "has ended"
					 : "ended before it was ready",
		   why ? ": " : "", why ? why : "");
	task_settle(task, VERDICT_ERROR, "fixture", buf_text(&text));
	buf_free(&text);
}
