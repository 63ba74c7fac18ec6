/* names -- the socket API's constants as tables: families, types, protocols, flags, options. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/names.h"

#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

const struct name names_family[] = {
	{ "AF_UNSPEC", AF_UNSPEC, "any family" },
	{ "AF_UNIX", AF_UNIX, "local sockets, unix(7)" },
	{ "AF_INET", AF_INET, "IPv4, ip(7)" },
	{ "AF_INET6", AF_INET6, "IPv6, ipv6(7)" },
	{ "AF_NETLINK", AF_NETLINK, "kernel and user space, netlink(7)" },
	{ NULL, 0, NULL },
};

const struct name names_socktype[] = {
	{ "SOCK_STREAM", SOCK_STREAM, "ordered bytes, both ways" },
	{ "SOCK_DGRAM", SOCK_DGRAM, "datagrams" },
	{ "SOCK_RAW", SOCK_RAW, "raw protocol access" },
	{ "SOCK_SEQPACKET", SOCK_SEQPACKET, "ordered records" },
	{ NULL, 0, NULL },
};

const struct name names_protocol[] = {
	{ "IPPROTO_TCP", IPPROTO_TCP, "transmission control" },
	{ "IPPROTO_UDP", IPPROTO_UDP, "user datagrams" },
	{ NULL, 0, NULL },
};
