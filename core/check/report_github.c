/* report_github -- what is not green as annotations of GitHub Actions, at most ten errors and ten
 * warnings, which are all that it shows of a step. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "check/markup.h"
#include "check/report_state.h"

enum { SHOWN_MAX = 10 };

/* The runner takes what stands between ::COMMAND and the next :: for properties. */
static void put_annotation(struct buf *buf, const char *command, const struct outcome *outcome,
			   const struct buf *message)
{
	const char *id = outcome->id ? outcome->id : "netcheck";

	buf_printf(buf, "::%s ", command);
	if (outcome->file) {
		buf_puts(buf, "file=");
		workflow_put_property(buf, outcome->file, strlen(outcome->file));
		if (outcome->line > 0)
			buf_printf(buf, ",line=%u", outcome->line);
		if (outcome->line > 0 && outcome->column > 0)
			buf_printf(buf, ",col=%u", outcome->column);
		buf_putc(buf, ',');
	}
	buf_puts(buf, "title=");
	workflow_put_property(buf, id, strlen(id));
	buf_puts(buf, "::");
	workflow_put_message(buf, message->data, message->size);
	buf_putc(buf, '\n');
}

static void put_message(struct buf *message, const struct outcome *outcome)
{
	outcome_put_reason(message, outcome);
	if (outcome->command.size > 0) {
		buf_putc(message, '\n');
		buf_put(message, outcome->command.at, outcome->command.size);
	}
	for (size_t i = 0; i < outcome->detail_count; i++) {
		buf_putc(message, '\n');
		buf_put(message, outcome->details[i].at, outcome->details[i].size);
	}
	if (outcome->repro) {
		buf_puts(message, "\nrepro: ");
		buf_puts(message, outcome->repro);
	}
}

static void annotate(struct part *part, const struct outcome *outcome)
{
	struct buf message = { 0 };
	bool is_error = outcome_is_red(outcome);

	put_message(&message, outcome);
	put_annotation(&part->text, is_error ? "error" : "warning", outcome, &message);
	buf_free_part(&message, &part->text);
}

/* A pass that wants a look is a warning: it came late, near its limit, or against todo. */
static void put_outcome(struct part *part, const struct outcome *outcome)
{
	bool is_warning = outcome->verdict == VERDICT_WARN || outcome->verdict == VERDICT_FIXED ||
			  outcome->flaky;
	struct outcome flaky = *outcome;

	if (outcome->flaky && !outcome->reason)
		flaky.reason = outcome->flaky;
	if (outcome_is_red(outcome) && ++part->errors <= SHOWN_MAX)
		annotate(part, outcome);
	else if (is_warning && ++part->warnings <= SHOWN_MAX)
		annotate(part, &flaky);
}

static void put_more(struct buf *buf, size_t count, const char *what)
{
	if (count > SHOWN_MAX)
		buf_printf(buf, "%zu more %s%s not annotated: GitHub shows %d of a step\n",
			   count - SHOWN_MAX, what, count - SHOWN_MAX == 1 ? " is" : "s are",
			   SHOWN_MAX);
}

static void put_end(struct part *part, const struct telling *telling)
{
	struct buf reason = { 0 };
	const char *cut = telling->tally->cut;

	put_more(&part->text, part->errors, "error");
	put_more(&part->text, part->warnings, "warning");
	if (telling->missing == 0)
		return;
	buf_printf(&reason, "%zu of %zu checks were not run%s%s", telling->missing,
		   telling->missing + telling->number, cut ? ": " : "", cut ? cut : "");
	annotate(part, &(struct outcome){ .verdict = VERDICT_ERROR, .reason = buf_text(&reason) });
	buf_free_part(&reason, &part->text);
}

void report_github(struct part *part, const struct telling *telling)
{
	switch (telling->kind) {
	case TELL_BEGIN:
		break;
	case TELL_OUTCOME:
		put_outcome(part, telling->outcome);
		break;
	case TELL_REFUSAL:
		annotate(part, &(struct outcome){ .verdict = VERDICT_ERROR,
						  .file = telling->refusal->file,
						  .line = telling->refusal->line,
						  .column = telling->refusal->column,
						  .reason = telling->refusal->text });
		break;
	case TELL_END:
		put_end(part, telling);
		break;
	}
}
