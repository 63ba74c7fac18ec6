/* fuzz_complete -- any command line, cut into words at newlines, completes to whole lines. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "cli/complete.h"
#include "fuzz.h"

enum { WORDS_MAX = 64 };

/* A candidate, a tab and a description, or a tab and an instruction; nothing acts on a terminal. */
static void check_line(const char *line, size_t size)
{
	const char *tab = memchr(line, '\t', size);

	FUZZ_HOLDS(tab != NULL);
	FUZZ_HOLDS(tab > line || size > 1);
	FUZZ_HOLDS(memchr(tab + 1, '\t', size - (size_t)(tab + 1 - line)) == NULL);
	for (size_t i = 0; i < size; i++)
		FUZZ_HOLDS(line + i == tab || ((unsigned char)line[i] >= ' ' && line[i] != 0x7f));
}

static void check_candidates(char **words, size_t count)
{
	struct buf buf = { 0 };
	const char *line, *end;

	complete_line(&buf, words, count);
	line = buf_text(&buf);
	while ((end = strchr(line, '\n'))) {
		check_line(line, (size_t)(end - line));
		line = end + 1;
	}
	FUZZ_HOLDS(line == buf.data + buf.size);
	buf_free(&buf);
}

int fuzz_complete(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1), *rest = copy, *words[WORDS_MAX];
	size_t count = 0;

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	copy[size] = '\0';
	while (rest && count < WORDS_MAX)
		words[count++] = strsep(&rest, "\n");
	check_candidates(words, count);
	free(copy);
	return 0;
}
