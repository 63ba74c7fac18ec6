/* route -- which way the kernel would send, as rtnetlink(7) tells, and routes that change. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/route.h"

#include <errno.h>
#include <string.h>

#include <linux/rtnetlink.h>

#include "base/buf.h"
#include "net/netlink.h"

/* RTA_METRICS nests one attribute a metric. */
static void metrics_read(struct route *route, struct nlmsg_bytes metrics)
{
	struct nlmsg_attr attr;

	while (nlmsg_next_attr(&attr, &metrics))
		if (attr.type == RTAX_MTU)
			nlmsg_u32(&route->mtu, &attr);
}

/* RTA_VIA: a gateway of another family than the route's, RFC 8950; its family comes first. */
static void via_read(struct route *route, const struct nlmsg_attr *via)
{
	struct nlmsg_attr rest = *via;
	uint16_t family;

	if (rest.value.size < sizeof(family))
		return;
	memcpy(&family, rest.value.data, sizeof(family));
	rest.value.data += sizeof(family);
	rest.value.size -= sizeof(family);
	nlmsg_addr(&route->gateway, family, &rest);
}

static void attr_read(struct route *route, const struct nlmsg_attr *attr)
{
	switch (attr->type) {
	case RTA_DST:
		nlmsg_addr(&route->destination, route->family, attr);
		break;
	case RTA_PREFSRC:
		nlmsg_addr(&route->source, route->family, attr);
		break;
	case RTA_GATEWAY:
		nlmsg_addr(&route->gateway, route->family, attr);
		break;
	case RTA_VIA:
		via_read(route, attr);
		break;
	case RTA_OIF:
		nlmsg_u32(&route->index, attr);
		break;
	case RTA_TABLE:
		nlmsg_u32(&route->table, attr);
		break;
	case RTA_PRIORITY:
		nlmsg_u32(&route->metric, attr);
		break;
	case RTA_METRICS:
		metrics_read(route, attr->value);
		break;
	}
}

/* RTA_MULTIPATH: several ways; the first stands for them. */
static void multipath_read(struct route *route, struct nlmsg_bytes ways)
{
	struct rtnexthop way;
	struct nlmsg_bytes attrs = ways;
	struct nlmsg_attr attr;

	if (!nlmsg_take(&way, sizeof(way), &attrs) || way.rtnh_len < sizeof(way) ||
	    way.rtnh_len > ways.size)
		return;
	attrs.size = way.rtnh_len - sizeof(way);
	route->index = (unsigned)way.rtnh_ifindex;
	while (nlmsg_next_attr(&attr, &attrs))
		if (attr.type != RTA_MULTIPATH)
			attr_read(route, &attr);
}

bool route_parse(struct route *route, struct nlmsg_bytes body)
{
	struct nlmsg_bytes ways = { 0 };
	struct rtmsg header;
	struct nlmsg_attr attr;
	struct route fresh;

	if (!nlmsg_take(&header, sizeof(header), &body) ||
	    (header.rtm_family != AF_INET && header.rtm_family != AF_INET6))
		return false;
	fresh = (struct route){
		.family = header.rtm_family,
		.prefix_bits = header.rtm_dst_len,
		.kind = header.rtm_type,
		.scope = header.rtm_scope,
		.protocol = header.rtm_protocol,
		.table = header.rtm_table,
		.flags = header.rtm_flags,
	};
	while (nlmsg_next_attr(&attr, &body))
		if (attr.type == RTA_MULTIPATH)
			ways = attr.value;
		else
			attr_read(&fresh, &attr);
	if (ways.size)
		multipath_read(&fresh, ways);
	if (fresh.prefix_bits > 8 * addr_size(fresh.family))
		return false;
	if (addr_is_link_local(&fresh.gateway))
		fresh.gateway.scope_id = fresh.index;
	*route = fresh;
	return true;
}

/* ---- asked for -------------------------------------------------------------------------- */

static const struct refusal {
	int number;
	unsigned kind;
	const char *says;
} refusals[] = {
	{ ENETUNREACH, RTN_UNSPEC, "no route to" },
	{ EHOSTUNREACH, RTN_UNREACHABLE, "an unreachable route holds" },
	{ EACCES, RTN_PROHIBIT, "a prohibit route holds" },
	{ EINVAL, RTN_BLACKHOLE, "a blackhole route holds" },
};
enum { REFUSALS = sizeof(refusals) / sizeof(refusals[0]) };

unsigned route_refusal(int number)
{
	for (int i = 0; i < REFUSALS; i++)
		if (refusals[i].number == number)
			return refusals[i].kind;
	return RTN_UNSPEC;
}

/* The kernel's errno for a route, as a sentence about routes. */
static bool refuse(const struct addr *to, const struct err *failure, struct err *err)
{
	char text[ADDR_TEXT_MAX];

	addr_format(text, to);
	for (int i = 0; i < REFUSALS; i++)
		if (refusals[i].number == failure->number) {
			err_set(err, STATUS_NO_ROUTE, "%s %s", refusals[i].says, text);
			err->number = failure->number;
			return false;
		}
	*err = *failure;
	return false;
}

static void request_write(struct nlmsg_request *request, const struct addr *to, unsigned index)
{
	struct rtmsg header = {
		.rtm_family = (unsigned char)to->family,
		.rtm_dst_len = (unsigned char)(8 * addr_size(to->family)),
		.rtm_flags = RTM_F_LOOKUP_TABLE,
	};

	nlmsg_begin(request, RTM_GETROUTE, 0, &header, sizeof(header));
	nlmsg_put(request, RTA_DST, to->byte, addr_size(to->family));
	if (index)
		nlmsg_put(request, RTA_OIF, &index, sizeof(index));
}

static bool is_own(const struct route *route)
{
	return route->kind == RTN_LOCAL || route->kind == RTN_BROADCAST;
}

bool route_find(struct route *route, const struct addr *to, unsigned index, struct err *err)
{
	struct nlmsg_request request;
	struct buf answer = { 0 };
	struct err failure = { 0 };
	struct nlmsg_bytes bytes;
	struct nlmsg message;
	bool fine;

	request_write(&request, to, index ? index : to->scope_id);
	if (!netlink_ask_once(&request, &answer, &failure)) {
		buf_free(&answer);
		return refuse(to, &failure, err);
	}
	bytes = (struct nlmsg_bytes){ (const unsigned char *)answer.data, answer.size };
	fine = nlmsg_next(&message, &bytes) && message.type == RTM_NEWROUTE &&
	       route_parse(route, message.body);
	buf_free(&answer);
	if (!fine)
		return err_set(err, STATUS_LACKING, "the kernel's answer is no route");
	/* Until a rule is added IPv4 keeps its table local inside main, and calls both main. */
	if (is_own(route) && route->table == RT_TABLE_MAIN)
		route->table = RT_TABLE_UNSPEC;
	return true;
}

/* ---- words ------------------------------------------------------------------------------ */

/* clang-format off */
const struct name route_kinds[] = {
	NAME("unicast", RTN_UNICAST, "to a host or through a gateway"),
	NAME("local", RTN_LOCAL, "to this host"),
	NAME("broadcast", RTN_BROADCAST, "to all on the link"),
	NAME("anycast", RTN_ANYCAST, "to the nearest of several"),
	NAME("multicast", RTN_MULTICAST, "to a group"),
	NAME("blackhole", RTN_BLACKHOLE, "dropped without a word"),
	NAME("unreachable", RTN_UNREACHABLE, "refused: host unreachable"),
	NAME("prohibit", RTN_PROHIBIT, "refused: not allowed"),
	NAME("throw", RTN_THROW, "not in this table"),
	NAME("nat", RTN_NAT, "translated"),
	NAMES_END,
};

const struct name route_protocols[] = {
	NAME("redirect", RTPROT_REDIRECT, "an ICMP redirect"),
	NAME("kernel", RTPROT_KERNEL, "made with an address"),
	NAME("boot", RTPROT_BOOT, "by hand, of unknown origin"),
	NAME("static", RTPROT_STATIC, "by the administrator"),
	NAME("ra", RTPROT_RA, "a router advertisement"),
	NAME("dhcp", RTPROT_DHCP, "a DHCP client"),
	NAME("zebra", RTPROT_ZEBRA, ""),
	NAME("bird", RTPROT_BIRD, ""),
	NAME("keepalived", RTPROT_KEEPALIVED, ""),
	NAME("babel", RTPROT_BABEL, ""),
	NAME("bgp", RTPROT_BGP, ""),
	NAME("isis", RTPROT_ISIS, ""),
	NAME("ospf", RTPROT_OSPF, ""),
	NAME("rip", RTPROT_RIP, ""),
	NAME("eigrp", RTPROT_EIGRP, ""),
	NAMES_END,
};

const struct name route_tables[] = {
	NAME("default", RT_TABLE_DEFAULT, ""),
	NAME("main", RT_TABLE_MAIN, ""),
	NAME("local", RT_TABLE_LOCAL, ""),
	NAMES_END,
};
/* clang-format on */
