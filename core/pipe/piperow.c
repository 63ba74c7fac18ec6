/* piperow -- records of netpipe: what came, what happened, and what it comes to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipe/piperow.h"

#include <errno.h>
#include <string.h>

#include "cli/ready.h"
#include "net/calls.h"
#include "net/names.h"

/* clang-format off */
static const struct field result_fields[] = {
	[RESULT_ENDPOINT] = FIELD("endpoint", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "what was asked for", NULL),
	[RESULT_TRANSPORT] = FIELD("transport", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "tcp, udp, unix, unixgram or seqpacket", NULL),
	[RESULT_FAMILY] = FIELD("family", FIELD_TEXT, FIELD_DETAIL, 0, "AF_INET, AF_INET6 or AF_UNIX", NULL),
	[RESULT_SOCKTYPE] = FIELD("socktype", FIELD_TEXT, FIELD_DETAIL, 0, "SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET", NULL),
	[RESULT_PROTOCOL] = FIELD("protocol", FIELD_TEXT, FIELD_DETAIL, 0, "IPPROTO_TCP or IPPROTO_UDP", NULL),
	[RESULT_LOCAL] = FIELD("local", FIELD_TEXT, FIELD_DETAIL, 0, "our end", NULL),
	[RESULT_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "the other end, of a datagram its sender", NULL),
	[RESULT_CONN] = FIELD("conn", FIELD_UINT, 0, 0, "number of the connection, from 1", NULL),
	[RESULT_CONNECT] = FIELD("connect_ms", FIELD_REAL, 0, UNIT_MS, "how long connecting took", NULL),
	[RESULT_RTT] = FIELD("rtt_ms", FIELD_REAL, 0, UNIT_MS, "--probe: until a datagram was answered", NULL),
	[RESULT_TIME] = FIELD("time", FIELD_TEXT, FIELD_DETAIL, 0, "when it came, RFC 3339; of a datagram when the kernel got it", NULL),
	[RESULT_OFFSET] = FIELD("offset_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "of a stream: what came before", NULL),
	[RESULT_SIZE] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "of the data", NULL),
	[RESULT_TRUE_SIZE] = FIELD("true_size_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "as it was sent", NULL),
	[RESULT_TRUNCATED] = FIELD("truncated", FIELD_BOOL, FIELD_DETAIL, 0, "whether that is more", NULL),
	[RESULT_DESTINATION] = FIELD("destination", FIELD_ADDRESS, FIELD_DETAIL, 0, "the address that a datagram was sent to", NULL),
	[RESULT_INTERFACE] = FIELD("interface", FIELD_TEXT, FIELD_DETAIL, 0, "the interface that it came by", NULL),
	[RESULT_TTL] = FIELD("ttl", FIELD_UINT, FIELD_DETAIL, 0, "the TTL or hop limit that it had then", NULL),
	[RESULT_TOS] = FIELD("tos", FIELD_UINT, FIELD_DETAIL, 0, "its TOS or traffic class", NULL),
	[RESULT_DROPS] = FIELD("kernel_drops", FIELD_UINT, FIELD_DETAIL, 0, "datagrams that the kernel had to drop so far", NULL),
	[RESULT_PID] = FIELD("pid", FIELD_UINT, FIELD_DETAIL, 0, "the process of a Unix peer", NULL),
	[RESULT_UID] = FIELD("uid", FIELD_UINT, FIELD_DETAIL, 0, "its user", NULL),
	[RESULT_GID] = FIELD("gid", FIELD_UINT, FIELD_DETAIL, 0, "its group", NULL),
	[RESULT_DESCRIPTOR] = FIELD("descriptor", FIELD_TEXT, 0, 0, "--recv-fd, --send-fd: what was handed over", NULL),
	[RESULT_DATA] = FIELD("data", FIELD_DATA, 0, 0, "what came", NULL),
	{ 0 }
};

static const struct field event_fields[] = {
	[EVENT_TIME] = FIELD("time", FIELD_TEXT, 0, 0, "when, RFC 3339", NULL),
	[EVENT_EVENT] = FIELD("event", FIELD_TEXT, 0, 0, "attempt, connected, accepted, bound, sent, shut, ended, refused, short, closed", NULL),
	[EVENT_TRANSPORT] = FIELD("transport", FIELD_TEXT, 0, 0, "tcp, udp, unix, unixgram or seqpacket", NULL),
	[EVENT_FAMILY] = FIELD("family", FIELD_TEXT, 0, 0, "AF_INET, AF_INET6 or AF_UNIX", NULL),
	[EVENT_SOCKTYPE] = FIELD("socktype", FIELD_TEXT, 0, 0, "SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET", NULL),
	[EVENT_PROTOCOL] = FIELD("protocol", FIELD_TEXT, 0, 0, "IPPROTO_TCP or IPPROTO_UDP", NULL),
	[EVENT_LOCAL] = FIELD("local", FIELD_TEXT, 0, 0, "our end", NULL),
	[EVENT_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "the other end", NULL),
	[EVENT_CONN] = FIELD("conn", FIELD_UINT, 0, 0, "number of the connection, from 1", NULL),
	[EVENT_CONNECT] = FIELD("connect_ms", FIELD_REAL, 0, UNIT_MS, "how long connecting took", NULL),
	[EVENT_OUTCOME] = FIELD("outcome", FIELD_TEXT, 0, 0, "of an attempt: won, slower, untried, or the error", NULL),
	[EVENT_BEGAN] = FIELD("began_ms", FIELD_REAL, 0, UNIT_MS, "of an attempt: when, after the first", NULL),
	[EVENT_TOOK] = FIELD("took_ms", FIELD_REAL, 0, UNIT_MS, "of an attempt", NULL),
	[EVENT_SIZE] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "of what was sent", NULL),
	[EVENT_DATA] = FIELD("data", FIELD_DATA, 0, 0, "what was sent", NULL),
	[EVENT_REASON] = FIELD("reason", FIELD_TEXT, 0, 0, "of closing: see the summary", NULL),
	[EVENT_TEXT] = FIELD("text", FIELD_TEXT, 0, 0, "of trouble: what went wrong", NULL),
	[EVENT_SENT_BYTES] = FIELD("sent_bytes", FIELD_UINT, 0, UNIT_BYTES, "by the connection", NULL),
	[EVENT_RECEIVED_BYTES] = FIELD("received_bytes", FIELD_UINT, 0, UNIT_BYTES, "by the connection", NULL),
	[EVENT_DURATION] = FIELD("duration_ms", FIELD_REAL, 0, UNIT_MS, "since it was opened", NULL),
	[EVENT_PID] = FIELD("pid", FIELD_UINT, 0, 0, "the process of a Unix peer", NULL),
	[EVENT_UID] = FIELD("uid", FIELD_UINT, 0, 0, "its user", NULL),
	[EVENT_GID] = FIELD("gid", FIELD_UINT, 0, 0, "its group", NULL),
	{ 0 }
};

static const struct field summary_fields[] = {
	[SUMMARY_CONNS] = FIELD("connections", FIELD_UINT, 0, 0, "that there were", NULL),
	[SUMMARY_SENT] = FIELD("sent", FIELD_UINT, 0, 0, "messages, on streams pieces", NULL),
	[SUMMARY_SENT_BYTES] = FIELD("sent_bytes", FIELD_UINT, 0, UNIT_BYTES, "of them", NULL),
	[SUMMARY_RECEIVED] = FIELD("received", FIELD_UINT, 0, 0, "messages, on streams pieces", NULL),
	[SUMMARY_RECEIVED_BYTES] = FIELD("received_bytes", FIELD_UINT, 0, UNIT_BYTES, "of them", NULL),
	[SUMMARY_UNSENT_BYTES] = FIELD("unsent_bytes", FIELD_UINT, 0, UNIT_BYTES, "taken from standard input, and not sent", NULL),
	[SUMMARY_TRUNCATED] = FIELD("truncated_count", FIELD_UINT, 0, 0, "messages that did not fit into 64 KiB", NULL),
	[SUMMARY_DROPS] = FIELD("kernel_drops", FIELD_UINT, 0, 0, "datagrams that the kernel had to drop", NULL),
	[SUMMARY_DURATION] = FIELD("duration_ms", FIELD_REAL, 0, UNIT_MS, "since the first connection, or since it was ready", NULL),
	[SUMMARY_REASON] = FIELD("reason", FIELD_TEXT, 0, 0, "why: closed, left, lingered, enough, elapsed, stopped, replayed, or a status", NULL),
	[SUMMARY_ENDED_FIRST] = FIELD("ended_first", FIELD_TEXT, 0, 0, "of one connection: self or peer, whose direction ended first", NULL),
	{ 0 }
};

const struct record_type pipe_records[] = {
	[PIPE_RESULT] = { "result", "a piece of what came; with --probe what was found; or what went wrong",
		{ result_fields, "{peer}[ open, connected in {connect_ms} ms][ answered in {rtt_ms} ms: {size_bytes} byte{s}][{descriptor}]" } },
	[PIPE_READY] = { "ready", "--listen: it listens", { ready_fields, READY_TEXT } },
	[PIPE_EVENT] = { "event", "--json, or --verbose: a step",
		{ event_fields, "{event}[ {peer}][ from {local}][ conn {conn}][ pid {pid} uid {uid} gid {gid}][ in {connect_ms} ms]"
			"[ {outcome}][ after {took_ms} ms][, begun at {began_ms} ms][ {size_bytes} byte{s}][ ({reason})][: {text}]"
			"[, sent {sent_bytes}][, received {received_bytes} byte{s}][ in {duration_ms} ms]" } },
	[PIPE_SUMMARY] = { "summary", "at the end, and on SIGUSR1",
		{ summary_fields, "{reason}[, {ended_first} first]: sent {sent_bytes}, received {received_bytes} byte{s} in {duration_ms} ms, connections {connections}"
			"[, {unsent_bytes} byte{s} not sent][, {truncated_count} truncated][, {kernel_drops} dropped by the kernel]" } },
	{ 0 }
};
/* clang-format on */

void piperow_put_question(struct row *row, const struct endpoint *asked)
{
	struct buf endpoint = { 0 };

	endpoint_format(&endpoint, asked);
	row_part(row, RESULT_ENDPOINT, &endpoint);
	row_text(row, RESULT_TRANSPORT, name_word(endpoint_transports, asked->transport));
}

void piperow_put_kind(struct row *row, unsigned field, enum transport transport,
		      const struct sock_addr *sa)
{
	static const char *const protocols[] = { [TRANSPORT_TCP] = "IPPROTO_TCP",
						 [TRANSPORT_UDP] = "IPPROTO_UDP",
						 [TRANSPORT_SEQPACKET] = NULL };
	int family = sock_addr_family(sa);

	if (family)
		row_text(row, field, name_word(names_family, family));
	row_text(row, field + 1, name_word(names_socktype, sock_type(transport)));
	row_text(row, field + 2, protocols[transport]);
}

void piperow_put_at(struct row *row, unsigned field, enum transport transport,
		    const struct sock_addr *at)
{
	if (at->size > 0 || transport_is_unix(transport))
		row_sock_addr(row, field, transport, at);
}

void piperow_put_who(struct row *row, unsigned field, const struct ucred *who)
{
	if (who->pid <= 0)
		return;
	row_uint(row, field, (uint64_t)who->pid);
	row_uint(row, field + 1, who->uid);
	row_uint(row, field + 2, who->gid);
}

void piperow_put_datagram(struct row *row, const struct datagram *datagram)
{
	char name[ADDR_TEXT_MAX];

	row_addr(row, RESULT_DESTINATION, &datagram->to);
	if (row_wants(row, RESULT_INTERFACE) && datagram->index &&
	    call_if_indextoname(datagram->index, name))
		row_text(row, RESULT_INTERFACE, name);
	if (datagram->ttl >= 0)
		row_uint(row, RESULT_TTL, (uint64_t)datagram->ttl);
	if (datagram->tos >= 0)
		row_uint(row, RESULT_TOS, (uint64_t)datagram->tos);
	if (datagram->has_drops)
		row_uint(row, RESULT_DROPS, datagram->drops);
}

static const char *outcome_of(const struct race *race, size_t i)
{
	const struct attempt *attempt = &race->attempt[i];

	if (i == race->winner)
		return "won";
	if (!attempt->began_ns)
		return "untried";
	return attempt->number == ECANCELED ? "slower" : err_name(attempt->number);
}

void piperow_put_attempt(struct row *row, enum transport transport, const struct race *race,
			 size_t i)
{
	const struct attempt *attempt = &race->attempt[i];

	row_text(row, EVENT_EVENT, "attempt");
	row_text(row, EVENT_TRANSPORT, name_word(endpoint_transports, transport));
	piperow_put_kind(row, EVENT_FAMILY, transport, &attempt->to);
	piperow_put_at(row, EVENT_PEER, transport, &attempt->to);
	row_text(row, EVENT_OUTCOME, outcome_of(race, i));
	if (!attempt->began_ns)
		return;
	row_ms(row, EVENT_BEGAN, (double)(attempt->began_ns - race->attempt[0].began_ns));
	row_ms(row, EVENT_TOOK, (double)(attempt->ended_ns - attempt->began_ns));
}
