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

/* The text behind the NUL of TEXT. A row of a constant table has all its texts in one literal: each
 * pointer of a table is relocated at every start. */
static inline const char *text_behind(const char *text)
{
	return text + strlen(text) + 1;
}

#endif
