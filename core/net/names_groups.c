/* names_groups -- all constant tables by prefix; limits and addresses that need no table of
 * their own elsewhere. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

#include "net/names.h"

/* clang-format off */
static const struct name ancillary[] = {
	NAME("SCM_RIGHTS", SCM_RIGHTS, "descriptors, unix(7)"),
	NAME("SCM_CREDENTIALS", SCM_CREDENTIALS, "pid, uid and gid, unix(7)"),
	NAME("SCM_SECURITY", 3, "security context, unix(7)"),
	NAME("SCM_PIDFD", 4, "the sender as a pidfd, unix(7)"),
	NAME("SCM_TIMESTAMP", SO_TIMESTAMP, "arrival time, with SO_TIMESTAMP"),
	NAME("SCM_TIMESTAMPNS", SO_TIMESTAMPNS, "arrival time, with SO_TIMESTAMPNS"),
	NAME("SCM_TIMESTAMPING", SO_TIMESTAMPING, "times, with SO_TIMESTAMPING"),
	NAMES_END,
};

static const struct name name_limits[] = {
	NAME("NI_MAXHOST", NI_MAXHOST, "room for any host name"),
	NAME("NI_MAXSERV", NI_MAXSERV, "room for any service name"),
	NAMES_END,
};

static const struct name other_limits[] = {
	NAME("SOMAXCONN", SOMAXCONN, "most waiting connections that listen(2) is asked for"),
	NAME("IF_NAMESIZE", IF_NAMESIZE, "room for an interface name"),
	NAME("INET_ADDRSTRLEN", INET_ADDRSTRLEN, "room for an IPv4 address as text"),
	NAME("INET6_ADDRSTRLEN", INET6_ADDRSTRLEN, "room for an IPv6 address as text"),
	NAME("IPPORT_RESERVED", IPPORT_RESERVED, "ports below need a privilege"),
	NAME("IPPORT_USERRESERVED", IPPORT_USERRESERVED, "BSD once chose ports up to here"),
	NAMES_END,
};

static const struct name addresses[] = {
	NAME("INADDR_ANY", INADDR_ANY, "0.0.0.0, every address of this host"),
	NAME("INADDR_LOOPBACK", INADDR_LOOPBACK, "127.0.0.1"),
	NAME("INADDR_BROADCAST", INADDR_BROADCAST, "255.255.255.255"),
	NAME("INADDR_NONE", INADDR_NONE, "inet_addr's failure, which is also 255.255.255.255"),
	NAME("INADDR_UNSPEC_GROUP", INADDR_UNSPEC_GROUP, "224.0.0.0"),
	NAME("INADDR_ALLHOSTS_GROUP", INADDR_ALLHOSTS_GROUP, "224.0.0.1"),
	NAME("INADDR_ALLRTRS_GROUP", INADDR_ALLRTRS_GROUP, "224.0.0.2"),
	NAME("INADDR_MAX_LOCAL_GROUP", INADDR_MAX_LOCAL_GROUP, "224.0.0.255"),
	NAMES_END,
};

const struct name names_errno_aliases[] = {
	NAME("EWOULDBLOCK", EWOULDBLOCK, "the same as EAGAIN"),
	NAME("EDEADLOCK", EDEADLOCK, "the same as EDEADLK"),
	NAME("ENOTSUP", ENOTSUP, "the same as EOPNOTSUPP"),
	NAMES_END,
};

const struct names_group names_groups[] = {
	{ "AF_", NULL, names_family },
	{ "SOCK_", NULL, names_socktype },
	{ "SOCK_", NULL, names_sock_flags },
	{ "IPPROTO_", NULL, names_protocol },
	{ "AI_", NULL, names_ai_flags },
	{ "NI_", NULL, names_ni_flags },
	{ "NI_", NULL, name_limits },
	{ "EAI_", NULL, names_eai },
	{ "SOL_", NULL, names_sol },
	{ "SO_", "SOL_SOCKET", names_so },
	{ "IP_", "IPPROTO_IP", names_ip },
	{ "IP_", NULL, names_ip_values },
	{ "IPV6_", "IPPROTO_IPV6", names_ipv6 },
	{ "IPV6_", NULL, names_ipv6_values },
	{ "IPV6_", NULL, names_ipv6_preferences },
	{ "MCAST_", "IPPROTO_IP, IPPROTO_IPV6", names_mcast },
	{ "MCAST_", NULL, names_mcast_values },
	{ "TCP_", "IPPROTO_TCP", names_tcp },
	{ "UDP_", "IPPROTO_UDP", names_udp },
	{ "UDP_", NULL, names_udp_values },
	{ "UDPLITE_", "IPPROTO_UDPLITE", names_udplite },
	{ "ICMP_", "SOL_RAW", names_raw },
	{ "ICMPV6_", "IPPROTO_ICMPV6", names_icmpv6 },
	{ "NETLINK_", "SOL_NETLINK", names_netlink },
	{ "PACKET_", "SOL_PACKET", names_packet },
	{ "MPTCP_", "SOL_MPTCP", names_mptcp },
	{ "SO_", "AF_VSOCK", names_vsock },
	{ "MSG_", NULL, names_msg_flags },
	{ "SHUT_", NULL, names_shut },
	{ "SCM_", NULL, ancillary },
	{ "SOF_", NULL, names_timestamping },
	{ "SOCK_", NULL, names_buf_lock },
	{ "SOCK_", NULL, names_txrehash },
	{ "INADDR_", NULL, addresses },
	{ "", NULL, other_limits },
	{ NULL, NULL, NULL },
};
/* clang-format on */
