/* base64 -- bytes as base64 text (RFC 4648 section 4). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_BASE64_H
#define PROTO_BASE64_H

#include <stddef.h>

#include "base/buf.h"

/* Append SIZE bytes of DATA as base64 with padding. */
void base64_put(struct buf *buf, const void *data, size_t size);

#endif
