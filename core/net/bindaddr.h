/* bindaddr -- which addresses a socket has that is bound to one. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_BINDADDR_H
#define NET_BINDADDR_H

#include <stdbool.h>

#include "net/addr.h"

/* Whether both are one address: ::ffff:192.0.2.1 is 192.0.2.1, and a zone that is not known is any.
 */
bool bindaddr_same(const struct addr *a, const struct addr *b);

/* Whether a socket bound to BOUND has ADDR: it is the same, or BOUND is the wildcard, that of IPv6
 * having IPv4 too unless V6ONLY. ip(7), ipv6(7). */
bool bindaddr_has(const struct addr *bound, bool v6only, const struct addr *addr);

#endif
