/* names -- the socket API's constants as tables: families, types, protocols, flags, options.
 * Where two words have one value the common one comes first, so that name_word finds it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_NAMES_H
#define NET_NAMES_H

#include "base/name.h"

extern const struct name names_family[];     /* AF_* */
extern const struct name names_socktype[];   /* SOCK_* without the flags */
extern const struct name names_sock_flags[]; /* SOCK_CLOEXEC, SOCK_NONBLOCK */
extern const struct name names_protocol[];   /* IPPROTO_* */

extern const struct name names_ai_flags[];  /* AI_*, for getaddrinfo(3) */
extern const struct name names_ni_flags[];  /* NI_*, for getnameinfo(3) */
extern const struct name names_eai[];       /* EAI_*, what both answer */
extern const struct name names_msg_flags[]; /* MSG_*, for send(2) and recv(2) */
extern const struct name names_shut[];      /* SHUT_*, for shutdown(2) */

extern const struct name names_sol[];     /* SOL_*, levels of setsockopt(2) */
extern const struct name names_so[];      /* options of SOL_SOCKET */
extern const struct name names_ip[];      /* options of IPPROTO_IP */
extern const struct name names_ipv6[];    /* options of IPPROTO_IPV6 */
extern const struct name names_mcast[];   /* options of IPPROTO_IP and of IPPROTO_IPV6 */
extern const struct name names_tcp[];     /* options of IPPROTO_TCP */
extern const struct name names_udp[];     /* options of IPPROTO_UDP */
extern const struct name names_udplite[]; /* options of IPPROTO_UDPLITE */
extern const struct name names_raw[];     /* options of SOL_RAW */
extern const struct name names_icmpv6[];  /* options of IPPROTO_ICMPV6 */
extern const struct name names_netlink[]; /* options of SOL_NETLINK */
extern const struct name names_packet[];  /* options of SOL_PACKET */
extern const struct name names_mptcp[];   /* options of SOL_MPTCP */
extern const struct name names_vsock[];   /* options of level AF_VSOCK */

/* What options are set to. */
extern const struct name names_ip_values[], names_ipv6_values[], names_mcast_values[];
extern const struct name names_udp_values[];
extern const struct name names_ipv6_preferences[]; /* bits of IPV6_ADDR_PREFERENCES */
extern const struct name names_timestamping[];     /* SOF_TIMESTAMPING_*, bits of SO_TIMESTAMPING */
extern const struct name names_buf_lock[];         /* SOCK_*_LOCK, bits of SO_BUF_LOCK */
extern const struct name names_txrehash[];         /* SOCK_TXREHASH_* */

/* One table of constants that begin alike. */
struct names_group {
	const char *prefix; /* "SO_"; NULL ends the table */
	const char *level;  /* the constant that setsockopt(2) takes as level, or NULL */
	const struct name *table;
};

/* Every constant but errno's, group by group; a prefix may come twice. */
extern const struct names_group names_groups[];

/* Second words for errno values that err_name calls otherwise. errno(3). */
extern const struct name names_errno_aliases[];

#endif
