/* sending -- one message, or the bytes that a stream takes, sent from the workbench. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/sending.h"

#include <errno.h>
#include <poll.h>

#include "net/calls.h"
#include "net/datagram.h"
#include "net/sockopt.h"
#include "net/sockopt_text.h"
#include "shell/verb.h"
#include "shell/verbrow.h"

/* ---- reasons ------------------------------------------------------------------------------ */

bool sending_failed(const struct bench_sock *sock, const struct sock_addr *to, size_t size,
		    int number, struct err *err)
{
	struct sock_addr peer;

	if (number == EPIPE) {
		err_errno(err, number, "'%s': %s", sock->name,
			  sock->write_ended ? "you shut down sending" : "the peer reads no more");
		err->kind = STATUS_CLOSED;
		return false;
	}
	if (number == ECONNREFUSED && !adopt_is_stream(sock))
		return err_errno(err, number,
				 "'%s': nobody took a message that was sent before this one",
				 sock->name);
	if (number == EDESTADDRREQ || number == ENOTCONN)
		return err_errno(err, number, "'%s' is not connected: connect it, or sendto",
				 sock->name);
	if (number == EMSGSIZE) {
		if (!to)
			sock_addr_peer(&peer, sock->fd);
		return datagram_send_failed(size, to ? to : &peer, number, err);
	}
	return err_errno(err, number, "'%s' cannot send %zu bytes", sock->name, size);
}

/* ---- sending ------------------------------------------------------------------------------ */

static bool join_words(struct buf *data, const struct run *run, char *const *words, struct err *err)
{
	for (; *words; words++) {
		struct word bytes = bench_bytes(verb_bench(run), *words);

		buf_put(data, bytes.at, bytes.size);
	}
	return !data->failed || err_errno(err, ENOMEM, "no room for the bytes");
}

static struct msghdr message_of(struct iovec *part, const struct sending *sending)
{
	struct msghdr message = { .msg_iov = part, .msg_iovlen = 1 };

	if (sending->to) {
		message.msg_name = (void *)(uintptr_t)&sending->to->at;
		message.msg_namelen = sending->to->size;
	}
	if (sending->control && sending->control->size) {
		message.msg_control = (void *)(uintptr_t)sending->control->byte;
		message.msg_controllen = sending->control->size;
	}
	return message;
}

/* The call that is asked for: send(2) where there is nothing else to say. */
static ssize_t send_once(const struct bench_sock *sock, const struct buf *data,
			 const struct sending *sending)
{
	char nothing[1] = "";
	struct iovec part = { data->size ? data->data : nothing, data->size };
	struct msghdr message = message_of(&part, sending);

	if (!message.msg_name && !message.msg_control)
		return call_send(sock->fd, part.iov_base, part.iov_len, sending->flags);
	return call_sendmsg(sock->fd, &message, sending->flags);
}

bool sending_run(size_t *sent, size_t *size, struct run *run, const struct bench_sock *sock,
		 const struct sending *sending, struct err *err)
{
	struct buf data = { 0 };
	ssize_t done = -1;
	bool fine = join_words(&data, run, sending->words, err);

	while (fine && (done = send_once(sock, &data, sending)) < 0) {
		if (verbrow_again(run, sock, POLLOUT, err))
			continue;
		fine = err->kind == STATUS_OK &&
		       sending_failed(sock, sending->to, data.size, errno, err);
		break;
	}
	if (done >= 0) {
		*sent = (size_t)done;
		*size = data.size;
	}
	buf_free(&data);
	return fine && done >= 0;
}

/* ---- telling ------------------------------------------------------------------------------ */

static void put_option(struct buf *text, const struct bench_sock *sock, const char *word,
		       const char *name)
{
	struct sockopt_value value;
	struct err unused;
	const struct sockopt *row = sockopt_find(name, &unused);

	if (!row || !sockopt_read(sock->fd, row, &value, &unused))
		return;
	buf_printf(text, "%s ", word);
	sockopt_put_value(text, &value);
}

/* How far a message to a group goes is decided by options that nobody sees. */
static void put_reach(struct buf *text, const struct bench_sock *sock, const struct sock_addr *to)
{
	bool inet = sock->family == AF_INET;

	if (!to || !sock_addr_is_multicast(to))
		return;
	buf_puts(text, " (");
	put_option(text, sock, inet ? "ttl" : "hops",
		   inet ? "IP_MULTICAST_TTL" : "IPV6_MULTICAST_HOPS");
	put_option(text, sock, ", loop", inet ? "IP_MULTICAST_LOOP" : "IPV6_MULTICAST_LOOP");
	buf_puts(text, ")");
}

void sending_tell(struct run *run, const struct bench_sock *sock, const struct sending *sending,
		  size_t sent, size_t size)
{
	struct row *row = out_record(run->out, verbrow_count);
	struct buf remark = { 0 }, peer = { 0 };

	if (sent < size)
		buf_printf(&remark, "%zu of ", sent);
	verbrow_put_bytes(&remark, size);
	put_reach(&remark, sock, sending->to);
	if (sending->to)
		adopt_put_end(&peer, sock, sending->to);
	row_text(row, COUNTROW_SOCKET, sock->name);
	row_int(row, COUNTROW_VALUE, (int64_t)sent);
	row_uint(row, COUNTROW_ASKED, size);
	row_part(row, COUNTROW_REMARK, &remark);
	row_part(row, COUNTROW_PEER, &peer);
	shell_value_number(&verb_bench(run)->result, SHELL_NUMBER, (int64_t)sent);
	out_done(run->out, STATUS_OK);
}
