/* unpack_server -- what clients send to the endpoints of a command line, unpacked and told. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_UNPACK_SERVER_H
#define RUN_UNPACK_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/texts.h"
#include "cli/applet.h"
#include "run/hosting.h"
#include "run/serve.h"
#include "serve/unpacking.h"

/* What is unpacked, and when it is enough. */
struct unpack_plan {
	const struct pack_format *format; /* borrowed */
	enum frame frame;
	uint64_t count;          /* messages; 0: no matter */
	int64_t for_ns, idle_ns; /* 0: no matter; idle: of a connection */
};

/* Owner: starts as UNPACK_SERVER_CLOSED; unpack_server_begin to unpack_server_free. */
struct unpack_server {
	const struct texts *endpoints;
	struct run *run;
	struct unpack_plan plan;
	struct hosting hosting;
	struct serve serve;
	struct intake intake;
	struct unpacking unpacking;
	uint64_t messages;
};
#define UNPACK_SERVER_CLOSED           \
	{                              \
		.serve = SERVE_CLOSED, \
	}

/* Whether ENDPOINTS and the options of servers in RUN make sense; nothing is looked up or bound.
 * ERR is STATUS_INVALID, and what hosting_begin says; then nothing is owned. */
bool unpack_server_begin(struct unpack_server *server, const struct run *run,
			 const struct texts *endpoints, struct err *err);

/* Bind all endpoints, say so, and tell what comes by records of cli/packrow, whose format is the
 * first operand of RUN, until PLAN, a signal, a deadline or the output has it end. ERR says why it
 * could not listen, or on, and is STATUS_TIMEOUT where --timeout has passed; it stays STATUS_OK
 * where that was told. */
bool unpack_server_run(struct unpack_server *server, struct run *run,
		       const struct unpack_plan *plan, struct err *err);

/* Safe on UNPACK_SERVER_CLOSED and twice. */
void unpack_server_free(struct unpack_server *server);

#endif
