/* network -- an address with a mask: mask forms, both ends, the addresses of hosts. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_NETWORK_H
#define NET_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "net/addr.h"

/* A plain value. ADDR may have bits behind the prefix: 10.1.2.3/8. */
struct network {
	struct addr addr;
	unsigned bits; /* prefix length, up to 8 * addr_size */
};

enum { NETWORK_TEXT_MAX = ADDR_TEXT_MAX + 4 };

/* Read a mask in any form: a prefix length (8), a netmask (255.0.0.0, ffff::), a wildcard
 * (0.255.255.255) or a netmask in hex (0xff000000). ERR is STATUS_INVALID, also where the ones
 * of a mask are not in one piece. On failure BITS is untouched. */
bool mask_parse(unsigned *bits, const char *text, int family, struct err *err);

/* Whether TEXT is an address that cannot well be anything but a mask of FAMILY: 255.255.0.0 (also
 * in more pieces, for mask_parse to refuse), 0.0.255.255, 0xffff0000, ffff:ffff::. All ones
 * and all zeros are no such, nor are wildcards of IPv6. */
bool mask_is_plain(const char *text, int family);

/* The first and the last address, the network's own and the broadcast one included. */
struct addr network_first(const struct network *network);
struct addr network_last(const struct network *network);

struct addr network_mask(const struct network *network);
struct addr network_wildcard(const struct network *network);

/* Where an IPv4 network has a broadcast address: up to /30 (RFC 3021 for /31). */
bool network_has_broadcast(const struct network *network);

/* The first and last address that a host can have: without network and broadcast address
 * (IPv4 up to /30), without the routers' anycast address (IPv6 up to /126, RFC 4291 section
 * 2.6.1); all of a /31, /32 (RFC 3021), /127 (RFC 6164) and /128. */
struct addr network_first_host(const struct network *network);
struct addr network_last_host(const struct network *network);

/* "10.0.0.0/8": the first address and the prefix; returns its length. */
size_t network_format(char text[static NETWORK_TEXT_MAX], const struct network *network);

#endif
