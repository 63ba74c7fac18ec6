/* fuzz_path -- paths: what is accepted names a field, and yields as many values as it counts. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "../unit/sample.h"
#include "cli/path.h"
#include "fuzz.h"

static const char *const lines[] = {
	"result name=a port=443 aliases=x aliases=y aliases=z interfaces.name=lo "
	"interfaces.index=1 "
	"interfaces.name=eth0 interfaces.groups=224.0.0.1 main.name=wlan0 data=%00",
	"result errno=ECONNREFUSED",
	"event name=e change=up",
	"summary received=3",
};

static void count(void *context, const struct field *field, const struct value *value)
{
	size_t *values = context;

	FUZZ_HOLDS(*field->key && value->state == VALUE_SET);
	++*values;
}

static void walk(const struct path *path)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct arena arena = { 0 };
		struct sample sample;
		size_t values = 0;

		if (sample_fill(&sample, &arena, sample_types, lines[i])) {
			FUZZ_HOLDS(path_each(path, &sample.record, sample.head, count, &values) ==
				   values);
			FUZZ_HOLDS(values <= 1 || path_is_many(path));
		}
		arena_free(&arena);
	}
}

int fuzz_path(const uint8_t *data, size_t size)
{
	char *text = malloc(size ? size : 1);
	struct path path;
	struct err err = { 0 };

	if (!text)
		return 0;
	memcpy(text, data, size);
	if (path_parse(&path, text, size, sample_types, &err)) {
		FUZZ_HOLDS(path.count >= 1 && path.count <= PATH_STEPS);
		FUZZ_HOLDS(path_field(&path, sample_types) != NULL);
		walk(&path);
	} else {
		FUZZ_HOLDS(err.kind == STATUS_INVALID && err.text[0]);
	}
	free(text);
	return 0;
}
