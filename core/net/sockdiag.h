/* sockdiag -- a socket of this machine, as sock_diag(7) tells of it in bytes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKDIAG_H
#define NET_SOCKDIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "net/addr.h"
#include "net/nlmsg.h"
#include "net/sockstate.h"

/* What the kernel keeps apart and is asked for one by one. */
enum sockdiag_table { SOCKDIAG_TCP, SOCKDIAG_UDP, SOCKDIAG_UDPLITE, SOCKDIAG_RAW, SOCKDIAG_UNIX };
enum { SOCKDIAG_TABLES = SOCKDIAG_UNIX + 1 };

/* What is the same for all sockets of a table. */
struct sockdiag_kind {
	const char *word;   /* "tcp"; Unix sockets have a word for each type: sockdiag_transport */
	int type, protocol; /* of socket(2) */
	bool has_ports;
	const char *module;  /* that the kernel needs to tell of them */
	const char *file[2]; /* of IPv4 and IPv6: what tells without, see net/sockproc; or NULL */
};
extern const struct sockdiag_kind sockdiag_kinds[SOCKDIAG_TABLES];

enum { SOCKDIAG_NAME_MAX = 108, SOCKDIAG_WORD_MAX = 16 };

/* What runs out on a TCP socket: its word in sockdiag_timers. */
enum sockdiag_timer {
	SOCKDIAG_TIMER_NONE,
	SOCKDIAG_TIMER_RETRANSMIT,
	SOCKDIAG_TIMER_KEEPALIVE,
	SOCKDIAG_TIMER_TIME_WAIT,
	SOCKDIAG_TIMER_PERSIST /* asks again whether the peer's window is open */
};
extern const struct name sockdiag_timers[];

/* Bits of sockdiag.has: what the kernel told of this socket. */
enum {
	SOCKDIAG_HAS_V6ONLY = 1 << 0,
	SOCKDIAG_HAS_QUEUES = 1 << 1,
	SOCKDIAG_HAS_BACKLOG = 1 << 2,
	SOCKDIAG_HAS_UID = 1 << 3,
	SOCKDIAG_HAS_COOKIE = 1 << 4,
	SOCKDIAG_HAS_DROPS = 1 << 5,
	SOCKDIAG_HAS_INFO = 1 << 6,
	SOCKDIAG_HAS_FILE = 1 << 7
};

/* One socket: a plain value, copied by assignment, never freed. */
struct sockdiag {
	enum sockdiag_table table;
	int family;   /* AF_INET, AF_INET6 or AF_UNIX */
	int type;     /* SOCK_* */
	unsigned has; /* SOCKDIAG_HAS_* */
	enum sockstate state;
	uint32_t inode;  /* 0: no process has it */
	uint32_t uid;    /* of who made it; the kernel forgets it with the inode */
	uint64_t cookie; /* the kernel's own number of it, never used twice */

	/* IP. A zone is set where the socket is bound to its interface; without a peer that
	 * one's family is 0. */
	struct addr local, peer;
	uint16_t local_port, peer_port; /* host byte order; of raw sockets 0 */
	unsigned protocol;              /* of a raw socket: IPPROTO_* */
	bool v6only;                    /* as a raw socket always is */
	unsigned index;                 /* of the interface that it is bound to, or 0 */
	uint32_t recv_queue,
		send_queue; /* bytes; listening: connections waiting, and their limit */
	enum sockdiag_timer timer;
	uint32_t timer_ms;
	unsigned retransmits; /* of what the timer waits for, without an answer */
	uint32_t drops;       /* datagrams that found no room */

	/* TCP_INFO of tcp(7), where details were asked for. */
	uint32_t rtt_us, congestion_window, total_retransmits;
	char congestion[SOCKDIAG_WORD_MAX];

	/* Unix: a path without its NUL, or the bytes of an abstract name behind a NUL. */
	char name[SOCKDIAG_NAME_MAX];
	size_t name_size;            /* 0: it has no name */
	uint32_t peer_inode;         /* 0: it has no peer */
	uint32_t file_inode, device; /* of the path, as the kernel numbers them */
};

/* "tcp", "udp", "udplite", "raw", "unix", "unixgram", "seqpacket". */
const char *sockdiag_transport(const struct sockdiag *sock);

/* Which sockets to ask for: { 0 } are none, because no state is among the states. */
struct sockdiag_query {
	enum sockdiag_table table;
	int family;      /* of IP: AF_INET, AF_INET6, or AF_UNSPEC for both */
	unsigned states; /* SOCKSTATE_BITs */
	uint16_t port;   /* of IP: the local one; 0: any */
	bool details;    /* TCP_INFO too, which takes the kernel longer */
};

/* The request of a dump; of IP sockets one for each family. */
void sockdiag_inet_request(struct nlmsg_request *request, const struct sockdiag_query *query,
			   int family);
void sockdiag_unix_request(struct nlmsg_request *request, const struct sockdiag_query *query);

/* One message of a dump of QUERY's table: struct inet_diag_msg or struct unix_diag_msg and its
 * attributes. False when it is malformed; SOCK is then untouched. */
bool sockdiag_inet_parse(struct sockdiag *sock, enum sockdiag_table table, struct nlmsg_bytes body);
bool sockdiag_unix_parse(struct sockdiag *sock, struct nlmsg_bytes body);

#endif
