/* complete_argument -- options, their values, and operands of a verb or an applet. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "prompt/complete.h"

static void read_words(struct completion *completion)
{
	struct progress *progress = &completion->progress;

	*progress = progress_begin(completion->applet);
	for (size_t i = 0; i < completion->count; i++) {
		unsigned before = progress->operands;

		progress_pass(progress, completion->word[i]);
		if (progress->operands > before)
			completion->operand[completion->operand_count++] = completion->word[i];
	}
}

/* ---- options ------------------------------------------------------------------------------ */

static void put_options(struct completion *completion)
{
	const struct progress *progress = &completion->progress;
	struct buf word = { 0 };

	for (unsigned i = 0; progress->tables[i]; i++)
		for (const struct opt *row = progress->tables[i]; *row->word; row++) {
			if (!opt_applies(row, progress->flags) || !progress_allows(progress, row))
				continue;
			buf_clear(&word);
			buf_printf(&word, "--%s", row->word);
			offering_put_before(&completion->offering, word_of(buf_text(&word)),
					    opt_help(row), opt_value(row) ? '=' : ' ');
		}
	offering_free_part(&completion->offering, &word);
}

/* A format, or behind its '=' a file. */
static void put_report(struct completion *completion, const struct name *formats)
{
	struct offering *offering = &completion->offering;
	size_t stem = offering->stem;

	offering_settle(offering, "=");
	if (offering->stem > stem)
		complete_files(completion, false);
	else
		offering_names(offering, formats);
}

static void put_value(struct completion *completion, const struct opt *row)
{
	switch (row->takes) {
	case TAKES_BITS:
		offering_settle(&completion->offering, ",");
		offering_names(&completion->offering, row->names);
		return;
	case TAKES_NAME:
		offering_names(&completion->offering, row->names);
		return;
	case TAKES_DURATION:
		complete_durations(completion);
		return;
	case TAKES_SIZE:
		complete_sizes(completion);
		return;
	case TAKES_TEXTS:
		if (row->offer == OFFER_REPORT)
			put_report(completion, row->names);
		else
			complete_value(completion, row->offer, opt_value(row));
		return;
	case TAKES_TEXT:
	case TAKES_NUMBER:
		complete_value(completion, row->offer, opt_value(row));
		return;
	case TAKES_NOTHING:
	case TAKES_COUNT:
	case TAKES_CONSTANT:
	case TAKES_BIT:
		return;
	}
}

/* An option, or what stands behind its '='. */
static void put_option_word(struct completion *completion)
{
	struct offering *offering = &completion->offering;
	struct word typed = offering->typed;
	const char *equals = memchr(typed.at, '=', typed.size);
	const struct opt *row;

	if (!equals) {
		put_options(completion);
		return;
	}
	offering->stem = (size_t)(equals - typed.at) + 1;
	row = offering->stem > 3
		      ? progress_find(&completion->progress, typed.at + 2, offering->stem - 3, 0)
		      : NULL;
	if (row && opt_value(row))
		put_value(completion, row);
}

/* ---- operands ----------------------------------------------------------------------------- */

/* What the word is, for who asks. */
static void explain(struct completion *completion, const char *value, const char *help)
{
	struct offering *offering = &completion->offering;

	if (completion->explains && offering_rest(offering).size == 0)
		offering_puts(offering, value, help);
}

static int required(const struct operand *row)
{
	int count = 0;

	for (; row && row->value[0]; row++)
		count += row->min;
	return count;
}

/* Each row that the next operand may belong to, in their order: what may be left out is, where
 * something that must come stands behind it. */
static void put_operands(struct completion *completion)
{
	const struct operand *row = completion->applet->operands;
	int at = (int)completion->operand_count, least = 0, most = 0;

	for (; row && row->value[0]; row++) {
		most = row->max == MANY ? MANY : most + row->max;
		completion->row = row;
		completion->least = least;
		if (least <= at && at < most) {
			explain(completion, row->value, row->help);
			complete_value(completion, row->offer, row->value);
		}
		least += required(row + 1) > 0 || row->max == MANY ? row->min : row->max;
	}
}

/* What runs once all is well. */
static void put_program(struct completion *completion)
{
	if (completion->progress.operands == 0)
		complete_programs(completion);
	else
		complete_files(completion, false);
}

/* Whether all that must come has come: then options are what is left. */
static bool may_end(const struct completion *completion)
{
	return (int)completion->operand_count >= required(completion->applet->operands);
}

void complete_argument(struct completion *completion)
{
	const struct offering *offering = &completion->offering;
	const struct progress *progress = &completion->progress;

	read_words(completion);
	if (progress->pending) {
		explain(completion, opt_value(progress->pending), opt_help(progress->pending));
		put_value(completion, progress->pending);
	} else if (progress->command)
		put_program(completion);
	else if (!progress->options_ended && word_begins(offering->typed, "-"))
		put_option_word(completion);
	else
		put_operands(completion);
	if (offering->typed.size == 0 && offering->count == 0 && !progress->pending &&
	    !progress->options_ended && may_end(completion))
		put_options(completion);
}
