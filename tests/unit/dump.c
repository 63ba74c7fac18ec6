/* dump -- messages as the kernel's rtnetlink dumps and events hold them, for tests. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "dump.h"

#include <net/if.h>
#include <string.h>

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

struct nlmsg_bytes dump_bytes(const struct buf *dump)
{
	return (struct nlmsg_bytes){ (const unsigned char *)dump->data, dump->size };
}

static void put_addr(struct nlmsg_request *message, uint16_t type, const char *text)
{
	struct addr addr;

	if (text && addr_read(&addr, text, strlen(text)))
		nlmsg_put(message, type, addr.byte, addr_size(addr.family));
}

void dump_link(struct buf *dump, uint16_t type, struct dump_link link)
{
	static const unsigned char mac[] = { 2, 0, 0, 0, 0, 1 };
	struct ifinfomsg header = { .ifi_family = (unsigned char)link.family,
				    .ifi_index = link.index,
				    .ifi_flags = link.flags,
				    .ifi_type = 1 };
	struct nlmsg_request message, nest = { .header.nlmsg_len = sizeof(nest.header) };
	uint8_t state = IF_OPER_UP;

	nlmsg_begin(&message, type, 0, &header, sizeof(header));
	nlmsg_put(&message, IFLA_IFNAME, link.name, strlen(link.name) + 1);
	nlmsg_put(&message, IFLA_MTU, &link.mtu, sizeof(link.mtu));
	nlmsg_put(&message, IFLA_OPERSTATE, &state, sizeof(state));
	nlmsg_put(&message, IFLA_ADDRESS, mac, sizeof(mac));
	if (link.master)
		nlmsg_put(&message, IFLA_MASTER, &link.master, sizeof(link.master));
	if (link.altname) {
		nlmsg_put(&nest, IFLA_ALT_IFNAME, link.altname, strlen(link.altname));
		nlmsg_put(&message, IFLA_PROP_LIST | NLA_F_NESTED, nest.body,
			  nest.header.nlmsg_len - sizeof(nest.header));
	}
	buf_put(dump, &message, message.header.nlmsg_len);
}

void dump_address(struct buf *dump, uint16_t type, struct dump_address address)
{
	struct ifaddrmsg header = {
		.ifa_family = strchr(address.local, ':') ? AF_INET6 : AF_INET,
		.ifa_index = address.index,
		.ifa_prefixlen = 24,
	};
	struct ifa_cacheinfo life = { .ifa_valid = address.valid_s,
				      .ifa_prefered = address.preferred_s };
	struct nlmsg_request message;

	nlmsg_begin(&message, type, 0, &header, sizeof(header));
	put_addr(&message, address.far_end ? IFA_LOCAL : IFA_ADDRESS, address.local);
	put_addr(&message, IFA_ADDRESS, address.far_end);
	nlmsg_put(&message, IFA_CACHEINFO, &life, sizeof(life));
	nlmsg_put(&message, IFA_FLAGS, &address.flags, sizeof(address.flags));
	buf_put(dump, &message, message.header.nlmsg_len);
}

void dump_route(struct buf *dump, uint16_t type, uint16_t flags, struct dump_route route)
{
	struct rtmsg header = {
		.rtm_family = (unsigned char)route.family,
		.rtm_dst_len = (unsigned char)route.prefix_bits,
		.rtm_type = (unsigned char)route.kind,
		.rtm_table = RT_TABLE_MAIN,
	};
	struct nlmsg_request message;

	nlmsg_begin(&message, type, flags, &header, sizeof(header));
	put_addr(&message, RTA_DST, route.destination);
	put_addr(&message, RTA_GATEWAY, route.gateway);
	nlmsg_put(&message, RTA_OIF, &route.index, sizeof(route.index));
	nlmsg_put(&message, RTA_TABLE, &route.table, sizeof(route.table));
	buf_put(dump, &message, message.header.nlmsg_len);
}
