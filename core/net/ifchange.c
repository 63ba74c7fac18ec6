/* ifchange -- what a message of rtnetlink(7) changes in what is known of the interfaces. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/ifchange.h"

#include <string.h>

#include <linux/rtnetlink.h>

/* clang-format off */
const struct name ifchange_kinds[] = {
	NAME("link_added", IFCHANGE_LINK_ADDED, ""),
	NAME("link_changed", IFCHANGE_LINK_CHANGED, ""),
	NAME("link_removed", IFCHANGE_LINK_REMOVED, ""),
	NAME("address_added", IFCHANGE_ADDRESS_ADDED, ""),
	NAME("address_changed", IFCHANGE_ADDRESS_CHANGED, ""),
	NAME("address_removed", IFCHANGE_ADDRESS_REMOVED, ""),
	NAME("route_added", IFCHANGE_ROUTE_ADDED, ""),
	NAME("route_changed", IFCHANGE_ROUTE_CHANGED, ""),
	NAME("route_removed", IFCHANGE_ROUTE_REMOVED, ""),
	NAME("lost", IFCHANGE_LOST, ""),
	NAMES_END,
};

const struct name ifchange_differences[] = {
	NAME("name", IFDIFFERS_NAME, ""),
	NAME("altnames", IFDIFFERS_ALTNAMES, ""),
	NAME("operstate", IFDIFFERS_OPERSTATE, ""),
	NAME("flags", IFDIFFERS_FLAGS, ""),
	NAME("mtu", IFDIFFERS_MTU, ""),
	NAME("mac", IFDIFFERS_MAC, ""),
	NAME("master", IFDIFFERS_MASTER, ""),
	NAME("scope", IFDIFFERS_SCOPE, ""),
	NAME("peer", IFDIFFERS_PEER, ""),
	NAME("broadcast", IFDIFFERS_BROADCAST, ""),
	NAME("valid_lft_s", IFDIFFERS_VALID, ""),
	NAME("preferred_lft_s", IFDIFFERS_PREFERRED, ""),
	NAMES_END,
};
/* clang-format on */

struct known_link {
	struct iface iface;
	struct arena names; /* its own: they go when it goes */
	unsigned round;
};

struct known_address {
	struct iface_address address;
	unsigned round;
};

/* ---- the two arrays ----------------------------------------------------------------------- */

static struct known_link *links_of(const struct ifknown *known, size_t *count)
{
	*count = known->links.size / sizeof(struct known_link);
	return (struct known_link *)(void *)known->links.data;
}

static struct known_address *addresses_of(const struct ifknown *known, size_t *count)
{
	*count = known->addresses.size / sizeof(struct known_address);
	return (struct known_address *)(void *)known->addresses.data;
}

static void array_put(struct ifknown *known, struct buf *array, const void *item, size_t size)
{
	buf_put(array, item, size);
	known->failed = known->failed || array->failed;
}

/* The last item takes the place of the one that goes. */
static void array_drop(struct buf *array, void *item, size_t size)
{
	array->size -= size;
	memmove(item, array->data + array->size, size);
}

static struct known_link *link_find(const struct ifknown *known, unsigned index)
{
	size_t count;
	struct known_link *link = links_of(known, &count);

	for (; count > 0; count--, link++)
		if (link->iface.index == index)
			return link;
	return NULL;
}

static struct known_address *address_find(const struct ifknown *known,
					  const struct iface_address *address)
{
	size_t count;
	struct known_address *item = addresses_of(known, &count);

	for (; count > 0; count--, item++)
		if (item->address.index == address->index &&
		    item->address.prefix_bits == address->prefix_bits &&
		    addr_compare(&item->address.addr, &address->addr) == 0)
			return item;
	return NULL;
}

const struct iface *ifknown_find(const struct ifknown *known, unsigned index)
{
	const struct known_link *link = link_find(known, index);

	return link ? &link->iface : NULL;
}

/* ---- links -------------------------------------------------------------------------------- */

static bool same_names(char **a, char **b)
{
	while (*a && *b && strcmp(*a, *b) == 0) {
		a++;
		b++;
	}
	return !*a && !*b;
}

static unsigned link_differs(const struct iface *a, const struct iface *b)
{
	unsigned differs = 0;

	differs |= strcmp(a->name, b->name) != 0 ? IFDIFFERS_NAME : 0;
	differs |= same_names(a->altnames, b->altnames) ? 0 : IFDIFFERS_ALTNAMES;
	differs |= a->state != b->state ? IFDIFFERS_OPERSTATE : 0;
	differs |= a->flags != b->flags ? IFDIFFERS_FLAGS : 0;
	differs |= a->mtu != b->mtu ? IFDIFFERS_MTU : 0;
	differs |= a->mac_size != b->mac_size || memcmp(a->mac, b->mac, a->mac_size) != 0
			   ? IFDIFFERS_MAC
			   : 0;
	differs |= a->master != b->master ? IFDIFFERS_MASTER : 0;
	return differs;
}

static bool link_learn(struct ifknown *known, struct ifchange *change, struct nlmsg_bytes body)
{
	struct known_link fresh = { .round = known->round }, *old;

	if (!iface_parse(&fresh.iface, &fresh.names, body)) {
		known->failed = known->failed || fresh.names.failed;
		arena_free(&fresh.names);
		return false;
	}
	change->index = fresh.iface.index;
	old = link_find(known, change->index);
	if (old) {
		change->kind = IFCHANGE_LINK_CHANGED;
		change->differs = link_differs(&old->iface, &fresh.iface);
		arena_free(&old->names);
		*old = fresh;
	} else {
		change->kind = IFCHANGE_LINK_ADDED;
		array_put(known, &known->links, &fresh, sizeof(fresh));
		if (known->links.failed) {
			arena_free(&fresh.names);
			return false;
		}
	}
	change->iface = ifknown_find(known, change->index);
	return !old || change->differs;
}

/* Addresses that the kernel did not take away first go without a word. */
static void addresses_drop(struct ifknown *known, unsigned index)
{
	size_t count;
	struct known_address *item = addresses_of(known, &count);

	while (count > 0)
		if (item[--count].address.index == index)
			array_drop(&known->addresses, &item[count], sizeof(*item));
}

static void link_remove(struct ifknown *known, struct ifchange *change, struct known_link *link)
{
	arena_free(&known->gone_names);
	known->gone = link->iface;
	known->gone_names = link->names;
	change->kind = IFCHANGE_LINK_REMOVED;
	change->index = known->gone.index;
	change->iface = &known->gone;
	array_drop(&known->links, link, sizeof(*link));
	addresses_drop(known, change->index);
}

static bool link_forget(struct ifknown *known, struct ifchange *change, struct nlmsg_bytes body)
{
	struct ifinfomsg header;
	struct known_link *link;

	if (!nlmsg_take(&header, sizeof(header), &body) || header.ifi_family != AF_UNSPEC)
		return false;
	link = link_find(known, (unsigned)header.ifi_index);
	if (link)
		link_remove(known, change, link);
	return link;
}

/* ---- addresses ---------------------------------------------------------------------------- */

/* Time alone makes a lifetime shorter: that is a difference only where nothing else is. */
static bool life_differs(uint32_t old, uint32_t fresh, bool only_growth)
{
	if (old == IFACE_FOREVER || fresh > old)
		return fresh != old;
	return fresh != old && !only_growth;
}

static unsigned address_differs(const struct iface_address *a, const struct iface_address *b,
				bool only_growth)
{
	unsigned differs = 0;

	differs |= a->flags != b->flags ? IFDIFFERS_FLAGS : 0;
	differs |= a->scope != b->scope ? IFDIFFERS_SCOPE : 0;
	differs |= addr_compare(&a->peer, &b->peer) != 0 ? IFDIFFERS_PEER : 0;
	differs |= addr_compare(&a->broadcast, &b->broadcast) != 0 ? IFDIFFERS_BROADCAST : 0;
	only_growth = only_growth || differs;
	differs |= life_differs(a->valid_s, b->valid_s, only_growth) ? IFDIFFERS_VALID : 0;
	differs |=
		life_differs(a->preferred_s, b->preferred_s, only_growth) ? IFDIFFERS_PREFERRED : 0;
	return differs;
}

static bool address_read(struct ifknown *known, struct ifchange *change, struct nlmsg_bytes body)
{
	if (!iface_address_parse(&change->address, body))
		return false;
	change->family = change->address.addr.family;
	change->index = change->address.index;
	change->iface = ifknown_find(known, change->index);
	return true;
}

static bool address_learn(struct ifknown *known, struct ifchange *change, struct nlmsg_bytes body)
{
	struct known_address fresh = { .round = known->round }, *old;

	if (!address_read(known, change, body))
		return false;
	fresh.address = change->address;
	old = address_find(known, &fresh.address);
	if (old) {
		change->kind = IFCHANGE_ADDRESS_CHANGED;
		change->differs = address_differs(&old->address, &fresh.address, known->rereading);
		*old = fresh;
		return change->differs;
	}
	change->kind = IFCHANGE_ADDRESS_ADDED;
	array_put(known, &known->addresses, &fresh, sizeof(fresh));
	return true;
}

static bool address_forget(struct ifknown *known, struct ifchange *change, struct nlmsg_bytes body)
{
	struct known_address *old;

	if (!address_read(known, change, body))
		return false;
	old = address_find(known, &change->address);
	change->kind = IFCHANGE_ADDRESS_REMOVED;
	if (old)
		array_drop(&known->addresses, old, sizeof(*old));
	return old;
}

/* ---- routes ------------------------------------------------------------------------------- */

static bool is_told(const struct route *route)
{
	return !(route->flags & RTM_F_CLONED) && route->kind != RTN_LOCAL &&
	       route->kind != RTN_BROADCAST && route->kind != RTN_ANYCAST &&
	       route->kind != RTN_MULTICAST;
}

static bool route_changes(struct ifknown *known, struct ifchange *change,
			  const struct nlmsg *message)
{
	if (!route_parse(&change->route, message->body) || !is_told(&change->route))
		return false;
	if (message->type == RTM_DELROUTE)
		change->kind = IFCHANGE_ROUTE_REMOVED;
	else if (message->flags & NLM_F_REPLACE)
		change->kind = IFCHANGE_ROUTE_CHANGED;
	else
		change->kind = IFCHANGE_ROUTE_ADDED;
	change->family = change->route.family;
	change->index = change->route.index;
	change->iface = ifknown_find(known, change->index);
	return true;
}

/* ---- all ---------------------------------------------------------------------------------- */

bool ifknown_apply(struct ifknown *known, struct ifchange *change, const struct nlmsg *message)
{
	*change = (struct ifchange){ 0 };
	switch (message->type) {
	case RTM_NEWLINK:
		return link_learn(known, change, message->body);
	case RTM_DELLINK:
		return link_forget(known, change, message->body);
	case RTM_NEWADDR:
		return address_learn(known, change, message->body);
	case RTM_DELADDR:
		return address_forget(known, change, message->body);
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		return route_changes(known, change, message);
	}
	return false;
}

void ifknown_reread(struct ifknown *known)
{
	known->round++;
	known->rereading = true;
}

static bool sweep_address(struct ifknown *known, struct ifchange *change)
{
	size_t count;
	struct known_address *item = addresses_of(known, &count);

	while (count > 0 && item->round == known->round) {
		item++;
		count--;
	}
	if (count == 0)
		return false;
	change->kind = IFCHANGE_ADDRESS_REMOVED;
	change->address = item->address;
	change->family = item->address.addr.family;
	change->index = item->address.index;
	change->iface = ifknown_find(known, change->index);
	array_drop(&known->addresses, item, sizeof(*item));
	return true;
}

bool ifknown_sweep(struct ifknown *known, struct ifchange *change)
{
	size_t count;
	struct known_link *link = links_of(known, &count);

	*change = (struct ifchange){ 0 };
	if (!known->rereading)
		return false;
	if (sweep_address(known, change))
		return true;
	for (; count > 0; count--, link++)
		if (link->round != known->round) {
			link_remove(known, change, link);
			return true;
		}
	known->rereading = false;
	return false;
}

void ifknown_free(struct ifknown *known)
{
	size_t count;
	struct known_link *link = links_of(known, &count);

	for (; count > 0; count--, link++)
		arena_free(&link->names);
	arena_free(&known->gone_names);
	buf_free(&known->links);
	buf_free(&known->addresses);
	*known = (struct ifknown){ 0 };
}
