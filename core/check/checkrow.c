/* checkrow -- what became of a check, as a record. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/checkrow.h"

#include <string.h>

#include "base/clock.h"

/* clang-format off */
enum { ID, TITLE, GROUP, TAGS, FILE_NAME, LINE, COMMAND, VERDICT, ANSWER, REASON, EXPECTED, GOT,
       ATTEMPTS, DURATION };
const struct field checkrow_fields[] = {
	[ID] = FIELD("id", FIELD_TEXT, 0, UNIT_NONE, "of the check; of a matrix with what was chosen", NULL),
	[TITLE] = FIELD("title", FIELD_TEXT, 0, UNIT_NONE, "what the file calls it beside that", NULL),
	[GROUP] = FIELD("group", FIELD_TEXT, 0, UNIT_NONE, "the group that it is in", NULL),
	[TAGS] = FIELD("tags", FIELD_TEXT, FIELD_LIST, UNIT_NONE, "its tags", NULL),
	[FILE_NAME] = FIELD("file", FIELD_TEXT, 0, UNIT_NONE, "where it is written", NULL),
	[LINE] = FIELD("line", FIELD_UINT, 0, UNIT_NONE, "its line there", NULL),
	[COMMAND] = FIELD("command", FIELD_TEXT, 0, UNIT_NONE, "as it is written", NULL),
	[VERDICT] = FIELD("verdict", FIELD_TEXT, 0, UNIT_NONE, "one of ok, warn, fail, error, skip, todo, fixed; with --list none", NULL),
	[ANSWER] = FIELD("answer", FIELD_TEXT, 0, UNIT_NONE, "the status of its last answer", NULL),
	[REASON] = FIELD("reason", FIELD_TEXT, 0, UNIT_NONE, "what went wrong, or why it was skipped", NULL),
	[EXPECTED] = FIELD("expected", FIELD_TEXT, 0, UNIT_NONE, "by the first term that was missed", NULL),
	[GOT] = FIELD("got", FIELD_TEXT, 0, UNIT_NONE, "instead", NULL),
	[ATTEMPTS] = FIELD("attempts", FIELD_UINT, 0, UNIT_NONE, "how often it was asked", NULL),
	[DURATION] = FIELD("duration_ms", FIELD_REAL, 0, UNIT_MS, "of all attempts", NULL),
	{ 0 },
};

/* clang-format on */

/* Records are as free of secrets as reports are. */
static void put_word(struct row *row, unsigned field, struct word word, struct secrets secrets)
{
	struct buf safe = { 0 };

	if (word.size == 0)
		return;
	redact_sentence(&safe, word, secrets);
	row_part(row, field, &safe);
}

static void put_text(struct row *row, unsigned field, const char *text, struct secrets secrets)
{
	if (text)
		put_word(row, field, word_of(text), secrets);
}

struct row *checkrow_begin(struct out *out, const struct record_type *type,
			   const struct outcome *outcome, struct secrets secrets)
{
	struct row *row = out_record(out, type);

	put_text(row, ID, outcome->id, secrets);
	put_text(row, TITLE, outcome->title, secrets);
	put_text(row, GROUP, outcome->group, secrets);
	row_empty(row, TAGS);
	for (size_t i = 0; i < outcome->tag_count; i++)
		put_word(row, TAGS, outcome->tags[i], secrets);
	put_text(row, FILE_NAME, outcome->file, secrets);
	row_uint(row, LINE, outcome->line);
	put_word(row, COMMAND, outcome->command, secrets);
	return row;
}

static void put_reason(struct buf *safe, const struct outcome *outcome, struct secrets secrets)
{
	struct buf text = { 0 };

	outcome_put_reason(&text, outcome);
	redact_sentence(safe, (struct word){ buf_text(&text), text.size }, secrets);
	buf_free_part(&text, safe);
}

static void end_record(struct out *out, const struct outcome *outcome, struct secrets secrets)
{
	struct buf id = { 0 }, reason = { 0 };
	struct err err = { 0 };
	bool is_error = outcome->verdict == VERDICT_ERROR;

	if (!is_error && outcome->verdict != VERDICT_FAIL) {
		out_done(out, STATUS_OK);
		return;
	}
	redact_put(&id, outcome->id, strlen(outcome->id), secrets, false);
	put_reason(&reason, outcome, secrets);
	err_set(&err, is_error ? STATUS_LACKING : STATUS_MISMATCH, "%s", buf_text(&reason));
	out_about_buf(out, &id);
	out_fail(out, &err);
	out_about(out, "");
	buf_free(&id);
	buf_free(&reason);
}

void checkrow_tell(struct out *out, const struct record_type *type, const struct outcome *outcome,
		   struct secrets secrets)
{
	struct row *row = checkrow_begin(out, type, outcome, secrets);

	row_text(row, VERDICT, verdict_word(outcome->verdict));
	put_text(row, ANSWER, outcome->status, secrets);
	put_text(row, REASON, outcome->reason, secrets);
	put_word(row, EXPECTED, outcome->expected, secrets);
	put_word(row, GOT, outcome->got, secrets);
	row_uint(row, ATTEMPTS, outcome->attempts);
	row_real(row, DURATION, (double)outcome->duration_ns / NS_PER_MS);
	end_record(out, outcome, secrets);
}
