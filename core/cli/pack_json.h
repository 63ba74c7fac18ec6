/* pack_json -- the values of a message as JSON, by the names in its format, and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_PACK_JSON_H
#define CLI_PACK_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "cli/json_value.h"
#include "proto/pack_format.h"

/* Append the values of MESSAGE: an object where the format has names, an item with a count being an
 * array, else one array of all values. Numbers are numbers, but "nan", "inf" and "-inf", which JSON
 * does not have; text is a string, or {"hex":"ff00"} where it is not UTF-8. */
void pack_json_put(struct buf *json, const struct pack_format *format, const void *message);

/* Append a message of these values to BYTES, for a format that pack_check has passed; *CUT grows by
 * the bytes of texts that are lost. An object has exactly the format's names, in any order. ERR is
 * STATUS_INVALID and says which item or key it is; BYTES is then as it was. */
bool pack_json_read(struct buf *bytes, size_t *cut, const struct pack_format *format,
		    const struct json *json, struct err *err);

#endif
