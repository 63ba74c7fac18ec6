/* safe -- bytes from outside, made fit for a terminal: the one place that escapes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_SAFE_H
#define CLI_SAFE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Where text is going. */
struct charset {
	bool utf8;     /* LC_ALL, LC_CTYPE or LANG says so: non-ASCII may be shown */
	bool workflow; /* GITHUB_ACTIONS is set: a line must not begin a workflow command */
};

/* From the environment, without setlocale(3). */
struct charset charset_get(void);

/* Append DATA so that no byte of it can act on a terminal or be taken for another: controls,
 * C1, bidi and zero-width characters, line and paragraph separators, private use, tags,
 * non-characters and invalid UTF-8 become \xNN for each byte, and '\' becomes "\\". Reversible:
 * the escapes read back give DATA. Newline and tab are escaped too, as \n and \t. */
void safe_put(struct buf *buf, const char *data, size_t size, struct charset charset);

/* One UTF-8 character at DATA: its size in bytes and code point, or 0 where it is none
 * (RFC 3629: no overlong form, no surrogate). */
size_t utf8_decode(uint32_t *code, const char *data, size_t size);

/* Whether DATA is UTF-8 as a whole. */
bool utf8_valid(const char *data, size_t size);

/* Write the UTF-8 of CODE, up to 0x10ffff, to TO, which has room for it; returns its 1 to 4 bytes.
 */
size_t utf8_encode(char *to, uint32_t code);

/* False for a character that could hide or act: what safe_put escapes. */
bool safe_is_shown(uint32_t code);

/* Columns that safe text takes on a terminal, or a few more: never fewer. */
size_t safe_width(const char *data, size_t size);

/* Break up by an escape what a CI runner would take for a command in the lines of BUF from START
 * on, where CHARSET says that one reads them. */
void safe_guard(struct buf *buf, size_t start, struct charset charset);

#endif
