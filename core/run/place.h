/* place -- an endpoint as a word of the command line, looked up. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_PLACE_H
#define RUN_PLACE_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/err.h"
#include "cli/applet.h"
#include "net/locate.h"

/* Read WORD, which has the transport of -u or -U where it names none. ERR is STATUS_INVALID. */
bool place_read(struct endpoint *endpoint, const char *word, const struct run *run,
		struct err *err);

/* The same, looked up; messages are about WORD from now on. ERR is locate's; on failure nothing is
 * FOUND. */
bool place_find(struct locations *found, struct endpoint *endpoint, struct locator *locator,
		const char *word, const struct run *run, enum purpose purpose,
		struct deadline until, struct err *err);

/* Failures are from now on about the endpoint that the words of the question begin with, and not
 * about what follows it. TEXT holds these words until the question is answered. */
void place_about(struct buf *text, const struct run *run);

#endif
