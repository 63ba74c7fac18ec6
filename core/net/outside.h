/* outside -- whether this host has a way out by IPv4 and by IPv6, and why not. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_OUTSIDE_H
#define NET_OUTSIDE_H

#include <stdbool.h>

#include "net/addr.h"
#include "net/iface.h"

/* A plain value. */
struct outside {
	bool works;         /* the kernel has the family, an address and a route for it */
	struct addr source; /* what packets to the outside would come from; family 0: none */
	const char *why;    /* why it does not work; NULL when it does */
};

/* Look at FAMILY. Nothing is sent: the kernel chooses a source for an address that nobody has.
 * IFACES tells why it does not work; NULL where they could not be read. */
void outside_look(struct outside *outside, int family, const struct ifaces *ifaces);

#endif
