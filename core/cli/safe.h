/* safe -- bytes from outside, made fit for a terminal: the one place that escapes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_SAFE_H
#define CLI_SAFE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/utf8.h"

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

/* Columns that safe text takes on a terminal, or a few more: never fewer. */
size_t safe_width(const char *data, size_t size);

/* Break up by an escape what a CI runner would take for a command in the lines of BUF from START
 * on, where CHARSET says that one reads them. */
void safe_guard(struct buf *buf, size_t start, struct charset charset);

#endif
