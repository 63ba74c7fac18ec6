/* host_lookup -- what lookups keep from one question to the next: helpers, and this machine's
 * configuration, read when it is first needed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_HOST_LOOKUP_H
#define NET_HOST_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "net/iface.h"
#include "net/order.h"
#include "net/origin.h"
#include "net/policy.h"
#include "net/resolve.h"

enum { HOST_NAME_SIZE = 65 }; /* of this host's name, with a NUL: HOST_NAME_MAX of Linux */

/* Owner: starts as { 0 }, ends in host_lookup_free. */
struct host_lookup {
	struct resolver resolver;
	struct buf hosts, nsswitch, gaiconf; /* the files of /etc; empty when missing */
	char hostname[HOST_NAME_SIZE];       /* "" where it could not be had */
	struct policy policy;
	struct ifaces ifaces;
	bool has_files, has_order;
};

/* What tells where answers come from; read at the first call. Borrowed from LOOKUP. */
struct origin_files host_lookup_files(struct host_lookup *lookup);

/* Look at ADDRS as RFC 6724 does, with this machine's policy and interfaces, and sort them.
 * ITEM has room for COUNT. */
void host_lookup_order(struct order_item *item, struct host_lookup *lookup,
		       const struct addr *addrs, size_t count);

void host_lookup_free(struct host_lookup *lookup);

#endif
