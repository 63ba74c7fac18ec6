/* lookups -- many endpoints looked up side by side: slow names cost about what one costs. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_LOOKUPS_H
#define RUN_LOOKUPS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/applet.h"
#include "net/locate.h"
#include "net/sock.h"

/* One of them. FOUND is the caller's to free; with none, ERR says why. */
struct lookup {
	const struct endpoint *endpoint;
	struct locations found;
	struct err err;
	bool is_done;
};

/* Look COUNT of them up to connect to, as place_find does, in up to eight children; each may take
 * TIMEOUT_NS. Addresses, a single name, and all where no child can be had are looked up here. */
void lookups_run(struct lookup *lookup, size_t count, const struct sock_plan *plan,
		 const struct run *run, int64_t timeout_ns);

#endif
