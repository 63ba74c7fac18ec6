/* verb_absent -- functions of Python's sockets that have no sense here say why, and what to use. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bench/verb_value.h"
#include "cli/out.h"

static const struct operand takes_anything[] = {
	{ "WORD", 0, MANY, OFFER_NOTHING, "whatever Python has there" }, { 0 }
};

/* The name without its "_into" is what to use. */
static void into_run(struct run *run)
{
	const char *name = run->applet->name;
	int size = (int)(strlen(name) - strlen("_into"));
	struct err err = { 0 };

	err_set(&err, STATUS_INVALID,
		"bytes are values here, and there is no buffer to fill: x = %.*s SOCKET SIZE", size,
		name);
	out_fail(run->out, &err);
}

/* clang-format off */
const struct applet verb_recv_into = {
	VERB("recv_into", "has no sense here: bytes are values, use recv", takes_anything, verb_gives_bytes, APPLET_OFFLINE, into_run,
	     "recv_into --quiet --expect invalid", "it says why")
};

const struct applet verb_recvfrom_into = {
	VERB("recvfrom_into", "has no sense here: bytes are values, use recvfrom", takes_anything, verb_gives_bytes, APPLET_OFFLINE, into_run,
	     "recvfrom_into --quiet --expect invalid", "it says why")
};
/* clang-format on */
