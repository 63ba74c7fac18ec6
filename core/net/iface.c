/* iface -- the network interfaces of this host with their addresses, as rtnetlink(7) tells. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/iface.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>

#include "base/num.h"
#include "net/netlink.h"

/* ---- one link --------------------------------------------------------------------------- */

static char *name_take(struct arena *arena, const struct nlmsg_attr *attr)
{
	const char *text = (const char *)attr->value.data;

	return arena_copy(arena, text, strnlen(text, attr->value.size));
}

/* IFLA_PROP_LIST, PROPS, nests one attribute a name. */
static char **altnames_take(struct arena *arena, struct nlmsg_bytes props)
{
	struct nlmsg_bytes rest = props;
	struct nlmsg_attr attr;
	size_t count = 0;
	char **names;

	while (nlmsg_next_attr(&attr, &rest))
		count += attr.type == IFLA_ALT_IFNAME;
	names = arena_take(arena, (count + 1) * sizeof(*names));
	if (!names)
		return NULL;
	count = 0;
	while (nlmsg_next_attr(&attr, &props))
		if (attr.type == IFLA_ALT_IFNAME)
			names[count++] = name_take(arena, &attr);
	names[count] = NULL;
	return names;
}

static void kind_read(struct iface *iface, struct nlmsg_bytes info)
{
	struct nlmsg_attr attr;

	while (nlmsg_next_attr(&attr, &info))
		if (attr.type == IFLA_INFO_KIND)
			nlmsg_text(iface->kind, sizeof(iface->kind), &attr);
}

/* IFLA_INET6_CONF is the array of the sysctls of this interface. */
static void inet6_read(struct iface *iface, struct nlmsg_bytes spec)
{
	const size_t at = DEVCONF_DISABLE_IPV6 * sizeof(int32_t);
	struct nlmsg_attr attr;
	int32_t disabled;

	iface->has_inet6 = true;
	while (nlmsg_next_attr(&attr, &spec)) {
		if (attr.type != IFLA_INET6_CONF || attr.value.size < at + sizeof(disabled))
			continue;
		memcpy(&disabled, attr.value.data + at, sizeof(disabled));
		iface->inet6_disabled = disabled != 0;
	}
}

static void families_read(struct iface *iface, struct nlmsg_bytes spec)
{
	struct nlmsg_attr attr;

	while (nlmsg_next_attr(&attr, &spec))
		if (attr.type == AF_INET)
			iface->has_inet = true;
		else if (attr.type == AF_INET6)
			inet6_read(iface, attr.value);
}

static void mac_read(struct iface *iface, const struct nlmsg_attr *attr)
{
	if (attr->value.size > sizeof(iface->mac))
		return;
	memcpy(iface->mac, attr->value.data, attr->value.size);
	iface->mac_size = attr->value.size;
}

static void link_attr_read(struct iface *iface, struct nlmsg_bytes *props,
			   const struct nlmsg_attr *attr)
{
	uint8_t state;

	switch (attr->type) {
	case IFLA_IFNAME:
		nlmsg_text(iface->name, sizeof(iface->name), attr);
		break;
	case IFLA_ADDRESS:
		mac_read(iface, attr);
		break;
	case IFLA_MTU:
		nlmsg_u32(&iface->mtu, attr);
		break;
	case IFLA_MASTER:
		nlmsg_u32(&iface->master, attr);
		break;
	case IFLA_OPERSTATE:
		if (nlmsg_u8(&state, attr))
			iface->state = state;
		break;
	case IFLA_LINKINFO:
		kind_read(iface, attr->value);
		break;
	case IFLA_AF_SPEC:
		families_read(iface, attr->value);
		break;
	case IFLA_PROP_LIST:
		*props = attr->value;
		break;
	}
}

bool iface_parse(struct iface *iface, struct arena *arena, struct nlmsg_bytes body)
{
	struct iface fresh = { 0 };
	struct nlmsg_bytes props = { 0 };
	struct ifinfomsg header;
	struct nlmsg_attr attr;

	if (!nlmsg_take(&header, sizeof(header), &body) || header.ifi_index <= 0 ||
	    header.ifi_family != AF_UNSPEC)
		return false;
	fresh.index = (unsigned)header.ifi_index;
	fresh.flags = header.ifi_flags;
	fresh.type = header.ifi_type;
	while (nlmsg_next_attr(&attr, &body))
		link_attr_read(&fresh, &props, &attr);
	fresh.altnames = altnames_take(arena, props);
	if (!fresh.name[0] || arena->failed)
		return false;
	*iface = fresh;
	return true;
}

/* ---- one address ------------------------------------------------------------------------ */

struct address_attrs {
	struct addr local, address;
	struct ifa_cacheinfo life;
};

static void address_attr_read(struct iface_address *to, struct address_attrs *seen, int family,
			      const struct nlmsg_attr *attr)
{
	struct nlmsg_bytes value = attr->value;

	switch (attr->type) {
	case IFA_LOCAL:
		nlmsg_addr(&seen->local, family, attr);
		break;
	case IFA_ADDRESS:
		nlmsg_addr(&seen->address, family, attr);
		break;
	case IFA_BROADCAST:
		nlmsg_addr(&to->broadcast, family, attr);
		break;
	case IFA_FLAGS:
		nlmsg_u32(&to->flags, attr);
		break;
	case IFA_CACHEINFO:
		nlmsg_take(&seen->life, sizeof(seen->life), &value);
		break;
	}
}

bool iface_address_parse(struct iface_address *address, struct nlmsg_bytes body)
{
	struct address_attrs seen = {
		.life = { .ifa_valid = IFACE_FOREVER, .ifa_prefered = IFACE_FOREVER },
	};
	struct iface_address fresh = { 0 };
	struct ifaddrmsg header;
	struct nlmsg_attr attr;

	if (!nlmsg_take(&header, sizeof(header), &body))
		return false;
	fresh.index = header.ifa_index;
	fresh.prefix_bits = header.ifa_prefixlen;
	fresh.scope = header.ifa_scope;
	fresh.flags = header.ifa_flags;
	while (nlmsg_next_attr(&attr, &body))
		address_attr_read(&fresh, &seen, header.ifa_family, &attr);
	/* Where both are there IFA_ADDRESS is the far end, or for IPv4 the same once more. */
	fresh.addr = seen.local.family ? seen.local : seen.address;
	if (seen.local.family && addr_compare(&seen.local, &seen.address) != 0)
		fresh.peer = seen.address;
	if (!fresh.addr.family || fresh.prefix_bits > 8 * addr_size(fresh.addr.family))
		return false;
	if (addr_is_link_local(&fresh.addr))
		fresh.addr.scope_id = fresh.index;
	fresh.valid_s = seen.life.ifa_valid;
	fresh.preferred_s = seen.life.ifa_prefered;
	*address = fresh;
	return true;
}

/* ---- all of them ------------------------------------------------------------------------ */

static size_t count_messages(struct nlmsg_bytes bytes, uint16_t type)
{
	struct nlmsg message;
	size_t count = 0;

	while (nlmsg_next(&message, &bytes))
		count += message.type == type;
	return count;
}

static int compare_index(const void *a, const void *b)
{
	unsigned left = ((const struct iface *)a)->index, right = ((const struct iface *)b)->index;

	return left < right ? -1 : left > right;
}

static bool links_parse(struct ifaces *ifaces, struct nlmsg_bytes links)
{
	struct nlmsg message;

	ifaces->item = calloc(count_messages(links, RTM_NEWLINK) + 1, sizeof(*ifaces->item));
	if (!ifaces->item)
		return false;
	while (nlmsg_next(&message, &links))
		if (message.type == RTM_NEWLINK &&
		    iface_parse(&ifaces->item[ifaces->count], &ifaces->arena, message.body))
			ifaces->count++;
	qsort(ifaces->item, ifaces->count, sizeof(*ifaces->item), compare_index);
	return !ifaces->arena.failed;
}

/* The next address of a dump whose interface is known. */
static struct iface *next_address(struct iface_address *address, const struct ifaces *ifaces,
				  struct nlmsg_bytes *rest)
{
	struct nlmsg message;

	while (nlmsg_next(&message, rest)) {
		const struct iface *iface;

		if (message.type != RTM_NEWADDR || !iface_address_parse(address, message.body))
			continue;
		iface = ifaces_find_index(ifaces, address->index);
		if (iface)
			return &ifaces->item[iface - ifaces->item];
	}
	return NULL;
}

/* Each interface's addresses end up side by side, in the order of the dump: counted first, then
 * put in place. */
static bool addresses_parse(struct ifaces *ifaces, struct nlmsg_bytes addresses)
{
	struct nlmsg_bytes rest = addresses;
	struct iface_address address;
	struct iface *iface;
	size_t total = 0;

	while ((iface = next_address(&address, ifaces, &rest)))
		iface->address_count++;
	for (size_t i = 0; i < ifaces->count; i++)
		total += ifaces->item[i].address_count;
	ifaces->addresses = calloc(total + 1, sizeof(*ifaces->addresses));
	if (!ifaces->addresses)
		return false;
	total = 0;
	for (size_t i = 0; i < ifaces->count; i++) {
		ifaces->item[i].addresses = ifaces->addresses + total;
		total += ifaces->item[i].address_count;
		ifaces->item[i].address_count = 0;
	}
	while ((iface = next_address(&address, ifaces, &addresses)))
		ifaces->addresses[iface->addresses - ifaces->addresses +
				  (ptrdiff_t)iface->address_count++] = address;
	return true;
}

bool ifaces_parse(struct ifaces *ifaces, struct nlmsg_bytes links, struct nlmsg_bytes addresses,
		  struct err *err)
{
	struct ifaces fresh = { 0 };

	if (!links_parse(&fresh, links) || !addresses_parse(&fresh, addresses)) {
		ifaces_free(&fresh);
		return err_errno(err, ENOMEM, "cannot list the interfaces");
	}
	*ifaces = fresh;
	return true;
}

static struct nlmsg_bytes bytes_of(const struct buf *buf)
{
	return (struct nlmsg_bytes){ (const unsigned char *)buf->data, buf->size };
}

static bool dump_links(struct netlink *netlink, struct buf *answer, struct err *err)
{
	struct ifinfomsg all = { .ifi_family = AF_UNSPEC };
	uint32_t lean = RTEXT_FILTER_SKIP_STATS;
	struct nlmsg_request request;

	nlmsg_begin(&request, RTM_GETLINK, NLM_F_DUMP, &all, sizeof(all));
	nlmsg_put(&request, IFLA_EXT_MASK, &lean, sizeof(lean));
	return netlink_ask(netlink, &request, answer, err);
}

static bool dump_addresses(struct netlink *netlink, struct buf *answer, struct err *err)
{
	struct ifaddrmsg all = { .ifa_family = AF_UNSPEC };
	struct nlmsg_request request;

	nlmsg_begin(&request, RTM_GETADDR, NLM_F_DUMP, &all, sizeof(all));
	return netlink_ask(netlink, &request, answer, err);
}

bool ifaces_ask(struct buf *links, struct buf *addresses, struct err *err)
{
	struct netlink netlink = NETLINK_CLOSED;
	bool fine;

	fine = netlink_open(&netlink, NETLINK_ROUTE, 0, err) && dump_links(&netlink, links, err) &&
	       dump_addresses(&netlink, addresses, err);
	netlink_close(&netlink);
	return fine;
}

bool ifaces_read(struct ifaces *ifaces, struct err *err)
{
	struct buf links = { 0 }, addresses = { 0 };
	bool fine;

	fine = ifaces_ask(&links, &addresses, err) &&
	       ifaces_parse(ifaces, bytes_of(&links), bytes_of(&addresses), err);
	buf_free(&links);
	buf_free(&addresses);
	return fine;
}

/* ---- looked up -------------------------------------------------------------------------- */

const struct iface *ifaces_find_index(const struct ifaces *ifaces, unsigned index)
{
	size_t low = 0, high = ifaces->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ifaces->item[middle].index < index)
			low = middle + 1;
		else
			high = middle;
	}
	return low < ifaces->count && ifaces->item[low].index == index ? &ifaces->item[low] : NULL;
}

static bool has_altname(const struct iface *iface, const char *word)
{
	char **name = iface->altnames;

	while (*name && strcmp(*name, word) != 0)
		name++;
	return *name;
}

const struct iface *ifaces_find(const struct ifaces *ifaces, const char *word)
{
	uint64_t index;

	for (size_t i = 0; i < ifaces->count; i++)
		if (strcmp(ifaces->item[i].name, word) == 0)
			return &ifaces->item[i];
	for (size_t i = 0; i < ifaces->count; i++)
		if (has_altname(&ifaces->item[i], word))
			return &ifaces->item[i];
	return num_digits(&index, word, strlen(word), INT32_MAX)
		       ? ifaces_find_index(ifaces, (unsigned)index)
		       : NULL;
}

void ifaces_free(struct ifaces *ifaces)
{
	free(ifaces->item);
	free(ifaces->addresses);
	arena_free(&ifaces->arena);
	*ifaces = (struct ifaces){ 0 };
}
