/* name -- words and the constants they stand for: exact, in any case, and nearest. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_NAME_H
#define BASE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/texts.h"

enum { NAME_SIZE = 88 }; /* of a word and what it means, with their NULs */

/* A row of a constant table; tables end with NAMES_END. What the word means stands behind the NUL
 * of the word, see text_behind: rows are made by NAME only. */
struct name {
	long value;
	char word[NAME_SIZE]; /* "" ends a table */
};

/* MEANING is one line, or "". */
#define NAME(text, number, meaning)                                         \
	{                                                                   \
		.word = text "\0" meaning,                                  \
		.value = (number) + TEXT_FITS(NAME_SIZE, text "\0" meaning) \
	}
#define NAMES_END          \
	{                  \
		.word = "" \
	}

/* What the word of a row made by NAME means; NULL where nothing is said. */
static inline const char *name_meaning(const struct name *name)
{
	const char *meaning = text_behind(name->word);

	return *meaning ? meaning : NULL;
}

/* The row for WORD, letters compared in any case; NULL when there is none. */
const struct name *name_find(const struct name *table, const char *word);

/* The same, and where no row has WORD itself, the first whose word is WORD behind a prefix that
 * ends in '_': "inet6" and "AF_INET6" are one. */
const struct name *name_find_short(const struct name *table, const char *word);

/* The first word for VALUE; NULL when there is none. */
const char *name_word(const struct name *table, long value);

/* Put the words of the bits that are set in BITS, in the table's order with BETWEEN in between;
 * what has no word as one hexadecimal number. */
void name_put_bits(struct buf *text, const struct name *table, unsigned long bits,
		   const char *between);

/* Watches words go by and keeps the one most like WORD; for "did you mean". */
struct nearest {
	const char *word;
	const char *best; /* NULL while nothing is near enough */
	unsigned distance;
};

struct nearest nearest_begin(const char *word);
void nearest_try(struct nearest *nearest, const char *candidate);

/* The same over a table; NULL when no word is near. */
const char *name_nearest(const struct name *table, const char *word);

#endif
