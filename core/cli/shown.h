/* shown -- payload on a terminal: lines stay lines, what could act is escaped, pieces are joined.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_SHOWN_H
#define CLI_SHOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "cli/safe.h"

/* What the last piece left open. Starts as { 0 }. */
struct shown {
	char open[4]; /* a character whose rest is not there yet, or a CR */
	size_t size;
};

/* Append SIZE bytes of DATA to BUF, as safe_put does but for LF, CR LF and tab, which are shown as
 * they are meant: as the end of a line, and as a tab. */
void shown_put(struct shown *shown, struct buf *buf, const char *data, size_t size,
	       struct charset charset);

/* Nothing more comes, or it takes too long: what is open is shown as it is. */
void shown_end(struct shown *shown, struct buf *buf, struct charset charset);

#endif
