/* report_json -- outcomes as JSON, one object a line, of declared types. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "check/report_state.h"
#include "cli/json.h"
#include "cli/json_read.h"

/* ---- what there is ------------------------------------------------------------------------ */

enum { PLAN_NAME, PLAN_FILES, PLAN_TOTAL, PLAN_JOBS, PLAN_HOST, PLAN_BEGAN, PLAN_VERSION };
static const struct field plan_fields[] = {
	[PLAN_NAME] = FIELD("name", FIELD_TEXT, 0, UNIT_NONE, "what the suite is called", NULL),
	[PLAN_FILES] =
		FIELD("files", FIELD_TEXT, FIELD_LIST, UNIT_NONE, "as they were named", NULL),
	[PLAN_TOTAL] = FIELD("total", FIELD_UINT, 0, UNIT_NONE, "checks that were selected", NULL),
	[PLAN_JOBS] = FIELD("jobs", FIELD_UINT, 0, UNIT_NONE, "checks at once, at most", NULL),
	[PLAN_HOST] = FIELD("host", FIELD_TEXT, 0, UNIT_NONE, "this machine", NULL),
	[PLAN_BEGAN] = FIELD("began", FIELD_TEXT, 0, UNIT_NONE, "when, as RFC 3339 has it", NULL),
	[PLAN_VERSION] = FIELD("version", FIELD_TEXT, 0, UNIT_NONE, "of sockbox", NULL),
	{ .key = "" },
};

enum {
	CHECK_ID,
	CHECK_TITLE,
	CHECK_GROUP,
	CHECK_TAGS,
	CHECK_FILE,
	CHECK_LINE,
	CHECK_COLUMN,
	CHECK_COMMAND,
	CHECK_REPRO,
	CHECK_VERDICT,
	CHECK_STATUS,
	CHECK_REASON,
	CHECK_EXPECTED,
	CHECK_GOT,
	CHECK_DETAILS,
	CHECK_TODO,
	CHECK_FLAKY,
	CHECK_ATTEMPTS,
	CHECK_DURATION,
	CHECK_STDOUT,
	CHECK_STDERR,
	CHECK_RESULT
};
static const struct field check_fields[] = {
	[CHECK_ID] = FIELD("id", FIELD_TEXT, 0, UNIT_NONE, "one of its kind in a run", NULL),
	[CHECK_TITLE] = FIELD("title", FIELD_TEXT, 0, UNIT_NONE, "what the file calls it", NULL),
	[CHECK_GROUP] = FIELD("group", FIELD_TEXT, 0, UNIT_NONE, "the group that it is in", NULL),
	[CHECK_TAGS] = FIELD("tags", FIELD_TEXT, FIELD_LIST, UNIT_NONE, "its tags", NULL),
	[CHECK_FILE] = FIELD("file", FIELD_TEXT, 0, UNIT_NONE, "where it is written", NULL),
	[CHECK_LINE] = FIELD("line", FIELD_UINT, 0, UNIT_NONE, "its line there, from 1", NULL),
	[CHECK_COLUMN] =
		FIELD("column", FIELD_UINT, 0, UNIT_NONE, "its column there, from 1", NULL),
	[CHECK_COMMAND] = FIELD("command", FIELD_TEXT, 0, UNIT_NONE, "as it is written", NULL),
	[CHECK_REPRO] =
		FIELD("repro", FIELD_TEXT, 0, UNIT_NONE, "for a shell: asks the same", NULL),
	[CHECK_VERDICT] = FIELD("verdict", FIELD_TEXT, 0, UNIT_NONE,
				"ok warn fail error skip todo fixed", NULL),
	[CHECK_STATUS] = FIELD("status", FIELD_TEXT, 0, UNIT_NONE, "of the last answer", NULL),
	[CHECK_REASON] = FIELD("reason", FIELD_TEXT, 0, UNIT_NONE, "what went wrong", NULL),
	[CHECK_EXPECTED] = FIELD("expected", FIELD_TEXT, 0, UNIT_NONE, "by what was missed", NULL),
	[CHECK_GOT] = FIELD("got", FIELD_TEXT, 0, UNIT_NONE, "instead", NULL),
	[CHECK_DETAILS] =
		FIELD("details", FIELD_TEXT, FIELD_LIST, UNIT_NONE, "lines for people", NULL),
	[CHECK_TODO] = FIELD("todo", FIELD_TEXT, 0, UNIT_NONE, "why it is expected to fail", NULL),
	[CHECK_FLAKY] =
		FIELD("flaky", FIELD_TEXT, 0, UNIT_NONE, "what the first attempt came to", NULL),
	[CHECK_ATTEMPTS] =
		FIELD("attempts", FIELD_UINT, 0, UNIT_NONE, "how often it was asked", NULL),
	[CHECK_DURATION] = FIELD("duration_ms", FIELD_REAL, 0, UNIT_MS, "of all attempts", NULL),
	[CHECK_STDOUT] = FIELD("stdout", FIELD_DATA, 0, UNIT_NONE, "what it wrote", NULL),
	[CHECK_STDERR] = FIELD("stderr", FIELD_DATA, 0, UNIT_NONE, "what it said", NULL),
	[CHECK_RESULT] =
		FIELD("result", FIELD_JSON, 0, UNIT_NONE, "the last one, as of --json", NULL),
	{ .key = "" },
};

enum { REFUSAL_FILE, REFUSAL_LINE, REFUSAL_COLUMN, REFUSAL_REASON };
static const struct field refusal_fields[] = {
	[REFUSAL_FILE] = FIELD("file", FIELD_TEXT, 0, UNIT_NONE, "where it is wrong", NULL),
	[REFUSAL_LINE] = FIELD("line", FIELD_UINT, 0, UNIT_NONE, "the line, from 1", NULL),
	[REFUSAL_COLUMN] = FIELD("column", FIELD_UINT, 0, UNIT_NONE, "the column, from 1", NULL),
	[REFUSAL_REASON] = FIELD("reason", FIELD_TEXT, 0, UNIT_NONE, "what is wrong", NULL),
	{ .key = "" },
};

enum {
	END_TOTAL,
	END_COUNTS, /* one for each verdict, in their order */
	END_FLAKY = END_COUNTS + VERDICT_COUNT,
	END_MISSING,
	END_CUT,
	END_DURATION,
	END_EXIT
};
#define COUNT_FIELD(verdict, word, help) \
	[END_COUNTS + (verdict)] = FIELD(word, FIELD_UINT, 0, UNIT_NONE, help, NULL)
static const struct field end_fields[] = {
	[END_TOTAL] = FIELD("total", FIELD_UINT, 0, UNIT_NONE, "checks that were selected", NULL),
	COUNT_FIELD(VERDICT_OK, "ok", "passed"),
	COUNT_FIELD(VERDICT_WARN, "warn", "passed, but missed a warn limit"),
	COUNT_FIELD(VERDICT_FAIL, "fail", "were not as expected"),
	COUNT_FIELD(VERDICT_ERROR, "error", "could not tell"),
	COUNT_FIELD(VERDICT_SKIP, "skip", "were not asked"),
	COUNT_FIELD(VERDICT_TODO, "todo", "failed as was foreseen"),
	COUNT_FIELD(VERDICT_FIXED, "fixed", "passed against todo"),
	[END_FLAKY] = FIELD("flaky", FIELD_UINT, 0, UNIT_NONE, "passed, but not at once", NULL),
	[END_MISSING] = FIELD("missing", FIELD_UINT, 0, UNIT_NONE, "were not run", NULL),
	[END_CUT] = FIELD("cut", FIELD_TEXT, 0, UNIT_NONE, "why not all ran", NULL),
	[END_DURATION] = FIELD("duration_ms", FIELD_REAL, 0, UNIT_MS, "of the run", NULL),
	[END_EXIT] = FIELD("exit", FIELD_INT, 0, UNIT_NONE, "the exit code", NULL),
	{ .key = "" },
};

static const struct record_type plan = { "plan", "what is to be run", { plan_fields, NULL } };
static const struct record_type check = { "check", "what became of one", { check_fields, NULL } };
static const struct record_type refusal = { "refusal", "no plan", { refusal_fields, NULL } };
static const struct record_type end = { "summary", "of all", { end_fields, NULL } };

/* ---- filled ------------------------------------------------------------------------------- */

static void put_word(struct row *row, unsigned field, struct word text)
{
	if (text.size > 0)
		row_bytes(row, field, text.at, text.size);
}

/* A list is never null. */
static void put_words(struct row *row, unsigned field, const struct word *items, size_t count)
{
	row_empty(row, field);
	for (size_t i = 0; i < count; i++)
		row_bytes(row, field, items[i].at, items[i].size);
}

/* What is no object any more, as a secret was a number in it, is null: the line stays one. */
static void put_result(struct row *row, struct word result)
{
	const struct json *root;
	struct arena arena = { 0 };
	struct err err;

	while (word_ends(result, "\n"))
		result.size--;
	if (result.size == 0 || result.at[0] != '{' || memchr(result.at, '\n', result.size))
		return;
	if (json_read(&root, &arena, result.at, result.size, &err))
		put_word(row, CHECK_RESULT, result);
	else if (row && err.kind != STATUS_INVALID)
		row->arena->failed = true;
	arena_free(&arena);
}

static void put_number(struct row *row, unsigned field, unsigned number)
{
	if (number > 0)
		row_uint(row, field, number);
}

static void fill_plan(struct row *row, const struct report_run *run)
{
	row_text(row, PLAN_NAME, run->name);
	put_words(row, PLAN_FILES, run->files, run->file_count);
	row_uint(row, PLAN_TOTAL, run->total);
	row_uint(row, PLAN_JOBS, run->jobs);
	row_text(row, PLAN_HOST, run->host);
	row_time(row, PLAN_BEGAN, run->wall_ns);
	row_text(row, PLAN_VERSION, SOCKBOX_VERSION);
}

static void fill_place(struct row *row, const struct outcome *outcome)
{
	row_text(row, CHECK_ID, outcome->id);
	row_text(row, CHECK_TITLE, outcome->title);
	row_text(row, CHECK_GROUP, outcome->group);
	put_words(row, CHECK_TAGS, outcome->tags, outcome->tag_count);
	row_text(row, CHECK_FILE, outcome->file);
	put_number(row, CHECK_LINE, outcome->line);
	put_number(row, CHECK_COLUMN, outcome->column);
	put_word(row, CHECK_COMMAND, outcome->command);
	row_text(row, CHECK_REPRO, outcome->repro);
}

static void fill_check(struct row *row, const struct outcome *outcome)
{
	fill_place(row, outcome);
	row_text(row, CHECK_VERDICT, verdict_word(outcome->verdict));
	row_text(row, CHECK_STATUS, outcome->status);
	row_text(row, CHECK_REASON, outcome->reason);
	put_word(row, CHECK_EXPECTED, outcome->expected);
	put_word(row, CHECK_GOT, outcome->got);
	put_words(row, CHECK_DETAILS, outcome->details, outcome->detail_count);
	row_text(row, CHECK_TODO, outcome->todo);
	row_text(row, CHECK_FLAKY, outcome->flaky);
	row_uint(row, CHECK_ATTEMPTS, outcome->attempts);
	row_ms(row, CHECK_DURATION, (double)outcome->duration_ns);
	put_word(row, CHECK_STDOUT, outcome->out);
	put_word(row, CHECK_STDERR, outcome->err);
	put_result(row, outcome->result);
}

static void fill_refusal(struct row *row, const struct refusal *from)
{
	row_text(row, REFUSAL_FILE, from->file);
	put_number(row, REFUSAL_LINE, from->line);
	put_number(row, REFUSAL_COLUMN, from->column);
	row_text(row, REFUSAL_REASON, from->text);
}

static void fill_end(struct row *row, const struct telling *telling)
{
	const struct tally *tally = telling->tally;

	row_uint(row, END_TOTAL, telling->number + telling->missing);
	for (unsigned i = 0; i < VERDICT_COUNT; i++)
		row_uint(row, END_COUNTS + i, tally->count[i]);
	row_uint(row, END_FLAKY, tally->flaky);
	row_uint(row, END_MISSING, telling->missing);
	row_text(row, END_CUT, tally->cut);
	row_ms(row, END_DURATION, (double)tally->duration_ns);
	row_int(row, END_EXIT, tally->exit_code);
}

static const struct record_type *type_of(const struct telling *telling)
{
	switch (telling->kind) {
	case TELL_BEGIN:
		return &plan;
	case TELL_OUTCOME:
		return &check;
	case TELL_REFUSAL:
		return &refusal;
	case TELL_END:
		break;
	}
	return &end;
}

static void fill(struct row *row, const struct telling *telling)
{
	switch (telling->kind) {
	case TELL_BEGIN:
		fill_plan(row, telling->run);
		break;
	case TELL_OUTCOME:
		fill_check(row, telling->outcome);
		break;
	case TELL_REFUSAL:
		fill_refusal(row, telling->refusal);
		break;
	case TELL_END:
		fill_end(row, telling);
		break;
	}
}

void report_json(struct part *part, const struct telling *telling)
{
	struct record record = { .type = type_of(telling), .subject = "" };
	struct row *head;

	record.row = row_begin(&part->arena, &record.type->shape, UINT64_MAX);
	fill(record.row, telling);
	head = record_head(&record, &part->arena);
	if (part->arena.failed || !head || !record.row)
		part->text.failed = true;
	else
		json_put_record(&part->text, head, &record);
	arena_reset(&part->arena);
}
