/* talker -- somebody who takes part in a chat: what he types is said, what happens is shown. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_TALKER_H
#define RUN_TALKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/applet.h"
#include "net/connect.h"
#include "run/line.h"
#include "run/serve.h"
#include "serve/party.h"

/* What of the applet it takes. */
struct talker_plan {
	const struct record_type *result, *event, *summary; /* with the fields of cli/chatrow.h */
	int64_t for_ns;                                     /* leave after so long; 0: no matter */
	uint64_t count; /* and after so many messages; 0: no matter */
	struct party_folder folder;
};

/* Owner: fill plan and run; talker_begin to talker_free. */
struct talker {
	struct talker_plan plan;
	struct run *run;
	struct serve serve; /* starts as SERVE_CLOSED */
	struct line line;
	struct timer print; /* what this turn of the loop has told */
	struct party *party;
	const struct race *race; /* of a guest: how he was connected, for the summary; or NULL */
	bool was_there;          /* it has begun: there is something to sum up */
	bool is_over;
	struct err why; /* of the end */
};

/* From now on there is a loop, and signals are events of it. */
bool talker_begin(struct talker *talker, struct err *err);

/* Fill the first part of PARTY, which is to be begun then. It is borrowed. */
void talker_prepare(struct talker *talker, struct party *party);

/* Talk until it is over, until the plan says so, a signal comes, or the output has enough: then
 * leave. ERR says why it is over where that was not our wish. */
bool talker_talk(struct talker *talker, struct err *err);

/* Show the totals so far. */
void talker_summary(struct talker *talker);

/* Tell why this machine cannot go on serving as it should. */
void talker_complain(struct talker *talker, const struct err *err);

/* Give the terminal and the signals back. The party is freed before. Safe twice. */
void talker_free(struct talker *talker);

#endif
