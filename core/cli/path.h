/* path -- names a value in a record: key, list[0], objects.key; for --get and expectations. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_PATH_H
#define CLI_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cli/record.h"

enum { PATH_STEPS = 2 }; /* a field, and a member of an object: records are never deeper */

/* One key of a path. SHAPE and FIELD are where it was found first: records of that shape need
 * no search. */
struct path_step {
	const char *key; /* SIZE bytes */
	size_t size;
	long index; /* of a list; -1: all */
	const struct shape *shape;
	unsigned field;
	bool base64; /* of a FIELD_DATA: `data_b64` */
};

/* A value; borrows the text it was read from. */
struct path {
	struct path_step step[PATH_STEPS];
	unsigned count;
};

/* Read SIZE bytes as path = key { "." key | "[N]" }. It must name a field of at least one of
 * TYPES (NULL type ends them) or of a result's head (type, status, error.kind, error.errno,
 * error.text). ERR is STATUS_INVALID and names the nearest key. On failure PATH is untouched. */
bool path_parse(struct path *path, const char *text, size_t size, const struct record_type *types,
		struct err *err);

/* The field that PATH ends at, in the first of TYPES that has it (or in the head). */
const struct field *path_field(const struct path *path, const struct record_type *types);

/* Whether PATH's first key is FIELD's: where it is not, the path has no use for its value. */
bool path_begins_with(const struct path *path, const struct field *field);

/* Whether PATH can name more than one value of one record: a list without an index is on it. */
bool path_is_many(const struct path *path);

/* Call VISIT for every set value that PATH names in RECORD (its own row, or HEAD for the
 * undeclared fields; either row may be NULL), lists one by one; returns their number. Zero as
 * well where RECORD's type does not have the field. */
typedef void path_visit(void *context, const struct field *field, const struct value *value);
size_t path_each(const struct path *path, const struct record *record, const struct row *head,
		 path_visit *visit, void *context);

#endif
