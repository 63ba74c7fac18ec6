/* derived -- what follows from an address, as text: other addresses, names, purposes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_DERIVED_H
#define NET_DERIVED_H

#include "net/notation.h"

notation derived_reverse_name; /* see net/arpa.h */

/* See net/special.h. */
notation derived_class;
notation derived_rfc;
notation derived_scope;

/* See net/embed.h: of an IPv6 address that has an IPv4 address in it, then of an IPv4 one. */
notation derived_embedding;
notation derived_embedded;
notation derived_teredo_server;
notation derived_mapped;
notation derived_6to4;
notation derived_nat64;

/* See net/ether.h. The multicast MAC of a unicast IPv6 address is its solicited-node group's. */
notation derived_solicited_node;
notation derived_multicast_mac;
notation derived_mac;
notation derived_eui64;

#endif
