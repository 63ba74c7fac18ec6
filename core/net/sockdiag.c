/* sockdiag -- a socket of this machine, as sock_diag(7) tells of it in bytes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockdiag.h"

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
	switch (sock->table) {
	case SOCKDIAG_TCP:
		return "tcp";
	case SOCKDIAG_UDP:
		return "udp";
	case SOCKDIAG_RAW:
		return "raw";
	case SOCKDIAG_UNIX:
		break;
	}
	return unix_transport(sock->type);
}
