/* host_lookup -- what lookups keep from one question to the next: helpers, and this machine's
 * configuration, read when it is first needed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_HOST_LOOKUP_H
#define NET_HOST_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "net/hostname.h"
#include "net/iface.h"
#include "net/order.h"
#include "net/origin.h"
#include "net/policy.h"
#include "net/resolve.h"

/* Owner: starts as { 0 }, ends in host_lookup_free. */
struct host_lookup {
	struct resolver resolver;
	struct buf hosts, nsswitch, gaiconf; /* the files of /etc; empty when missing */
	char hostname[HOST_NAME_SIZE];       /* "" where it could not be had */
	struct policy policy;
	struct ifaces ifaces;
	bool has_files, has_order;
	bool unsure; /* a file is there that cannot be read */
};

/* What tells where answers come from, borrowed from LOOKUP; read at the first call. A file that
 * cannot be read tells nothing for sure. False with ERR only when memory is out. */
bool host_lookup_files(struct origin_files *files, struct host_lookup *lookup, struct err *err);

/* Look at ADDRS as RFC 6724 does, with this machine's policy and interfaces, and sort them.
 * ITEM has room for COUNT. False with ERR only when memory is out. */
bool host_lookup_order(struct order_item *item, struct host_lookup *lookup,
		       const struct addr *addrs, size_t count, struct err *err);

void host_lookup_free(struct host_lookup *lookup);

#endif
