/* lines -- the lines and words of a configuration file, in place. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/lines.h"

#include <string.h>
#include <strings.h>

bool line_next(struct span *line, struct span *file)
{
	const char *end, *nul;

	if (file->size == 0)
		return false;
	end = memchr(file->at, '\n', file->size);
	line->at = file->at;
	line->size = end ? (size_t)(end - file->at) : file->size;
	span_skip(file, line->size + (end != NULL));
	nul = memchr(line->at, '\0', line->size);
	if (nul)
		line->size = (size_t)(nul - line->at);
	return true;
}

void line_cut(struct span *line, char mark)
{
	const char *at = memchr(line->at, mark, line->size);

	if (at)
		line->size = (size_t)(at - line->at);
}

bool byte_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

void span_skip(struct span *span, size_t size)
{
	span->at += size;
	span->size -= size;
}

void span_skip_space(struct span *span)
{
	while (span->size > 0 && byte_is_space(*span->at))
		span_skip(span, 1);
}

bool word_next(struct span *word, struct span *line)
{
	span_skip_space(line);
	word->at = line->at;
	while (line->size > 0 && !byte_is_space(*line->at))
		span_skip(line, 1);
	word->size = (size_t)(line->at - word->at);
	return word->size > 0;
}

bool span_is(struct span word, const char *text)
{
	return strlen(text) == word.size && memcmp(word.at, text, word.size) == 0;
}

bool span_is_any_case(struct span word, const char *text)
{
	return strlen(text) == word.size && strncasecmp(word.at, text, word.size) == 0;
}
