/* locate -- the addresses that an endpoint stands for: names and services looked up. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_LOCATE_H
#define NET_LOCATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"
#include "net/database.h"
#include "net/endpoint.h"
#include "net/host_lookup.h"
#include "net/sock_addr.h"

/* What looking up keeps from one endpoint to the next. Owner: starts as LOCATOR_EMPTY, ends in
 * locator_free. */
struct locator {
	struct host_lookup hosts;
	struct database services;
	int family;    /* AF_UNSPEC, or the only one to be used */
	unsigned zone; /* index: for link-local addresses that have none */
	bool numeric;  /* names of hosts and services are refused: -n */
};
#define LOCATOR_EMPTY                                  \
	{                                              \
		.services = {.path = "/etc/services" } \
	}

void locator_free(struct locator *locator);

/* Owner: starts as { 0 }, ends in locations_free. */
struct locations {
	enum transport transport;
	struct sock_addr *item; /* at least one, the one to be tried first in front */
	size_t count;
	bool any_will_do;   /* to bind: not each has to work, as with a machine without IPv6 */
	struct err partial; /* a family that could not be looked up; STATUS_OK: none */
};

enum purpose { TO_BIND, TO_CONNECT, TO_MATCH };

/* Look ENDPOINT up, which has a port unless it is of Unix. A port alone is loopback, of both
 * families; "any" is the wildcard of both, and nothing to connect to. Names are ordered as RFC 6724
 * says. TO_MATCH is for sockets that are there. ERR is the resolver's, STATUS_NOT_FOUND for a
 * service, STATUS_INVALID for what -4, -6 and -n exclude, and for a multicast group that TCP would
 * bind or connect. On failure FOUND is untouched. */
bool locate(struct locations *found, struct locator *locator, const struct endpoint *endpoint,
	    enum purpose purpose, struct deadline until, struct err *err);

void locations_free(struct locations *locations);

#endif
