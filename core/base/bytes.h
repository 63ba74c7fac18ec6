/* bytes -- numbers and texts as bytes between two processes of one program, read with checks. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* What is left to read. Reading past the end gives zero, or NULL, and is remembered. */
struct bytes {
	const char *at;
	size_t left;
	bool failed;
};

void bytes_put_number(struct buf *buf, uint32_t number);
void bytes_put_text(struct buf *buf, const char *text); /* NULL stays NULL */

uint32_t bytes_number(struct bytes *bytes);

/* SIZE raw bytes, borrowed. */
const void *bytes_data(struct bytes *bytes, size_t size);

/* A NUL-terminated text, borrowed; NULL where NULL was put. */
const char *bytes_text(struct bytes *bytes);

#endif
