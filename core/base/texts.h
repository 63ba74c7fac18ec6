/* texts -- a few borrowed texts in a row, what a repeatable option was given; constant texts that
 * share one literal; and what is asked of a text. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_TEXTS_H
#define BASE_TEXTS_H

#include <stdbool.h>
#include <string.h>
#include <strings.h>

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

/* ---- what is asked of a text: by few functions of libc, each is looked up at every start ---- */

/* Whether both are the same, ASCII letters compared in any case. */
static inline bool text_is(const char *text, const char *other)
{
	return strncasecmp(text, other, strlen(other) + 1) == 0;
}

/* Whether TEXT has exactly the SIZE bytes at AT. */
static inline bool text_equals(const char *text, const char *at, size_t size)
{
	return strlen(text) == size && memcmp(text, at, size) == 0;
}

static inline bool text_begins(const char *text, const char *start)
{
	while (*start && *text == *start) {
		text++;
		start++;
	}
	return !*start;
}

/* Where TEXT first has PART; NULL: nowhere. */
static inline char *text_find(const char *text, const char *part)
{
	return memmem(text, strlen(text), part, strlen(part));
}

/* How many bytes of PATH stand before its last slash; 0 where it has none. */
static inline size_t text_folder_size(const char *path)
{
	const char *slash = memrchr(path, '/', strlen(path));

	return slash ? (size_t)(slash - path) : 0;
}

#endif
