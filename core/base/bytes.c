/* bytes -- numbers and texts as bytes between two processes of one program, read with checks. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/bytes.h"

#include <string.h>

/* A text is its size with the NUL, then itself; size 0 is NULL. */

void bytes_put_number(struct buf *buf, uint32_t number)
{
	buf_put(buf, &number, sizeof(number));
}

void bytes_put_text(struct buf *buf, const char *text)
{
	size_t size = text ? strlen(text) + 1 : 0;

	if (size > UINT32_MAX) {
		buf->failed = true;
		return;
	}
	bytes_put_number(buf, (uint32_t)size);
	buf_put(buf, text, size);
}

const void *bytes_data(struct bytes *bytes, size_t size)
{
	const char *data = bytes->at;

	if (bytes->failed || size > bytes->left) {
		bytes->failed = true;
		return NULL;
	}
	bytes->at += size;
	bytes->left -= size;
	return data;
}

uint32_t bytes_number(struct bytes *bytes)
{
	const void *data = bytes_data(bytes, sizeof(uint32_t));
	uint32_t number = 0;

	if (data)
		memcpy(&number, data, sizeof(number));
	return number;
}

const char *bytes_text(struct bytes *bytes)
{
	uint32_t size = bytes_number(bytes);
	const char *text = size > 0 ? bytes_data(bytes, size) : NULL;

	if (text && memchr(text, '\0', size) != text + size - 1) {
		bytes->failed = true;
		return NULL;
	}
	return text;
}
