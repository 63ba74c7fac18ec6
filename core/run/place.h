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

/* The same, looked up. ERR is locate's and names WORD; on failure nothing is FOUND. */
bool place_find(struct locations *found, struct endpoint *endpoint, struct locator *locator,
		const char *word, const struct run *run, enum purpose purpose,
		struct deadline until, struct err *err);

/* The multicast group that *WORDS begin with, as endpoint_take has it: always of UDP. It is looked
 * up as run->common says, within 5 s. ERR is STATUS_INVALID for another transport, else of
 * endpoint_take and locate; on failure nothing is FOUND. */
bool place_group(struct locations *found, struct endpoint *endpoint, struct locator *locator,
		 char *const **words, const struct run *run, enum purpose purpose, struct err *err);

#endif
