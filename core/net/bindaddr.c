/* bindaddr -- which addresses a socket has that is bound to one. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/bindaddr.h"

bool bindaddr_same(const struct addr *a, const struct addr *b)
{
	struct addr left = addr_unmapped(a), right = addr_unmapped(b);

	return addr_in(&left, &right, (unsigned)(8 * addr_size(left.family))) &&
	       (left.scope_id == right.scope_id || left.scope_id == 0 || right.scope_id == 0);
}

bool bindaddr_has(const struct addr *bound, bool v6only, const struct addr *addr)
{
	struct addr asked = addr_unmapped(addr);

	if (bindaddr_same(bound, addr))
		return true;
	return addr_is_wildcard(bound) &&
	       (bound->family == asked.family || (bound->family == AF_INET6 && !v6only));
}
