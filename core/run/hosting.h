/* hosting -- the endpoints of a server's command line: looked up, bound together, told, closed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_HOSTING_H
#define RUN_HOSTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/texts.h"
#include "cli/applet.h"
#include "net/listen.h"
#include "net/locate.h"
#include "serve/admission.h"

/* An endpoint that was looked up. */
struct hosting_place {
	struct endpoint endpoint;
	struct locations found;
	char *words; /* that were typed: messages begin with them */
};

/* Owner: hosting_begin to hosting_free. An applet begins in its begin, adds in its run, binds in
 * its finish: nothing is bound before all of it makes sense and has been found. */
struct hosting {
	struct admission admission;
	struct listen_plan plan;
	struct locator locator;
	struct hosting_place *place; /* in the order of the command line */
	size_t count;
	struct listeners listeners; /* adopted ones first */
	bool failed;                /* something was told that keeps it from being served */
};

/* Look at the options of RUN that servers have, and take over the descriptors that FDS names and
 * those that systemd has passed (sd_listen_fds(3)), neither where FDS is NULL: before anything else
 * is opened, so that their numbers are theirs. ERR is STATUS_INVALID, or of listen_plan_make; then
 * nothing is owned. */
bool hosting_begin(struct hosting *hosting, const struct run *run, const struct texts *fds,
		   struct err *err);

/* Look ENDPOINT, which is the question, up and keep it. What is found of one family only, the other
 * could not be asked, is kept and told as a failure; failures are told and remembered: results with
 * `endpoint` and `transport`, where the applet's have these keys. */
bool hosting_add(struct hosting *hosting, const struct run *run, const struct endpoint *endpoint,
		 enum purpose purpose, struct deadline until);

/* Bind all that was added, each under its own words in messages; a name that is loopback only is
 * noted. False where one failed, which is told, or where there is nothing to be served. */
bool hosting_bind(struct hosting *hosting, const struct run *run);

/* Whether there is, or will be, a listener of any of these TRANSPORTS (HOSTING_ bits). */
enum {
	HOSTING_UDP = 1 << TRANSPORT_UDP,
	HOSTING_STREAMS = 1 << TRANSPORT_TCP | 1 << TRANSPORT_UNIX,
	HOSTING_CONNS = HOSTING_STREAMS | 1 << TRANSPORT_SEQPACKET,
	HOSTING_IP = HOSTING_UDP | 1 << TRANSPORT_TCP,
	HOSTING_DATAGRAMS = HOSTING_UDP | 1 << TRANSPORT_UNIXGRAM
};
bool hosting_has(const struct hosting *hosting, unsigned transports);

/* An option that only some kinds of endpoints have a use for. */
struct hosting_use {
	const char *option;
	bool given;
	unsigned transports;
	const char *needs; /* what these are called: "connections" */
};

/* Whether each option of ROWS that was given has an endpoint to act upon. Call it when all are
 * added; hosting_bind does so for the options of all servers. ERR is STATUS_INVALID. */
bool hosting_check_use(const struct hosting *hosting, const struct hosting_use *rows, size_t count,
		       struct err *err);

/* Tell that all is bound, by records of TYPE: ready_tell. */
void hosting_tell_ready(const struct hosting *hosting, const struct run *run,
			const struct record_type *type);

/* Close all, and remove the paths. Safe on { 0 } and twice. */
void hosting_free(struct hosting *hosting);

#endif
