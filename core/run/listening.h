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
#include "run/hosting.h"
#include "run/serve.h"
#include "serve/intake.h"

/* What is listened to, and who is told. All of it is borrowed. */
struct listening_plan {
	const struct texts *endpoints;
	const struct intake_calls *calls;
	void *context;                   /* for them */
	int64_t idle_ns;                 /* silence after which a connection is closed; 0: never */
	const struct record_type *ready; /* the applet's type of ready records */
};

/* Owner: starts as LISTENING_CLOSED; listening_begin to listening_free. */
struct listening {
	struct hosting hosting;
	struct serve serve;
	struct intake intake;
};
#define LISTENING_CLOSED               \
	{                              \
		.serve = SERVE_CLOSED, \
	}

/* Whether ENDPOINTS and the options of servers in RUN make sense; nothing is looked up or bound.
 * ERR is STATUS_INVALID, and what hosting_begin says; then nothing is owned. */
bool listening_begin(struct listening *listening, const struct run *run,
		     const struct texts *endpoints, struct err *err);

/* Bind all endpoints, say so, and take in what comes until intake_stop, a signal, UNTIL, or until
 * the output has enough; connections that are still open are ended. ERR says why it could not
 * listen, or on; it stays STATUS_OK where that was told. */
bool listening_run(struct listening *listening, struct run *run, const struct listening_plan *plan,
		   struct deadline until, struct err *err);

/* Safe on LISTENING_CLOSED and twice. */
void listening_free(struct listening *listening);

#endif
