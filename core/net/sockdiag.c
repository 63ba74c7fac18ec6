/* sockdiag -- a socket of this machine, as sock_diag(7) tells of it in bytes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockdiag.h"

#include <netinet/in.h>

/* Paths that anybody chooses stand in /proc/net/unix as they are, so that a newline in one forges a
 * socket: it is not read. */
/* clang-format off */
const struct sockdiag_kind sockdiag_kinds[SOCKDIAG_TABLES] = {
	[SOCKDIAG_TCP] = { "tcp", SOCK_STREAM, IPPROTO_TCP, true, "tcp_diag", { "/proc/net/tcp", "/proc/net/tcp6" } },
	[SOCKDIAG_UDP] = { "udp", SOCK_DGRAM, IPPROTO_UDP, true, "udp_diag", { "/proc/net/udp", "/proc/net/udp6" } },
	[SOCKDIAG_UDPLITE] = { "udplite", SOCK_DGRAM, IPPROTO_UDPLITE, true, "udp_diag", { "/proc/net/udplite", "/proc/net/udplite6" } },
	[SOCKDIAG_RAW] = { "raw", SOCK_RAW, IPPROTO_RAW, false, "raw_diag", { "/proc/net/raw", "/proc/net/raw6" } },
	[SOCKDIAG_UNIX] = { "unix", SOCK_STREAM, 0, false, "unix_diag", { NULL, NULL } },
};
/* clang-format on */

const struct name sockdiag_timers[] = {
	NAME("retransmit", SOCKDIAG_TIMER_RETRANSMIT, "what was sent is sent again"),
	NAME("keepalive", SOCKDIAG_TIMER_KEEPALIVE, "the peer is asked whether it lives"),
	NAME("time_wait", SOCKDIAG_TIMER_TIME_WAIT, "the address is free again"),
	NAME("persist", SOCKDIAG_TIMER_PERSIST, "the peer is asked whether its window is open"),
	NAMES_END,
};

static const char *unix_transport(int type)
{
	switch (type) { /* of the kernel's: any may come */
	case SOCK_DGRAM:
		return "unixgram";
	case SOCK_SEQPACKET:
		return "seqpacket";
	default:
		return "unix";
	}
}

const char *sockdiag_transport(const struct sockdiag *sock)
{
	return sock->table == SOCKDIAG_UNIX ? unix_transport(sock->type)
					    : sockdiag_kinds[sock->table].word;
}
