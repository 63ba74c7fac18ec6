/* verb_accept -- take a connection that waits. accept(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <poll.h>

#include "net/calls.h"
#include "shell/verb.h"
#include "shell/verbrow.h"

/* clang-format off */
static const struct operand operands[] = { VERB_OPERAND_SOCKET, { 0 } };

static const struct example examples[] = {
	EXAMPLE("l = create_server tcp 127.0.0.1:0; s = create_connection ${l.local}; c = accept l",
	        "both ends of one connection"),
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
	row_part(row, VERB_REMARK, &remark);
	out_done(run->out, STATUS_OK);
}

static void accept_run(struct run *run)
{
	struct bench_sock *sock = verbrow_socket(run), *fresh = NULL;
	struct sock_addr from;
	struct err err = { 0 };
	int fd;

	if (!sock)
		return;
	bench_tell(sock, POLLIN);
	if (take(&fd, &from, run, sock, &err))
		fresh = adopt(verb_bench(run), "c", fd, &err);
	if (!fresh) {
		out_fail(run->out, &err);
		return;
	}
	fresh->is_connected = true;
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
