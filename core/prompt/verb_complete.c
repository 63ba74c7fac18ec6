/* verb_complete -- what may stand at the end of a line, as Tab and '?' list it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "bench/verb.h"
#include "bench/verb_word.h"
#include "cli/out.h"
#include "cli/safe.h"
#include "prompt/complete.h"
#include "prompt/hint.h"

struct settings {
	bool hint;
};

/* clang-format off */
static const struct operand operands[] = {
	{ "LINE", 1, 1, OFFER_NOTHING, "what is typed, as one word: 'send '" },
	{ "CURSOR", 0, 1, OFFER_NOTHING, "the byte that the cursor is at; without it the end" },
	{ 0 },
};

static const struct opt options[] = {
	OPT_FLAG(struct settings, hint, 0, "hint", "what would be shown dim behind the cursor"),
	OPT_END
};

enum { WORD, MEANING, START, FOLLOW, SHOWN };
static const struct field fields[] = {
	[WORD] = FIELD("word", FIELD_TEXT, 0, 0, "what may stand there", NULL),
	[MEANING] = FIELD("meaning", FIELD_TEXT, 0, 0, "what it is", NULL),
	[START] = FIELD("start", FIELD_UINT, FIELD_DETAIL, 0, "the byte of the line where it begins", NULL),
	[FOLLOW] = FIELD("follow", FIELD_TEXT, FIELD_DETAIL, 0, "what is put behind it where it is the only one", NULL),
	[SHOWN] = FIELD("shown", FIELD_TEXT, FIELD_DETAIL, 0, "the word, and blanks up to the column of meanings", NULL),
	{ 0 },
};
static const struct record_type records[] = {
	{ "result", "a word that may come", { fields, "{shown}[{meaning}]" } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("complete 'getso'", "as Tab does"),
	EXAMPLE("complete --hint 'send '", "what it takes"),
	{ 0 },
};
/* clang-format on */

/* FAILED is set where memory is out. */
static size_t width_of(const char *text, bool *failed)
{
	struct buf safe = { 0 };
	size_t width;

	safe_put(&safe, text, strlen(text), charset_get());
	width = safe.size > 0 ? safe_width(safe.data, safe.size) : 0;
	*failed = *failed || safe.failed;
	buf_free(&safe);
	return width;
}

static void tell_one(struct run *run, const struct choices *choices, size_t index, size_t widest)
{
	const struct choice *choice = &choices->item[index];
	struct row *row = out_record(run->out, &records[0]);
	const char follow[2] = { choices->after, '\0' };
	struct buf shown = { 0 };

	row_text(row, WORD, choice->word);
	row_text(row, MEANING, choice->meaning);
	row_uint(row, START, choices->start);
	row_text(row, FOLLOW, choices->count == 1 ? follow : NULL);
	if (row_wants(row, SHOWN)) {
		buf_puts(&shown, choice->word);
		if (choice->meaning)
			buf_fill(&shown, ' ', widest + 2 - width_of(choice->word, &shown.failed));
		row_part(row, SHOWN, &shown);
	}
	out_done(run->out, STATUS_OK);
}

static bool measure(size_t *widest, const struct choices *choices)
{
	bool failed = choices->lacks;

	for (size_t i = 0; i < choices->count; i++) {
		size_t width = width_of(choices->item[i].word, &failed);

		*widest = width > *widest ? width : *widest;
	}
	return !failed;
}

static void tell_choices(struct run *run, const struct choices *choices)
{
	struct err err = { 0 };
	size_t widest = 0;

	if (!measure(&widest, choices)) {
		err_errno(&err, ENOMEM, "no room for all that may stand there");
		out_fail(run->out, &err);
		return;
	}
	if (choices->count == 0) {
		err_set(&err, STATUS_NOT_FOUND, "nothing is known that may stand there");
		out_fail(run->out, &err);
	}
	for (size_t i = 0; i < choices->count; i++)
		tell_one(run, choices, i, widest);
}

static void tell_hint(struct run *run, struct shell *shell, struct word line)
{
	struct buf hint = { 0 };
	struct err err = { 0 };
	enum hint_kind kind;
	struct row *row;

	kind = hint_put(&hint, shell, NULL, line, 0);
	if (hint.failed) {
		err_errno(&err, ENOMEM, "no room for the hint");
		out_fail(run->out, &err);
	} else if (kind == HINT_NONE) {
		err_set(&err, STATUS_NOT_FOUND, "there is no hint");
		out_fail(run->out, &err);
	} else {
		row = out_record(run->out, &records[0]);
		row_text(row, WORD, buf_text(&hint));
		row_text(row, SHOWN, buf_text(&hint));
		out_done(run->out, STATUS_OK);
	}
	buf_free(&hint);
}

static void complete_run(struct run *run)
{
	const struct settings *set = run->settings;
	struct shell *shell = shell_of(verb_bench(run));
	struct word line = verb_data(run, 0);
	struct choices choices = { 0 };
	struct err err = { 0 };
	int64_t cursor = (int64_t)line.size;

	if (run->operand_count > 1 && !verb_number(&cursor, run, 1, 0, cursor, &err)) {
		out_fail(run->out, &err);
		return;
	}
	line.size = (size_t)cursor;
	if (set->hint) {
		tell_hint(run, shell, line);
		return;
	}
	complete(&choices, shell, NULL, line, false);
	tell_choices(run, &choices);
	choices_free(&choices);
}

const struct applet verb_complete = {
	.name = "complete",
	.summary = "list what may stand at the end of a line",
	.group = GROUP_SOCKET,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.flags = APPLET_OFFLINE | APPLET_INPUT,
	.run = complete_run,
};
