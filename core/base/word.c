/* word -- a piece of text inside another: lines of a file and the words of a line. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/word.h"

#include <string.h>

struct word word_of(const char *text)
{
	return (struct word){ text, strlen(text) };
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool word_is(struct word a, struct word b)
{
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

bool word_equals(struct word a, struct word b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

struct word word_behind(struct word word, size_t size)
{
	return (struct word){ word.at + size, word.size - size };
}

bool word_begins(struct word word, const char *text)
{
	size_t size = strlen(text);

	return word.size >= size && memcmp(word.at, text, size) == 0;
}

bool word_ends(struct word word, const char *text)
{
	size_t size = strlen(text);

	return word.size >= size && memcmp(word.at + word.size - size, text, size) == 0;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

struct word word_trim(struct word word)
{
	while (word.size > 0 && is_space(word.at[0]))
		word = word_behind(word, 1);
	while (word.size > 0 && is_space(word.at[word.size - 1]))
		word.size--;
	return word;
}

static void drop(struct word *text, size_t size)
{
	text->at += size;
	text->size -= size;
}

bool line_take(struct word *line, struct word *text)
{
	const char *end;

	if (text->size == 0)
		return false;
	end = memchr(text->at, '\n', text->size);
	*line = (struct word){ text->at, end ? (size_t)(end - text->at) : text->size };
	drop(text, line->size + (end != NULL));
	return true;
}

/* The first of SIZE bytes that is C in either case. */
static const char *find_letter(const char *at, size_t size, char c)
{
	char small = lower(c);
	char large = small >= 'a' && small <= 'z' ? (char)(small - 'a' + 'A') : small;
	const char *first = memchr(at, small, size);
	const char *other = memchr(at, large, first ? (size_t)(first - at) : size);

	return other ? other : first;
}

/* In steps, so that a letter which is rare in one case is not looked for in all the rest, again
 * and again. */
static const char *find(struct word text, struct word part)
{
	enum { STEP = 512 };
	size_t places = part.size <= text.size ? text.size - part.size + 1 : 0;

	while (places > 0) {
		size_t step = places < STEP ? places : STEP;
		const char *hit = find_letter(text.at, step, part.at[0]);

		if (hit && word_is((struct word){ hit, part.size }, part))
			return hit;
		step = hit ? (size_t)(hit - text.at) + 1 : step;
		drop(&text, step);
		places -= step;
	}
	return NULL;
}

bool line_take_with(struct word *line, struct word *text, struct word part)
{
	const char *hit = part.size > 0 ? find(*text, part) : text->at;

	if (!hit)
		return false;
	if (part.size > 0) {
		const char *newline = memrchr(text->at, '\n', (size_t)(hit - text->at));

		drop(text, newline ? (size_t)(newline - text->at) + 1 : 0);
	}
	return line_take(line, text);
}

/* A table, because every byte of a database passes here. */
enum { IN_WORD, BLANK, END };
static const unsigned char kind_of[256] = {
	[' '] = BLANK,  ['\t'] = BLANK, ['\n'] = BLANK, ['\v'] = BLANK,
	['\f'] = BLANK, ['\r'] = BLANK, ['#'] = END,    ['\0'] = END,
};

static const char *skip(const char *at, const char *end, unsigned kind)
{
	while (at < end && kind_of[(unsigned char)*at] == kind)
		at++;
	return at;
}

bool word_take(struct word *word, struct word *line)
{
	const char *end = line->at + line->size;
	const char *from = skip(line->at, end, BLANK), *to = skip(from, end, IN_WORD);

	*line = (struct word){ to, (size_t)(end - to) };
	if (from == to)
		return false;
	*word = (struct word){ from, (size_t)(to - from) };
	return true;
}

bool line_has(struct word line, struct word word)
{
	const char *end = line.at + line.size, *to = line.at;

	for (;;) {
		const char *from = skip(to, end, BLANK);

		to = skip(from, end, IN_WORD);
		if (from == to)
			return false;
		if ((size_t)(to - from) == word.size &&
		    word_is((struct word){ from, word.size }, word))
			return true;
	}
}

struct word line_comment(struct word line)
{
	const char *mark = memchr(line.at, '#', line.size);

	if (!mark)
		return (struct word){ line.at, 0 };
	drop(&line, (size_t)(mark + 1 - line.at));
	drop(&line, (size_t)(skip(line.at, line.at + line.size, BLANK) - line.at));
	while (line.size > 0 && kind_of[(unsigned char)line.at[line.size - 1]] == BLANK)
		line.size--;
	return line;
}

/* Names are short: longer ones are near nothing. */
void word_near(struct nearest *nearest, char best[static WORD_NEAR_MAX], struct word word)
{
	unsigned before = nearest->distance;
	char text[WORD_NEAR_MAX];

	if (word.size >= sizeof(text))
		return;
	memcpy(text, word.at, word.size);
	text[word.size] = '\0';
	nearest_try(nearest, text);
	if (nearest->distance < before) {
		memcpy(best, text, word.size + 1);
		nearest->best = best;
	}
}
