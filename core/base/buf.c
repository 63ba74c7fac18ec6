/* buf -- growable bytes that remember a failed allocation, so that callers check once. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"

enum { FIRST_CAPACITY = 256 };

/* reallocarray(3) copies what is not used as well: much, where room was made for a large read. */
static char *grown(struct buf *buf, size_t capacity)
{
	char *data;

	if (!buf->data || buf->size > buf->capacity / 2)
		return reallocarray(buf->data, capacity, 1);
	data = malloc(capacity);
	if (data) {
		memcpy(data, buf->data, buf->size);
		free(buf->data);
	}
	return data;
}

/* A function of its own, which few calls come to. */
static __attribute__((noinline)) bool grow(struct buf *buf, size_t size)
{
	size_t capacity = buf->capacity ? buf->capacity : FIRST_CAPACITY;
	size_t needed;
	char *data;

	if (__builtin_add_overflow(buf->size, size, &needed))
		goto fail;
	while (capacity < needed)
		if (__builtin_mul_overflow(capacity, 2, &capacity))
			goto fail;
	data = grown(buf, capacity);
	if (!data)
		goto fail;
	buf->data = data;
	buf->capacity = capacity;
	return true;
fail:
	buf->failed = true;
	return false;
}

static inline bool make_room(struct buf *buf, size_t size)
{
	return !buf->failed && (size <= buf->capacity - buf->size || grow(buf, size));
}

bool buf_reserve(struct buf *buf, size_t size)
{
	return make_room(buf, size);
}

void buf_put(struct buf *buf, const void *data, size_t size)
{
	if (size == 0 || !make_room(buf, size))
		return;
	memcpy(buf->data + buf->size, data, size);
	buf->size += size;
}

void buf_puts(struct buf *buf, const char *text)
{
	buf_put(buf, text, strlen(text));
}

void buf_putc(struct buf *buf, char c)
{
	if (make_room(buf, 1))
		buf->data[buf->size++] = c;
}

void buf_fill(struct buf *buf, char c, size_t count)
{
	if (count == 0 || !make_room(buf, count))
		return;
	memset(buf->data + buf->size, c, count);
	buf->size += count;
}

void buf_putu(struct buf *buf, uint64_t number)
{
	char digits[NUM_TEXT_MAX];

	buf_put(buf, digits, num_format(digits, number));
}

void buf_puti(struct buf *buf, int64_t number)
{
	if (number < 0)
		buf_putc(buf, '-');
	buf_putu(buf, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

void buf_puthex(struct buf *buf, const void *data, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *byte = data;

	if (size == 0 || !make_room(buf, 2 * size))
		return;
	for (size_t i = 0; i < size; i++) {
		buf->data[buf->size++] = digits[byte[i] >> 4];
		buf->data[buf->size++] = digits[byte[i] & 15];
	}
}

void buf_vprintf(struct buf *buf, const char *format, va_list values)
{
	va_list again;
	int length;

	va_copy(again, values);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0 || !make_room(buf, (size_t)length + 1))
		return;
	vsnprintf(buf->data + buf->size, (size_t)length + 1, format, values);
	buf->size += (size_t)length;
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	buf_vprintf(buf, format, values);
	va_end(values);
}

const char *buf_text(struct buf *buf)
{
	if (!make_room(buf, 1))
		return "";
	buf->data[buf->size] = '\0';
	return buf->data;
}

void buf_clear(struct buf *buf)
{
	buf->size = 0;
}

void buf_consume(struct buf *buf, size_t size)
{
	if (size == 0)
		return;
	buf->size -= size;
	memmove(buf->data, buf->data + size, buf->size);
}

void *buf_take_array(struct buf *buf, size_t *count, size_t item_size)
{
	void *array = buf->data;

	*count = buf->size / item_size;
	*buf = (struct buf){ 0 };
	return array;
}

void buf_free(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){ 0 };
}

void buf_free_part(struct buf *part, struct buf *whole)
{
	whole->failed = whole->failed || part->failed;
	buf_free(part);
}
