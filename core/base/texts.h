/* texts -- a few borrowed texts in a row: what a repeatable option was given. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_TEXTS_H
#define BASE_TEXTS_H

enum { TEXTS_MAX = 16 };

/* A plain value; the texts are borrowed. */
struct texts {
	unsigned long count;
	const char *text[TEXTS_MAX];
};

#endif
