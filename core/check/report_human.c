/* report_human -- outcomes as lines for people: what is red with all that helps to repair it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/clock.h"
#include "check/markup.h"
#include "check/report_state.h"
#include "cli/fold.h"
#include "cli/value.h"

enum { INDENT = 6 };

/* ---- lines -------------------------------------------------------------------------------- */

/* LINE, which is safe, and a newline; what it folds into stands below its text. Lines that are
 * drawn begin with a blank and are not folded. */
static void put_line(struct part *part, unsigned indent, const struct buf *line)
{
	bool is_drawn = line->size > 0 && line->data[0] == ' ';
	const struct fold fold = { is_drawn ? 0 : part->columns, indent };

	buf_fill(&part->text, ' ', indent);
	fold_safe(&part->text, fold, indent, line->data, line->size);
}

static void put_safe(struct part *part, struct buf *line, struct word text)
{
	safe_put(line, text.at, text.size, part->charset);
}

static void put_detail(struct part *part, const char *label, struct word text)
{
	struct buf line = { 0 };

	buf_puts(&line, label);
	put_safe(part, &line, text);
	put_line(part, INDENT, &line);
	buf_free_part(&line, &part->text);
}

/* The same for what a person wrote, or a caret is drawn below. */
static void put_written(struct part *part, const char *label, struct word text)
{
	struct buf line = { 0 };

	buf_puts(&line, label);
	written_put(&line, text, part->charset);
	put_line(part, INDENT, &line);
	buf_free_part(&line, &part->text);
}

/* What a check wrote, line by line. */
static void put_output(struct part *part, const char *label, struct word text)
{
	struct word line;

	while (line_take(&line, &text))
		put_detail(part, label, line);
}

/* ---- one outcome -------------------------------------------------------------------------- */

static void put_word(struct part *part, enum verdict verdict)
{
	static const char words[][8] = {
		[VERDICT_OK] = "ok",       [VERDICT_WARN] = "warn", [VERDICT_FAIL] = "FAIL",
		[VERDICT_ERROR] = "ERROR", [VERDICT_SKIP] = "skip", [VERDICT_TODO] = "todo",
		[VERDICT_FIXED] = "fixed",
	};
	static const char colors[][6] = {
		[VERDICT_OK] = "\033[32m",    [VERDICT_WARN] = "\033[33m",
		[VERDICT_FAIL] = "\033[31m",  [VERDICT_ERROR] = "\033[35m",
		[VERDICT_SKIP] = "\033[36m",  [VERDICT_TODO] = "\033[36m",
		[VERDICT_FIXED] = "\033[33m",
	};

	if (part->color)
		buf_put(&part->text, colors[verdict], 5);
	buf_puts(&part->text, words[verdict]);
	buf_puts(&part->text, part->color ? "\033[0m" : "");
	buf_fill(&part->text, ' ', INDENT - strlen(words[verdict]));
}

static void put_times(struct buf *line, const struct outcome *outcome)
{
	if (outcome->attempts == 0)
		return;
	buf_puts(line, "  ");
	report_put_seconds(line, outcome->duration_ns, 3);
	buf_puts(line, " s");
	if (outcome->attempts > 1)
		buf_printf(line, "  %u attempts", outcome->attempts);
}

static void put_remark(struct part *part, struct buf *line, const char *before, const char *text)
{
	if (!text)
		return;
	buf_puts(line, before);
	written_put(line, word_of(text), part->charset);
}

/* What is not red says all in one line. */
static void put_head(struct part *part, const struct outcome *outcome)
{
	struct buf line = { 0 }, reason = { 0 };
	struct word id = word_of(outcome->id ? outcome->id : "");

	put_word(part, outcome->verdict);
	put_safe(part, &line, id);
	put_remark(part, &line, ": ", outcome->title);
	put_times(&line, outcome);
	put_remark(part, &line, "  flaky: ", outcome->flaky);
	put_remark(part, &line, "  todo: ", outcome->todo);
	if (outcome->verdict == VERDICT_WARN && !part->options->verbose)
		outcome_put_reason(&reason, outcome);
	if (reason.size > 0)
		put_remark(part, &line, "  ", buf_text(&reason));
	else if (!outcome_is_red(outcome))
		put_remark(part, &line, "  ", outcome->reason);
	buf_free_part(&reason, &line);
	fold_safe(&part->text, (struct fold){ part->columns, INDENT }, INDENT, line.data,
		  line.size);
	buf_free_part(&line, &part->text);
}

/* FILE:LINE: the check as it is written there. */
static void put_source(struct part *part, const struct outcome *outcome)
{
	struct buf line = { 0 };

	put_remark(part, &line, "", outcome->file);
	if (line.size > 0 && outcome->line > 0)
		buf_printf(&line, ":%u", outcome->line);
	if (line.size > 0 && outcome->command.size > 0)
		buf_puts(&line, ": ");
	written_put(&line, outcome->command, part->charset);
	if (line.size > 0)
		put_line(part, INDENT, &line);
	buf_free_part(&line, &part->text);
}

static void put_repro(struct part *part, const struct outcome *outcome)
{
	struct buf line = { 0 };

	if (!outcome->repro)
		return;
	buf_puts(&line, "repro: ");
	written_put(&line, word_of(outcome->repro), part->charset);
	buf_putc(&line, '\n'); /* a command is not folded: it is to be pasted */
	buf_fill(&part->text, ' ', INDENT);
	buf_put(&part->text, line.data, line.size);
	buf_free_part(&line, &part->text);
}

static void put_details(struct part *part, const struct outcome *outcome)
{
	struct buf reason = { 0 };

	put_source(part, outcome);
	outcome_put_reason(&reason, outcome);
	put_written(part, "", (struct word){ buf_text(&reason), reason.size });
	buf_free_part(&reason, &part->text);
	if (outcome->reason && outcome->expected.size > 0) {
		put_written(part, "expected: ", outcome->expected);
		put_written(part, "got:      ", outcome->got);
	}
	for (size_t i = 0; i < outcome->detail_count; i++)
		put_written(part, "", outcome->details[i]);
	put_output(part, "stdout: ", outcome->out);
	put_output(part, "stderr: ", outcome->err);
	put_repro(part, outcome);
}

/* Where a line tells how far it is, what passes scrolls nothing away. */
static bool is_told(const struct part *part, const struct outcome *outcome)
{
	if (outcome->verdict != VERDICT_OK || outcome->flaky)
		return !part->options->quiet || outcome_is_red(outcome);
	return !part->options->quiet && (!part->live || part->options->verbose);
}

static void put_outcome(struct part *part, const struct outcome *outcome)
{
	if (!is_told(part, outcome))
		return;
	put_head(part, outcome);
	if (outcome_is_red(outcome) || part->options->verbose)
		put_details(part, outcome);
}

/* ---- the end ------------------------------------------------------------------------------ */

/* COUNT things in a list, of which *BETWEEN says how the next one is joined on. */
static void put_count(struct buf *line, const char **between, size_t count, const char *what)
{
	if (count == 0)
		return;
	buf_printf(line, "%s%zu %s", *between, count, what);
	*between = ", ";
}

/* Among those that passed. */
static void put_but(struct buf *line, const struct tally *tally)
{
	const char *between = " (", *begun = between;

	put_count(line, &between, tally->flaky, "flaky");
	put_count(line, &between, tally->count[VERDICT_WARN], "with a warning");
	put_count(line, &between, tally->count[VERDICT_FIXED], "against todo");
	buf_puts(line, between == begun ? "" : ")");
}

/* "5 checks: 2 passed (1 flaky), 1 failed, 1 error, 1 skipped in 3.2 s" */
static void put_counts(struct buf *line, const struct telling *telling)
{
	const struct tally *tally = telling->tally;
	const size_t *count = tally->count;
	size_t passed = count[VERDICT_OK] + count[VERDICT_WARN] + count[VERDICT_FIXED];
	size_t total = telling->number + telling->missing;
	const char *between = ": ";

	buf_printf(line, "%zu check%s", total, total == 1 ? "" : "s");
	put_count(line, &between, passed, "passed");
	put_but(line, tally);
	put_count(line, &between, count[VERDICT_FAIL], "failed");
	put_count(line, &between, count[VERDICT_ERROR],
		  count[VERDICT_ERROR] == 1 ? "error" : "errors");
	put_count(line, &between, count[VERDICT_SKIP], "skipped");
	put_count(line, &between, count[VERDICT_TODO], "todo");
	put_count(line, &between, telling->missing, "not run");
}

static void put_end(struct part *part, const struct telling *telling)
{
	struct buf line = { 0 };

	put_counts(&line, telling);
	buf_puts(&line, " in ");
	report_put_seconds(&line, telling->tally->duration_ns, 1);
	buf_puts(&line, " s");
	put_remark(part, &line, "; ", telling->tally->cut);
	fold_safe(&part->text, (struct fold){ part->columns, INDENT }, 0, line.data, line.size);
	buf_free_part(&line, &part->text);
}

static bool is_green(const struct telling *telling)
{
	return telling->tally->exit_code == 0 && telling->missing == 0 && !telling->tally->cut;
}

void report_human(struct part *part, const struct telling *telling)
{
	size_t start = part->text.size;

	switch (telling->kind) {
	case TELL_BEGIN:
	case TELL_REFUSAL: /* it stands on stderr, with a caret */
		break;
	case TELL_OUTCOME:
		put_outcome(part, telling->outcome);
		break;
	case TELL_END:
		if (!part->options->quiet || !is_green(telling))
			put_end(part, telling);
		break;
	}
	safe_guard(&part->text, start, part->charset);
}
