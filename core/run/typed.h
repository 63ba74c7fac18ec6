/* typed -- lines of standard input in an event loop: the next one when it is wanted. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_TYPED_H
#define RUN_TYPED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/loop.h"

enum { TYPED_LINE_MAX = 1 << 20 }; /* bytes */

/* Owner: starts as TYPED_NONE; typed_begin to typed_free. */
struct typed {
	struct loop *loop;
	/* A LINE that was wanted, without its end; borrowed until the next is wanted. NULL: there
	 * are no more, because of ERR where its kind is not STATUS_OK. */
	void (*line)(struct typed *typed, const char *line, size_t size, const struct err *err);
	struct watch watch;
	struct timer again; /* gives out what is here already, from the loop */
	struct buf input;
	size_t used;
	bool wanted, ended;
	bool is_file; /* which epoll cannot watch, and reading never waits for */
};
#define TYPED_NONE                   \
	{                            \
		.watch = {.fd = -1 } \
	}

/* Fill loop and line first. */
void typed_begin(struct typed *typed);

/* Call line with the next one, once, from the loop. */
void typed_want(struct typed *typed);

/* No line after all. */
void typed_stop(struct typed *typed);

void typed_free(struct typed *typed);

#endif
