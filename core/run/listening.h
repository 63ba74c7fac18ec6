/* listening -- an intake on the endpoints of a command line: from words to bound, ready, stopped.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_LISTENING_H
#define RUN_LISTENING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/texts.h"
#include "cli/applet.h"
#include "net/locate.h"
#include "run/serve.h"
#include "serve/intake.h"

/* What is listened to, and who is told. All of it is borrowed. */
struct listening_plan {
	const struct texts *endpoints;
	struct locator *locator;
	const struct intake_calls *calls;
	void *context;                   /* for them */
	int64_t idle_ns;                 /* silence after which a connection is closed; 0: never */
	const struct record_type *ready; /* the applet's type of ready records */
};

/* Starts as LISTENING_CLOSED; listening_run leaves nothing open. */
struct listening {
	struct intake intake;
	struct serve serve;
	struct listeners listeners;
	struct admission admission;
};
#define LISTENING_CLOSED               \
	{                              \
		.serve = SERVE_CLOSED, \
	}

/* Whether ENDPOINTS and the options of servers in RUN make sense; nothing is looked up or bound.
 * ERR is STATUS_INVALID, and what listen_plan_make says. */
bool listening_check(const struct run *run, const struct texts *endpoints, struct err *err);

/* Bind all endpoints, say so, and take in what comes until intake_stop, a signal, UNTIL, or until
 * the output has enough. All is closed then. ERR says why it could not listen, or on; messages are
 * then about the endpoint that it was. */
bool listening_run(struct listening *listening, struct run *run, const struct listening_plan *plan,
		   struct deadline until, struct err *err);

#endif
