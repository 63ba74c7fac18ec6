/* escape -- bytes written behind backslashes, as in a string of C. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* What stands at FROM, behind a backslash: n r t a b f v e 0 \ " ' / ?, xNN, NNN (octal) or
 * u{263a}. Its bytes go to *TO, which moves behind them: never more than were read. Returns how
 * many bytes were read, 0 where it means nothing. */
size_t escape_read(char **to, const char *from);

/* Whether all of TEXT means something. ERR is STATUS_INVALID and quotes what does not. */
bool escape_check(const char *text, struct err *err);

/* Append what TEXT means to BUF. ERR is STATUS_INVALID and quotes what means nothing; BUF then
 * holds what it held. */
bool escape_put(struct buf *buf, const char *text, struct err *err);

#endif
