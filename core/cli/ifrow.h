/* ifrow -- interfaces, their addresses, groups and routes as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_IFROW_H
#define CLI_IFROW_H

#include "cli/record.h"
#include "net/iface.h"
#include "net/membership.h"
#include "net/route.h"

extern const struct shape ifrow_address_shape, ifrow_group_shape, ifrow_route_shape;

/* clang-format off */
/* The fields that records about an interface begin with. */
enum {
	IFROW_NAME, IFROW_INDEX, IFROW_ALTNAMES, IFROW_OPERSTATE, IFROW_FLAGS, IFROW_MTU, IFROW_MAC, IFROW_LINK_TYPE, IFROW_KIND, IFROW_MASTER, IFROW_ADDRESSES,
	IFROW_ROUTE, IFROW_END
};

#define IFROW_FIELDS \
	[IFROW_NAME] = FIELD("name", FIELD_TEXT, 0, 0, "the interface's name", NULL), \
	[IFROW_INDEX] = FIELD("index", FIELD_UINT, 0, 0, "its number", NULL), \
	[IFROW_ALTNAMES] = FIELD("altnames", FIELD_TEXT, FIELD_LIST, 0, "alternative names", NULL), \
	[IFROW_OPERSTATE] = FIELD("operstate", FIELD_TEXT, 0, 0, "UP, DOWN, UNKNOWN ..., RFC 2863", NULL), \
	[IFROW_FLAGS] = FIELD("flags", FIELD_TEXT, FIELD_LIST, 0, "UP, BROADCAST, MULTICAST ...", NULL), \
	[IFROW_MTU] = FIELD("mtu", FIELD_UINT, 0, 0, "bytes of the largest packet; --route: of the path", NULL), \
	[IFROW_MAC] = FIELD("mac", FIELD_TEXT, 0, 0, "link-layer address", NULL), \
	[IFROW_LINK_TYPE] = FIELD("link_type", FIELD_TEXT, 0, 0, "such as ether, loopback, none; or a number", NULL), \
	[IFROW_KIND] = FIELD("kind", FIELD_TEXT, 0, 0, "of a virtual one: veth, bridge, vlan ...", NULL), \
	[IFROW_MASTER] = FIELD("master", FIELD_TEXT, 0, 0, "the bridge or bond that it is a part of", NULL), \
	[IFROW_ADDRESSES] = FIELD("addresses", FIELD_OBJECT, FIELD_LIST, 0, "its IP addresses", &ifrow_address_shape), \
	[IFROW_ROUTE] = FIELD("route", FIELD_OBJECT, 0, 0, "the way, or a route that changed", &ifrow_route_shape)
/* clang-format on */

/* The fields of the link itself; MASTER is the interface that it is a part of, or NULL. */
void ifrow_put_link(struct row *row, const struct iface *iface, const struct iface *master);

/* A row of ifrow_address_shape. IFACE, for its zone, may be NULL. */
void ifrow_put_address(struct row *row, const struct iface *iface,
		       const struct iface_address *address);

/* A row of ifrow_group_shape. */
void ifrow_put_group(struct row *row, const struct membership *membership);

/* A row of ifrow_route_shape: the way to an address; what refuses with errno NUMBER that there is
 * one; or a route as a table holds it, to a network. */
void ifrow_put_route(struct row *row, const struct addr *to, const struct route *route);
void ifrow_put_refusal(struct row *row, const struct addr *to, int number);
void ifrow_put_network(struct row *row, const struct route *route);

/* The words of the bits of FLAGS: one text, or a list where FIELD is one. */
void ifrow_put_flags(struct row *row, unsigned field, const struct name *table, uint32_t flags);

/* A link-layer address; nothing where SIZE is 0. */
void ifrow_put_mac(struct row *row, unsigned field, const unsigned char *mac, size_t size);

#endif
