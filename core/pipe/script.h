/* script -- a transcript as it is played again: what each side says, in its order. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPE_SCRIPT_H
#define PIPE_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "pipe/transcript.h"

enum { SCRIPT_SIZE_MAX = 64 << 20 };

/* Data, or how a direction ended: TRANSCRIPT_DATA, _SHUT or _RESET. */
struct script_step {
	enum transcript_kind kind;
	enum side side;
	size_t at, size; /* bytes in data */
};

/* Owner: starts as { 0 }, ends in script_free. */
struct script {
	struct script_step *step;
	size_t count, capacity;
	struct buf data;
};

/* Read the lines of a transcript of one connection. ERR is STATUS_INVALID and begins with "line
 * NUMBER: ", or STATUS_LACKING; on failure SCRIPT holds nothing. TEXT may be NULL when SIZE is 0.
 */
bool script_read(struct script *script, const char *text, size_t size, struct err *err);

/* Safe on { 0 } and twice. */
void script_free(struct script *script);

#endif
