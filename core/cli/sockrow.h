/* sockrow -- a socket of the kernel's tables as fields of a record. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_SOCKROW_H
#define CLI_SOCKROW_H

#include "cli/record.h"
#include "net/sockdiag.h"
#include "net/sockowner.h"

extern const struct shape sockrow_process_shape;

/* clang-format off */
enum {
	SOCKROW_QUERY, SOCKROW_TRANSPORT, SOCKROW_STATE, SOCKROW_LOCAL, SOCKROW_PEER, SOCKROW_RECV_QUEUE, SOCKROW_SEND_QUEUE, SOCKROW_ACCEPT_QUEUE,
	SOCKROW_BACKLOG, SOCKROW_UID, SOCKROW_PID, SOCKROW_COMMAND, SOCKROW_MORE_PROCESSES, SOCKROW_PID_WHY, SOCKROW_FAMILY, SOCKROW_LOCAL_ADDRESS,
	SOCKROW_LOCAL_PORT, SOCKROW_PEER_ADDRESS, SOCKROW_PEER_PORT, SOCKROW_INTERFACE, SOCKROW_V6ONLY, SOCKROW_PROTOCOL, SOCKROW_TIMER, SOCKROW_TIMER_MS,
	SOCKROW_RETRANSMITS, SOCKROW_DROPS, SOCKROW_RTT_MS, SOCKROW_CONGESTION, SOCKROW_CONGESTION_WINDOW, SOCKROW_TOTAL_RETRANSMITS, SOCKROW_INODE,
	SOCKROW_COOKIE, SOCKROW_PEER_INODE, SOCKROW_PEER_PID, SOCKROW_PEER_COMMAND, SOCKROW_PROCESSES, SOCKROW_END
};

#define SOCKROW_FIELDS \
	[SOCKROW_QUERY] = FIELD("query", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "the ENDPOINT that was asked for", NULL), \
	[SOCKROW_TRANSPORT] = FIELD("transport", FIELD_TEXT, 0, 0, "tcp, udp, udplite, raw, unix, unixgram or seqpacket", NULL), \
	[SOCKROW_STATE] = FIELD("state", FIELD_TEXT, 0, 0, "LISTEN, ESTABLISHED ...; UNCONNECTED: datagrams of anybody", NULL), \
	[SOCKROW_LOCAL] = FIELD("local", FIELD_TEXT, 0, 0, "where it is bound; *:PORT is the wildcard of both families", NULL), \
	[SOCKROW_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "whom it is connected to; of a Unix socket that one's name", NULL), \
	[SOCKROW_RECV_QUEUE] = FIELD("recv_queue", FIELD_UINT, FIELD_DETAIL, 0, "bytes not read yet; of UDP and raw sockets as they lie in memory", NULL), \
	[SOCKROW_SEND_QUEUE] = FIELD("send_queue", FIELD_UINT, FIELD_DETAIL, 0, "bytes that have not left, or that the peer has not acknowledged", NULL), \
	[SOCKROW_ACCEPT_QUEUE] = FIELD("accept_queue", FIELD_UINT, FIELD_DETAIL, 0, "listening: connections that wait to be accepted", NULL), \
	[SOCKROW_BACKLOG] = FIELD("backlog", FIELD_UINT, FIELD_DETAIL, 0, "listening: so many may wait", NULL), \
	[SOCKROW_UID] = FIELD("uid", FIELD_UINT, FIELD_DETAIL, 0, "the user who made it; unset where no process has it", NULL), \
	[SOCKROW_PID] = FIELD("pid", FIELD_UINT, 0, 0, "the process that has it; of several the first", NULL), \
	[SOCKROW_COMMAND] = FIELD("command", FIELD_TEXT, 0, 0, "that process's name", NULL), \
	[SOCKROW_MORE_PROCESSES] = FIELD("more_processes", FIELD_UINT, FIELD_DETAIL, 0, "so many others have it too", NULL), \
	[SOCKROW_PID_WHY] = FIELD("pid_why", FIELD_TEXT, FIELD_DETAIL, 0, "why there is no pid", NULL), \
	[SOCKROW_FAMILY] = FIELD("family", FIELD_TEXT, FIELD_DETAIL, 0, "AF_INET, AF_INET6 or AF_UNIX", NULL), \
	[SOCKROW_LOCAL_ADDRESS] = FIELD("local_address", FIELD_ADDRESS, FIELD_DETAIL, 0, "the address it is bound to", NULL), \
	[SOCKROW_LOCAL_PORT] = FIELD("local_port", FIELD_UINT, FIELD_DETAIL, 0, "and the port", NULL), \
	[SOCKROW_PEER_ADDRESS] = FIELD("peer_address", FIELD_ADDRESS, FIELD_DETAIL, 0, "the peer's address", NULL), \
	[SOCKROW_PEER_PORT] = FIELD("peer_port", FIELD_UINT, FIELD_DETAIL, 0, "and port", NULL), \
	[SOCKROW_INTERFACE] = FIELD("interface", FIELD_TEXT, FIELD_DETAIL, 0, "the only one that it uses", NULL), \
	[SOCKROW_V6ONLY] = FIELD("v6only", FIELD_BOOL, FIELD_DETAIL, 0, "AF_INET6 without a peer: whether it leaves IPv4 alone", NULL), \
	[SOCKROW_PROTOCOL] = FIELD("protocol", FIELD_TEXT, FIELD_DETAIL, 0, "raw: IPPROTO_ICMP ..., or its number", NULL), \
	[SOCKROW_TIMER] = FIELD("timer", FIELD_TEXT, FIELD_DETAIL, 0, "TCP: retransmit, keepalive, time_wait or persist", NULL), \
	[SOCKROW_TIMER_MS] = FIELD("timer_ms", FIELD_UINT, FIELD_DETAIL, UNIT_MS, "it runs out after this time", NULL), \
	[SOCKROW_RETRANSMITS] = FIELD("retransmits", FIELD_UINT, FIELD_DETAIL, 0, "so often it has run out without an answer", NULL), \
	[SOCKROW_DROPS] = FIELD("drops", FIELD_UINT, FIELD_DETAIL, 0, "UDP, raw: datagrams that found no room", NULL), \
	[SOCKROW_RTT_MS] = FIELD("rtt_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "TCP: round-trip time, smoothed", NULL), \
	[SOCKROW_CONGESTION] = FIELD("congestion", FIELD_TEXT, FIELD_DETAIL, 0, "TCP: algorithm of congestion control", NULL), \
	[SOCKROW_CONGESTION_WINDOW] = FIELD("congestion_window", FIELD_UINT, FIELD_DETAIL, 0, "TCP: segments that may be on the way", NULL), \
	[SOCKROW_TOTAL_RETRANSMITS] = FIELD("total_retransmits", FIELD_UINT, FIELD_DETAIL, 0, "TCP: segments sent again so far", NULL), \
	[SOCKROW_INODE] = FIELD("inode", FIELD_UINT, FIELD_DETAIL, 0, "as in /proc/PID/fd: socket:[INODE]", NULL), \
	[SOCKROW_COOKIE] = FIELD("cookie", FIELD_TEXT, FIELD_DETAIL, 0, "the kernel's number of it in hex, never used twice", NULL), \
	[SOCKROW_PEER_INODE] = FIELD("peer_inode", FIELD_UINT, FIELD_DETAIL, 0, "of a Unix socket: the inode of its peer", NULL), \
	[SOCKROW_PEER_PID] = FIELD("peer_pid", FIELD_UINT, FIELD_DETAIL, 0, "of a Unix socket: the process that has the peer", NULL), \
	[SOCKROW_PEER_COMMAND] = FIELD("peer_command", FIELD_TEXT, FIELD_DETAIL, 0, "that process's name", NULL), \
	[SOCKROW_PROCESSES] = FIELD("processes", FIELD_OBJECT, FIELD_LIST | FIELD_DETAIL, 0, "all processes that have it, and as what", &sockrow_process_shape)

/* How it reads in a line. */
#define SOCKROW_TEXT \
	"{transport} {state}[ {local}][ -> {peer}][ {protocol}][  recv {recv_queue} send {send_queue}]" \
	"[  accept {accept_queue}][ of {backlog}][  {command}][ pid {pid}][ +{more_processes}]" \
	"[  uid {uid}][  # {pid_why}]"
/* clang-format on */

/* Everything that SOCK itself says. */
void sockrow_put(struct row *row, const struct sockdiag *sock);

/* The processes that have it: COUNT descriptors from OWNER on, as sockowners_find found them. */
void sockrow_put_processes(struct row *row, const struct sockowners *owners,
			   const struct sockowner *owner, size_t count);

/* What is at the other end of a Unix socket: NAME of SIZE bytes, or NULL, and the process that has
 * it, or NULL. */
void sockrow_put_unix_peer(struct row *row, const char *name, size_t size,
			   const struct sockowner_process *process);

#endif
