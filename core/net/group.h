/* group -- membership in multicast groups, and sending to them: RFC 3678, ip(7), ipv6(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_GROUP_H
#define NET_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include <net/if.h>

#include "base/err.h"
#include "net/addr.h"

/* ---- receiving ---------------------------------------------------------------------------- */

/* Which sources a member hears. A plain value; ITEM is borrowed. */
struct group_sources {
	bool include; /* only these (RFC 4607); else all but these */
	const struct addr *item;
	size_t count; /* with INCLUDE at least 1 */
};

/* Let datagram socket FD of FAMILY receive nothing of groups that other sockets joined. Kernels
 * before 4.20 cannot for IPv6: whoever reads looks at the destination anyway. */
bool group_only_joined(int fd, int family, struct err *err);

/* Join GROUP on interface INDEX, which is not 0. A socket can join some groups only, and name some
 * sources: use one socket for a group. ERR names the limit that was met (STATUS_LACKING); it is
 * STATUS_NO_INTERFACE where there is no such interface. On failure it is not joined. */
bool group_join(int fd, const struct addr *group, unsigned index,
		const struct group_sources *sources, struct err *err);

bool group_leave(int fd, const struct addr *group, unsigned index, struct err *err);

enum { GROUP_SOURCES_MAX = 64 }; /* that are told; net.ipv6.mld_max_msf */

/* What the kernel filters by. A plain value. */
struct group_filtered {
	bool include;
	size_t count; /* sources there are; the first GROUP_SOURCES_MAX of them are in ITEM */
	struct addr item[GROUP_SOURCES_MAX];
};

/* Read it back: MCAST_MSFILTER. On failure FILTERED is untouched. */
bool group_read(struct group_filtered *filtered, int fd, const struct addr *group, unsigned index,
		struct err *err);

/* ---- which interface, and sending --------------------------------------------------------- */

/* The interface that the kernel would choose for GROUP, by its route. ERR is STATUS_NO_ROUTE. */
bool group_route(unsigned *index, const struct addr *group, struct err *err);

/* How to send to groups. A plain value. */
struct group_sender {
	unsigned index; /* of the interface; not 0 */
	struct addr
		source; /* IPv4: what an unbound socket sends from; family 0: the kernel chooses */
	int ttl;        /* TTL or hop limit, 0 to 255 */
	bool loop;      /* members on this host hear it too */
};

/* The source for SENDER's interface that the kernel does not think of: of a loopback, whose
 * addresses are good on this host only, it would take one of another interface. On failure SENDER
 * is untouched. */
bool group_sender_source(struct group_sender *sender, struct err *err);

/* Where datagrams leave: the interface, and the local address (family 0: not known). */
struct group_way {
	char interface[IF_NAMESIZE];
	struct addr source;
};

/* Choose SENDER's interface for GROUP where it has none: that of the group's zone, else the one
 * that has SOURCE (family 0: none is asked for), else the one that the kernel would take; and the
 * source, as group_sender_source does. ERR is STATUS_INVALID where the zone is another one,
 * STATUS_NO_INTERFACE, or of group_route. */
bool group_sender_choose(struct group_way *way, struct group_sender *sender,
			 const struct addr *group, const struct addr *source, struct err *err);

/* Whether a socket option says what a group_sender says. */
bool group_sender_has(int level, int number);

bool group_sender_set(int fd, int family, const struct group_sender *sender, struct err *err);

#endif
