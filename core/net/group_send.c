/* group_send -- which interface what is sent to a multicast group leaves by, and how: ip(7),
 * ipv6(7).
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "net/calls.h"
#include "net/group.h"
#include "net/iface.h"
#include "net/route.h"
#include "net/sock.h"

/* ---- which interface ---------------------------------------------------------------------- */

bool group_route(unsigned *index, const struct addr *group, struct err *err)
{
	struct route route;
	int number;

	if (route_find(&route, group, 0, err)) {
		*index = route.index;
		return true;
	}
	number = err->number;
	if (err->kind == STATUS_NO_ROUTE)
		err_set(err, STATUS_NO_ROUTE, "%s; --interface names one to use", err->text);
	err->number = number;
	return false;
}

bool group_sender_source(struct group_sender *sender, struct err *err)
{
	struct ifaces ifaces = { 0 };
	const struct iface *iface;

	if (!ifaces_read(&ifaces, err))
		return false;
	iface = ifaces_find_index(&ifaces, sender->index);
	for (size_t i = iface ? iface->address_count : 0; i > 0; i--)
		if (iface->flags & IFF_LOOPBACK && iface->addresses[i - 1].addr.family == AF_INET)
			sender->source = iface->addresses[i - 1].addr;
	ifaces_free(&ifaces);
	return true;
}

/* The interface that has SOURCE: the kernel looks there too, but only for IPv4. 0: none has. */
static bool find_source(unsigned *index, const struct addr *source, struct err *err)
{
	static const struct addr loopback = { .family = AF_INET, .byte = { 127 } };
	struct ifaces ifaces = { 0 };

	*index = source->scope_id;
	if (*index)
		return true;
	if (!ifaces_read(&ifaces, err))
		return false;
	for (size_t i = 0; i < ifaces.count; i++) {
		const struct iface *iface = &ifaces.item[i];

		if (iface->flags & IFF_LOOPBACK && addr_in(source, &loopback, 8))
			*index = iface->index;
		for (size_t j = 0; j < iface->address_count; j++)
			if (addr_in(source, &iface->addresses[j].addr,
				    8 * (unsigned)addr_size(source->family)))
				*index = iface->index;
	}
	ifaces_free(&ifaces);
	return true;
}

bool group_sender_choose(struct group_way *way, struct group_sender *sender,
			 const struct addr *group, const struct addr *source, struct err *err)
{
	unsigned *index = &sender->index;
	struct route route;
	struct err ignored;

	if (*index && group->scope_id && group->scope_id != *index)
		return err_set(err, STATUS_INVALID,
			       "the zone of the address is not what --interface names");
	if (group->scope_id)
		*index = group->scope_id;
	if (*index == 0 && source->family && !find_source(index, source, err))
		return false;
	if (*index == 0 && !group_route(index, group, err))
		return false;
	if (!addr_zone_name(way->interface, *index, err))
		return false;
	if (!source->family && !group_sender_source(sender, err))
		return false;
	way->source = source->family ? *source : sender->source;
	if (!way->source.family && route_find(&route, group, *index, &ignored))
		way->source = route.source;
	return true;
}

/* ---- sending ------------------------------------------------------------------------------ */

bool group_sender_has(int level, int number)
{
	static const int inet[] = { IP_MULTICAST_IF, IP_MULTICAST_TTL, IP_MULTICAST_LOOP };
	static const int inet6[] = { IPV6_MULTICAST_IF, IPV6_MULTICAST_HOPS, IPV6_MULTICAST_LOOP };
	const int *numbers = level == IPPROTO_IP ? inet : level == IPPROTO_IPV6 ? inet6 : NULL;

	for (size_t i = 0; numbers && i < sizeof(inet) / sizeof(inet[0]); i++)
		if (numbers[i] == number)
			return true;
	return false;
}

static bool set_inet(int fd, const struct group_sender *sender)
{
	struct ip_mreqn by = { .imr_ifindex = (int)sender->index };

	if (sender->source.family == AF_INET)
		memcpy(&by.imr_address, sender->source.byte, sizeof(by.imr_address));
	return call_setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &by, sizeof(by)) == 0 &&
	       sock_set(fd, IPPROTO_IP, IP_MULTICAST_TTL, sender->ttl) &&
	       sock_set(fd, IPPROTO_IP, IP_MULTICAST_LOOP, sender->loop);
}

static bool set_inet6(int fd, const struct group_sender *sender)
{
	return sock_set(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, (int)sender->index) &&
	       sock_set(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, sender->ttl) &&
	       sock_set(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, sender->loop);
}

bool group_sender_set(int fd, int family, const struct group_sender *sender, struct err *err)
{
	if ((family == AF_INET ? set_inet : set_inet6)(fd, sender))
		return true;
	return err_errno(err, errno, "cannot send to groups by interface %u", sender->index);
}
