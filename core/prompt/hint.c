/* hint -- what is shown dim behind a line that is being typed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/hint.h"

#include <string.h>

#include "cli/optdoc.h"
#include "prompt/complete.h"
#include "prompt/usage.h"
#include "shell/builtin.h"

enum { OPTIONS_SHOWN = 3 }; /* of the command's own; the others are in its help */

/* ---- what a command still takes ----------------------------------------------------------- */

static void put_space(struct buf *to)
{
	if (to->size > 0)
		buf_putc(to, ' ');
}

/* "ADDRESS", "[PORT]", "DATA...": what of ROW may come behind GIVEN words of it. */
static void put_operand(struct buf *to, const struct operand *row, int given)
{
	bool must = given < row->min;

	put_space(to);
	buf_puts(to, must ? "" : "[");
	buf_puts(to, row->value);
	buf_puts(to, row->max == MANY ? "..." : "");
	buf_puts(to, must ? "" : "]");
}

/* The rows in turn take as many of the words as they may, and leave those behind them theirs. */
static void put_operands(struct buf *to, const struct operand *rows, int count)
{
	int needed = 0;

	for (const struct operand *row = rows; row && row->value[0]; row++)
		needed += row->min;
	for (const struct operand *row = rows; row && row->value[0]; row++) {
		int others = needed - row->min, room = count > others ? count - others : 0;
		int given = room > row->max ? row->max : room;

		if (count >= row->min && given < row->min)
			given = row->min;
		else if (count < row->min)
			given = count;
		if (given == 0 || (row->max == MANY && given >= 0) || given < row->min)
			put_operand(to, row, given);
		count -= given;
		needed = others;
	}
}

static void put_options(struct buf *to, const struct progress *progress, const struct opt *rows)
{
	unsigned shown = 0;

	for (const struct opt *row = rows; row && *row->word && shown < OPTIONS_SHOWN; row++) {
		if (!opt_applies(row, progress->flags) || !progress_allows(progress, row))
			continue;
		put_space(to);
		buf_printf(to, "[--%s%s%s]", row->word, opt_value(row) ? " " : "",
			   opt_value(row) ? opt_value(row) : "");
		shown++;
	}
}

static void put_applet(struct buf *to, struct completion *completion)
{
	const struct applet *applet = completion->applet;
	struct progress progress = progress_begin(applet);

	for (size_t i = 0; i < completion->count; i++)
		progress_pass(&progress, completion->word[i]);
	if (progress.pending) {
		buf_puts(to, opt_value(progress.pending));
		return;
	}
	if (progress.command)
		return;
	put_operands(to, applet->operands, (int)progress.operands);
	if (!progress.options_ended)
		put_options(to, &progress, applet->options);
}

static void put_synopsis(struct buf *to, struct completion *completion)
{
	const char *usage;

	completion_read(completion);
	usage = completion->builtin ? builtin_usage(completion->builtin)
				    : usage_of_block(completion->name);
	if (completion->applet)
		put_applet(to, completion);
	else if (usage)
		usage_put_rest(to, usage, completion->word, completion->count);
}

/* ---- the history -------------------------------------------------------------------------- */

static bool put_history(struct buf *to, const struct line *line, struct word typed)
{
	const char *text, *best = NULL;
	size_t count = 0;

	if (!line || !line->kind || typed.size == 0)
		return false;
	while (line_recall(line, count))
		count++;
	while (!best && count-- > 0) {
		text = line_recall(line, count);
		if (text && strlen(text) > typed.size && memcmp(text, typed.at, typed.size) == 0)
			best = text + typed.size;
	}
	if (best)
		buf_puts(to, best);
	return best != NULL;
}

enum hint_kind hint_put(struct buf *to, struct shell *shell, const struct line *line,
			struct word before, size_t at)
{
	struct word typed = word_behind(before, at);
	struct typing typing = { 0 };
	struct completion completion = { .shell = shell, .line = line, .typing = &typing };
	enum hint_kind kind = HINT_NONE;
	size_t size = to->size;

	if (typed.size == 0)
		return HINT_NONE;
	typing_read(&typing, before);
	if (typing.place == TYPING_WORD && typing.raw.size == 0) {
		put_synopsis(to, &completion);
		kind = to->size > size ? HINT_SYNOPSIS : HINT_NONE;
	} else if (put_history(to, line, typed)) {
		kind = HINT_HISTORY;
	}
	to->failed = to->failed || typing.arena.failed;
	typing_free(&typing);
	return kind;
}
