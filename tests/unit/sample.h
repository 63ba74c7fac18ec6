/* sample -- record types with a field of every kind, and records of them, for tests of paths
 * and expectations. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SAMPLE_H
#define TESTS_SAMPLE_H

#include "base/arena.h"
#include "cli/record.h"

/* result, event, summary. */
extern const struct record_type sample_types[];
/* A result that is one text called `value`; one that is a number; one that is an address. */
extern const struct record_type sample_value_text[], sample_value_int[], sample_value_address[];

/* Fill a record of the type in LINE's first word (result, event, summary) from words
 * key=value: a list field is appended to, member fields are objects.member (a new object for
 * the first member). `status=word` and `errno=NAME` make it fail. False: no memory. */
struct sample {
	struct record record;
	struct row *head;
	struct err err;
};
bool sample_fill(struct sample *sample, struct arena *arena, const struct record_type *types,
		 const char *line);

#endif
