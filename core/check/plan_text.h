/* plan_text -- words of a check file with their variables put in. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_PLAN_TEXT_H
#define CHECK_PLAN_TEXT_H

#include "check/plan.h"

/* What a word can name. */
struct plan_scope {
	struct plan *plan;
	const struct plan_value *chosen;
	bool is_running; /* what the run gives is there */
	bool is_late;    /* filled: a word has named what only the run gives, and 0 stands there */
	struct spot at;  /* filled: the word that could not be read */
};

/* The text of WORD, in the plan's arena; a name stands for a choice of `each`, what was set, what a
 * fixture or a capture gave, or else what the environment has. IS_EXPECT: values are written as the
 * language of expectations has them. ERR is STATUS_INVALID for a name that nothing has. */
bool plan_text(const char **text, struct plan_scope *scope, const struct shell_word *word,
	       bool is_expect, struct err *err);

/* The same for a list of words: a NULL-terminated array, *COUNT long, with room for SPARE more. */
bool plan_words(char ***argv, size_t *count, struct plan_scope *scope,
		const struct shell_word *words, size_t spare, struct err *err);

#endif
