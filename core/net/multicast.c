/* multicast -- whether an interface can take part in multicast, and what stands in the way. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/multicast.h"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "net/route.h"

static bool is_usable(const struct iface_address *address)
{
	bool proven = !(address->flags & IFA_F_TENTATIVE) || (address->flags & IFA_F_OPTIMISTIC);

	return proven && !(address->flags & IFA_F_DADFAILED);
}

static size_t addresses_of(const struct iface *iface, int family, bool only_usable)
{
	size_t count = 0;

	for (size_t i = 0; i < iface->address_count; i++)
		count += iface->addresses[i].addr.family == family &&
			 (!only_usable || is_usable(&iface->addresses[i]));
	return count;
}

static const char *unfit_inet6(const struct iface *iface)
{
	if (!iface->has_inet6)
		return "IPv6 is off here, or the MTU is below 1280";
	if (iface->inet6_disabled)
		return "IPv6 is switched off by the sysctl disable_ipv6";
	if (addresses_of(iface, AF_INET6, false) == 0)
		return "no IPv6 address to send from";
	if (addresses_of(iface, AF_INET6, true) == 0)
		return "its IPv6 addresses are tentative: duplicate address detection goes on or "
		       "failed";
	return NULL;
}

/* What can be told without asking for a route; NULL when nothing speaks against it. */
static const char *unfit(const struct iface *iface, int family)
{
	if (!(iface->flags & IFF_UP))
		return "it is down";
	if (!(iface->flags & IFF_RUNNING))
		return "it has no carrier";
	if (family == AF_INET6)
		return unfit_inet6(iface);
	return iface->has_inet ? NULL : "IPv4 is off here";
}

/* What the route to a group says against it. On lo only a route of kind local brings packets
 * back: through unicast and multicast ones they leave and never arrive. The addresses of a loopback
 * are none that the kernel would choose, but a sender can. */
static const char *unroutable(const struct iface *iface, const struct route *route)
{
	bool has_own = iface->flags & IFF_LOOPBACK && addresses_of(iface, AF_INET, false) > 0;

	if (route->family == AF_INET && !route->source.family && !has_own)
		return "no IPv4 address to send from";
	if (route->family == AF_INET6 && (iface->flags & IFF_LOOPBACK) && route->kind != RTN_LOCAL)
		return "a loopback delivers groups through a local route only";
	return NULL;
}

static const char *no_route(const struct iface *iface, int family)
{
	if (family == AF_INET6 && (iface->flags & IFF_LOOPBACK))
		return "a loopback has no IPv6 multicast route unless one is made: "
		       "ip -6 route add local ff00::/8 dev lo";
	return "there is no multicast route out of it";
}

/* It can: what a user should know all the same. */
static const char *remark(const struct iface *iface, int family)
{
	if (!(iface->flags & (IFF_MULTICAST | IFF_LOOPBACK)))
		return "the MULTICAST flag is off: the kernel sends all the same, programs may not";
	if (family == AF_INET && addresses_of(iface, AF_INET, false) == 0)
		return "it has no IPv4 address: another interface's is sent from";
	return NULL;
}

bool multicast_check(struct multicast *multicast, const struct iface *iface, int family,
		     struct err *err)
{
	static const struct addr inet = { .family = AF_INET, .byte = { 239, 255, 0, 1 } };
	static const struct addr inet6 = { .family = AF_INET6, .byte = { 0xff, 0x15, [15] = 1 } };
	const char *why = unfit(iface, family);
	struct route route;
	struct err failure;

	if (!why && route_find(&route, family == AF_INET ? &inet : &inet6, iface->index, &failure))
		why = unroutable(iface, &route);
	else if (!why && failure.kind == STATUS_NO_ROUTE)
		why = no_route(iface, family);
	else if (!why) {
		*err = failure;
		return false;
	}
	*multicast = (struct multicast){ !why, why ? why : remark(iface, family) };
	return true;
}
