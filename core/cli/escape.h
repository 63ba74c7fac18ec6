/* escape -- text of a command line that stands for bytes: \n, \x00 and their kin. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_ESCAPE_H
#define CLI_ESCAPE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Append the bytes that TEXT stands for, which is written as strings in expectations are, without
 * their quotes: sockbox-expect(7). ERR is STATUS_INVALID and shows the place, or STATUS_LACKING. */
bool escape_read(struct buf *bytes, const char *text, struct err *err);

#endif
