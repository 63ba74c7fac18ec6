/* outside -- whether this host has a way out by IPv4 and by IPv6, and why not. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/outside.h"

#include <errno.h>
#include <linux/rtnetlink.h>

#include "base/buf.h"
#include "net/calls.h"
#include "net/source.h"

/* Whether an address reaches further than SCOPE. */
static bool has_address(const struct ifaces *ifaces, int family, unsigned scope)
{
	for (size_t i = 0; i < ifaces->count; i++)
		for (size_t j = 0; j < ifaces->item[i].address_count; j++) {
			const struct iface_address *address = &ifaces->item[i].addresses[j];

			if (address->addr.family == family && address->scope < scope)
				return true;
		}
	return false;
}

static bool is_switched_off(void)
{
	struct buf value = { 0 };
	struct err unused;
	bool off =
		call_read_file(&value, "/proc/sys/net/ipv6/conf/all/disable_ipv6", 16, &unused) &&
		value.size > 0 && value.data[0] == '1';

	buf_free(&value);
	return off;
}

static const char *reason(int number, int family, const struct ifaces *ifaces)
{
	if (number == EAFNOSUPPORT)
		return "the kernel does not have this family";
	if (family == AF_INET6 && is_switched_off())
		return "switched off: net.ipv6.conf.all.disable_ipv6 is 1";
	if (ifaces && !has_address(ifaces, family, RT_SCOPE_NOWHERE))
		return "no interface has an address of this family";
	if (ifaces && !has_address(ifaces, family, RT_SCOPE_LINK))
		return "no address but loopback and link-local ones";
	if (number == EACCES || number == EPERM)
		return "a route or rule prohibits it";
	return "no route to the outside";
}

/* Addresses for documentation (RFC 5737, RFC 3849, RFC 9637): nobody has them, so that the route
 * to one is the route to everywhere. */
static const struct addr nowhere[] = {
	{ .family = AF_INET, .byte = { 192, 0, 2, 1 } },
	{ .family = AF_INET, .byte = { 198, 51, 100, 1 } },
	{ .family = AF_INET, .byte = { 203, 0, 113, 1 } },
	{ .family = AF_INET6, .byte = { 0x20, 1, 0xd, 0xb8, [15] = 1 } },
	{ .family = AF_INET6, .byte = { 0x3f, 0xff, [15] = 1 } },
};

/* But a test network may use them: then the next is taken. */
static bool is_own_network(const struct ifaces *ifaces, const struct addr *addr)
{
	for (size_t i = 0; ifaces && i < ifaces->count; i++)
		for (size_t j = 0; j < ifaces->item[i].address_count; j++) {
			const struct iface_address *address = &ifaces->item[i].addresses[j];

			if (addr_in(addr, &address->addr, address->prefix_bits))
				return true;
		}
	return false;
}

static const struct addr *pick(int family, const struct ifaces *ifaces)
{
	const struct addr *last = NULL;

	for (size_t i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++) {
		if (nowhere[i].family != family)
			continue;
		last = &nowhere[i];
		if (!is_own_network(ifaces, last))
			break;
	}
	return last;
}

void outside_look(struct outside *outside, int family, const struct ifaces *ifaces)
{
	struct outside fresh = { 0 };
	int number = source_find(&fresh.source, pick(family, ifaces));

	fresh.works = number == 0;
	if (number != 0)
		fresh.why = reason(number, family, ifaces);
	*outside = fresh;
}
