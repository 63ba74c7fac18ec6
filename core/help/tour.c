/* tour -- the steps of the tour, shown. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "help/tour.h"

#include <string.h>

#include "base/num.h"
#include "base/word.h"
#include "cli/fold.h"

enum { NUMBER_INDENT = 6 };

unsigned tour_count(void)
{
	unsigned count = 0;

	while (count < TOUR_STEPS_MAX && tour_steps[count][0])
		count++;
	return count;
}

bool tour_read_number(unsigned *step, const char *word, struct err *err)
{
	int64_t number;

	if (!num_parse(&number, word, 1, tour_count(), err))
		return false;
	*step = (unsigned)number;
	return true;
}

/* A comment, folded so that it stays one. */
static void put_comment(struct buf *text, struct word line, unsigned columns)
{
	struct buf copy = { 0 }, folded = { 0 };
	struct word rest, part;

	buf_put(&copy, line.at + 1, line.size - 1);
	fold_text(&folded, (struct fold){ columns > 4 ? columns - 2 : columns, 0 }, 0,
		  buf_text(&copy));
	rest = (struct word){ folded.data, folded.size };
	while (line_take(&part, &rest)) {
		buf_puts(text, "# ");
		buf_put(text, part.at, part.size);
		buf_putc(text, '\n');
	}
	buf_free_part(&folded, text);
	buf_free_part(&copy, text);
}

void tour_put_line(struct buf *text, struct word line, const char *prompt, unsigned columns)
{
	if (word_begins(line, "#")) {
		put_comment(text, line, columns);
		return;
	}
	buf_puts(text, prompt);
	buf_put(text, line.at, line.size);
	buf_putc(text, '\n');
}

struct word tour_title(unsigned step)
{
	struct word rest = word_of(tour_steps[step - 1]), line;

	return line_take(&line, &rest) ? word_behind(line, strlen("# ")) : line;
}

void tour_put_list(struct buf *text, unsigned columns)
{
	for (unsigned step = 1; step <= tour_count(); step++) {
		struct word title = tour_title(step);
		struct buf label = { 0 }, copy = { 0 };

		buf_printf(&label, "  %u", step);
		buf_put(&copy, title.at, title.size);
		fold_labelled(text, (struct fold){ columns, NUMBER_INDENT }, buf_text(&label),
			      buf_text(&copy));
		buf_free_part(&copy, text);
		buf_free_part(&label, text);
	}
}

void tour_put_step(struct buf *text, unsigned step, unsigned columns)
{
	struct word rest = word_of(tour_steps[step - 1]), line;

	while (line_take(&line, &rest))
		tour_put_line(text, line, "", columns);
}
