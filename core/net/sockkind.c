/* sockkind -- kinds of sockets by a short word, and the kind of a socket that is there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockkind.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/texts.h"
#include "net/calls.h"
#include "net/limits.h"

enum { PROTOCOL_MPTCP = 262 }; /* where the headers of Debian 12 have no word yet */

/* clang-format off */
const struct sockkind sockkinds[] = {
	{ "tcp", AF_INET, SOCK_STREAM, IPPROTO_TCP, ON_TCP, "TCP over IPv4" },
	{ "tcp6", AF_INET6, SOCK_STREAM, IPPROTO_TCP, ON_TCP, "TCP over IPv6" },
	{ "udp", AF_INET, SOCK_DGRAM, IPPROTO_UDP, ON_UDP, "UDP over IPv4" },
	{ "udp6", AF_INET6, SOCK_DGRAM, IPPROTO_UDP, ON_UDP, "UDP over IPv6" },
	{ "unix", AF_UNIX, SOCK_STREAM, 0, ON_UNIX, "Unix streams" },
	{ "unixgram", AF_UNIX, SOCK_DGRAM, 0, ON_UNIX, "Unix datagrams" },
	{ "seqpacket", AF_UNIX, SOCK_SEQPACKET, 0, ON_UNIX, "Unix records" },
	{ "mptcp", AF_INET, SOCK_STREAM, PROTOCOL_MPTCP, ON_MPTCP, "TCP over several paths, IPv4" },
	{ "mptcp6", AF_INET6, SOCK_STREAM, PROTOCOL_MPTCP, ON_MPTCP, "TCP over several paths, IPv6" },
	{ "udplite", AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE, ON_UDPLITE, "UDP-Lite over IPv4" },
	{ "udplite6", AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE, ON_UDPLITE, "UDP-Lite over IPv6" },
	{ "icmp", AF_INET, SOCK_DGRAM, IPPROTO_ICMP, ON_PING, "ping without rights, IPv4" },
	{ "icmp6", AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6, ON_PING, "ping without rights, IPv6" },
	{ "raw", AF_INET, SOCK_RAW, IPPROTO_ICMP, ON_RAW, "raw IPv4, protocol ICMP" },
	{ "raw6", AF_INET6, SOCK_RAW, IPPROTO_ICMPV6, ON_RAW, "raw IPv6, protocol ICMPv6" },
	{ "netlink", AF_NETLINK, SOCK_RAW, 0, ON_NETLINK, "talk with the kernel" },
	{ "packet", AF_PACKET, SOCK_RAW, 0, ON_PACKET, "frames of an interface" },
	{ "vsock", AF_VSOCK, SOCK_STREAM, 0, ON_VSOCK, "virtual machines and their host" },
	{ NULL, 0, 0, 0, 0, NULL },
};
/* clang-format on */

const struct sockkind *sockkind_find(const char *word)
{
	for (const struct sockkind *kind = sockkinds; kind->word; kind++)
		if (text_is(kind->word, word))
			return kind;
	return NULL;
}

const char *sockkind_word(const struct sockkind *kind)
{
	return kind->word ? kind->word : "other";
}

/* ---- of a socket -------------------------------------------------------------------------- */

static bool read_int(int *value, int fd, int number)
{
	socklen_t size = sizeof(*value);

	return call_getsockopt(fd, SOL_SOCKET, number, value, &size) == 0;
}

/* A raw socket may have any protocol, and what is no transport at all any type too. */
struct sockkind sockkind_like(int family, int type, int protocol)
{
	const unsigned loose = ON_NETLINK | ON_PACKET;

	for (const struct sockkind *row = sockkinds; row->word; row++)
		if (row->family == family && (row->on & loose || row->type == type) &&
		    (row->on & (loose | ON_RAW | ON_VSOCK) || row->protocol == protocol))
			return (struct sockkind){ row->word, family,  type,
						  protocol,  row->on, row->meaning };
	return (struct sockkind){ NULL, family, type, protocol, ON_OTHER, NULL };
}

/* One that is open with O_PATH is none for calls of sockets. */
static void refuse(int fd, int number, struct err *err)
{
	bool is_open = number != EBADF || fcntl(fd, F_GETFD) >= 0;

	if (!is_open)
		err_set(err, STATUS_NOT_FOUND, "descriptor %d is not open", fd);
	else if (number == ENOTSOCK || number == EBADF)
		err_set(err, STATUS_NO_DATA, "descriptor %d is no socket", fd);
	else
		err_errno(err, number, "descriptor %d", fd);
}

bool sockkind_of(struct sockkind *found, int fd, struct err *err)
{
	int family, type, protocol;

	if (!read_int(&family, fd, SO_DOMAIN) || !read_int(&type, fd, SO_TYPE) ||
	    !read_int(&protocol, fd, SO_PROTOCOL)) {
		refuse(fd, errno, err);
		return false;
	}
	*found = sockkind_like(family, type, protocol);
	return true;
}

/* ---- a fresh one -------------------------------------------------------------------------- */

static void explain(const struct sockkind *kind, struct err *err)
{
	struct buf groups = { 0 };

	if (err->kind == STATUS_DENIED && kind->on == ON_PING) {
		limit_put_sysctl(&groups, "net.ipv4.ping_group_range");
		err_set(err, STATUS_DENIED,
			"a ping socket is for the groups of net.ipv4.ping_group_range (%s)",
			buf_text(&groups));
		buf_free(&groups);
	} else if (err->kind == STATUS_DENIED) {
		err_set(err, STATUS_DENIED, "a %s socket takes CAP_NET_RAW", sockkind_word(kind));
	}
}

int sockkind_open(const struct sockkind *kind, struct err *err)
{
	int fd = call_socket(kind->family, kind->type | SOCK_CLOEXEC, kind->protocol);
	int number = errno;

	if (fd < 0) {
		err_errno(err, number, "no %s socket", sockkind_word(kind));
		explain(kind, err);
		err->number = number;
	}
	return fd;
}

/* ---- which have an option ------------------------------------------------------------------ */

static bool has_level(const struct sockkind *kind, int level)
{
	switch (level) {
	case IPPROTO_IP:
		return kind->family == AF_INET || (kind->family == AF_INET6 && kind->on != ON_RAW);
	case IPPROTO_IPV6:
	case IPPROTO_ICMPV6:
		return kind->family == AF_INET6;
	case SOL_RAW:
		return kind->family == AF_INET;
	default: /* not one of our enums; the row's ON_* say it all */
		return true;
	}
}

bool sockkind_has(const struct sockkind *kind, const struct sockopt *row)
{
	return kind->on & row->on && has_level(kind, row->level);
}

bool sockkind_sets(const struct sockkind *kind, const struct sockopt *row)
{
	return row->flags & SOCKOPT_SET && sockkind_has(kind, row);
}

void sockkind_put_having(struct buf *text, const struct sockopt *row)
{
	const char *before = "";

	for (const struct sockkind *kind = sockkinds; kind->word; kind++) {
		if (!sockkind_has(kind, row))
			continue;
		buf_puts(text, before);
		buf_puts(text, kind->word);
		before = ", ";
	}
}
