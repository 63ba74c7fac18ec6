/* verb_recv -- receive: what recv(2) gives, with the end of a stream told from an empty message,
 * and what was cut off. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <poll.h>

#include "base/num.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "net/calls.h"
#include "shell/verb.h"

enum { SIZE_MOST = 16 << 20 };

/* clang-format off */
static const struct operand operands[] = {
	{ "SOCKET", 1, 1, OFFER_NOTHING, "which one" },
	{ "SIZE", 1, 1, OFFER_NOTHING, "bytes at most, up to 16M" },
	{ 0 },
};

enum { SOCKET, DATA, SIZE_BYTES, TRUE_SIZE_BYTES, LOST_BYTES, TRUNCATED, TRANSPORT };
static const struct field fields[] = {
	[SOCKET] = FIELD("socket", FIELD_TEXT, FIELD_QUESTION, 0, "which one", NULL),
	[DATA] = FIELD("data", FIELD_DATA, 0, 0, "what came", NULL),
	[SIZE_BYTES] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "how much of it is here", NULL),
	[TRUE_SIZE_BYTES] = FIELD("true_size_bytes", FIELD_UINT, 0, UNIT_BYTES, "of a message: how long it was", NULL),
	[LOST_BYTES] = FIELD("lost_bytes", FIELD_UINT, 0, UNIT_BYTES, "of a message: what was cut off", NULL),
	[TRUNCATED] = FIELD("truncated", FIELD_BOOL, 0, 0, "the rest of the message is lost", NULL),
	[TRANSPORT] = FIELD("transport", FIELD_TEXT, FIELD_DETAIL, 0, "SOCK_STREAM, SOCK_DGRAM ...", NULL),
	{ 0 },
};

static const struct record_type records[] = {
	{ "result", "what came; each part of a stream that an expectation reads on",
	  { fields, "\"{data}\" ({size_bytes} bytes[+, truncated: {lost_bytes} more are lost])" } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("recv s 100", "what is there, at most 100 bytes"),
	EXAMPLE("recv s 4 => \"PONG\" within 200ms", "on until it is decided"),
	EXAMPLE("recv s 1 => EOF", "the peer has ended its side"),
	{ 0 },
};
/* clang-format on */

/* What one call of a run of them gave. */
struct received {
	struct buf data;
	size_t true_size;
};

static bool is_stream(const struct bench_sock *sock)
{
	return sock->type == SOCK_STREAM;
}

static bool fail_receiving(int number, struct err *err)
{
	err_errno(err, number, "cannot receive");
	if (number == ECONNRESET)
		err->kind = STATUS_RESET;
	return false;
}

/* MSG_TRUNC gives the true length of a message. */
static bool receive(struct received *received, const struct bench *bench, struct bench_sock *sock,
		    size_t size, struct deadline until, struct err *err)
{
	int flags = is_stream(sock) ? 0 : MSG_TRUNC;
	ssize_t got = -1;

	buf_clear(&received->data);
	if (!buf_reserve(&received->data, size ? size : 1))
		return err_errno(err, ENOMEM, "no room for %zu bytes", size);
	while (got < 0) {
		if (!bench_wait(bench, sock, POLLIN, until, err))
			return false;
		got = call_recv(sock->fd, received->data.data, size, flags);
		if (got < 0 && errno != EAGAIN && errno != EINTR)
			return fail_receiving(errno, err);
	}
	received->true_size = (size_t)got;
	received->data.size = received->true_size < size ? received->true_size : size;
	if (got > 0 || size == 0 || sock->type == SOCK_DGRAM)
		return true;
	sock->read_ended = true;
	return err_set(err, STATUS_CLOSED, "EOF: the peer has ended its side");
}

static void tell(struct run *run, const struct bench_sock *sock, const struct received *received)
{
	struct row *row = out_record(run->out, &records[0]);

	row_text(row, SOCKET, sock->name);
	row_bytes(row, DATA, received->data.size ? received->data.data : "", received->data.size);
	row_uint(row, SIZE_BYTES, received->data.size);
	row_text(row, TRANSPORT, is_stream(sock) ? "SOCK_STREAM" : "SOCK_DGRAM");
	if (!is_stream(sock)) {
		row_uint(row, TRUE_SIZE_BYTES, received->true_size);
		row_uint(row, LOST_BYTES, received->true_size - received->data.size);
		row_bool(row, TRUNCATED, received->true_size > received->data.size);
	}
	out_done(run->out, STATUS_OK);
}

/* A stream is read on, up to SIZE bytes, while an expectation wants more of it. */
static bool receive_all(struct run *run, struct bench_sock *sock, size_t size, struct buf *whole,
			struct err *err)
{
	struct deadline until = deadline_earlier(run->until, out_deadline(run->out));
	struct received received = { 0 };
	bool fine, more;

	do {
		fine = receive(&received, verb_bench(run), sock, size - whole->size, until, err);
		if (!fine)
			break;
		buf_put(whole, received.data.data, received.data.size);
		tell(run, sock, &received);
		more = run->common->expect && !out_enough(run->out) && is_stream(sock) &&
		       whole->size < size;
	} while (more);
	buf_free(&received.data);
	return fine;
}

static void recv_run(struct run *run)
{
	struct bench *bench = verb_bench(run);
	struct bench_sock *sock;
	struct buf whole = { 0 };
	struct err err = { 0 };
	uint64_t size = 0;
	bool fine;

	sock = bench_find(bench, run->operand[0], &err);
	fine = sock && num_size(&size, run->operand[1], &err);
	if (fine && size > SIZE_MOST)
		fine = err_set(&err, STATUS_INVALID, "'%s' is more than 16M", run->operand[1]);
	fine = fine && receive_all(run, sock, (size_t)size, &whole, &err);
	if (!fine)
		out_fail(run->out, &err);
	if (sock && !shell_value_bytes(&bench->result, (struct word){ whole.data, whole.size }))
		bench->result = (struct shell_value){ 0 };
	buf_free(&whole);
}

const struct applet verb_recv = {
	.name = "recv",
	.summary = "receive bytes, or a message",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = records,
	.statuses = STATUS_BIT(STATUS_CLOSED) | STATUS_BIT(STATUS_RESET) |
		    STATUS_BIT(STATUS_REFUSED) | STATUS_BIT(STATUS_UNREACHABLE) |
		    STATUS_BIT(STATUS_NO_ROUTE),
	.examples = examples,
	.flags = APPLET_WATCHES,
	.run = recv_run,
};
