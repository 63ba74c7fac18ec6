/* expand -- words to bytes: variables, their fields and slices put in. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_EXPAND_H
#define SHELL_EXPAND_H

#include "lang/token.h"
#include "shell/variable.h"

/* The words of a command. Owned by the arena. */
struct words {
	char **argv; /* NULL-terminated */
	struct bench_word *word;
	size_t count;
};

/* Expand a list of words. Of SPREAD, a word that is a list alone is its items. ERR is of the
 * variables, or STATUS_LACKING. */
bool expand_words(struct words *words, const struct expand *expand, const struct shell_word *list,
		  bool spread, struct err *err);

/* What one word is as a value: a variable alone is what the variable is. VALUE is the caller's. */
bool expand_value(struct shell_value *value, const struct expand *expand,
		  const struct shell_word *word, struct err *err);

/* The text of an expectation, with variables written as its language has them: as they are where
 * they read as one of its words, else as a string; between double quotes escaped. In the arena. */
bool expand_expect(char **text, const struct expand *expand, const struct shell_word *word,
		   struct err *err);

#endif
