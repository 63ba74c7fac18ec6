/* unpack_input -- bytes that words of a command line or a file hold, split into messages. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_UNPACK_INPUT_H
#define CLI_UNPACK_INPUT_H

#include <stdbool.h>

#include "proto/unpacker.h"

/* What is read, and who is told; all of it is borrowed. */
struct unpack_input {
	const struct pack_format *format;
	enum encoding encoding;
	enum frame frame;
	const char *path;   /* "-" is standard input; NULL: the words are read */
	char *const *words; /* NULL-terminated; a byte of hex does not go on in the next one */
	/* A message, or bytes that are none but can be passed over. False: that is enough. */
	bool (*message)(void *context, const struct message *message);
	bool (*failure)(void *context, const struct err *err);
	void *context;

	bool is_bare; /* it ended at bytes that no notation has */
};

/* Read all of it. False where it cannot be read or is malformed, also at its end; a format without
 * bytes has one message in none. */
bool unpack_input_read(struct unpack_input *input, struct err *err);

#endif
