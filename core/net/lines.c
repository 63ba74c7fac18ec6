/* lines -- the lines and words of a resolver's configuration file, in place. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/lines.h"

#include <string.h>

bool line_next(struct word *line, struct word *file)
{
	const char *nul;

	if (!line_take(line, file))
		return false;
	nul = memchr(line->at, '\0', line->size);
	if (nul)
		line->size = (size_t)(nul - line->at);
	return true;
}

void line_cut(struct word *line, char mark)
{
	const char *at = memchr(line->at, mark, line->size);

	if (at)
		line->size = (size_t)(at - line->at);
}

bool byte_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

void word_skip(struct word *word, size_t size)
{
	if (size == 0)
		return; /* where nothing is, AT may be NULL */
	word->at += size;
	word->size -= size;
}

void word_skip_space(struct word *word)
{
	size_t size = 0;

	while (size < word->size && byte_is_space(word->at[size]))
		size++;
	word_skip(word, size);
}

bool word_next(struct word *word, struct word *line)
{
	size_t size = 0;

	word_skip_space(line);
	while (size < line->size && !byte_is_space(line->at[size]))
		size++;
	*word = (struct word){ line->at, size };
	word_skip(line, size);
	return size > 0;
}

bool word_is_exactly(struct word word, const char *text)
{
	return strlen(text) == word.size && memcmp(word.at, text, word.size) == 0;
}
