/* probing -- runs a probe over the addresses of an endpoint: records, stdin, signals, progress. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_PROBING_H
#define RUN_PROBING_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/applet.h"
#include "net/locate.h"
#include "run/serve.h"
#include "run/typed.h"
#include "serve/probe.h"

/* Starts as { 0 }, with the first members filled; what they point to is borrowed. */
struct probing {
	struct run *run;
	const char *endpoint; /* its canonical text */
	const struct locations *found;
	struct probe_plan plan; /* but for TO and FICKLE, which are each address's own */
	int64_t for_ns;         /* then nothing more is sent; 0: no end */
	bool all_addrs;         /* each address is a question of its own */
	bool shows_steps, shows_data, histogram;
	struct messages *lines; /* made from each line of stdin; NULL: they stay as they are */
	const char *ending;     /* of each line */

	/* Of the address that is asked. */
	struct serve serve;
	struct probe probe;
	struct typed typed;
	struct timer end, tick;
	struct err trouble; /* that ended it; kind OK: none */
	bool interrupted;
	bool has_line; /* a line for the next address: the one before did not take it */
};

/* Ask: a stream's first address that can be reached, as RFC 8305 races them; the first one to which
 * a datagram can be sent without an error that comes back; or each. A result for each that was
 * asked, in the applet's record types, which are proberow's. */
void probing_run(struct probing *probing);

/* Record that nothing was asked at all, because of ERR. */
void probing_fail(struct run *run, const char *endpoint, enum transport transport,
		  const struct err *err);

#endif
