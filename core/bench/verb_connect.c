/* verb_connect -- connect a socket, and tell how that went. connect(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "bench/connecting.h"
#include "bench/target.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "net/connect.h"

/* clang-format off */
static const struct operand operands[] = { VERB_OPERAND_SOCKET, TARGET_OPERAND, { 0 } };

static const struct example connect_examples[] = {
	EXAMPLE("l = create_server tcp 127.0.0.1:0; s = socket tcp; connect s ${l.local}",
	        "wait until it is connected"),
	{ 0 },
};
static const struct example connect_ex_examples[] = {
	EXAMPLE("s = socket tcp; connect_ex s 127.0.0.1:1 => ECONNREFUSED", "the errno is an answer"),
	{ 0 },
};
/* clang-format on */

static void put_ends(struct row *row, const struct bench_sock *sock, const struct sock_addr *to)
{
	struct sock_addr local;

	sock_addr_local(&local, sock->fd);
	verbrow_put_end(row, VERB_LOCAL, sock, &local);
	verbrow_put_end(row, VERB_PEER, sock, to);
}

/* TCP can meet itself where nobody listens: that is no peer. */
static bool judge(struct bench_sock *sock, const struct sock_addr *to, int number, struct err *err)
{
	if (err->kind != STATUS_OK)
		return false;
	if (number)
		return connecting_failed(sock, to, number, err);
	if (adopt_is_stream(sock) && connect_met_itself(sock->fd))
		return err_set(err, STATUS_SELF_CONNECTED, "'%s' met itself: nobody listens there",
			       sock->name);
	return true;
}

static void connect_run(struct run *run)
{
	struct bench_sock *sock = verbrow_socket(run);
	char *const *words = run->operand + 1;
	struct buf value = { 0 };
	struct err err = { 0 };
	struct sock_addr to;
	struct row *row;
	int64_t began_ns;

	if (!sock)
		return;
	row = verbrow_begin(run, verbrow_sock, sock);
	if (!target_take(&to, run, sock, &words, TO_CONNECT, &err)) {
		out_fail(run->out, &err);
		return;
	}
	began_ns = clock_now_ns();
	if (!judge(sock, &to, connecting_run(run, sock, &to, &err), &err)) {
		out_fail(run->out, &err);
		return;
	}
	row_real(row, VERB_ELAPSED, (double)(clock_now_ns() - began_ns) / NS_PER_MS);
	put_ends(row, sock, &to);
	adopt_put_end(&value, sock, &to);
	verbrow_done_text(run, row, &value);
}

/* ---- the errno as an answer --------------------------------------------------------------- */

static void tell_number(struct run *run, const struct bench_sock *sock, const struct sock_addr *to,
			int number)
{
	struct row *row = out_record(run->out, verbrow_number);
	struct buf peer = { 0 };

	adopt_put_end(&peer, sock, to);
	row_text(row, COUNTROW_SOCKET, sock->name);
	row_int(row, COUNTROW_VALUE, number);
	row_text(row, COUNTROW_ERRNO, number ? err_name(number) : NULL);
	row_text(row, COUNTROW_REMARK, number ? NULL : "0");
	row_part(row, COUNTROW_PEER, &peer);
	shell_value_number(&verb_bench(run)->result, SHELL_NUMBER, number);
	out_done(run->out, STATUS_OK);
}

/* As Python has it: that the time is up is an answer too, EAGAIN. */
static void connect_ex_run(struct run *run)
{
	struct bench_sock *sock = verbrow_socket(run);
	char *const *words = run->operand + 1;
	struct err err = { 0 };
	struct sock_addr to;
	int number;

	if (!sock)
		return;
	if (!target_take(&to, run, sock, &words, TO_CONNECT, &err)) {
		out_fail(run->out, &err);
		return;
	}
	number = connecting_run(run, sock, &to, &err);
	if (err.kind != STATUS_OK && err.number == EINTR)
		out_fail(run->out, &err);
	else
		tell_number(run, sock, &to, number);
}

/* ---- verbs -------------------------------------------------------------------------------- */

#define STATUSES                                                                                   \
	(STATUS_BIT(STATUS_REFUSED) | STATUS_BIT(STATUS_UNREACHABLE) | STATUS_BIT(STATUS_RESET) |  \
	 STATUS_BIT(STATUS_NO_ROUTE) | STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) | \
	 STATUS_BIT(STATUS_TEMP_FAIL) | STATUS_BIT(STATUS_SELF_CONNECTED) |                        \
	 STATUS_BIT(STATUS_NO_INTERFACE))

const struct applet verb_connect = {
	.name = "connect",
	.summary = "connect a socket",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = verbrow_sock,
	.statuses = STATUSES,
	.examples = connect_examples,
	.flags = VERB_FLAGS,
	.run = connect_run,
};

const struct applet verb_connect_ex = {
	.name = "connect_ex",
	.summary = "connect a socket; the errno is the answer",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = verbrow_number,
	.statuses = STATUSES,
	.examples = connect_ex_examples,
	.flags = VERB_FLAGS,
	.run = connect_ex_run,
};
