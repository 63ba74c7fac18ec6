/* ifwatch -- hears what changes about interfaces, addresses and routes, by rtnetlink(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_IFWATCH_H
#define NET_IFWATCH_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "net/ifchange.h"
#include "net/netlink.h"

/* Owner: starts as IFWATCH_CLOSED, ends in ifwatch_close. */
struct ifwatch {
	struct netlink netlink;
	struct ifknown known;
	struct buf messages; /* read, not all applied yet */
	size_t applied;      /* bytes of them */
};
#define IFWATCH_CLOSED                    \
	{                                 \
		.netlink = NETLINK_CLOSED \
	}

/* Begin: every change from here on will be told. */
bool ifwatch_open(struct ifwatch *watch, struct err *err);

/* The next change. After IFCHANGE_LOST what is different from what was told comes as changes
 * too; only routes are not caught up on. STATUS_TIMEOUT when UNTIL passes first. */
bool ifwatch_next(struct ifwatch *watch, struct ifchange *change, struct deadline until,
		  struct err *err);

/* Safe on IFWATCH_CLOSED and twice. */
void ifwatch_close(struct ifwatch *watch);

#endif
