/* echorow -- what an echo server did, as fields of records: totals, and step by step. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_ECHOROW_H
#define CLI_ECHOROW_H

#include "cli/record.h"
#include "serve/echo.h"

/* clang-format off */
/* Totals: of one listener, or of all. */
enum {
	ECHOROW_ENDPOINT, ECHOROW_TRANSPORT, ECHOROW_ACCEPTED, ECHOROW_REFUSED, ECHOROW_OPEN, ECHOROW_RECEIVED,
	ECHOROW_RECEIVED_BYTES, ECHOROW_SENT, ECHOROW_SENT_BYTES, ECHOROW_FAULTED, ECHOROW_GUARDED, ECHOROW_AMPLIFYING,
	ECHOROW_UNSENT, ECHOROW_TRUNCATED, ECHOROW_KERNEL_DROPS, ECHOROW_RESET, ECHOROW_TIMED_OUT, ECHOROW_QUEUE_MAX,
	ECHOROW_BACKLOG, ECHOROW_END
};

#define ECHOROW_FIELDS \
	[ECHOROW_ENDPOINT] = FIELD("endpoint", FIELD_TEXT, FIELD_QUESTION, 0, "where it listened; of a sum unset", NULL), \
	[ECHOROW_TRANSPORT] = FIELD("transport", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "tcp, udp, unix, unixgram or seqpacket", NULL), \
	[ECHOROW_ACCEPTED] = FIELD("accepted", FIELD_UINT, 0, 0, "connections; of datagrams unset", NULL), \
	[ECHOROW_REFUSED] = FIELD("refused_conns", FIELD_UINT, FIELD_DETAIL, 0, "connections closed at once: not admitted, or no memory", NULL), \
	[ECHOROW_OPEN] = FIELD("open_conns", FIELD_UINT, FIELD_DETAIL, 0, "connections that are being served", NULL), \
	[ECHOROW_RECEIVED] = FIELD("received", FIELD_UINT, 0, 0, "messages, on streams reads", NULL), \
	[ECHOROW_RECEIVED_BYTES] = FIELD("received_bytes", FIELD_UINT, 0, UNIT_BYTES, "of them", NULL), \
	[ECHOROW_SENT] = FIELD("sent", FIELD_UINT, 0, 0, "answers", NULL), \
	[ECHOROW_SENT_BYTES] = FIELD("sent_bytes", FIELD_UINT, 0, UNIT_BYTES, "of them, as far as they went", NULL), \
	[ECHOROW_FAULTED] = FIELD("faulted", FIELD_UINT, FIELD_DETAIL, 0, "answers that a fault left out", NULL), \
	[ECHOROW_GUARDED] = FIELD("guarded", FIELD_UINT, FIELD_DETAIL, 0, "datagrams left unanswered: not admitted, a loop, too many", NULL), \
	[ECHOROW_AMPLIFYING] = FIELD("amplifying", FIELD_UINT, FIELD_DETAIL, 0, "answers cut or left out: longer than what came", NULL), \
	[ECHOROW_UNSENT] = FIELD("unsent", FIELD_UINT, FIELD_DETAIL, 0, "answers that the kernel did not take, or that were still held back", NULL), \
	[ECHOROW_TRUNCATED] = FIELD("truncated_messages", FIELD_UINT, FIELD_DETAIL, 0, "messages that did not fit into 64 KiB", NULL), \
	[ECHOROW_KERNEL_DROPS] = FIELD("kernel_drops", FIELD_UINT, FIELD_DETAIL, 0, "datagrams that the kernel dropped: the receive buffer was full", NULL), \
	[ECHOROW_RESET] = FIELD("reset_conns", FIELD_UINT, FIELD_DETAIL, 0, "connections that a client broke off", NULL), \
	[ECHOROW_TIMED_OUT] = FIELD("timed_out", FIELD_UINT, FIELD_DETAIL, 0, "connections closed: idle, or the client is gone", NULL), \
	[ECHOROW_QUEUE_MAX] = FIELD("accept_queue_max", FIELD_UINT, FIELD_DETAIL, 0, "with -v on TCP: most connections seen waiting to be accepted", NULL), \
	[ECHOROW_BACKLOG] = FIELD("backlog", FIELD_UINT, FIELD_DETAIL, 0, "TCP: connections that may wait", NULL)

#define ECHOROW_TEXT \
	"[{accepted} connection{s}, ]{received} message{s} ({received_bytes} byte{s}), {sent} answer{s} ({sent_bytes} byte{s})" \
	"[+, {faulted} left out by faults][+, {guarded} unanswered][+, {amplifying} too long][+, {unsent} not sent]" \
	"[+, {truncated_messages} truncated][+, {kernel_drops} dropped by the kernel][+, {open_conns} open]" \
	"[+, {reset_conns} reset][+, {timed_out} timed out][+, {refused_conns} refused]"

/* A step. */
enum {
	ECHOROW_E_TIME, ECHOROW_E_EVENT, ECHOROW_E_ENDPOINT, ECHOROW_E_TRANSPORT, ECHOROW_E_PEER, ECHOROW_E_CONN,
	ECHOROW_E_SIZE, ECHOROW_E_TRUE_SIZE, ECHOROW_E_TRUNCATED, ECHOROW_E_REASON, ECHOROW_E_RECEIVED, ECHOROW_E_SENT,
	ECHOROW_E_QUEUE, ECHOROW_E_BACKLOG, ECHOROW_E_LOCAL, ECHOROW_E_INTERFACE, ECHOROW_E_TTL, ECHOROW_E_PID,
	ECHOROW_E_UID, ECHOROW_E_DATA, ECHOROW_E_END
};

#define ECHOROW_EVENT_FIELDS \
	[ECHOROW_E_TIME] = FIELD("time", FIELD_TEXT, 0, 0, "when, RFC 3339; of a datagram when the kernel got it", NULL), \
	[ECHOROW_E_EVENT] = FIELD("event", FIELD_TEXT, 0, 0, "accepted, refused, received, sent, unanswered or closed", NULL), \
	[ECHOROW_E_ENDPOINT] = FIELD("endpoint", FIELD_TEXT, FIELD_DETAIL, 0, "where it listens", NULL), \
	[ECHOROW_E_TRANSPORT] = FIELD("transport", FIELD_TEXT, FIELD_DETAIL, 0, "of it", NULL), \
	[ECHOROW_E_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "the client", NULL), \
	[ECHOROW_E_CONN] = FIELD("conn", FIELD_UINT, 0, 0, "number of the connection", NULL), \
	[ECHOROW_E_SIZE] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "of the data", NULL), \
	[ECHOROW_E_TRUE_SIZE] = FIELD("true_size_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "as it was sent", NULL), \
	[ECHOROW_E_TRUNCATED] = FIELD("truncated", FIELD_BOOL, FIELD_DETAIL, 0, "whether that is more", NULL), \
	[ECHOROW_E_REASON] = FIELD("reason", FIELD_TEXT, 0, 0, "of closing: eof, reset, idle, ...; of refusing; of not answering", NULL), \
	[ECHOROW_E_RECEIVED] = FIELD("received_bytes", FIELD_UINT, 0, UNIT_BYTES, "closed: of the connection", NULL), \
	[ECHOROW_E_SENT] = FIELD("sent_bytes", FIELD_UINT, 0, UNIT_BYTES, "closed: of the connection", NULL), \
	[ECHOROW_E_QUEUE] = FIELD("accept_queue", FIELD_UINT, FIELD_DETAIL, 0, "TCP: connections that wait to be accepted", NULL), \
	[ECHOROW_E_BACKLOG] = FIELD("backlog", FIELD_UINT, FIELD_DETAIL, 0, "TCP: connections that may wait", NULL), \
	[ECHOROW_E_LOCAL] = FIELD("local", FIELD_ADDRESS, FIELD_DETAIL, 0, "the address that a datagram came to", NULL), \
	[ECHOROW_E_INTERFACE] = FIELD("interface", FIELD_TEXT, FIELD_DETAIL, 0, "the interface that it came by", NULL), \
	[ECHOROW_E_TTL] = FIELD("ttl", FIELD_UINT, FIELD_DETAIL, 0, "the TTL or hop limit that it had then", NULL), \
	[ECHOROW_E_PID] = FIELD("pid", FIELD_UINT, FIELD_DETAIL, 0, "of a Unix client: its process", NULL), \
	[ECHOROW_E_UID] = FIELD("uid", FIELD_UINT, FIELD_DETAIL, 0, "of a Unix client: its user", NULL), \
	[ECHOROW_E_DATA] = FIELD("data", FIELD_DATA, 0, 0, "what came or went", NULL)

#define ECHOROW_EVENT_TEXT \
	"{time} {event} {peer}[ pid {pid} uid {uid}][ conn {conn}][ ({reason})][ {size_bytes} byte{s}]" \
	"[, in all received {received_bytes}, sent {sent_bytes} byte{s}][: {data}]"
/* clang-format on */

/* What LISTENER came to. */
void echorow_put(struct row *row, const struct listener *listener,
		 const struct echo_counts *counts);

/* What all of them came to. */
void echorow_put_total(struct row *row, const struct echo *echo);

void echorow_put_event(struct row *row, const struct echo_event *event);

#endif
