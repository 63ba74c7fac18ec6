/* complete_argument -- options, their values, and operands of a verb or an applet. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "shell/complete.h"

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
			offering_put_before(&completion->offering,
					    (struct word){ buf_text(&word), word.size },
					    opt_help(row), opt_value(row) ? '=' : ' ');
		}
	buf_free(&word);
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
	case TAKES_TEXT:
	case TAKES_TEXTS:
		complete_value(completion, row->offer, opt_value(row));
		return;
	case TAKES_NUMBER:
		complete_value(completion, row->offer, opt_value(row));
		return;
	case TAKES_SIZE:
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

/* Each row that the next operand may belong to, in their order. */
static void put_operands(struct completion *completion)
{
	const struct operand *row = completion->applet->operands;
	int at = (int)completion->operand_count, least = 0, most = 0;

	for (; row && row->value[0]; row++) {
		most += row->max;
		completion->row = row;
		completion->least = least;
		if (least <= at && at < most)
			complete_value(completion, row->offer, row->value);
		least += row->min;
		most = most < MANY ? most : MANY;
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

void complete_argument(struct completion *completion)
{
	const struct offering *offering = &completion->offering;
	const struct progress *progress = &completion->progress;

	read_words(completion);
	if (progress->pending)
		put_value(completion, progress->pending);
	else if (progress->command)
		put_program(completion);
	else if (!progress->options_ended && word_begins(offering->typed, "-"))
		put_option_word(completion);
	else
		put_operands(completion);
	if (offering->typed.size == 0 && offering->count == 0 && !progress->pending &&
	    !progress->options_ended)
		put_options(completion);
}
