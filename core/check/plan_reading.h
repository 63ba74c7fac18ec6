/* plan_reading -- where the reading of a check file is, shared by the files that do it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_PLAN_READING_H
#define CHECK_PLAN_READING_H

#include "check/plan_line.h"

/* Where the reading of a file is. */
struct reading {
	struct plan *plan;
	const struct plan_file *file;
	const struct plan_line *line;
	struct plan_item *item;      /* whose clauses come; NULL: nobody's, */
	bool is_wrong;               /* as what stands above them could not be read */
	struct plan_clause **clause; /* where its next one goes */
	struct spot group;           /* where its `group` stands that has no `end` yet; 0: none */
	const char *outer_group;     /* of the file that includes this one; NULL */
	struct spot at;              /* of what is wrong */
	struct err err;
};

/* Set the fault at WORD, or the line where that is NULL; false. */
bool reading_fail(struct reading *reading, const struct shell_word *word, const char *sentence);
bool reading_lacks(struct reading *reading);

/* plan_read: what WORD says, with the variables that are set so far; NULL with the fault set. */
const char *reading_text(struct reading *reading, const struct shell_word *word);

/* plan_item: read `NAME: APPLET ...`, and a clause below it. False with the fault set. */
bool reading_item(struct reading *reading, struct shell_word *words, bool is_fixture);
bool reading_clause(struct reading *reading, struct shell_word *words);

/* plan_include: read the files that are named behind `include`. */
bool reading_include(struct reading *reading, const struct shell_word *words);

/* plan_directive: what a line begins with that is no check; below 0: nothing such. */
int reading_directive_of(const struct shell_word *word);
bool reading_directive(struct reading *reading, int directive);

#endif
