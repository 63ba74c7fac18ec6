/* verb_sendall -- send all of some bytes, however many calls it takes: send(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <poll.h>

#include "cli/out.h"
#include "cli/out_state.h"
#include "net/calls.h"
#include "shell/verb.h"

/* clang-format off */
static const struct operand operands[] = {
	{ "SOCKET", 1, 1, OFFER_NOTHING, "which one" },
	{ "DATA", 1, MANY, OFFER_NOTHING, "bytes; several words are sent as one" },
	{ 0 },
};

enum { SOCKET, VALUE };
static const struct field fields[] = {
	[SOCKET] = FIELD("socket", FIELD_TEXT, FIELD_QUESTION, 0, "which one", NULL),
	[VALUE] = FIELD("value", FIELD_UINT, 0, 0, "how many bytes were sent", NULL),
	{ 0 },
};

static const struct record_type records[] = {
	{ "result", "what was sent", { fields, "{value} bytes" } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("sendall s \"hello\\n\"", "text with an escape"),
	EXAMPLE("sendall s $head x\"00 ff\"", "a variable and two bytes"),
	{ 0 },
};
/* clang-format on */

/* Where an errno of sending comes from. */
static bool refuse(const struct bench_sock *sock, int number, struct err *err)
{
	const char *why = sock->write_ended ? "you shut down sending" : "the peer reads no more";

	if (number != EPIPE)
		return err_errno(err, number, "cannot send");
	err_errno(err, number, "%s", why);
	err->kind = STATUS_CLOSED;
	return false;
}

/* An empty message is sent too. */
static bool send_all(const struct bench *bench, const struct bench_sock *sock, struct word data,
		     uint64_t *sent, struct deadline until, struct err *err)
{
	do {
		ssize_t done = call_send(sock->fd, data.at, data.size, 0);

		if (done < 0 && errno != EAGAIN && errno != EINTR)
			return refuse(sock, errno, err);
		if (done < 0 && !bench_wait(bench, sock, POLLOUT, until, err))
			return false;
		if (done < 0)
			continue;
		data = word_behind(data, (size_t)done);
		*sent += (uint64_t)done;
		if (data.size == 0)
			return true;
	} while (true);
}

static bool join_words(struct buf *data, const struct run *run, struct err *err)
{
	for (int i = 1; i < run->operand_count; i++) {
		struct word bytes = bench_bytes(verb_bench(run), run->operand[i]);

		buf_put(data, bytes.at, bytes.size);
	}
	return !data->failed || err_errno(err, ENOMEM, "no room for the bytes");
}

static void sendall_run(struct run *run)
{
	struct bench *bench = verb_bench(run);
	struct deadline until = deadline_earlier(run->until, out_deadline(run->out));
	struct row *row = out_record(run->out, &records[0]);
	struct bench_sock *sock;
	struct buf data = { 0 };
	struct err err = { 0 };
	uint64_t sent = 0;
	bool fine;

	row_text(row, SOCKET, run->operand[0]);
	sock = bench_find(bench, run->operand[0], &err);
	fine = sock && join_words(&data, run, &err) &&
	       send_all(bench, sock, (struct word){ data.size ? data.data : "", data.size }, &sent,
			until, &err);
	if (sock)
		row_uint(row, VALUE, sent);
	shell_value_number(&bench->result, SHELL_NUMBER, (int64_t)sent);
	if (fine)
		out_done(run->out, STATUS_OK);
	else
		out_fail(run->out, &err);
	buf_free(&data);
}

const struct applet verb_sendall = {
	.name = "sendall",
	.summary = "send all of some bytes",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = records,
	.statuses = STATUS_BIT(STATUS_CLOSED) | STATUS_BIT(STATUS_RESET) |
		    STATUS_BIT(STATUS_REFUSED) | STATUS_BIT(STATUS_UNREACHABLE) |
		    STATUS_BIT(STATUS_NO_ROUTE),
	.examples = examples,
	.flags = APPLET_STOP_AT_OPERAND | APPLET_INPUT | APPLET_WATCHES,
	.run = sendall_run,
};
