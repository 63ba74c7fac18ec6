/* hold -- what is written to stdout or stderr kept back, until it is known whether it matters. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_HOLD_H
#define SHELL_HOLD_H

#include "base/buf.h"
#include "shell/redirect.h"

enum { HOLD_MAX = 16 << 20 /* bytes; a write beyond them fails with EPERM */ };

/* Owner: starts as HOLD_NONE, from hold_begin to hold_end. */
struct hold {
	struct streams streams;
	int memory;
};
#define HOLD_NONE                                     \
	{                                             \
		.streams = STREAMS_OURS, .memory = -1 \
	}

/* From now on STREAM, 1 or 2, of us and of our children is kept back. Where that cannot be, it goes
 * on as it is: false. */
bool hold_begin(struct hold *hold, int stream);

/* No more; append what was written to TEXT (NULL: forget it). Safe on HOLD_NONE and twice. */
void hold_end(struct hold *hold, struct buf *text);

#endif
