/* json_write -- writes back what json_read read, so that tests can compare. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_JSON_WRITE_H
#define TESTS_JSON_WRITE_H

#include "base/buf.h"
#include "cli/json_read.h"

/* Compact; strings in ASCII with \uXXXX for everything else. */
void json_write(struct buf *buf, const struct json *json);

#endif
