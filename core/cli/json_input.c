/* json_input -- the JSON texts that a word of a command line stands for: itself, or lines of a
 * file. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/json_input.h"

#include <string.h>

#include "cli/json_read.h"

bool json_input_open(struct json_input *input, const char *word, struct err *err)
{
	bool is_file = word[0] == '@' || strcmp(word, "-") == 0;

	input->line = 0;
	input->word = is_file ? NULL : word;
	return !is_file || feed_open(&input->feed, word + (word[0] == '@'), err);
}

static bool is_blank(const char *text, size_t size)
{
	while (size > 0 && (*text == ' ' || *text == '\t' || *text == '\r')) {
		text++;
		size--;
	}
	return size == 0;
}

static bool next_line(struct json_input *input, const char **text, size_t *size, struct err *err)
{
	enum feed_kind kind;

	do
		kind = feed_line(&input->feed, text, size, JSON_SIZE_MAX, err);
	while (kind == FEED_MORE && is_blank(*text, *size));
	if (kind != FEED_MORE)
		*text = NULL;
	input->line = input->feed.line;
	return kind != FEED_FAILED;
}

bool json_input_next(struct json_input *input, const char **text, size_t *size, struct err *err)
{
	if (input->feed.fd >= 0)
		return next_line(input, text, size, err);
	*text = input->word;
	*size = input->word ? strlen(input->word) : 0;
	input->word = NULL;
	return true;
}

void json_input_close(struct json_input *input)
{
	if (input->feed.fd >= 0)
		feed_close(&input->feed);
	*input = (struct json_input)JSON_INPUT_CLOSED;
}
