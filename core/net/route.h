/* route -- which way the kernel would send, as rtnetlink(7) tells, and routes that change. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_ROUTE_H
#define NET_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/name.h"
#include "net/addr.h"
#include "net/nlmsg.h"

/* A plain value. */
struct route {
	struct addr destination; /* what was asked for, or the network; family 0: all there is */
	struct addr source;      /* the address that would be sent from; family 0: none is set */
	struct addr gateway;     /* family 0: none, the destination is on the link */
	int family;
	unsigned index;       /* of the interface, 0: none */
	unsigned prefix_bits; /* of destination */
	unsigned kind;        /* RTN_*; route_kinds */
	unsigned scope;       /* RT_SCOPE_*; iface_scopes */
	unsigned protocol;    /* RTPROT_*; route_protocols */
	uint32_t table;       /* 0: not told */
	uint32_t flags;
	uint32_t metric; /* of IPv6 and of a changed route; 0: not told */
	uint32_t mtu;    /* of the path, as far as it is known; 0: the interface's */
};

/* The way to TO out of interface INDEX, or by TO's zone, or where both are 0 any. ERR is
 * STATUS_NO_ROUTE where there is none, also where a route of kind unreachable, prohibit or
 * blackhole says so: route_refusal knows it from err->number. */
bool route_find(struct route *route, const struct addr *to, unsigned index, struct err *err);

/* The kind of route that the kernel answers with errno NUMBER for; RTN_UNSPEC for none. */
unsigned route_refusal(int number);

/* One RTM_*ROUTE message. False when it is malformed or of another family than IP. */
bool route_parse(struct route *route, struct nlmsg_bytes body);

/* The words of ip(8). */
extern const struct name route_kinds[], route_protocols[], route_tables[];

#endif
