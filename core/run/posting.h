/* posting -- messages sent to an endpoint of a command line, over one connection for all of them.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_POSTING_H
#define RUN_POSTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cli/applet.h"
#include "net/endpoint.h"
#include "net/sender.h"

enum { POSTING_S = 5 }; /* for looking it up and connecting, and for a message, without --timeout */

/* Owner: starts as POSTING_CLOSED; posting_begin to posting_end. */
struct posting {
	const char *word; /* as it was given; borrowed */
	struct endpoint endpoint;
	struct sock_plan plan;
	struct sender sender; /* once there is a connection: its fd is not below 0 */
	struct err broken;    /* why there is none, or it is of no use: it is not tried again */
};
#define POSTING_CLOSED           \
	{                        \
		.sender.fd = -1, \
	}

/* Read WORD and the socket options of RUN; nothing is asked or sent. ERR is STATUS_INVALID. */
bool posting_begin(struct posting *posting, const struct run *run, const char *word,
		   struct err *err);

/* Send SIZE bytes, over the connection that there is or a first one. ERR is locate's, race_run's or
 * sender_send's; of a stream it is that of all later messages too. */
bool posting_send(struct posting *posting, const struct run *run, const void *data, size_t size,
		  struct err *err);

/* End it, see sender_finish, and close all; what was broken has been told before. Safe on
 * POSTING_CLOSED and twice. */
bool posting_end(struct posting *posting, const struct run *run, struct err *err);

#endif
