/* buf -- growable bytes that remember a failed allocation, so that callers check once. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Owner: starts as { 0 }, ends in buf_free. DATA is not NUL-terminated; see buf_text. */
struct buf {
	char *data;
	size_t size;
	size_t capacity;
	bool failed; /* an allocation failed; everything put since then is missing */
};

/* Make room for SIZE more bytes behind buf->size. False when that fails. */
bool buf_reserve(struct buf *buf, size_t size);

void buf_put(struct buf *buf, const void *data, size_t size);
void buf_puts(struct buf *buf, const char *text);
void buf_putc(struct buf *buf, char c);
void buf_fill(struct buf *buf, char c, size_t count);
void buf_putu(struct buf *buf, uint64_t number);
void buf_puti(struct buf *buf, int64_t number);
void buf_puthex(struct buf *buf, const void *data, size_t size); /* lower case, no separator */
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *format, va_list values)
	__attribute__((format(printf, 2, 0)));

/* The bytes with a NUL behind them, owned by BUF; "" when an allocation failed. */
const char *buf_text(struct buf *buf);

/* Empty it, keeping the memory and the failure. */
void buf_clear(struct buf *buf);

/* Remove the first SIZE bytes. */
void buf_consume(struct buf *buf, size_t size);

/* The memory, which is the caller's to free(3) from now on, as an array of COUNT items of ITEM_SIZE
 * bytes; NULL where BUF had none. BUF is { 0 } then. */
void *buf_take_array(struct buf *buf, size_t *count, size_t item_size);

/* Release the memory. Safe on { 0 } and twice. */
void buf_free(struct buf *buf);

/* Release PART, from which WHOLE was made: what PART could not hold is missing there too. */
void buf_free_part(struct buf *part, struct buf *whole);

#endif
