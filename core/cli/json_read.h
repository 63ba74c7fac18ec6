/* json_read -- a strict reader of JSON texts (RFC 8259), with bounds on what they may cost. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_JSON_READ_H
#define CLI_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "cli/json_value.h"

enum {
	JSON_DEPTH_MAX = 64, /* arrays and objects inside each other */
	JSON_SIZE_MAX = 16 << 20,
	JSON_VALUES_MAX = 1 << 20
};

/* Read TEXT, which is one value with nothing but white space around it, into ARENA. Refused are
 * what RFC 8259 does not allow, keys that an object has twice, lone surrogates, a byte order mark
 * and what is larger than the limits. ERR is STATUS_INVALID and begins with "byte OFFSET: ", or
 * STATUS_LACKING. On failure ROOT is untouched. TEXT may be NULL when SIZE is 0. */
bool json_read(const struct json **root, struct arena *arena, const char *text, size_t size,
	       struct err *err);

#endif
