/* embed -- IPv4 addresses inside IPv6 addresses: found, and put there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_EMBED_H
#define NET_EMBED_H

#include <stdbool.h>
#include <stdint.h>

#include "net/addr.h"

struct embedding {
	const char *kind; /* "ipv4-mapped", "6to4", "nat64", "teredo", "isatap" */
	struct addr inner;
	struct addr server; /* Teredo: whom the client asked; else family 0 */
	uint16_t port;      /* Teredo: the client's, outside of its NAT; else 0 */
};

/* False where OUTER has none that can be told from its bits alone. RFC 4291 (mapped and
 * compatible), RFC 3056 (6to4), RFC 6052 (64:ff9b::/96), RFC 4380 (Teredo), RFC 5214 (ISATAP). */
bool embed_find(struct embedding *embedding, const struct addr *outer);

/* The IPv6 address that stands for IPv4 address INNER: ::ffff:0:0/96, 64:ff9b::/96; and the
 * address 2002:a.b.c.d:: of its 6to4 network, a /48. */
struct addr embed_mapped(const struct addr *inner);
struct addr embed_nat64(const struct addr *inner);
struct addr embed_6to4(const struct addr *inner);

#endif
