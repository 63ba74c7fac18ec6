/* verb_accept -- take a connection that waits. accept(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <poll.h>

#include "bench/verb_value.h"
#include "bench/verbrow.h"
#include "net/calls.h"
#include "net/sockopt.h"
#include "net/sockopt_text.h"

/* clang-format off */
static const struct operand operands[] = { VERB_OPERAND_SOCKET, { 0 } };

static const struct example examples[] = {
	EXAMPLE("l = create_server tcp 127.0.0.1:0; s = create_connection ${l.local}; c = accept l",
	        "both ends of one connection"),
	EXAMPLE("l = create_server tcp 127.0.0.1:0; s = create_connection ${l.local}; c, peer = accept l",
	        "and who it is, as a value"),
	{ 0 },
};
/* clang-format on */

static bool refuse(const struct bench_sock *sock, int number, struct err *err)
{
	if (number == EINVAL)
		return err_errno(err, number, "'%s' does not listen", sock->name);
	if (number == EOPNOTSUPP)
		return err_errno(err, number, "'%s' is of a kind without connections", sock->name);
	return err_errno(err, number, "'%s' cannot accept", sock->name);
}

static bool take(int *fd, struct sock_addr *from, struct run *run, const struct bench_sock *sock,
		 struct err *err)
{
	for (;;) {
		*from = (struct sock_addr){ .size = sizeof(from->at) };
		*fd = call_accept(sock->fd, &from->at.any, &from->size,
				  SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (*fd >= 0)
			return true;
		if (errno == ECONNABORTED || verbrow_again(run, sock, POLLIN, err))
			continue;
		return err->kind == STATUS_OK && refuse(sock, errno, err);
	}
}

/* Who is behind a Unix socket that mostly has no name: SO_PEERCRED, unix(7). */
static void put_credentials(struct row *row, struct buf *remark, const struct bench_sock *sock)
{
	struct sockopt_value value;
	struct err unused = { 0 };
	const struct sockopt *option = sockopt_find("SO_PEERCRED", &unused);
	struct buf who = { 0 };

	if (sock->family != AF_UNIX || !option || !sockopt_read(sock->fd, option, &value, &unused))
		return;
	sockopt_put_value(&who, &value);
	buf_printf(remark, " (%s)", buf_text(&who));
	row_part(row, VERB_CREDENTIALS, &who);
}

/* Python's pair, where two variables take it: the socket and the peer. */
static bool give_both(struct bench *bench, const struct bench_sock *sock,
		      const struct sock_addr *from, struct err *err)
{
	struct shell_value both = { 0 }, *item = shell_value_append(&both);
	struct buf peer = { 0 };
	bool fine;

	if (item)
		shell_value_number(item, SHELL_SOCKET, sock->number);
	adopt_put_end(&peer, sock, from);
	fine = item && verb_add_text(&both, buf_text(&peer)) && !peer.failed;
	buf_free(&peer);
	if (!fine) {
		shell_value_free(&both);
		return err_errno(err, ENOMEM, "no room for the value");
	}
	shell_value_free(&bench->result);
	bench->result = both;
	return true;
}

static void tell(struct run *run, const struct bench_sock *sock, const struct sock_addr *from)
{
	struct row *row = verbrow_begin(run, verbrow_sock, sock);
	struct buf remark = { 0 };
	struct sock_addr local;

	sock_addr_local(&local, sock->fd);
	verbrow_put_end(row, VERB_LOCAL, sock, &local);
	verbrow_put_end(row, VERB_PEER, sock, from);
	row_text(row, VERB_VALUE, sock->name);
	buf_puts(&remark, "from ");
	adopt_say_end(&remark, sock, from);
	put_credentials(row, &remark, sock);
	row_part(row, VERB_REMARK, &remark);
	out_done(run->out, STATUS_OK);
}

static void accept_run(struct run *run)
{
	struct bench *bench = verb_bench(run);
	struct bench_sock *sock = verbrow_socket(run), *fresh = NULL;
	bool wants_both = bench_wanted(bench) == 2;
	struct sock_addr from;
	struct err err = { 0 };
	int fd;

	if (!sock)
		return;
	bench_tell(sock, POLLIN);
	if (take(&fd, &from, run, sock, &err))
		fresh = adopt(bench, "c", fd, &err);
	if (fresh)
		fresh->is_connected = true;
	if (!fresh || (wants_both && !give_both(bench, fresh, &from, &err)))
		verbrow_fail(run, sock, &err);
	else
		tell(run, fresh, &from);
}

const struct applet verb_accept = {
	.name = "accept",
	.summary = "take a connection that waits",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = verbrow_sock,
	.examples = examples,
	.flags = VERB_FLAGS,
	.run = accept_run,
};
