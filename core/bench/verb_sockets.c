/* verb_sockets -- the sockets of the workbench, and all that the kernel tells of one. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bench/verb.h"
#include "bench/verbrow.h"
#include "cli/tcprow.h"
#include "net/names.h"
#include "net/otheraddr.h"
#include "net/sockview.h"

/* clang-format off */
static const struct operand info_operands[] = { VERB_OPERAND_SOCKET, { 0 } };

enum { SOCKET, FD, KIND, VALUE, FAMILY, SOCKTYPE, PROTOCOL, LOCAL, PEER, RECV_QUEUE, SEND_QUEUE, DROPS,
       TIMEOUT, WRITE_ENDED, READ_ENDED, CONNECTION };
static const struct field fields[] = {
	[SOCKET] = FIELD("socket", FIELD_TEXT, 0, 0, "what it is called", NULL),
	[FD] = FIELD("fd", FIELD_INT, FIELD_DETAIL, 0, "its descriptor in this process", NULL),
	[KIND] = FIELD("kind", FIELD_TEXT, 0, 0, "kind of socket, such as tcp or udp6", NULL),
	[VALUE] = FIELD("value", FIELD_TEXT, 0, 0, "listening, connected, bound or new; closed where it is no more", NULL),
	[FAMILY] = FIELD("family", FIELD_TEXT, FIELD_DETAIL, 0, "AF_INET, AF_UNIX, ...", NULL),
	[SOCKTYPE] = FIELD("socktype", FIELD_TEXT, FIELD_DETAIL, 0, "SOCK_STREAM, SOCK_DGRAM, ...", NULL),
	[PROTOCOL] = FIELD("protocol", FIELD_INT, FIELD_DETAIL, 0, "as socket(2) has it", NULL),
	[LOCAL] = FIELD("local", FIELD_TEXT, 0, 0, "its own end", NULL),
	[PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "the other end", NULL),
	[RECV_QUEUE] = FIELD("recv_queue_bytes", FIELD_INT, 0, UNIT_BYTES, "waiting to be read; of datagrams, in the next one", NULL),
	[SEND_QUEUE] = FIELD("send_queue_bytes", FIELD_INT, 0, UNIT_BYTES, "not yet taken by the peer", NULL),
	[DROPS] = FIELD("drops", FIELD_INT, FIELD_DETAIL, 0, "packets that found no room", NULL),
	[TIMEOUT] = FIELD("timeout_s", FIELD_REAL, FIELD_DETAIL, UNIT_S, "how long each call waits; unset: without end", NULL),
	[WRITE_ENDED] = FIELD("write_ended", FIELD_BOOL, FIELD_DETAIL, 0, "sending was shut down here", NULL),
	[READ_ENDED] = FIELD("read_ended", FIELD_BOOL, FIELD_DETAIL, 0, "the peer's end was read, or reading shut down", NULL),
	TCPROW_FIELDS(CONNECTION),
	{ 0 }
};

static const struct record_type list_records[] = {
	{ "result", "a socket", { fields,
	  "{socket}: [{kind} ]{value}[ {local}][ -> {peer}][+, {recv_queue_bytes} bytes to read][+, {send_queue_bytes} bytes on their way]" } },
	{ 0 },
};
static const struct record_type info_records[] = {
	{ "result", "the socket, and its TCP connection from TCP_INFO", { fields, NULL } }, { 0 },
};

static const struct example sockets_examples[] = {
	EXAMPLE("a, b = socketpair; sockets", "what there is"), { 0 },
};
static const struct example info_examples[] = {
	EXAMPLE("l = create_server tcp 127.0.0.1:0; info l", "all that the kernel tells"), { 0 },
};
/* clang-format on */

/* Of other families than IP and Unix, whatever is not as on a fresh socket. */
static bool is_somewhere(const struct sockview *view)
{
	const char *nowhere = "0\0*\0any:4294967295\0";
	struct buf text = { 0 };
	bool is_bound;

	if (view->kind.family == AF_INET || view->kind.family == AF_INET6)
		return sock_addr_port(&view->local) && !(view->kind.on & ON_RAW);
	if (view->kind.family == AF_UNIX)
		return view->local.size > sizeof(view->local.at.any.sa_family);
	is_bound = otheraddr_put(&text, &view->local);
	for (; is_bound && *nowhere; nowhere = text_behind(nowhere))
		is_bound = strcmp(nowhere, buf_text(&text)) != 0;
	buf_free(&text);
	return is_bound;
}

/* The peer of netlink is the kernel, always. */
static bool has_peer(const struct bench_sock *sock, const struct sockview *view)
{
	return view->peer.size > 0 && (sock->is_connected || !(view->kind.on & ON_NETLINK));
}

static const char *state_of(const struct bench_sock *sock, const struct sockview *view)
{
	if (view->listens)
		return "listening";
	if (has_peer(sock, view) || (sock->is_connected && !adopt_is_stream(sock)))
		return "connected";
	if (sock->is_connected)
		return "disconnected";
	return is_somewhere(view) ? "bound" : "new";
}

static void put_count(struct row *row, unsigned field, int64_t count)
{
	if (count >= 0)
		row_int(row, field, count);
}

/* An end that is nothing yet is not worth a word: 0.0.0.0:0. */
static void put_local(struct row *row, const struct bench_sock *sock, const struct sockview *view,
		      const char *state)
{
	if (state[0] != 'n')
		verbrow_put_end(row, LOCAL, sock, &view->local);
}

static void put_view(struct row *row, const struct bench_sock *sock, const struct sockview *view)
{
	const char *state = state_of(sock, view);

	row_text(row, KIND, sockkind_word(&view->kind));
	row_text(row, VALUE, state);
	row_text(row, FAMILY, name_word(names_family, view->kind.family));
	row_text(row, SOCKTYPE, name_word(names_socktype, view->kind.type));
	row_int(row, PROTOCOL, view->kind.protocol);
	put_local(row, sock, view, state);
	if (has_peer(sock, view))
		verbrow_put_end(row, PEER, sock, &view->peer);
	put_count(row, RECV_QUEUE, view->recv_queue_bytes);
	put_count(row, SEND_QUEUE, view->send_queue_bytes);
	put_count(row, DROPS, view->drops);
	if (view->has_tcp)
		tcprow_put(row, CONNECTION, &view->tcp);
}

/* What is no socket, as a descriptor that was received may be, has no view. */
static void tell(struct run *run, const struct record_type *type, const struct bench_sock *sock)
{
	struct row *row = out_record(run->out, type);
	struct sockview view;
	struct err unused;

	row_text(row, SOCKET, sock->name);
	if (sock->fd >= 0)
		row_int(row, FD, sock->fd);
	if (sock->timeout_ns >= 0)
		row_real(row, TIMEOUT, (double)sock->timeout_ns / NS_PER_S);
	row_bool(row, WRITE_ENDED, sock->write_ended);
	row_bool(row, READ_ENDED, sock->read_ended);
	if (sock->fd >= 0 && sockview_read(&view, sock->fd, &unused))
		put_view(row, sock, &view);
	else
		row_text(row, VALUE, sock->fd >= 0 ? "no socket" : "closed");
	out_done(run->out, STATUS_OK);
}

/* The oldest first. */
static void sockets_run(struct run *run)
{
	const struct bench *bench = verb_bench(run);

	for (uint32_t number = 1; number <= bench->last_number; number++) {
		const struct bench_sock *sock = bench_numbered(bench, number);

		if (sock)
			tell(run, list_records, sock);
	}
}

static void info_run(struct run *run)
{
	const struct bench_sock *sock = verbrow_socket(run);

	if (sock)
		tell(run, info_records, sock);
}

const struct applet verb_sockets = {
	.name = "sockets",
	.summary = "the sockets of the workbench",
	.group = GROUP_SOCKET,
	.records = list_records,
	.examples = sockets_examples,
	.flags = VERB_FLAGS,
	.run = sockets_run,
};

const struct applet verb_info = {
	.name = "info",
	.summary = "all that is known of a socket",
	.group = GROUP_SOCKET,
	.operands = info_operands,
	.records = info_records,
	.examples = info_examples,
	.flags = VERB_FLAGS,
	.run = info_run,
};
