/* gathering -- the multicast groups of a listener's command line: looked up, joined together, told.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_GATHERING_H
#define RUN_GATHERING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/applet.h"
#include "net/locate.h"
#include "serve/audience.h"

/* An endpoint that was looked up, and what it is called once its port is known. */
struct gathering_place {
	struct endpoint endpoint;
	struct locations found;
	const char *words; /* that were typed: failures are about them */
	const char *text;  /* what it is called once it is joined */
};

/* Owner: starts as GATHERING_EMPTY, ends in gathering_free. Fill the audience's plan before the
 * first is added. The results of the applet begin with GRAMROW_FIELDS: failures are told as some,
 * each under its own name, and remembered. */
struct gathering {
	struct audience audience;
	struct locator locator;
	struct gathering_place *place; /* in the order of the command line */
	size_t count;
	struct arena arena; /* of their texts */
	bool failed;        /* something was told that keeps them from being listened to */
};
#define GATHERING_EMPTY                  \
	{                                \
		.locator = LOCATOR_EMPTY \
	}

/* The group that *WORDS begin with, as endpoint_take has it: always of UDP. It is looked up as
 * run->common says, within 5 s. ERR is STATUS_INVALID for another transport, else of endpoint_take
 * and locate; on failure nothing is FOUND. */
bool gathering_find(struct locations *found, struct endpoint *endpoint, struct locator *locator,
		    char *const **words, const struct run *run, enum purpose purpose,
		    struct err *err);

/* Look the question of RUN up, and keep it. What is found of one family only, the other could not
 * be asked, is kept and told as a failure. */
void gathering_add(struct gathering *gathering, const struct run *run);

/* Join all that was added. False where one failed, or where there is none. */
bool gathering_join(struct gathering *gathering, const struct run *run);

/* Tell that all are joined: a record of TYPE for each group and interface, see ready_tell. */
void gathering_tell_ready(const struct gathering *gathering, const struct run *run,
			  const struct record_type *type);

/* What looking up kept, helpers that resolve names among it, is released: from here on nothing
 * else has descriptors of ours. Part of gathering_free. */
void gathering_free_locator(struct gathering *gathering);

/* Leave all groups. Safe on GATHERING_EMPTY and twice. */
void gathering_free(struct gathering *gathering);

#endif
