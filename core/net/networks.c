/* networks -- a few networks of IP addresses, as a repeatable option names them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/networks.h"

#include <string.h>

/* Peers of IPv4 are compared as such, also where they come to a socket of both families: their
 * network as IPv6 has it, ::ffff:192.0.2.0/120, is one of IPv4. */
static bool unmap(struct network *network)
{
	const unsigned more = ADDR_INET6_BITS - ADDR_INET_BITS;
	struct addr addr = addr_unmapped(&network->addr);

	if (addr.family == network->addr.family)
		return true;
	if (network->bits < more)
		return false;
	*network = (struct network){ addr, network->bits - more };
	return true;
}

static bool parse(struct network *network, const char *option, const char *text, struct err *err)
{
	size_t size = strcspn(text, "/");
	struct network fresh;
	struct err trouble = { 0 };

	if (!addr_read(&fresh.addr, text, size))
		return err_set(err, STATUS_INVALID, "--%s: '%s' is no network", option, text);
	fresh.bits = (unsigned)(8 * addr_size(fresh.addr.family));
	if (text[size] && !mask_parse(&fresh.bits, text + size + 1, fresh.addr.family, &trouble))
		return err_set(err, STATUS_INVALID, "--%s: '%s': %s", option, text, trouble.text);
	if (!unmap(&fresh))
		return err_set(err, STATUS_INVALID,
			       "--%s: '%s': IPv4 addresses begin at bit 96 of IPv6", option, text);
	*network = fresh;
	return true;
}

bool networks_parse(struct networks *networks, const char *option, const struct texts *texts,
		    struct err *err)
{
	struct networks fresh = { 0 };

	for (; fresh.count < texts->count; fresh.count++)
		if (!parse(&fresh.item[fresh.count], option, texts->text[fresh.count], err))
			return false;
	*networks = fresh;
	return true;
}

bool networks_have(const struct networks *networks, const struct addr *addr)
{
	for (size_t i = 0; i < networks->count; i++)
		if (addr_in(addr, &networks->item[i].addr, networks->item[i].bits))
			return true;
	return false;
}
