/* json -- records as JSON, one object a line (RFC 8259, always UTF-8). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <stddef.h>

#include "base/buf.h"
#include "cli/record.h"

/* A string with its quotes. What could act on a terminal is written as \uXXXX, which is the
 * same value; a byte that is not UTF-8 becomes the four characters \xNN. */
void json_put_text(struct buf *buf, const char *data, size_t size);

/* The members KEY (null where the bytes are not UTF-8) and KEY_b64 for SIZE bytes of DATA. */
void json_put_bytes(struct buf *buf, const char *key, const void *data, size_t size);

/* A value of FIELD, null when it is unset. */
void json_put_value(struct buf *buf, const struct field *field, const struct value *value);

/* The members of ROW without braces: `"key":value,...`. FIELD_DATA becomes `data` (null when
 * it is not UTF-8) and `data_b64`. */
void json_put_members(struct buf *buf, const struct row *row);

/* HEAD and RECORD as one object and a newline. */
void json_put_record(struct buf *buf, const struct row *head, const struct record *record);

#endif
