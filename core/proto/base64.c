/* base64 -- bytes as base64 text (RFC 4648 section 4). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/base64.h"

#include <stdint.h>

void base64_put(struct buf *buf, const void *data, size_t size)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const uint8_t *byte = data;

	for (size_t i = 0; i < size; i += 3) {
		size_t left = size - i;
		uint32_t three = (uint32_t)byte[i] << 16 |
				 (left > 1 ? (uint32_t)byte[i + 1] << 8 : 0) |
				 (left > 2 ? byte[i + 2] : 0);
		char four[] = { letters[three >> 18], letters[three >> 12 & 63],
				left > 1 ? letters[three >> 6 & 63] : '=',
				left > 2 ? letters[three & 63] : '=' };

		buf_put(buf, four, sizeof(four));
	}
}
