/* roff_text -- text that no formatter takes for a request or an escape. groff_char(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_ROFF_TEXT_H
#define CLI_ROFF_TEXT_H

#include "base/buf.h"

/* Append TEXT for running prose: hyphens inside words are hyphens. */
void roff_text(struct buf *buf, const char *text);

/* Append TEXT as it would be typed: hyphens are dashes that can be copied. */
void roff_literal(struct buf *buf, const char *text);

#endif
