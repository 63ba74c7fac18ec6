/* verb_close -- a socket, or a direction of it, ended: shutdown(2), close(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "bench/verb.h"
#include "bench/verbrow.h"
#include "lang/literal.h"
#include "net/calls.h"
#include "net/names.h"
#include "net/sockview.h"

/* clang-format off */
static const struct operand shutdown_operands[] = {
	VERB_OPERAND_SOCKET,
	{ "HOW", 1, 1, OFFER_CONSTANT, "SHUT_RD, SHUT_WR or SHUT_RDWR" },
	{ 0 },
};
static const struct operand close_operands[] = {
	{ "SOCKET", 1, MANY, OFFER_NOTHING, "sockets of the workbench, by name" },
	{ 0 },
};
static const struct operand detach_operands[] = { VERB_OPERAND_SOCKET, { 0 } };

static const struct example shutdown_examples[] = {
	EXAMPLE("a, b = socketpair; shutdown a SHUT_WR; recv b 1 => EOF", "half of it is closed"), { 0 },
};
static const struct example close_examples[] = {
	EXAMPLE("a, b = socketpair; close a b", "two at once"), { 0 },
};
static const struct example detach_examples[] = {
	EXAMPLE("s = socket tcp; detach s", "the descriptor stays open; the socket has no name"), { 0 },
};
/* clang-format on */

/* ---- shutdown ----------------------------------------------------------------------------- */

static void shutdown_run(struct run *run)
{
	struct bench_sock *sock = verbrow_socket(run);
	struct err err = { 0 };
	struct row *row;
	int how;

	if (!sock)
		return;
	row = verbrow_begin(run, verbrow_sock, sock);
	if (!literal_constant(&how, names_shut, "way to shut down", run->operand[1], &err)) {
		out_fail(run->out, &err);
		return;
	}
	if (call_shutdown(sock->fd, how) < 0) {
		err_errno(&err, errno, errno == ENOTCONN ? "'%s' is not connected" : "'%s'",
			  sock->name);
		out_fail(run->out, &err);
		return;
	}
	sock->write_ended = sock->write_ended || how == SHUT_WR || how == SHUT_RDWR;
	sock->read_ended = sock->read_ended || how == SHUT_RD || how == SHUT_RDWR;
	row_text(row, VERB_VALUE, name_word(names_shut, how));
	out_done(run->out, STATUS_OK);
}

/* ---- close -------------------------------------------------------------------------------- */

/* Bytes that nobody reads any more make the peer's end a reset: RFC 9293 3.6.1, RFC 2525 2.17. */
static void put_unread(struct row *row, const struct bench_sock *sock)
{
	struct buf remark = { 0 };
	struct sockview view;
	struct err unused;

	if (!adopt_is_stream(sock) || sock->listens || sock->fd < 0 ||
	    !sockview_read(&view, sock->fd, &unused) || view.recv_queue_bytes <= 0)
		return;
	verbrow_put_bytes(&remark, (uint64_t)view.recv_queue_bytes);
	buf_puts(&remark, " were not read: the peer gets a reset");
	row_part(row, VERB_REMARK, &remark);
}

static void close_one(struct run *run, struct bench_sock *sock)
{
	struct row *row = verbrow_begin(run, verbrow_sock, sock);

	put_unread(row, sock);
	row_text(row, VERB_VALUE, sock->name);
	bench_drop(verb_bench(run), sock);
	out_done(run->out, STATUS_OK);
}

/* Others are closed though one of them is none. */
static void close_run(struct run *run)
{
	struct bench_sock *sock;

	for (int i = 0; i < run->operand_count; i++) {
		struct err err = { 0 };

		sock = bench_find(verb_bench(run), run->operand[i], &err);
		if (sock)
			close_one(run, sock);
		else
			out_fail(run->out, &err);
	}
}

/* ---- detach ------------------------------------------------------------------------------- */

static void detach_run(struct run *run)
{
	struct bench_sock *sock = verbrow_socket(run);
	int fd;

	if (!sock)
		return;
	bench_unwatch(verb_bench(run), sock);
	fd = sock->fd;
	sock->fd = -1;
	verbrow_done_number(run, verbrow_number, sock, fd);
	bench_drop(verb_bench(run), sock);
}

/* ---- verbs -------------------------------------------------------------------------------- */

const struct applet verb_shutdown = {
	.name = "shutdown",
	.summary = "end one direction of a connection, or both",
	.group = GROUP_SOCKET,
	.operands = shutdown_operands,
	.records = verbrow_sock,
	.examples = shutdown_examples,
	.flags = VERB_FLAGS,
	.run = shutdown_run,
};

const struct applet verb_close = {
	.name = "close",
	.summary = "close sockets",
	.group = GROUP_SOCKET,
	.operands = close_operands,
	.records = verbrow_sock,
	.examples = close_examples,
	.flags = VERB_FLAGS,
	.run = close_run,
};

const struct applet verb_detach = {
	.name = "detach",
	.summary = "forget a socket and leave its descriptor open",
	.group = GROUP_SOCKET,
	.operands = detach_operands,
	.records = verbrow_number,
	.examples = detach_examples,
	.flags = VERB_FLAGS,
	.run = detach_run,
};
