/* fuzz_protocols -- protocols files: every row is inside the text, and found again by its words. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "net/protocol.h"

enum { ROWS_LOOKED_UP = 50 };

struct check {
	struct database *database;
	size_t rows;
};

static void count_row(void *context, const struct protocol *protocol)
{
	(void)protocol;
	++*(size_t *)context;
}

static void find_again(struct check *check, const struct protocol *protocol, struct word name)
{
	struct protocol_query query = { name, protocol->number };
	size_t count = 0;

	protocols_each(check->database, &query, count_row, &count);
	FUZZ_HOLDS(count > 0);
}

static void check_row(void *context, const struct protocol *protocol)
{
	struct check *check = context;
	const struct buf *file = &check->database->file;
	struct protocol rest = *protocol;
	struct word alias;

	if (strcmp(protocol->source, "file") != 0)
		return; /* nothing in the file: what is compiled in answers */
	FUZZ_HOLDS(protocol->name.size > 0);
	FUZZ_HOLDS(protocol->number >= 0 && protocol->number <= PROTOCOL_NUMBER_MAX);
	FUZZ_HOLDS(protocol->name.at >= file->data);
	FUZZ_HOLDS(protocol->rest.at + protocol->rest.size <= file->data + file->size);
	FUZZ_HOLDS(!memchr(protocol->rest.at, '\n', protocol->rest.size));
	protocol_constant(protocol);
	if (++check->rows > ROWS_LOOKED_UP)
		return; /* a file of n rows would take n * n */
	find_again(check, protocol, protocol->name);
	while (protocol_alias(&alias, &rest))
		find_again(check, protocol, alias);
}

int fuzz_protocols(const uint8_t *data, size_t size)
{
	struct database database = { .path = "file", .is_read = true };
	struct protocol_query all = { .number = -1 }, none = { { "no such name", 12 }, -1 };
	struct check check = { &database, 0 };
	struct err err = { 0 };

	database.file.data = malloc(size ? size : 1); /* exactly: what is behind must not be read */
	if (!database.file.data)
		return 0;
	memcpy(database.file.data, data, size);
	database.file.size = size;
	database.file.capacity = size ? size : 1;
	protocols_each(&database, &all, check_row, &check);
	FUZZ_HOLDS(!protocol_missing(&database, &none, &err) && err.kind == STATUS_NOT_FOUND);
	database_free(&database);
	return 0;
}
