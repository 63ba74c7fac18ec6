/* utf8 -- characters in bytes: read, written, cut, and which of them can be seen. RFC 3629. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One UTF-8 character at DATA: its size in bytes and code point, or 0 where it is none
 * (RFC 3629: no overlong form, no surrogate). */
size_t utf8_decode(uint32_t *code, const char *data, size_t size);

/* Whether DATA is UTF-8 as a whole. */
bool utf8_valid(const char *data, size_t size);

/* Write the UTF-8 of CODE, up to 0x10ffff, to TO, which has room for it; returns its 1 to 4 bytes.
 */
size_t utf8_encode(char *to, uint32_t code);

/* How many bytes at the end of DATA, up to three, begin a character whose rest is not there yet. */
size_t utf8_open_tail(const char *data, size_t size);

/* False for a character that could hide or act on a terminal: controls, C1, bidi and zero-width
 * characters, separators of lines, private use, tags, non-characters. */
bool utf8_is_shown(uint32_t code);

/* Whether CODE is in one of COUNT ranges, which are sorted. */
struct utf8_range {
	uint32_t first, last;
};
bool utf8_in_ranges(uint32_t code, const struct utf8_range *ranges, size_t count);

#endif
