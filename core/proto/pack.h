/* pack -- values into the bytes of a message and out of them, as Python's struct module does. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_PACK_H
#define PROTO_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "proto/pack_format.h"
#include "proto/pack_value.h"

/* Take the value at INDEX of ITEM (below its value_count) out of MESSAGE, which has the format's
 * size. Bytes are borrowed from MESSAGE. */
void pack_read(struct pack_value *value, const struct pack_format *format,
	       const struct pack_item *item, size_t index, const void *message);

/* Put VALUE there. MESSAGE must have been zeroed: padding, and what a text does not fill, is not
 * written. A text that is too long is cut: see pack_cut. ERR is STATUS_INVALID where Python raises:
 * the value is of another kind or out of range; and where a finite number would become infinite,
 * which Python lets pass in a native 'f'. Then MESSAGE is untouched. */
bool pack_write(void *message, const struct pack_format *format, const struct pack_item *item,
		size_t index, const struct pack_value *value, struct err *err);

/* How many bytes of a text of SIZE bytes are lost in ITEM. */
size_t pack_cut(const struct pack_item *item, size_t size);

#endif
