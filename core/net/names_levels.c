/* names_levels -- options of raw, netlink, packet, MPTCP and vsock sockets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stddef.h>

#include "net/names.h"

/* clang-format off */
/* Numbers: the headers of Linux say them only together with much else. */
const struct name names_raw[] = {
	NAME("ICMP_FILTER", 1, "which ICMP types are not received, a bit each, raw(7)"),
	NAMES_END,
};

const struct name names_icmpv6[] = {
	NAME("ICMPV6_FILTER", 1, "which ICMPv6 types are not received, a bit each, RFC 3542"),
	NAMES_END,
};

const struct name names_netlink[] = {
	NAME("NETLINK_ADD_MEMBERSHIP", 1, "hear a group"),
	NAME("NETLINK_DROP_MEMBERSHIP", 2, "hear a group no more"),
	NAME("NETLINK_PKTINFO", 3, "receive the group that a message was for"),
	NAME("NETLINK_BROADCAST_ERROR", 4, "senders are told of failed deliveries"),
	NAME("NETLINK_NO_ENOBUFS", 5, "no ENOBUFS when messages get lost"),
	NAME("NETLINK_RX_RING", 6, "mapped memory, removed from Linux 4.6"),
	NAME("NETLINK_TX_RING", 7, "mapped memory, removed from Linux 4.6"),
	NAME("NETLINK_LISTEN_ALL_NSID", 8, "hear other network namespaces that have an id"),
	NAME("NETLINK_LIST_MEMBERSHIPS", 9, "groups that are heard, a bit each (read only)"),
	NAME("NETLINK_CAP_ACK", 10, "acknowledgements without the message"),
	NAME("NETLINK_EXT_ACK", 11, "acknowledgements with a reason"),
	NAME("NETLINK_GET_STRICT_CHK", 12, "dumps are checked, and filtered as asked"),
	NAMES_END,
};

const struct name names_packet[] = {
	NAME("PACKET_ADD_MEMBERSHIP", 1, "receive more of the link: multicast, or all"),
	NAME("PACKET_DROP_MEMBERSHIP", 2, "end that"),
	NAME("PACKET_RECV_OUTPUT", 3, "never implemented"),
	NAME("PACKET_RX_RING", 5, "receive into mapped memory"),
	NAME("PACKET_STATISTICS", 6, "take the counts of packets and drops (read only)"),
	NAME("PACKET_COPY_THRESH", 7, "ring: packets from this size are queued too"),
	NAME("PACKET_AUXDATA", 8, "receive lengths, state and VLAN"),
	NAME("PACKET_ORIGDEV", 9, "tell the device that a bonded frame came by"),
	NAME("PACKET_VERSION", 10, "ring: layout"),
	NAME("PACKET_HDRLEN", 11, "ring: bytes of a layout's header (read only)"),
	NAME("PACKET_RESERVE", 12, "ring: room before each packet"),
	NAME("PACKET_TX_RING", 13, "send from mapped memory"),
	NAME("PACKET_LOSS", 14, "ring: skip malformed packets when sending"),
	NAME("PACKET_VNET_HDR", 15, "a virtio header before each packet"),
	NAME("PACKET_TX_TIMESTAMP", 16, "unused"),
	NAME("PACKET_TIMESTAMP", 17, "ring: whose times, see SOF_TIMESTAMPING_"),
	NAME("PACKET_FANOUT", 18, "share packets among sockets of a group"),
	NAME("PACKET_TX_HAS_OFF", 19, "ring: where in its frame a packet begins"),
	NAME("PACKET_QDISC_BYPASS", 20, "send past traffic control"),
	NAME("PACKET_ROLLOVER_STATS", 21, "counts of fanout's rollover (read only)"),
	NAME("PACKET_FANOUT_DATA", 22, "the program that shares packets out"),
	NAME("PACKET_IGNORE_OUTGOING", 23, "receive nothing of what is sent"),
	NAME("PACKET_VNET_HDR_SZ", 24, "size of the virtio header"),
	NAMES_END,
};

const struct name names_mptcp[] = {
	NAME("MPTCP_INFO", 1, "state of the connection (read only)"),
	NAME("MPTCP_TCPINFO", 2, "TCP_INFO of each path (read only)"),
	NAME("MPTCP_SUBFLOW_ADDRS", 3, "addresses of each path (read only)"),
	NAME("MPTCP_FULL_INFO", 4, "all of that (read only)"),
	NAMES_END,
};

const struct name names_vsock[] = {
	NAME("SO_VM_SOCKETS_BUFFER_SIZE", 0, "buffer in bytes"),
	NAME("SO_VM_SOCKETS_BUFFER_MIN_SIZE", 1, "least that the buffer may be"),
	NAME("SO_VM_SOCKETS_BUFFER_MAX_SIZE", 2, "most that the buffer may be"),
	NAME("SO_VM_SOCKETS_PEER_HOST_VM_ID", 3, "the peer's number, for the host (read only)"),
	NAME("SO_VM_SOCKETS_TRUSTED", 5, "whether the peer is trusted (read only)"),
	NAME("SO_VM_SOCKETS_CONNECT_TIMEOUT", 6, "how long connect may wait"),
	NAME("SO_VM_SOCKETS_NONBLOCK_TXRX", 7, "VMCI: never wait, for special uses"),
	NAME("SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW", 8, "the same with 64-bit time"),
	NAMES_END,
};
/* clang-format on */
