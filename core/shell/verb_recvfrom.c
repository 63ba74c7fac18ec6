/* verb_recvfrom -- a message and who sent it, with all that came along. recvfrom(2), recvmsg(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "net/errqueue.h"
#include "net/names.h"
#include "net/passing.h"
#include "shell/receiving.h"
#include "shell/verb.h"
#include "shell/verbrow.h"

/* clang-format off */
static const struct operand operands[] = {
	VERB_OPERAND_SOCKET,
	{ "SIZE", 1, 1, OFFER_NOTHING, "bytes at most, up to 16M" },
	{ "FLAGS", 0, 1, OFFER_CONSTANT, "of recv(2), such as MSG_PEEK|MSG_DONTWAIT" },
	{ 0 },
};

static const struct example recvfrom_examples[] = {
	EXAMPLE("s = socket udp; bind s 127.0.0.1:0; sendto s ${s.local} hello; recvfrom s 100",
	        "what came, and from whom"),
	{ 0 },
};
static const struct example recvmsg_examples[] = {
	EXAMPLE("a, b = socketpair unixgram; send a hello; recvmsg b 100", "with control messages and descriptors"),
	{ 0 },
};
static const struct example recvfds_examples[] = {
	EXAMPLE("a, b = socketpair; sendfds a 1 \"take my stdout\"; f = recvfds b 100", "f is a descriptor now"),
	{ 0 },
};
/* clang-format on */

/* What the operands say. */
struct asked {
	struct bench_sock *sock;
	size_t size;
	int flags;
};

static bool read_asked(struct asked *asked, struct run *run)
{
	const char *flags = run->operand_count > 2 ? run->operand[2] : NULL;
	struct err err = { 0 };

	*asked = (struct asked){ .sock = verbrow_socket(run) };
	if (!asked->sock)
		return false;
	if (receiving_read_size(&asked->size, run->operand[1], &err) &&
	    receiving_read_flags(&asked->flags, flags, &err))
		return true;
	out_fail(run->out, &err);
	return false;
}

/* ---- from whom ---------------------------------------------------------------------------- */

static void put_from(struct row *row, struct buf *note, const struct bench_sock *sock,
		     const struct sock_addr *from)
{
	struct buf said = { 0 };

	verbrow_put_end(row, DATAROW_PEER, sock, from);
	adopt_say_end(&said, sock, from);
	if (said.size > 0)
		buf_printf(note, "from %s", buf_text(&said));
	buf_free_part(&said, note);
}

static void recvfrom_run(struct run *run)
{
	struct received received = { .true_size = 0 };
	struct buf note = { 0 };
	struct err err = { 0 };
	struct asked asked;
	struct word bytes;
	struct row *row;

	if (!read_asked(&asked, run))
		return;
	if (receiving_run(&received, run, asked.sock, asked.size, asked.flags, &err)) {
		bytes = receiving_bytes(&received);
		row = receiving_begin(run, asked.sock, bytes, received.true_size);
		put_from(row, &note, asked.sock, &received.from);
		row_part(row, DATAROW_NOTE, &note);
		receiving_done(run, bytes);
	} else {
		out_fail(run->out, &err);
	}
	received_free(&received);
}

/* ---- what came along ---------------------------------------------------------------------- */

static void put_flags(struct row *row, unsigned flags)
{
	struct buf text = { 0 };

	if (flags)
		name_put_bits(&text, names_msg_flags, flags, "|");
	row_part(row, DATAROW_FLAGS, &text);
}

static void put_control(struct row *row, struct buf *note, const struct received *received)
{
	const char *text = received->control.data;
	size_t left = received->control.size;

	while (left > 0) {
		size_t size = strlen(text) + 1;

		row_text(row, DATAROW_ANCILLARY, text);
		buf_printf(note, "%s+ %s", note->size ? " " : "", text);
		text += size;
		left -= size;
	}
}

/* Any descriptor: one that is no socket has a name all the same, to be closed or passed on by. */
static struct bench_sock *take_fd(struct bench *bench, int fd, struct err *err)
{
	struct sockkind kind;
	struct err unused = { 0 };

	return sockkind_of(&kind, fd, &unused) ? adopt(bench, "f", fd, err)
					       : bench_add(bench, "f", fd, err);
}

/* They are the bench's from now on. COUNT of them in SOCKS. */
static bool take_fds(struct bench_sock *socks[RECEIVED_FDS], struct run *run,
		     struct received *received, struct err *err)
{
	for (unsigned i = 0; i < received->fd_count; i++) {
		socks[i] = take_fd(verb_bench(run), received->fd[i], err);
		received->fd[i] = -1;
		if (!socks[i])
			return false;
	}
	return true;
}

static void put_fds(struct row *row, struct buf *note, struct bench_sock *const *socks,
		    unsigned count)
{
	if (count > 0)
		buf_printf(note, "%s+ %u descriptor%s:", note->size ? " " : "", count,
			   count > 1 ? "s" : "");
	for (unsigned i = 0; i < count; i++) {
		row_text(row, DATAROW_SOCKETS, socks[i]->name);
		buf_printf(note, "%s %s (", i > 0 ? "," : "", socks[i]->name);
		passing_describe(note, socks[i]->fd);
		buf_putc(note, ')');
	}
}

static struct row *put_all(struct run *run, const struct bench_sock *sock,
			   const struct received *received, struct bench_sock *const *socks)
{
	struct row *row =
		receiving_begin(run, sock, receiving_bytes(received), received->true_size);
	struct buf note = { 0 };

	put_from(row, &note, sock, &received->from);
	row_addr(row, DATAROW_LOCAL, &received->to);
	put_flags(row, received->flags);
	put_control(row, &note, received);
	put_fds(row, &note, socks, received->fd_count);
	if (received->flags & MSG_CTRUNC)
		buf_puts(&note, " (control messages were cut off)");
	row_part(row, DATAROW_NOTE, &note);
	return row;
}

/* ---- the error queue ---------------------------------------------------------------------- */

/* What came back for something that was sent, and who said so. */
static void take_trouble(struct run *run, const struct bench_sock *sock)
{
	struct trouble trouble;
	struct err err = { 0 };
	struct buf note = { 0 };
	struct row *row;

	if (!errqueue_take(&trouble, sock->fd)) {
		err_errno(&err, EAGAIN, "'%s' has no error queued (IP_RECVERR must be on)",
			  sock->name);
		out_fail(run->out, &err);
		return;
	}
	trouble_say(&trouble, &err);
	row = receiving_begin(run, sock, (struct word){ trouble.data, trouble.size }, trouble.size);
	verbrow_put_end(row, DATAROW_PEER, sock, &trouble.to);
	buf_printf(&note, "to ");
	adopt_say_end(&note, sock, &trouble.to);
	buf_printf(&note, ": %s", err.text);
	row_text(row, DATAROW_ANCILLARY, err.text);
	row_part(row, DATAROW_NOTE, &note);
	receiving_done(run, (struct word){ trouble.data, trouble.size });
}

/* ---- recvmsg and recvfds ------------------------------------------------------------------ */

static void recvmsg_run(struct run *run)
{
	struct bench_sock *socks[RECEIVED_FDS];
	struct received received = { .true_size = 0 };
	struct err err = { 0 };
	struct asked asked;

	if (!read_asked(&asked, run))
		return;
	if (asked.flags & MSG_ERRQUEUE) {
		bench_tell(asked.sock, POLLERR);
		take_trouble(run, asked.sock);
		return;
	}
	verb_bench(run)->result_name[0] = '\0'; /* the variable is for the data */
	if (receiving_run(&received, run, asked.sock, asked.size, asked.flags, &err) &&
	    take_fds(socks, run, &received, &err)) {
		put_all(run, asked.sock, &received, socks);
		receiving_done(run, receiving_bytes(&received));
	} else {
		out_fail(run->out, &err);
	}
	received_free(&received);
}

/* Of one descriptor that, of several a list. */
static bool set_value(struct bench *bench, struct bench_sock *const *socks, unsigned count,
		      struct err *err)
{
	struct shell_value all = { .kind = SHELL_NOTHING };

	for (unsigned i = 0; i < count && count > 1; i++) {
		struct shell_value *item = shell_value_append(&all);

		if (!item) {
			shell_value_free(&all);
			return err_errno(err, ENOMEM, "no room for the value");
		}
		shell_value_number(item, SHELL_SOCKET, socks[i]->number);
	}
	if (count == 1)
		shell_value_number(&all, SHELL_SOCKET, socks[0]->number);
	shell_value_free(&bench->result);
	bench->result = all;
	return true;
}

static void recvfds_run(struct run *run)
{
	struct bench_sock *socks[RECEIVED_FDS];
	struct received received = { .true_size = 0 };
	struct err err = { 0 };
	struct asked asked;

	if (!read_asked(&asked, run))
		return;
	if (receiving_run(&received, run, asked.sock, asked.size, asked.flags, &err) &&
	    take_fds(socks, run, &received, &err) &&
	    set_value(verb_bench(run), socks, received.fd_count, &err)) {
		put_all(run, asked.sock, &received, socks);
		if (received.fd_count == 0)
			err_set(&err, STATUS_NO_DATA, "no descriptor came along");
	}
	if (err.kind == STATUS_OK)
		out_done(run->out, STATUS_OK);
	else
		out_fail(run->out, &err);
	received_free(&received);
}

/* ---- verbs -------------------------------------------------------------------------------- */

#define STATUSES                                                                             \
	(STATUS_BIT(STATUS_CLOSED) | STATUS_BIT(STATUS_RESET) | STATUS_BIT(STATUS_REFUSED) | \
	 STATUS_BIT(STATUS_UNREACHABLE) | STATUS_BIT(STATUS_NO_ROUTE) |                      \
	 STATUS_BIT(STATUS_NO_DATA))

const struct applet verb_recvfrom = {
	.name = "recvfrom",
	.summary = "receive a message, and who sent it",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = verbrow_data,
	.statuses = STATUSES,
	.examples = recvfrom_examples,
	.flags = VERB_FLAGS,
	.run = recvfrom_run,
};

const struct applet verb_recvmsg = {
	.name = "recvmsg",
	.summary = "receive a message with what came along",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = verbrow_data,
	.statuses = STATUSES,
	.examples = recvmsg_examples,
	.flags = VERB_FLAGS,
	.run = recvmsg_run,
};

const struct applet verb_recvfds = {
	.name = "recvfds",
	.summary = "receive descriptors over a Unix socket",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = verbrow_data,
	.statuses = STATUSES,
	.examples = recvfds_examples,
	.flags = VERB_FLAGS,
	.run = recvfds_run,
};
