/* plan_line -- one line of a check file, cut as the shell cuts its own. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_PLAN_LINE_H
#define CHECK_PLAN_LINE_H

#include "check/plan.h"

struct plan_line {
	struct spot at;
	struct shell_word *words;  /* NULL: an empty line */
	struct shell_word *expect; /* NULL: none */
	const char *end;           /* behind its last word */
};

/* Read the next line off CURSOR; false with LINE->words NULL at the end of the text. A line that is
 * wrong becomes a fault of FILE, and is left out. */
bool plan_line_read(struct plan_line *line, struct plan *plan, const struct plan_file *file,
		    struct cursor *cursor);

#endif
