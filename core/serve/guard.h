/* guard -- keeps a datagram server from being a weapon: no loops, no floods, no amplifying. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_GUARD_H
#define SERVE_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name.h"
#include "net/datagram.h"

enum {
	GUARD_PER_ADDR = 1000, /* answers a second to one address; loopback exempt */
	GUARD_ALL = 20000,     /* to all; loopback exempt */
	GUARD_REPEATS = 500,   /* datagrams alike from one source in a second: a loop */
	GUARD_MUTE_S = 10      /* how long that source gets no answer */
};

/* Why a datagram gets no answer. */
enum verdict {
	VERDICT_ANSWER,
	VERDICT_SOURCE, /* port 0, a service that answers too, a group or ourselves: CVE-2024-2169
			 */
	VERDICT_LOOP,   /* muted */
	VERDICT_RATE
};
extern const struct name verdict_words[];

/* Owner: starts as { 0 }, ends in guard_free. */
struct guard {
	struct guard_entry *entry; /* what is known of sources; of many the oldest are forgotten */
	bool no_loops, no_rates;   /* lifted by --no-loop-guard and --no-limits */
	int64_t second_ns;         /* of the total: when it began */
	uint64_t answered;         /* in it */
	bool began_mute;           /* the last verdict muted a source that was not */
};

/* Whether DATAGRAM, which came to OWN at NOW_NS (CLOCK_MONOTONIC), is answered. Without memory
 * every source is new. */
enum verdict guard_look(struct guard *guard, const struct datagram *datagram,
			const struct sock_addr *own, int64_t now_ns);

void guard_free(struct guard *guard);

#endif
