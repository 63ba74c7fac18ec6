/* ifchange -- what a message of rtnetlink(7) changes in what is known of the interfaces. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_IFCHANGE_H
#define NET_IFCHANGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/name.h"
#include "net/iface.h"
#include "net/nlmsg.h"
#include "net/route.h"

enum ifchange_kind {
	IFCHANGE_LINK_ADDED,
	IFCHANGE_LINK_CHANGED,
	IFCHANGE_LINK_REMOVED,
	IFCHANGE_ADDRESS_ADDED,
	IFCHANGE_ADDRESS_CHANGED,
	IFCHANGE_ADDRESS_REMOVED,
	IFCHANGE_ROUTE_ADDED,
	IFCHANGE_ROUTE_CHANGED,
	IFCHANGE_ROUTE_REMOVED,
	IFCHANGE_LOST /* the kernel threw changes away; never made here */
};

/* What differs where something changed. */
enum {
	IFDIFFERS_NAME = 1 << 0,
	IFDIFFERS_ALTNAMES = 1 << 1,
	IFDIFFERS_OPERSTATE = 1 << 2,
	IFDIFFERS_FLAGS = 1 << 3,
	IFDIFFERS_MTU = 1 << 4,
	IFDIFFERS_MAC = 1 << 5,
	IFDIFFERS_MASTER = 1 << 6,
	IFDIFFERS_SCOPE = 1 << 7,
	IFDIFFERS_PEER = 1 << 8,
	IFDIFFERS_BROADCAST = 1 << 9,
	IFDIFFERS_VALID = 1 << 10,
	IFDIFFERS_PREFERRED = 1 << 11
};

struct ifchange {
	enum ifchange_kind kind;
	unsigned differs; /* IFDIFFERS_* */
	unsigned index;   /* of the interface; 0: of none */
	int family;       /* of the address or route; 0: the link itself changed */
	const struct iface
		*iface; /* as it is now, or was; borrowed until the next call; may be NULL */
	struct iface_address address; /* of an address; else its family is 0 */
	struct route route;           /* of a route; else its family is 0 */
};

/* Owner: starts as { 0 }, ends in ifknown_free. */
struct ifknown {
	struct buf links, addresses; /* arrays of what is known, in the order it came */
	struct iface gone;           /* the last interface that was removed, and its names */
	struct arena gone_names;
	unsigned round;
	bool rereading; /* between ifknown_reread and the last ifknown_sweep */
	bool failed;    /* memory was out: something is missing */
};

/* "link_added" ... and the keys that records have for what differs. */
extern const struct name ifchange_kinds[], ifchange_differences[];

/* Learn from one message; returns whether it makes a difference. Routes of the kinds that come
 * with addresses (local, broadcast, anycast, multicast) make none. */
bool ifknown_apply(struct ifknown *known, struct ifchange *change, const struct nlmsg *message);

/* Everything is told once more from here on: RTM_NEW* messages of whole dumps. What was not
 * told is gone: ifknown_sweep takes it away, one by one, until it returns false. */
void ifknown_reread(struct ifknown *known);
bool ifknown_sweep(struct ifknown *known, struct ifchange *change);

/* The interface as it is known now; NULL when it is not. Borrowed until the next change. */
const struct iface *ifknown_find(const struct ifknown *known, unsigned index);

/* Safe on { 0 } and twice. */
void ifknown_free(struct ifknown *known);

#endif
