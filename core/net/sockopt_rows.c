/* sockopt_rows -- every option of SOL_SOCKET, IP, IPv6, TCP, UDP and UDP-Lite: type, unit, rights,
 * limits. socket(7), ip(7), ipv6(7), tcp(7), udp(7), unix(7), and the kernel's own sources. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stddef.h>
#include <sys/socket.h>

#include "net/names.h"
#include "net/sockopt_row.h"

#define GET SOCKOPT_GET
#define SET SOCKOPT_SET
#define BOTH (SOCKOPT_GET | SOCKOPT_SET)
#define MOVES (SOCKOPT_GET | SOCKOPT_SET | SOCKOPT_MOVES)
#define TAKES (SOCKOPT_GET | SOCKOPT_ACTS)

/* A level and what has its options, a shorthand for each. */
#define SO SOL_SOCKET
#define IP IPPROTO_IP
#define IP6 IPPROTO_IPV6
#define TCP IPPROTO_TCP
#define UDP IPPROTO_UDP
#define LITE IPPROTO_UDPLITE
#define LINK SOL_NETLINK
#define FRAME SOL_PACKET
#define PATHS 284 /* SOL_MPTCP, which the headers of Debian 12 lack */
#define VSOCK AF_VSOCK
#define ALL ON_ALL
#define INET (ON_INET & ~ON_MPTCP)
#define MPINET ON_INET
#define MOST (ON_ALL & ~ON_MPTCP)
#define GRAM (ON_UDP | ON_UDPLITE | ON_RAW | ON_PING)
#define UDPS (ON_UDP | ON_UDPLITE)
#define TCPS (ON_TCP | ON_MPTCP)

/* Rights. */
#define ADMIN "CAP_NET_ADMIN"
#define RAW_OR_ADMIN "CAP_NET_RAW or CAP_NET_ADMIN"

#define DOUBLED "doubled, for the kernel's own bookkeeping"
#define TICKS "the kernel rounds it up to its clock's ticks"
#define ADDRESS_ONLY "the kernel tells the address, not the interface"

/* clang-format off */
const struct sockopt sockopt_rows[] = {
	{ SO, SO_DEBUG, SOCKOPT_BOOL, BOTH, .on = ALL, .needs = ADMIN },
	{ SO, SO_REUSEADDR, SOCKOPT_BOOL, BOTH, .on = ALL },
	{ SO, SO_TYPE, SOCKOPT_WORD, GET, .on = ALL },
	{ SO, SO_ERROR, SOCKOPT_ERRNO, TAKES, .on = ALL },
	{ SO, SO_DONTROUTE, SOCKOPT_BOOL, BOTH, .on = ALL },
	{ SO, SO_BROADCAST, SOCKOPT_BOOL, BOTH, .on = ALL },
	{ SO, SO_SNDBUF, SOCKOPT_SIZE, BOTH, .on = ALL, .unit = "bytes", .sysctl = "net.core.wmem_max", .note = DOUBLED },
	{ SO, SO_RCVBUF, SOCKOPT_SIZE, BOTH, .on = ALL, .unit = "bytes", .sysctl = "net.core.rmem_max", .note = DOUBLED },
	{ SO, SO_KEEPALIVE, SOCKOPT_BOOL, BOTH, .on = ALL },
	{ SO, SO_OOBINLINE, SOCKOPT_BOOL, BOTH, .on = MOST },
	{ SO, SO_NO_CHECK, SOCKOPT_BOOL, BOTH, .on = ALL },
	{ SO, SO_PRIORITY, SOCKOPT_UINT, BOTH, .on = ALL, .needs = RAW_OR_ADMIN " above 6" },
	{ SO, SO_LINGER, SOCKOPT_LINGER, BOTH, .on = ALL, .unit = "s" },
	{ SO, SO_BSDCOMPAT, SOCKOPT_BOOL, BOTH, .on = ALL },
	{ SO, SO_REUSEPORT, SOCKOPT_BOOL, BOTH, .on = MPINET },
	{ SO, SO_PASSCRED, SOCKOPT_BOOL, BOTH, .on = ON_UNIX | ON_NETLINK },
	{ SO, SO_PEERCRED, SOCKOPT_CREDENTIALS, GET, .on = ON_UNIX },
	{ SO, SO_RCVLOWAT, SOCKOPT_SIZE, BOTH, .on = ALL, .unit = "bytes", .note = "TCP goes up to half of its buffer" },
	{ SO, SO_SNDLOWAT, SOCKOPT_SIZE, GET, .on = ALL, .unit = "bytes" },
	{ SO, SO_RCVTIMEO, SOCKOPT_TIMEVAL, BOTH, .on = ALL, .unit = "s", .note = TICKS },
	{ SO, SO_SNDTIMEO, SOCKOPT_TIMEVAL, BOTH, .on = ALL, .unit = "s", .note = TICKS },
	{ SO, SO_SECURITY_AUTHENTICATION, SOCKOPT_INT, BOTH, .on = ALL },
	{ SO, SO_SECURITY_ENCRYPTION_TRANSPORT, SOCKOPT_INT, BOTH, .on = ALL },
	{ SO, SO_SECURITY_ENCRYPTION_NETWORK, SOCKOPT_INT, BOTH, .on = ALL },
	{ SO, SO_BINDTODEVICE, SOCKOPT_TEXT, BOTH, .on = ALL, .needs = "CAP_NET_RAW once it is set" },
	{ SO, SO_ATTACH_FILTER, SOCKOPT_FILTER, BOTH, .on = MOST },
	{ SO, SO_DETACH_FILTER, SOCKOPT_INT, SET, .on = MOST },
	{ SO, SO_PEERNAME, SOCKOPT_ADDRESS, GET, .on = ALL },
	{ SO, SO_TIMESTAMP, SOCKOPT_BOOL, BOTH, .on = ALL },
	{ SO, SO_ACCEPTCONN, SOCKOPT_BOOL, GET, .on = ALL },
	{ SO, SO_PEERSEC, SOCKOPT_TEXT, GET, .on = ALL },
	{ SO, SO_SNDBUFFORCE, SOCKOPT_SIZE, SET, .on = ALL, .unit = "bytes", .needs = ADMIN },
	{ SO, SO_RCVBUFFORCE, SOCKOPT_SIZE, SET, .on = ALL, .unit = "bytes", .needs = ADMIN },
	{ SO, SO_PASSSEC, SOCKOPT_BOOL, BOTH, .on = ON_UNIX | ON_NETLINK },
	{ SO, SO_TIMESTAMPNS, SOCKOPT_BOOL, BOTH, .on = ALL },
	{ SO, SO_MARK, SOCKOPT_HEX, BOTH, .on = ALL, .needs = RAW_OR_ADMIN },
	{ SO, SO_TIMESTAMPING, SOCKOPT_STAMPS, BOTH, .on = ALL },
	{ SO, SO_PROTOCOL, SOCKOPT_WORD, GET, .on = ALL },
	{ SO, SO_DOMAIN, SOCKOPT_WORD, GET, .on = ALL },
	{ SO, SO_RXQ_OVFL, SOCKOPT_BOOL, BOTH, .on = ALL },
	{ SO, SO_WIFI_STATUS, SOCKOPT_BOOL, BOTH, .on = ALL },
	{ SO, SO_PEEK_OFF, SOCKOPT_INT, BOTH, .on = ON_TCP | UDPS | ON_UNIX, .unit = "bytes" },
	{ SO, SO_NOFCS, SOCKOPT_BOOL, BOTH, .on = ALL },
	{ SO, SO_LOCK_FILTER, SOCKOPT_BOOL, BOTH, .on = MOST },
	{ SO, SO_SELECT_ERR_QUEUE, SOCKOPT_BOOL, BOTH, .on = ALL },
	{ SO, SO_BUSY_POLL, SOCKOPT_TIME, BOTH, .on = ALL, .unit = "us", .needs = ADMIN " to raise it, on older kernels", .sysctl = "net.core.busy_read" },
	{ SO, SO_MAX_PACING_RATE, SOCKOPT_RATE, BOTH, .on = MOST, .unit = "bytes/s" },
	{ SO, SO_BPF_EXTENSIONS, SOCKOPT_INT, GET, .on = ALL },
	{ SO, SO_INCOMING_CPU, SOCKOPT_INT, MOVES, .on = ALL },
	{ SO, SO_ATTACH_BPF, SOCKOPT_INT, SET, .on = MOST },
	{ SO, SO_ATTACH_REUSEPORT_CBPF, SOCKOPT_POINTER, SET, .on = INET },
	{ SO, SO_ATTACH_REUSEPORT_EBPF, SOCKOPT_INT, SET, .on = INET },
	{ SO, SO_CNX_ADVICE, SOCKOPT_INT, SET, .on = MOST, .range = "1" },
	{ SO, SO_MEMINFO, SOCKOPT_MEMORY, GET, .on = ALL },
	{ SO, SO_INCOMING_NAPI_ID, SOCKOPT_UINT, GET, .on = ALL },
	{ SO, SO_COOKIE, SOCKOPT_ID, GET, .on = ALL },
	{ SO, SO_PEERGROUPS, SOCKOPT_GROUPS, GET, .on = ON_UNIX },
	{ SO, SO_ZEROCOPY, SOCKOPT_BOOL, BOTH, .on = ON_TCP | ON_UDP },
	{ SO, SO_TXTIME, SOCKOPT_BYTES, BOTH, .on = MOST, .needs = ADMIN " with another clock than CLOCK_MONOTONIC" },
	{ SO, SO_BINDTOIFINDEX, SOCKOPT_INTERFACE, BOTH, .on = ALL, .needs = "CAP_NET_RAW once it is set" },
	{ SO, 63, SOCKOPT_BOOL, BOTH, .on = ALL },
	{ SO, 64, SOCKOPT_BOOL, BOTH, .on = ALL },
	{ SO, 65, SOCKOPT_STAMPS, BOTH, .on = ALL },
	{ SO, 66, SOCKOPT_TIMEVAL, BOTH, .on = ALL, .unit = "s", .note = TICKS },
	{ SO, 67, SOCKOPT_TIMEVAL, BOTH, .on = ALL, .unit = "s", .note = TICKS },
	{ SO, SO_DETACH_REUSEPORT_BPF, SOCKOPT_INT, SET, .on = INET },
	{ SO, 69, SOCKOPT_BOOL, BOTH, .on = ALL, .needs = ADMIN }, /* SO_PREFER_BUSY_POLL */
	{ SO, 70, SOCKOPT_UINT, SET, .on = ALL, .needs = ADMIN " to raise it", .range = "0 to 65535" }, /* SO_BUSY_POLL_BUDGET */
	{ SO, 71, SOCKOPT_ID, GET, .on = ALL }, /* SO_NETNS_COOKIE */
	{ SO, 72, SOCKOPT_BITS, BOTH, .on = MOST, .range = "0 to 3" },
	{ SO, 73, SOCKOPT_SIZE, BOTH, .on = ON_TCP, .unit = "bytes", .note = "whole pages" }, /* SO_RESERVE_MEM */
	{ SO, 74, SOCKOPT_WORD, BOTH, .on = ON_TCP, .sysctl = "net.core.txrehash" },
	{ SO, 75, SOCKOPT_BOOL, BOTH, .on = MOST }, /* SO_RCVMARK */
	{ SO, 76, SOCKOPT_BOOL, BOTH, .on = ON_UNIX }, /* SO_PASSPIDFD */
	{ SO, 77, SOCKOPT_PIDFD, TAKES, .on = ON_UNIX }, /* SO_PEERPIDFD */
	{ SO, 78, SOCKOPT_BYTES, SET, .on = ON_TCP }, /* SO_DEVMEM_* */
	{ SO, 79, SOCKOPT_BYTES, SET, .on = ON_TCP },
	{ SO, 80, SOCKOPT_BYTES, SET, .on = ON_TCP },
	{ SO, 82, SOCKOPT_BOOL, BOTH, .on = MOST }, /* SO_RCVPRIORITY */
	{ SO, 83, SOCKOPT_BOOL, BOTH, .on = ON_UNIX }, /* SO_PASSRIGHTS */
	{ SO, 84, SOCKOPT_BOOL, BOTH, .on = ON_UNIX }, /* SO_INQ */

	{ IP, IP_TOS, SOCKOPT_HEX, BOTH, .on = MPINET, .range = "0 to 255", .note = "one byte, and on a stream the two ECN bits are TCP's own" },
	{ IP, IP_TTL, SOCKOPT_INT, BOTH, .on = INET, .sysctl = "net.ipv4.ip_default_ttl", .range = "1 to 255, or -1 for the default" },
	{ IP, IP_HDRINCL, SOCKOPT_BOOL, BOTH, .on = ON_RAW },
	{ IP, IP_OPTIONS, SOCKOPT_BYTES, BOTH, .on = INET, .needs = "CAP_NET_RAW for some" },
	{ IP, IP_ROUTER_ALERT, SOCKOPT_BOOL, BOTH, .on = ON_RAW },
	{ IP, IP_RECVOPTS, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP, IP_RETOPTS, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP, IP_PKTINFO, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP, IP_PKTOPTIONS, SOCKOPT_BYTES, GET, .on = ON_TCP },
	{ IP, IP_MTU_DISCOVER, SOCKOPT_WORD, BOTH, .on = INET, .sysctl = "net.ipv4.ip_no_pmtu_disc" },
	{ IP, IP_RECVERR, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP, IP_RECVTTL, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP, IP_RECVTOS, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP, IP_MTU, SOCKOPT_SIZE, GET, .on = INET, .unit = "bytes" },
	{ IP, IP_FREEBIND, SOCKOPT_BOOL, BOTH, .on = MPINET },
	{ IP, IP_IPSEC_POLICY, SOCKOPT_BYTES, SET, .on = INET, .needs = ADMIN },
	{ IP, IP_XFRM_POLICY, SOCKOPT_BYTES, SET, .on = INET, .needs = ADMIN },
	{ IP, IP_PASSSEC, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP, IP_TRANSPARENT, SOCKOPT_BOOL, BOTH, .on = MPINET, .needs = RAW_OR_ADMIN },
	{ IP, IP_RECVORIGDSTADDR, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP, IP_MINTTL, SOCKOPT_INT, BOTH, .on = INET, .range = "0 to 255" },
	{ IP, IP_NODEFRAG, SOCKOPT_BOOL, BOTH, .on = ON_RAW },
	{ IP, 23, SOCKOPT_BOOL, BOTH, .on = INET }, /* IP_CHECKSUM */
	{ IP, IP_BIND_ADDRESS_NO_PORT, SOCKOPT_BOOL, BOTH, .on = MPINET },
	{ IP, IP_RECVFRAGSIZE, SOCKOPT_BOOL, BOTH, .on = ON_RAW | UDPS | ON_PING },
	{ IP, 26, SOCKOPT_BOOL, BOTH, .on = INET }, /* IP_RECVERR_RFC4884 */
	{ IP, IP_MULTICAST_IF, SOCKOPT_SENDER, BOTH, .on = GRAM, .note = ADDRESS_ONLY },
	{ IP, IP_MULTICAST_TTL, SOCKOPT_INT, BOTH, .on = GRAM, .range = "0 to 255, or -1 for 1" },
	{ IP, IP_MULTICAST_LOOP, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP, IP_ADD_MEMBERSHIP, SOCKOPT_JOIN, SET, .on = GRAM, .sysctl = "net.ipv4.igmp_max_memberships" },
	{ IP, IP_DROP_MEMBERSHIP, SOCKOPT_JOIN, SET, .on = GRAM },
	{ IP, IP_UNBLOCK_SOURCE, SOCKOPT_SOURCE, SET, .on = GRAM },
	{ IP, IP_BLOCK_SOURCE, SOCKOPT_SOURCE, SET, .on = GRAM, .sysctl = "net.ipv4.igmp_max_msf" },
	{ IP, IP_ADD_SOURCE_MEMBERSHIP, SOCKOPT_SOURCE, SET, .on = GRAM, .sysctl = "net.ipv4.igmp_max_msf" },
	{ IP, IP_DROP_SOURCE_MEMBERSHIP, SOCKOPT_SOURCE, SET, .on = GRAM },
	{ IP, IP_MSFILTER, SOCKOPT_BYTES, SET, .on = GRAM, .sysctl = "net.ipv4.igmp_max_msf" },
	{ IP, MCAST_JOIN_GROUP, SOCKOPT_JOIN, SET, .on = GRAM, .sysctl = "net.ipv4.igmp_max_memberships" },
	{ IP, MCAST_BLOCK_SOURCE, SOCKOPT_SOURCE, SET, .on = GRAM, .sysctl = "net.ipv4.igmp_max_msf" },
	{ IP, MCAST_UNBLOCK_SOURCE, SOCKOPT_SOURCE, SET, .on = GRAM },
	{ IP, MCAST_LEAVE_GROUP, SOCKOPT_JOIN, SET, .on = GRAM },
	{ IP, MCAST_JOIN_SOURCE_GROUP, SOCKOPT_SOURCE, SET, .on = GRAM, .sysctl = "net.ipv4.igmp_max_msf" },
	{ IP, MCAST_LEAVE_SOURCE_GROUP, SOCKOPT_SOURCE, SET, .on = GRAM },
	{ IP, MCAST_MSFILTER, SOCKOPT_BYTES, SET, .on = GRAM, .sysctl = "net.ipv4.igmp_max_msf" },
	{ IP, IP_MULTICAST_ALL, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP, IP_UNICAST_IF, SOCKOPT_INTERFACE_NET, BOTH, .on = INET },
	{ IP, 51, SOCKOPT_PORTS, BOTH, .on = MPINET, .sysctl = "net.ipv4.ip_local_port_range" },
	{ IP, 52, SOCKOPT_WORD, GET, .on = ON_RAW },

	{ IP6, IPV6_ADDRFORM, SOCKOPT_WORD, BOTH, .on = ON_TCP | UDPS },
	{ IP6, IPV6_2292PKTINFO, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_2292HOPOPTS, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_2292DSTOPTS, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_2292RTHDR, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_2292PKTOPTIONS, SOCKOPT_BYTES, BOTH, .on = INET },
	{ IP6, IPV6_CHECKSUM, SOCKOPT_INT, BOTH, .on = ON_RAW, .unit = "bytes", .range = "even, or -1 for none" },
	{ IP6, IPV6_2292HOPLIMIT, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_NEXTHOP, SOCKOPT_BYTES, BOTH, .on = INET },
	{ IP6, IPV6_AUTHHDR, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, 11, SOCKOPT_BOOL, BOTH, .on = INET }, /* IPV6_FLOWINFO */
	{ IP6, IPV6_UNICAST_HOPS, SOCKOPT_INT, BOTH, .on = INET, .range = "0 to 255, or -1 for the default" },
	{ IP6, IPV6_MULTICAST_IF, SOCKOPT_INTERFACE, BOTH, .on = GRAM },
	{ IP6, IPV6_MULTICAST_HOPS, SOCKOPT_INT, BOTH, .on = GRAM, .range = "0 to 255, or -1 for 1" },
	{ IP6, IPV6_MULTICAST_LOOP, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_JOIN_GROUP, SOCKOPT_JOIN, SET, .on = GRAM },
	{ IP6, IPV6_LEAVE_GROUP, SOCKOPT_JOIN, SET, .on = GRAM },
	{ IP6, IPV6_ROUTER_ALERT, SOCKOPT_INT, BOTH, .on = ON_RAW },
	{ IP6, IPV6_MTU_DISCOVER, SOCKOPT_WORD, BOTH, .on = INET },
	{ IP6, IPV6_MTU, SOCKOPT_SIZE, MOVES, .on = INET, .unit = "bytes", .range = "0, or 1280 and more" },
	{ IP6, IPV6_RECVERR, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_V6ONLY, SOCKOPT_BOOL, BOTH, .on = MPINET, .sysctl = "net.ipv6.bindv6only" },
	{ IP6, IPV6_JOIN_ANYCAST, SOCKOPT_JOIN, SET, .on = INET, .needs = ADMIN },
	{ IP6, IPV6_LEAVE_ANYCAST, SOCKOPT_JOIN, SET, .on = INET },
	{ IP6, 29, SOCKOPT_BOOL, BOTH, .on = INET }, /* IPV6_MULTICAST_ALL */
	{ IP6, 30, SOCKOPT_BOOL, BOTH, .on = INET }, /* IPV6_ROUTER_ALERT_ISOLATE */
	{ IP6, 31, SOCKOPT_BOOL, BOTH, .on = INET }, /* IPV6_RECVERR_RFC4884 */
	{ IP6, 32, SOCKOPT_BYTES, BOTH, .on = INET }, /* IPV6_FLOWLABEL_MGR */
	{ IP6, 33, SOCKOPT_BOOL, BOTH, .on = INET }, /* IPV6_FLOWINFO_SEND */
	{ IP6, IPV6_IPSEC_POLICY, SOCKOPT_BYTES, SET, .on = INET, .needs = ADMIN },
	{ IP6, IPV6_XFRM_POLICY, SOCKOPT_BYTES, SET, .on = INET, .needs = ADMIN },
	{ IP6, IPV6_HDRINCL, SOCKOPT_BOOL, BOTH, .on = ON_RAW },
	{ IP6, MCAST_JOIN_GROUP, SOCKOPT_JOIN, SET, .on = GRAM },
	{ IP6, MCAST_BLOCK_SOURCE, SOCKOPT_SOURCE, SET, .on = GRAM, .sysctl = "net.ipv6.mld_max_msf" },
	{ IP6, MCAST_UNBLOCK_SOURCE, SOCKOPT_SOURCE, SET, .on = GRAM },
	{ IP6, MCAST_LEAVE_GROUP, SOCKOPT_JOIN, SET, .on = GRAM },
	{ IP6, MCAST_JOIN_SOURCE_GROUP, SOCKOPT_SOURCE, SET, .on = GRAM, .sysctl = "net.ipv6.mld_max_msf" },
	{ IP6, MCAST_LEAVE_SOURCE_GROUP, SOCKOPT_SOURCE, SET, .on = GRAM },
	{ IP6, MCAST_MSFILTER, SOCKOPT_BYTES, SET, .on = GRAM, .sysctl = "net.ipv6.mld_max_msf" },
	{ IP6, IPV6_RECVPKTINFO, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_PKTINFO, SOCKOPT_BYTES, SET, .on = INET },
	{ IP6, IPV6_RECVHOPLIMIT, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_HOPLIMIT, SOCKOPT_INT, BOTH, .on = INET },
	{ IP6, IPV6_RECVHOPOPTS, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_HOPOPTS, SOCKOPT_BYTES, BOTH, .on = INET, .needs = "CAP_NET_RAW" },
	{ IP6, IPV6_RTHDRDSTOPTS, SOCKOPT_BYTES, BOTH, .on = INET, .needs = "CAP_NET_RAW" },
	{ IP6, IPV6_RECVRTHDR, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_RTHDR, SOCKOPT_BYTES, BOTH, .on = INET },
	{ IP6, IPV6_RECVDSTOPTS, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_DSTOPTS, SOCKOPT_BYTES, BOTH, .on = INET, .needs = "CAP_NET_RAW" },
	{ IP6, IPV6_RECVPATHMTU, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_PATHMTU, SOCKOPT_BYTES, GET, .on = INET },
	{ IP6, IPV6_DONTFRAG, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, 63, SOCKOPT_BOOL, BOTH, .on = INET }, /* IPV6_USE_MIN_MTU */
	{ IP6, IPV6_RECVTCLASS, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_TCLASS, SOCKOPT_HEX, BOTH, .on = INET, .range = "0 to 255, or -1 for 0", .note = "one byte, and on a stream the two ECN bits are TCP's own" },
	{ IP6, IPV6_AUTOFLOWLABEL, SOCKOPT_BOOL, BOTH, .on = INET, .sysctl = "net.ipv6.auto_flowlabels" },
	{ IP6, IPV6_ADDR_PREFERENCES, SOCKOPT_BITS, BOTH, .on = INET, .note = "what the kernel leaves open it fills in" },
	{ IP6, IPV6_MINHOPCOUNT, SOCKOPT_INT, BOTH, .on = INET, .range = "0 to 255" },
	{ IP6, IPV6_RECVORIGDSTADDR, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_TRANSPARENT, SOCKOPT_BOOL, BOTH, .on = MPINET, .needs = RAW_OR_ADMIN },
	{ IP6, IPV6_UNICAST_IF, SOCKOPT_INTERFACE_NET, BOTH, .on = INET },
	{ IP6, IPV6_RECVFRAGSIZE, SOCKOPT_BOOL, BOTH, .on = INET },
	{ IP6, IPV6_FREEBIND, SOCKOPT_BOOL, BOTH, .on = MPINET },

	{ TCP, TCP_NODELAY, SOCKOPT_BOOL, BOTH, .on = TCPS },
	{ TCP, TCP_MAXSEG, SOCKOPT_SIZE, MOVES, .on = TCPS, .unit = "bytes", .range = "0, or 88 to 32767" },
	{ TCP, TCP_CORK, SOCKOPT_BOOL, BOTH, .on = TCPS },
	{ TCP, TCP_KEEPIDLE, SOCKOPT_TIME, BOTH, .on = TCPS, .unit = "s", .sysctl = "net.ipv4.tcp_keepalive_time", .range = "1 to 32767" },
	{ TCP, TCP_KEEPINTVL, SOCKOPT_TIME, BOTH, .on = TCPS, .unit = "s", .sysctl = "net.ipv4.tcp_keepalive_intvl", .range = "1 to 32767" },
	{ TCP, TCP_KEEPCNT, SOCKOPT_INT, BOTH, .on = TCPS, .sysctl = "net.ipv4.tcp_keepalive_probes", .range = "1 to 127" },
	{ TCP, TCP_SYNCNT, SOCKOPT_INT, BOTH, .on = ON_TCP, .sysctl = "net.ipv4.tcp_syn_retries", .range = "1 to 127" },
	{ TCP, TCP_LINGER2, SOCKOPT_TIME, BOTH, .on = ON_TCP, .unit = "s", .sysctl = "net.ipv4.tcp_fin_timeout", .note = "at most 120 s; below 0 is none" },
	{ TCP, TCP_DEFER_ACCEPT, SOCKOPT_TIME, BOTH, .on = TCPS, .unit = "s", .note = "the kernel counts repeated SYN-ACKs, each later than the one before" },
	{ TCP, TCP_WINDOW_CLAMP, SOCKOPT_SIZE, MOVES, .on = ON_TCP, .unit = "bytes", .note = "no smaller than half of the least receive buffer" },
	{ TCP, TCP_INFO, SOCKOPT_BYTES, GET, .on = TCPS },
	{ TCP, TCP_QUICKACK, SOCKOPT_BOOL, MOVES, .on = ON_TCP },
	{ TCP, TCP_CONGESTION, SOCKOPT_TEXT, BOTH, .on = TCPS, .needs = ADMIN " for one that is not allowed to all", .sysctl = "net.ipv4.tcp_allowed_congestion_control" },
	{ TCP, TCP_MD5SIG, SOCKOPT_BYTES, SET, .on = ON_TCP },
	{ TCP, TCP_COOKIE_TRANSACTIONS, SOCKOPT_BYTES, BOTH, .on = ON_TCP },
	{ TCP, TCP_THIN_LINEAR_TIMEOUTS, SOCKOPT_BOOL, BOTH, .on = ON_TCP, .sysctl = "net.ipv4.tcp_thin_linear_timeouts" },
	{ TCP, TCP_THIN_DUPACK, SOCKOPT_BOOL, BOTH, .on = ON_TCP },
	{ TCP, TCP_USER_TIMEOUT, SOCKOPT_TIME, BOTH, .on = ON_TCP, .unit = "ms" },
	{ TCP, TCP_REPAIR, SOCKOPT_INT, BOTH, .on = ON_TCP, .needs = ADMIN, .range = "1, 0 or -1" },
	{ TCP, TCP_REPAIR_QUEUE, SOCKOPT_INT, BOTH, .on = ON_TCP, .needs = "TCP_REPAIR" },
	{ TCP, TCP_QUEUE_SEQ, SOCKOPT_UINT, BOTH, .on = ON_TCP, .needs = "TCP_REPAIR" },
	{ TCP, TCP_REPAIR_OPTIONS, SOCKOPT_BYTES, SET, .on = ON_TCP, .needs = "TCP_REPAIR" },
	{ TCP, TCP_FASTOPEN, SOCKOPT_INT, BOTH, .on = TCPS, .sysctl = "net.ipv4.tcp_fastopen" },
	{ TCP, TCP_TIMESTAMP, SOCKOPT_UINT, MOVES, .on = ON_TCP, .needs = "TCP_REPAIR" },
	{ TCP, TCP_NOTSENT_LOWAT, SOCKOPT_UINT, BOTH, .on = TCPS, .unit = "bytes", .sysctl = "net.ipv4.tcp_notsent_lowat" },
	{ TCP, TCP_CC_INFO, SOCKOPT_BYTES, GET, .on = TCPS },
	{ TCP, TCP_SAVE_SYN, SOCKOPT_INT, BOTH, .on = ON_TCP, .range = "0 to 2" },
	{ TCP, TCP_SAVED_SYN, SOCKOPT_BYTES, TAKES, .on = ON_TCP },
	{ TCP, TCP_REPAIR_WINDOW, SOCKOPT_BYTES, MOVES, .on = ON_TCP, .needs = "TCP_REPAIR" },
	{ TCP, TCP_FASTOPEN_CONNECT, SOCKOPT_BOOL, BOTH, .on = TCPS, .sysctl = "net.ipv4.tcp_fastopen" },
	{ TCP, TCP_ULP, SOCKOPT_TEXT, BOTH, .on = ON_TCP, .sysctl = "net.ipv4.tcp_available_ulp" },
	{ TCP, TCP_MD5SIG_EXT, SOCKOPT_BYTES, SET, .on = ON_TCP },
	{ TCP, TCP_FASTOPEN_KEY, SOCKOPT_BYTES, BOTH, .on = TCPS, .sysctl = "net.ipv4.tcp_fastopen_key" },
	{ TCP, TCP_FASTOPEN_NO_COOKIE, SOCKOPT_BOOL, BOTH, .on = TCPS },
	{ TCP, TCP_ZEROCOPY_RECEIVE, SOCKOPT_POINTER, TAKES, .on = ON_TCP },
	{ TCP, TCP_INQ, SOCKOPT_BOOL, BOTH, .on = TCPS },
	{ TCP, TCP_TX_DELAY, SOCKOPT_TIME, BOTH, .on = ON_TCP, .unit = "us" },
	{ TCP, 38, SOCKOPT_BYTES, SET, .on = ON_TCP }, /* TCP_AO_* */
	{ TCP, 39, SOCKOPT_BYTES, SET, .on = ON_TCP },
	{ TCP, 40, SOCKOPT_BYTES, BOTH, .on = ON_TCP },
	{ TCP, 41, SOCKOPT_BYTES, GET, .on = ON_TCP },
	{ TCP, 42, SOCKOPT_BYTES, BOTH, .on = ON_TCP, .needs = "TCP_REPAIR" },
	{ TCP, 43, SOCKOPT_BOOL, GET, .on = TCPS }, /* TCP_IS_MPTCP */
	{ TCP, 44, SOCKOPT_TIME, BOTH, .on = ON_TCP, .unit = "ms", .sysctl = "net.ipv4.tcp_rto_max_ms", .range = "1000 to 120000" },
	{ TCP, 45, SOCKOPT_TIME, BOTH, .on = ON_TCP, .unit = "us", .sysctl = "net.ipv4.tcp_rto_min_us", .note = TICKS },
	{ TCP, 46, SOCKOPT_TIME, BOTH, .on = ON_TCP, .unit = "us", .note = TICKS },

	{ UDP, UDP_CORK, SOCKOPT_BOOL, BOTH, .on = UDPS },
	{ UDP, UDP_ENCAP, SOCKOPT_WORD, BOTH, .on = ON_UDP },
	{ UDP, UDP_NO_CHECK6_TX, SOCKOPT_BOOL, BOTH, .on = UDPS },
	{ UDP, UDP_NO_CHECK6_RX, SOCKOPT_BOOL, BOTH, .on = UDPS },
	{ UDP, UDP_SEGMENT, SOCKOPT_SIZE, BOTH, .on = UDPS, .unit = "bytes", .range = "0 to 65535" },
	{ UDP, UDP_GRO, SOCKOPT_BOOL, BOTH, .on = UDPS },

	{ LITE, 10, SOCKOPT_INT, BOTH, .on = ON_UDPLITE, .unit = "bytes", .note = "1 to 7 count as 8, the header" },
	{ LITE, 11, SOCKOPT_INT, BOTH, .on = ON_UDPLITE, .unit = "bytes", .note = "1 to 7 count as 8, the header" },

	{ SOL_RAW, 1, SOCKOPT_HEX, BOTH, .on = ON_RAW },
	{ IPPROTO_ICMPV6, 1, SOCKOPT_BYTES, BOTH, .on = ON_RAW },

	{ LINK, 1, SOCKOPT_INT, SET, .on = ON_NETLINK }, /* NETLINK_ADD_MEMBERSHIP */
	{ LINK, 2, SOCKOPT_INT, SET, .on = ON_NETLINK },
	{ LINK, 3, SOCKOPT_BOOL, BOTH, .on = ON_NETLINK },
	{ LINK, 4, SOCKOPT_BOOL, BOTH, .on = ON_NETLINK },
	{ LINK, 5, SOCKOPT_BOOL, BOTH, .on = ON_NETLINK },
	{ LINK, 6, SOCKOPT_BYTES, SET, .on = ON_NETLINK },
	{ LINK, 7, SOCKOPT_BYTES, SET, .on = ON_NETLINK },
	{ LINK, 8, SOCKOPT_BOOL, BOTH, .on = ON_NETLINK, .needs = "CAP_NET_BROADCAST" },
	{ LINK, 9, SOCKOPT_BYTES, GET, .on = ON_NETLINK },
	{ LINK, 10, SOCKOPT_BOOL, BOTH, .on = ON_NETLINK },
	{ LINK, 11, SOCKOPT_BOOL, BOTH, .on = ON_NETLINK },
	{ LINK, 12, SOCKOPT_BOOL, BOTH, .on = ON_NETLINK },

	{ FRAME, 1, SOCKOPT_BYTES, SET, .on = ON_PACKET }, /* PACKET_ADD_MEMBERSHIP */
	{ FRAME, 2, SOCKOPT_BYTES, SET, .on = ON_PACKET },
	{ FRAME, 3, SOCKOPT_INT, BOTH, .on = ON_PACKET },
	{ FRAME, 5, SOCKOPT_BYTES, SET, .on = ON_PACKET },
	{ FRAME, 6, SOCKOPT_BYTES, TAKES, .on = ON_PACKET }, /* PACKET_STATISTICS */
	{ FRAME, 7, SOCKOPT_SIZE, BOTH, .on = ON_PACKET, .unit = "bytes" },
	{ FRAME, 8, SOCKOPT_BOOL, BOTH, .on = ON_PACKET },
	{ FRAME, 9, SOCKOPT_BOOL, BOTH, .on = ON_PACKET },
	{ FRAME, 10, SOCKOPT_INT, BOTH, .on = ON_PACKET, .range = "0 to 2" },
	{ FRAME, 11, SOCKOPT_INT, GET, .on = ON_PACKET, .unit = "bytes" },
	{ FRAME, 12, SOCKOPT_SIZE, BOTH, .on = ON_PACKET, .unit = "bytes" },
	{ FRAME, 13, SOCKOPT_BYTES, SET, .on = ON_PACKET },
	{ FRAME, 14, SOCKOPT_BOOL, BOTH, .on = ON_PACKET },
	{ FRAME, 15, SOCKOPT_BOOL, BOTH, .on = ON_PACKET },
	{ FRAME, 16, SOCKOPT_INT, SET, .on = ON_PACKET },
	{ FRAME, 17, SOCKOPT_BITS, BOTH, .on = ON_PACKET },
	{ FRAME, 18, SOCKOPT_HEX, BOTH, .on = ON_PACKET },
	{ FRAME, 19, SOCKOPT_BOOL, BOTH, .on = ON_PACKET },
	{ FRAME, 20, SOCKOPT_BOOL, BOTH, .on = ON_PACKET },
	{ FRAME, 21, SOCKOPT_BYTES, GET, .on = ON_PACKET },
	{ FRAME, 22, SOCKOPT_POINTER, SET, .on = ON_PACKET },
	{ FRAME, 23, SOCKOPT_BOOL, BOTH, .on = ON_PACKET },
	{ FRAME, 24, SOCKOPT_INT, BOTH, .on = ON_PACKET, .unit = "bytes" },

	{ PATHS, 1, SOCKOPT_BYTES, GET, .on = ON_MPTCP }, /* MPTCP_INFO */
	{ PATHS, 2, SOCKOPT_BYTES, GET, .on = ON_MPTCP },
	{ PATHS, 3, SOCKOPT_BYTES, GET, .on = ON_MPTCP },
	{ PATHS, 4, SOCKOPT_BYTES, GET, .on = ON_MPTCP },

	{ VSOCK, 0, SOCKOPT_RATE, BOTH, .on = ON_VSOCK, .unit = "bytes" }, /* SO_VM_SOCKETS_BUFFER_SIZE */
	{ VSOCK, 1, SOCKOPT_RATE, BOTH, .on = ON_VSOCK, .unit = "bytes" },
	{ VSOCK, 2, SOCKOPT_RATE, BOTH, .on = ON_VSOCK, .unit = "bytes" },
	{ VSOCK, 3, SOCKOPT_UINT, GET, .on = ON_VSOCK },
	{ VSOCK, 5, SOCKOPT_BOOL, GET, .on = ON_VSOCK },
	{ VSOCK, 6, SOCKOPT_TIMEVAL, BOTH, .on = ON_VSOCK, .unit = "s", .note = TICKS },
	{ VSOCK, 7, SOCKOPT_BOOL, BOTH, .on = ON_VSOCK },
	{ VSOCK, 8, SOCKOPT_TIMEVAL, BOTH, .on = ON_VSOCK, .unit = "s", .note = TICKS },

	{ .flags = 0 },
};

/* The words of their values. */
const struct sockopt_words sockopt_words[] = {
	{ SO, SO_TYPE, names_socktype },
	{ SO, SO_TIMESTAMPING, names_timestamping },
	{ SO, SO_PROTOCOL, names_protocol },
	{ SO, SO_DOMAIN, names_family },
	{ SO, 65, names_timestamping },
	{ SO, 72, names_buf_lock },
	{ SO, 74, names_txrehash },
	{ IP, IP_MTU_DISCOVER, names_ip_values },
	{ IP, 52, names_protocol },
	{ IP6, IPV6_ADDRFORM, names_family },
	{ IP6, IPV6_MTU_DISCOVER, names_ipv6_values },
	{ IP6, IPV6_ADDR_PREFERENCES, names_ipv6_preferences },
	{ UDP, UDP_ENCAP, names_udp_values },
	{ FRAME, 17, names_timestamping },
	{ .names = NULL },
};
/* clang-format on */
