/* path -- names a value in a record: key, list[0], objects.key; for --get and expectations. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_PATH_H
#define CLI_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cli/record.h"

/* A value; borrows the text it was read from. */
struct path {
	struct {
		const char *key;
		size_t size;
		long index; /* of a list; -1: all */
	} step[2];
	unsigned count;
};

/* Read SIZE bytes as path = key { "." key | "[N]" }. It must name a field of at least one of
 * TYPES (NULL type ends them) or of a result's head (type, status, error.kind, error.errno,
 * error.text). ERR is STATUS_INVALID and names the nearest key. */
bool path_parse(struct path *path, const char *text, size_t size, const struct record_type *types,
                struct err *err);

/* The field that PATH ends at, in the first of TYPES that has it (or in the head). */
const struct field *path_field(const struct path *path, const struct record_type *types);

/* Call VISIT for every set value that PATH names in RECORD (its own row, or HEAD for the
 * undeclared fields), lists one by one; returns their number. Zero as well where RECORD's type
 * does not have the field. */
typedef void path_visit(void *context, const struct field *field, const struct value *value);
size_t path_each(const struct path *path, const struct record *record, const struct row *head,
                 path_visit *visit, void *context);

#endif
