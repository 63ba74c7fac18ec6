/* fuzz_json_read -- JSON texts: what is read is written back and read again as the same. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "../unit/json_write.h"
#include "fuzz.h"

static void check_error(const struct err *err, size_t size)
{
	char *end;
	unsigned long offset;

	FUZZ_HOLDS(err->kind == STATUS_INVALID);
	FUZZ_HOLDS(strncmp(err->text, "byte ", 5) == 0);
	offset = strtoul(err->text + 5, &end, 10);
	FUZZ_HOLDS(*end == ':' && offset <= size);
}

static void round_trip(const struct json *root)
{
	struct buf once = { 0 }, twice = { 0 };
	struct arena arena = { 0 };
	const struct json *again = NULL;
	struct err err;

	json_write(&once, root);
	FUZZ_HOLDS(json_read(&again, &arena, once.data, once.size, &err));
	json_write(&twice, again);
	FUZZ_HOLDS(once.size == twice.size && memcmp(once.data, twice.data, once.size) == 0);
	buf_free(&once);
	buf_free(&twice);
	arena_free(&arena);
}

int fuzz_json_read(const uint8_t *data, size_t size)
{
	char *text = malloc(size ? size : 1);
	struct arena arena = { 0 };
	const struct json *root = NULL;
	struct err err;

	if (!text)
		return 0;
	memcpy(text, data, size);
	if (json_read(&root, &arena, text, size, &err))
		round_trip(root);
	else
		check_error(&err, size);
	arena_free(&arena);
	free(text);
	return 0;
}
