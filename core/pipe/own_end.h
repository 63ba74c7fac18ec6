/* own_end -- our side of a conversation: texts and standard input are said, what comes is stdout's.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPE_OWN_END_H
#define PIPE_OWN_END_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/pieces.h"
#include "base/texts.h"
#include "net/pump.h"
#include "pipe/display.h"

struct out;

/* Owner: fill out to context, the rest 0, and own_end_begin; own_end_free ends it. */
struct own_end {
	struct pump_end end;
	struct out *out;
	const struct texts *texts; /* to be said in turn; "-" is standard input up to its end */
	bool messages;             /* a text is one, and a line; else all is one stream */
	void (*said)(struct own_end *own, const char *data, size_t size);
	void (*ended)(struct own_end *own); /* nothing more is said */
	void *context;
	struct err trouble; /* why nothing more is said, where that is a failure */

	struct pump_ops ops;
	unsigned long next;  /* of the texts */
	struct buf text;     /* what it means */
	struct pieces input; /* standard input */
	struct display display;
};

/* Whether TEXTS are what cli/escape reads, "-" among them at most once; then READS tells whether it
 * is. ERR is STATUS_INVALID. */
bool own_end_check(const struct texts *texts, bool *reads, struct err *err);

/* What came goes to stdout where that is payload (on a terminal escaped), else nowhere: records
 * tell it. */
void own_end_begin(struct own_end *own);

/* Nothing more comes: show what is not a whole character. */
void own_end_show_rest(struct own_end *own);

/* Safe twice. */
void own_end_free(struct own_end *own);

#endif
