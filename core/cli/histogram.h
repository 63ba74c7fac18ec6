/* histogram -- how many values fell where, drawn in lines that fit the terminal. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_HISTOGRAM_H
#define CLI_HISTOGRAM_H

#include <stddef.h>

#include "base/buf.h"
#include "cli/record.h"
#include "cli/safe.h"

/* Append what the list VALUE of a FIELD_BARS field comes to: a line for each of its objects, whose
 * first three members are two numbers of one type, from and to, and a count. No line has more than
 * COLUMNS (0: 80); where there is no room for bars, they are left out. */
void histogram_put(struct buf *buf, const struct value *value, size_t columns,
		   struct charset charset);

#endif
