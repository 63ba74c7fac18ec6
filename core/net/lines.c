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
	word->at += size;
	word->size -= size;
}

void word_skip_space(struct word *word)
{
	while (word->size > 0 && byte_is_space(*word->at))
		word_skip(word, 1);
}

bool word_next(struct word *word, struct word *line)
{
	word_skip_space(line);
	word->at = line->at;
	while (line->size > 0 && !byte_is_space(*line->at))
		word_skip(line, 1);
	word->size = (size_t)(line->at - word->at);
	return word->size > 0;
}

bool word_is_exactly(struct word word, const char *text)
{
	return strlen(text) == word.size && memcmp(word.at, text, word.size) == 0;
}
