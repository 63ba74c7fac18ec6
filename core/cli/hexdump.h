/* hexdump -- bytes as people read them: offset, hexadecimal, characters. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_HEXDUMP_H
#define CLI_HEXDUMP_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Append lines of what SIZE bytes of DATA are, the first of which stands at OFFSET:
 *
 *     > 00000000  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 30 0d 0a  |GET / HTTP/1.0..|
 *
 * Each begins with MARK and a blank unless MARK is 0. A line holds 16 bytes, or where COLUMNS (0:
 * no matter) are few 8 or 4. */
void hexdump_put(struct buf *buf, const void *data, size_t size, uint64_t offset, char mark,
		 size_t columns);

#endif
