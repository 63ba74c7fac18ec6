/* name -- words and the constants they stand for: exact, in any case, and nearest. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/name.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

const struct name *name_find(const struct name *table, const char *word)
{
	for (; *table->word; table++)
		if (text_is(table->word, word))
			return table;
	return NULL;
}

const struct name *name_find_short(const struct name *table, const char *word)
{
	const struct name *found = name_find(table, word);

	for (; !found && *table->word; table++) {
		const char *behind = strchr(table->word, '_');

		if (behind && text_is(behind + 1, word))
			found = table;
	}
	return found;
}

const char *name_word(const struct name *table, long value)
{
	for (; *table->word; table++)
		if (table->value == value)
			return table->word;
	return NULL;
}

void name_put_bits(struct buf *text, const struct name *table, unsigned long bits,
		   const char *between)
{
	const char *before = "";

	for (; *table->word; table++) {
		unsigned long value = (unsigned long)table->value;

		if (value == 0 || (bits & value) != value)
			continue;
		buf_puts(text, before);
		buf_puts(text, table->word);
		bits &= ~value;
		before = between;
	}
	if (bits)
		buf_printf(text, "%s0x%lx", before, bits);
}

enum { LONGEST_COMPARED = 40 };

static unsigned lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned)(c - 'A' + 'a') : (unsigned char)c;
}

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Damerau-Levenshtein in three rows: the number of letters added, dropped, changed, or
 * swapped with their neighbour. */
static unsigned distance_between(const char *a, const char *b)
{
	size_t a_size = strlen(a), b_size = strlen(b);
	unsigned rows[3][LONGEST_COMPARED + 1];
	unsigned *before = rows[0], *above = rows[1], *row = rows[2];

	if (a_size > LONGEST_COMPARED || b_size > LONGEST_COMPARED)
		return UINT_MAX;
	for (size_t j = 0; j <= b_size; j++)
		above[j] = (unsigned)j;
	for (size_t i = 1; i <= a_size; i++) {
		unsigned *spare = before;

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_size; j++) {
			unsigned change = lower(a[i - 1]) != lower(b[j - 1]);

			row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + change);
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]) && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		before = above;
		above = row;
		row = spare;
	}
	return above[b_size];
}

struct nearest nearest_begin(const char *word)
{
	/* A third of the letters may be wrong: more would be guessing. */
	return (struct nearest){ .word = word, .distance = (unsigned)strlen(word) / 3 + 1 };
}

void nearest_try(struct nearest *nearest, const char *candidate)
{
	size_t size = strlen(nearest->word), other = strlen(candidate);
	bool begins = size > 1 && strncasecmp(candidate, nearest->word, size) == 0;
	unsigned distance;

	if (!begins && (size > other ? size - other : other - size) >= nearest->distance)
		return; /* so many letters are missing that the others do not matter */
	distance = begins ? 0 : distance_between(nearest->word, candidate);
	if (distance < nearest->distance) {
		nearest->best = candidate;
		nearest->distance = distance;
	}
}

const char *name_nearest(const struct name *table, const char *word)
{
	struct nearest nearest = nearest_begin(word);

	for (; *table->word; table++)
		nearest_try(&nearest, table->word);
	return nearest.best;
}
