/* texts -- a few borrowed texts in a row, what a repeatable option was given; and constant texts
 * that share one literal. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_TEXTS_H
#define BASE_TEXTS_H

#include <string.h>

enum { TEXTS_MAX = 16 };

/* A plain value; the texts are borrowed. */
struct texts {
	unsigned long count;
	const char *text[TEXTS_MAX];
};

/* The text behind the NUL of TEXT: a row of a constant table has its texts in one literal. */
static inline const char *text_behind(const char *text)
{
	return text + strlen(text) + 1;
}

/* 0, for a row that holds its texts itself, in SIZE bytes: does not compile where they need more.
 * Such a row costs no start anything, while each pointer of a constant table is relocated. */
#define TEXT_FITS(size, text) ((int)(0 * sizeof(char[sizeof(text) <= (size) ? 1 : -1])))

#endif
