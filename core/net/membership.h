/* membership -- the multicast groups that this host's interfaces have joined, and the sources
 * that they are limited to: what /proc/net tells of IGMP and MLD. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_MEMBERSHIP_H
#define NET_MEMBERSHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "net/addr.h"
#include "net/lines.h"

enum { MEMBERSHIP_MAC_MAX = 32 };

/* A source in the filters of a group: how many sockets want it, and how many do not. */
struct membership_source {
	unsigned index;
	struct addr group, addr;
	uint64_t included, excluded;
};

struct membership {
	unsigned index; /* of the interface */
	struct addr group;
	uint64_t users; /* sockets and kernel parts that joined */
	const struct membership_source *sources;
	size_t source_count; /* 0: every source is welcome */
};

/* A link-layer address that an interface receives beside its own. */
struct membership_mac {
	unsigned index;
	unsigned char mac[MEMBERSHIP_MAC_MAX];
	size_t mac_size;
};

/* The version of IGMP that the queriers of a link let it speak: 1, 2 or 3. RFC 3376 section 7. */
struct membership_igmp {
	unsigned index, version;
};

/* Owner: starts as { 0 }, ends in memberships_free. Arrays are sorted by index, then address. */
struct memberships {
	struct membership *item;
	struct membership_source *source;
	struct membership_mac *mac;
	struct membership_igmp *igmp;
	size_t count, source_count, mac_count, igmp_count;
};

/* The files, as the kernel writes them. An empty one stands for one that is not there. */
struct membership_files {
	struct word igmp, igmp6, mcfilter, mcfilter6, dev_mcast;
};

/* Those of this network namespace. On failure MEMBERSHIPS is untouched. */
bool memberships_read(struct memberships *memberships, struct err *err);

/* The same from the text of the files; lines that make no sense are passed over. ERR: only
 * memory can be out. */
bool memberships_parse(struct memberships *memberships, const struct membership_files *files,
		       struct err *err);

/* Release it and make it empty. Safe on { 0 } and twice. */
void memberships_free(struct memberships *memberships);

#endif
