/* json_scan -- the strings and numbers of a JSON text, for json_read. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_JSON_SCAN_H
#define CLI_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "cli/json_value.h"

struct reader {
	const char *text, *at, *end;
	struct arena *arena;
	struct err *err;
	unsigned depth;
	size_t values;
};

/* "byte OFFSET: SAYS", where OFFSET is AT's. False. */
bool scan_fault(const struct reader *reader, const char *at, const char *says);
/* Memory of the arena; NULL fills reader->err. */
void *scan_take(const struct reader *reader, size_t size);

/* The next byte, 0 at the end. */
char scan_next(const struct reader *reader);
void scan_space(struct reader *reader);
/* Pass white space, and C if it is next. */
bool scan_pass(struct reader *reader, char c);

/* A string whose opening quote was passed; a number that begins here. */
bool scan_string(struct json_text *text, struct reader *reader);
bool scan_number(struct json *json, struct reader *reader);

#endif
