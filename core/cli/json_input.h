/* json_input -- the JSON texts that a word of a command line stands for: itself, or lines of a
 * file. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_JSON_INPUT_H
#define CLI_JSON_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/feed.h"

/* Owner: starts as JSON_INPUT_CLOSED, ends in json_input_close. */
struct json_input {
	const char *word; /* borrowed; NULL: it is a file, or has been given out */
	struct feed feed;
	uint64_t line; /* number of the text given out last, in a file; else 0 */
};
#define JSON_INPUT_CLOSED      \
	{                      \
		.feed.fd = -1, \
	}

/* WORD is one text; "@FILE" and "-", standard input, have one a line. ERR is feed_open's. */
bool json_input_open(struct json_input *input, const char *word, struct err *err);

/* The next one, valid until the call after; blank lines are none. TEXT becomes NULL at the end.
 * False with ERR where it cannot be read, or is larger than JSON_SIZE_MAX. */
bool json_input_next(struct json_input *input, const char **text, size_t *size, struct err *err);

/* Safe twice. */
void json_input_close(struct json_input *input);

#endif
