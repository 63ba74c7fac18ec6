/* report_writer -- writes reports of outcomes that a test describes: what the witnesses read.
 *
 * usage: report_writer [--verbose] [--quiet] [--color] [--secret TEXT]... REPORT... < LINES
 *
 * A line is KEY, a blank and a value in base64. `total N` begins; the members of an outcome follow
 * by their names, and `.` ends it; `now ID` shows what runs, `cut` says why not all did; `refuse`
 * stands for all of that. Exit code 3: a report could not be written. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/num.h"
#include "check/report.h"
#include "cli/common.h"
#include "proto/base64.h"

enum { LIST_MAX = 64 };

struct writer_state {
	struct report *report;
	struct outcome outcome;
	struct word tags[LIST_MAX], details[LIST_MAX];
	struct tally tally;
	struct arena arena;
	bool fine;
	struct err err;
};

static const struct {
	const char *key;
	size_t at;
} texts[] = {
	{ "id", offsetof(struct outcome, id) },		{ "title", offsetof(struct outcome, title) },
	{ "group", offsetof(struct outcome, group) },	{ "file", offsetof(struct outcome, file) },
	{ "repro", offsetof(struct outcome, repro) },	{ "status", offsetof(struct outcome, status) },
	{ "reason", offsetof(struct outcome, reason) }, { "todo", offsetof(struct outcome, todo) },
	{ "flaky", offsetof(struct outcome, flaky) },
}, words[] = {
	{ "command", offsetof(struct outcome, command) },
	{ "expected", offsetof(struct outcome, expected) },
	{ "got", offsetof(struct outcome, got) },
	{ "result", offsetof(struct outcome, result) },
	{ "stdout", offsetof(struct outcome, out) },
	{ "stderr", offsetof(struct outcome, err) },
};

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static struct word decode(struct arena *arena, const char *text)
{
	struct base64_reader reader = { 0 };
	struct buf bytes = { 0 };
	struct word word;
	struct err err;

	if (!base64_read(&bytes, &reader, text, strlen(text), &err))
		abort();
	word = (struct word){ arena_copy(arena, buf_text(&bytes), bytes.size), bytes.size };
	buf_free(&bytes);
	return word;
}

static void note(struct writer_state *state, bool fine)
{
	state->fine = state->fine && fine;
}

static void set_verdict(struct outcome *outcome, const char *word)
{
	for (enum verdict i = VERDICT_OK; i < VERDICT_COUNT; i++)
		if (strcmp(verdict_word(i), word) == 0)
			outcome->verdict = i;
}

static void begin(struct writer_state *state, const char *total)
{
	static const struct word files[] = { { "a.check", 7 } };
	struct report_run run = { .name = "witness",
				  .files = files,
				  .file_count = 1,
				  .jobs = 2,
				  .wall_ns = clock_wall_ns(),
				  .host = "host" };

	run.total = strtoul(total, NULL, 10);
	note(state, report_begin(state->report, &run, &state->err));
}

static void end_outcome(struct writer_state *state)
{
	state->outcome.tags = state->tags;
	state->outcome.details = state->details;
	note(state, report_outcome(state->report, &state->outcome, &state->err));
	outcome_count(&state->tally, &state->outcome);
	state->outcome = (struct outcome){ 0 };
}

static void show_now(struct writer_state *state, const char *id)
{
	struct word running[5];
	int64_t ns[5];

	for (int i = 0; i < 5; i++) {
		running[i] = word_of(id);
		ns[i] = (5 - i) * (int64_t)NS_PER_S;
	}
	report_now(state->report,
		   &(struct report_now){
			   .done = 1, .running = running, .running_ns = ns, .running_count = 5 });
}

static bool set_member(struct writer_state *state, const char *key, struct word value)
{
	char *outcome = (char *)&state->outcome;

	for (size_t i = 0; i < ROWS(texts); i++)
		if (strcmp(texts[i].key, key) == 0)
			return memcpy(outcome + texts[i].at, &value.at, sizeof(value.at));
	for (size_t i = 0; i < ROWS(words); i++)
		if (strcmp(words[i].key, key) == 0)
			return memcpy(outcome + words[i].at, &value, sizeof(value));
	if (strcmp(key, "tag") == 0)
		state->tags[state->outcome.tag_count++] = value;
	else if (strcmp(key, "detail") == 0)
		state->details[state->outcome.detail_count++] = value;
	else
		return false;
	return true;
}

static void read_line(struct writer_state *state, const char *key, struct word value)
{
	if (strcmp(key, "total") == 0)
		begin(state, value.at);
	else if (strcmp(key, "verdict") == 0)
		set_verdict(&state->outcome, value.at);
	else if (strcmp(key, "line") == 0)
		state->outcome.line = state->outcome.column = (unsigned)strtoul(value.at, NULL, 10);
	else if (strcmp(key, "attempts") == 0)
		state->outcome.attempts = (unsigned)strtoul(value.at, NULL, 10);
	else if (strcmp(key, "ms") == 0)
		state->outcome.duration_ns = strtol(value.at, NULL, 10) * NS_PER_MS;
	else if (strcmp(key, "now") == 0)
		show_now(state, value.at);
	else if (strcmp(key, "cut") == 0)
		state->tally.cut = value.at;
	else if (strcmp(key, ".") == 0)
		end_outcome(state);
	else if (!set_member(state, key, value))
		abort();
}

static int refuse(struct writer_state *state, struct word value)
{
	bool fine = report_refuse(state->report, &(struct refusal){ "a.check", 3, 5, value.at },
				  &state->err);

	report_free(state->report);
	arena_free(&state->arena);
	return fine ? 2 : 3;
}

static int finish(struct writer_state *state)
{
	state->tally.exit_code = state->tally.count[VERDICT_FAIL]    ? 1
				 : state->tally.count[VERDICT_ERROR] ? 3
								     : 0;
	note(state, report_finish(state->report, &state->tally, &state->err));
	report_free(state->report);
	arena_free(&state->arena);
	if (!state->fine)
		fprintf(stderr, "report_writer: %s\n", state->err.text);
	return state->fine ? 0 : 3;
}

int main(int argc, char **argv)
{
	static struct word secrets[LIST_MAX];
	static struct writer_state state = { .fine = true };
	struct report_options options = { .color = COLOR_NEVER,
					  .stop_fd = -1,
					  .secrets = { secrets, 0 } };
	static char line[1 << 20];

	signal(SIGPIPE, SIG_IGN);
	state.report = report_create(&options);
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--verbose") == 0)
			options.verbose = true;
		else if (strcmp(argv[i], "--quiet") == 0)
			options.quiet = true;
		else if (strcmp(argv[i], "--color") == 0)
			options.color = COLOR_ALWAYS;
		else if (strcmp(argv[i], "--secret") == 0)
			secrets[options.secrets.count++] = word_of(argv[++i]);
		else
			note(&state, report_add(state.report, argv[i], &state.err));
	}
	while (state.fine && fgets(line, sizeof(line), stdin)) {
		char *blank = line + strcspn(line, " \n");
		struct word value;

		blank[strcspn(blank, "\n")] = '\0';
		value = decode(&state.arena, *blank ? blank + 1 : "");
		*blank = '\0';
		if (strcmp(line, "refuse") == 0)
			return refuse(&state, value);
		read_line(&state, line, value);
	}
	return finish(&state);
}
