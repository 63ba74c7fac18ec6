/* fuzz_counters -- any text as the files of /proc/net that count; NUL bytes part the files. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "net/counters.h"

static struct word cut(struct word *rest)
{
	const char *end = rest->size ? memchr(rest->at, '\0', rest->size) : NULL;
	struct word text = { rest->at, end ? (size_t)(end - rest->at) : rest->size };
	size_t step = text.size + (end != NULL);

	rest->at += step;
	rest->size -= step;
	return text;
}

int fuzz_counters(const uint8_t *data, size_t size)
{
	char *copy = malloc(size ? size : 1);
	struct word rest = { copy, size };
	struct counter_files files;
	struct counters counters, none = { 0 };
	uint64_t by;

	if (!copy)
		return 0;
	if (size > 0)
		memcpy(copy, data, size);
	files.snmp = cut(&rest);
	files.netstat = cut(&rest);
	files.snmp6 = cut(&rest);
	counters_parse(&counters, &files);
	for (int i = 0; i < COUNTERS; i++) {
		FUZZ_HOLDS(!counters_grew(&by, &none, &counters, (enum counter)i));
		FUZZ_HOLDS(counters_grew(&by, &counters, &counters, (enum counter)i) ==
			   counters.told[i]);
		FUZZ_HOLDS(!counters.told[i] || by == 0);
	}
	free(copy);
	return 0;
}
