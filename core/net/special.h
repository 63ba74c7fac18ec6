/* special -- what an address is for, by the IANA registries of special-purpose addresses. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SPECIAL_H
#define NET_SPECIAL_H

#include <stdint.h>

#include "net/addr.h"

enum reach {
	REACH_NO,     /* not forwarded beyond an administrative domain */
	REACH_GLOBAL, /* globally reachable */
	REACH_UNKNOWN /* the registry says N/A: it depends on what is embedded */
};

/* A block of addresses with one purpose. */
struct special {
	uint16_t group[8]; /* network order of groups; IPv4 in the first two */
	uint8_t bits;
	uint8_t reach; /* enum reach */
	char name[28];
	char rfc[12]; /* "RFC 1918"; "" for what is left when nothing is special */
};

/* The smallest block that holds ADDR; ordinary addresses are "global-unicast". Never NULL.
 * Sources: IANA iana-ipv4-special-registry, iana-ipv6-special-registry, the multicast
 * registries, RFC 4291. */
const struct special *special_find(const struct addr *addr);

/* How far a multicast address goes: "link-local", "site-local", "global"; NULL where it does not
 * say, and for unicast. RFC 5771, RFC 2365, RFC 7346. */
const char *special_scope(const struct addr *addr);

#endif
