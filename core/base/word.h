/* word -- a piece of text inside another: lines of a file and the words of a line. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_WORD_H
#define BASE_WORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/name.h"

/* Borrowed bytes, any bytes, without a NUL behind them. Empty: SIZE is 0. */
struct word {
	const char *at;
	size_t size;
};

struct word word_of(const char *text);

/* Whether both have the same bytes, ASCII letters compared in any case. */
bool word_is(struct word a, struct word b);

/* Whether both are the same bytes. */
bool word_equals(struct word a, struct word b);

/* WORD without its first SIZE bytes, which it has. */
struct word word_behind(struct word word, size_t size);

/* Whether WORD has exactly the bytes of TEXT at its start, or its end. */
bool word_begins(struct word word, const char *text);
bool word_ends(struct word word, const char *text);

/* WORD without the blanks and tabs around it. */
struct word word_trim(struct word word);

/* Take the first line off the front of TEXT, without its newline; the last one need not have
 * any. False when TEXT is empty. */
bool line_take(struct word *line, struct word *text);

/* The same for the next line that holds PART, letters compared in any case: what stands before
 * it is dropped. An empty PART is in every line. */
bool line_take_with(struct word *line, struct word *text, struct word part);

/* Take the first word off the front of LINE, as databases of /etc write them: words stand
 * between blanks, a '#' or a NUL ends the line. False when there is none; LINE then begins with
 * what ended it. */
bool word_take(struct word *word, struct word *line);

/* Whether WORD is one of LINE's words. */
bool line_has(struct word line, struct word word);

/* What stands behind the first '#', without blanks around it. */
struct word line_comment(struct word line);

/* nearest_try for a word; where it is the nearest yet, BEST becomes a copy of it. */
enum { WORD_NEAR_MAX = 64 };
void word_near(struct nearest *nearest, char best[static WORD_NEAR_MAX], struct word word);

#endif
