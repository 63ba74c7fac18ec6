/* fuzz_rtnetlink -- any bytes as what the kernel answers about links, addresses and routes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "net/iface.h"
#include "net/ifchange.h"

static void check_address(const struct iface_address *address, const struct iface *iface)
{
	FUZZ_HOLDS(address->index == iface->index);
	FUZZ_HOLDS(address->prefix_bits <= 8 * addr_size(address->addr.family));
	FUZZ_HOLDS(address->addr.scope_id == 0 || address->addr.scope_id == iface->index);
}

/* The same bytes as both dumps: sorted links, each with its own addresses. */
static void read_all(struct nlmsg_bytes bytes)
{
	struct ifaces ifaces = { 0 };
	struct err err = { 0 };

	FUZZ_HOLDS(ifaces_parse(&ifaces, bytes, bytes, &err));
	for (size_t i = 0; i < ifaces.count; i++) {
		const struct iface *iface = &ifaces.item[i];

		FUZZ_HOLDS(iface->index > 0 && strlen(iface->name) > 0);
		FUZZ_HOLDS(i == 0 || ifaces.item[i - 1].index <= iface->index);
		FUZZ_HOLDS(ifaces_find(&ifaces, iface->name));
		FUZZ_HOLDS(iface->mac_size <= IFACE_MAC_MAX);
		for (char **name = iface->altnames; *name; name++)
			FUZZ_HOLDS(ifaces_find(&ifaces, *name));
		for (size_t j = 0; j < iface->address_count; j++)
			check_address(&iface->addresses[j], iface);
	}
	ifaces_free(&ifaces);
}

static void check_change(const struct ifknown *known, const struct ifchange *change)
{
	bool gone = change->kind == IFCHANGE_LINK_REMOVED;

	FUZZ_HOLDS(change->kind < IFCHANGE_LOST);
	FUZZ_HOLDS(!change->iface || change->iface->index == change->index);
	FUZZ_HOLDS(gone || change->iface == ifknown_find(known, change->index));
	FUZZ_HOLDS(!gone || !ifknown_find(known, change->index));
}

/* The same bytes as events, and once more as a rereading, after which nothing else is known. */
static void follow_all(struct nlmsg_bytes bytes)
{
	struct ifknown known = { 0 };
	struct ifchange change;
	struct nlmsg message;

	for (int round = 0; round < 2; round++) {
		struct nlmsg_bytes rest = bytes;

		if (round > 0)
			ifknown_reread(&known);
		while (nlmsg_next(&message, &rest))
			if (ifknown_apply(&known, &change, &message))
				check_change(&known, &change);
	}
	while (ifknown_sweep(&known, &change))
		check_change(&known, &change);
	FUZZ_HOLDS(!known.failed);
	ifknown_free(&known);
}

int fuzz_rtnetlink(const uint8_t *data, size_t size)
{
	unsigned char *copy = malloc(size ? size : 1);
	struct nlmsg_bytes bytes = { copy, size };

	if (!copy)
		return 0;
	if (size > 0)
		memcpy(copy, data, size);
	read_all(bytes);
	follow_all(bytes);
	free(copy);
	return 0;
}
