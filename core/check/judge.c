/* judge -- what an attempt comes to: its verdict, its reason, and what it has to show. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/judge.h"

#include <string.h>
#include <sys/wait.h>

#include "cli/json_read.h"

enum { DETAILS_MAX = 20, RESULT_MAX = 1 << 16 };

static struct word copy(struct arena *arena, struct word text)
{
	char *at = arena_copy(arena, text.at, text.size);

	return (struct word){ at ? at : "", at ? text.size : 0 };
}

static const char *text_of(struct arena *arena, struct word text)
{
	return arena_copy(arena, text.at, text.size);
}

/* The last line that is a result. */
static struct word last_result(const struct buf *said)
{
	struct word text = { said->data, said->size }, line, last = { "", 0 };

	while (line_take(&line, &text))
		if (word_begins(line, "{\"type\":\"result\""))
			last = line;
	return last;
}

bool judge_value(struct word *value, struct arena *arena, struct word result, const char *key)
{
	const struct json *root, *member;
	struct err err = { 0 };

	if (!json_read(&root, arena, result.at, result.size, &err))
		return false;
	member = json_member(root, key);
	if (!member || (member->kind != JSON_STRING && member->kind != JSON_NUMBER))
		return false;
	*value = (struct word){ member->as.text.data, member->as.text.size };
	return true;
}

/* "expected A, got B" */
static bool take_expected(struct outcome *outcome, struct arena *arena, struct word line)
{
	static const char front[] = "expected ", between[] = ", got ";
	const char *got;

	if (!word_begins(line, front))
		return false;
	line = word_behind(line, sizeof(front) - 1);
	got = memmem(line.at, line.size, between, sizeof(between) - 1);
	if (!got)
		return false;
	outcome->expected = copy(arena, (struct word){ line.at, (size_t)(got - line.at) });
	outcome->got =
		copy(arena, word_behind(line, (size_t)(got - line.at) + sizeof(between) - 1));
	return true;
}

/* What it said on stderr: the first term that was missed, and the rest as it came. */
static bool take_lines(struct outcome *outcome, struct arena *arena, const struct buf *said,
		       const char *applet)
{
	struct word text = { said->data, said->size }, line;
	struct word *details = arena_take(arena, DETAILS_MAX * sizeof(*details));
	size_t name = strlen(applet);

	if (!details)
		return false;
	outcome->details = details;
	while (line_take(&line, &text)) {
		if (word_begins(line, applet) && word_begins(word_behind(line, name), ": "))
			line = word_behind(line, name + 2);
		if (word_begins(line, "warning: expected ") && outcome->verdict == VERDICT_OK)
			outcome->verdict = VERDICT_WARN;
		if (outcome->expected.size == 0 && take_expected(outcome, arena, line))
			continue;
		if (line.size > 0 && outcome->detail_count < DETAILS_MAX)
			details[outcome->detail_count++] = copy(arena, line);
	}
	return !arena->failed;
}

static enum verdict verdict_of(const struct spawn *spawn)
{
	if (spawn->signal)
		return VERDICT_ERROR;
	switch (spawn->exit_status) {
	case 0:
		return VERDICT_OK;
	case 1:
	case 4:
		return VERDICT_FAIL;
	}
	return VERDICT_ERROR;
}

static void say_how_it_ended(struct outcome *outcome, struct arena *arena,
			     const struct attempt *attempt)
{
	struct buf text = { 0 };

	if (attempt->lost.kind != STATUS_OK)
		buf_puts(&text, attempt->lost.text);
	else if (attempt->is_late)
		buf_puts(&text, "it did not end in time, and was killed");
	else if (attempt->spawn.signal)
		buf_printf(&text, "it was ended by signal %d", attempt->spawn.signal);
	else if (outcome->detail_count > 0 && outcome->expected.size == 0)
		buf_printf(&text, "%.*s", (int)outcome->details[0].size, outcome->details[0].at);
	else if (outcome->expected.size == 0)
		buf_printf(&text, "it ended with exit code %d", attempt->spawn.exit_status);
	if (text.size > 0)
		outcome->reason = text_of(arena, (struct word){ text.data, text.size });
	if (outcome->detail_count > 0 && !attempt->is_late && !attempt->spawn.signal &&
	    attempt->lost.kind == STATUS_OK && outcome->expected.size == 0) {
		outcome->details++;
		outcome->detail_count--;
	}
	buf_free(&text);
}

bool judge_attempt(struct outcome *outcome, struct arena *arena, const struct attempt *attempt,
		   const char *applet)
{
	const struct buf *said = &attempt->said[0];
	struct word status, result = last_result(said);

	outcome->verdict = attempt->is_late || attempt->lost.kind != STATUS_OK
				   ? VERDICT_ERROR
				   : verdict_of(&attempt->spawn);
	outcome->reason = outcome->status = NULL;
	outcome->expected = outcome->got = (struct word){ 0 };
	outcome->detail_count = 0;
	if (!take_lines(outcome, arena, &attempt->said[1], applet))
		return false;
	if (judge_value(&status, arena, result, "status"))
		outcome->status = text_of(arena, status);
	outcome->results = (struct word){ 0 };
	if (said->size > 0 && said->size <= RESULT_MAX)
		outcome->results = copy(arena, (struct word){ said->data, said->size });
	outcome->result = result.size <= RESULT_MAX ? copy(arena, result) : (struct word){ 0 };
	if (outcome->verdict != VERDICT_OK && outcome->verdict != VERDICT_WARN)
		say_how_it_ended(outcome, arena, attempt);
	return !arena->failed;
}
