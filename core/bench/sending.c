/* sending -- one message, or the bytes that a stream takes, sent from the workbench. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/sending.h"

#include <errno.h>
#include <poll.h>

#include "bench/verb.h"
#include "bench/verbrow.h"
#include "net/calls.h"
#include "net/datagram.h"
#include "net/sockopt.h"
#include "net/sockopt_text.h"

/* ---- reasons ------------------------------------------------------------------------------ */

/* EPIPE is of an end that was there, or of none that ever was. */
static bool is_shut(const struct bench_sock *sock, int number, struct err *err)
{
	err_errno(err, number, "'%s': %s", sock->name,
		  sock->write_ended    ? "you shut down sending"
		  : sock->is_connected ? "the peer reads no more"
				       : "it is not connected");
	err->kind = STATUS_CLOSED;
	return false;
}

static bool is_refused(const struct sending *sending, const struct bench_sock *sock, int number,
		       struct err *err)
{
	const char *why = sock->family == AF_UNIX && sending->to ? "nobody receives there"
			  : sock->family == AF_UNIX              ? "the peer is no more"
						    : "nobody took a message that was sent before "
						      "this one: an ICMP error came back";

	return err_errno(err, number, "'%s': %s", sock->name, why);
}

static bool is_too_large(const struct sending *sending, const struct bench_sock *sock, size_t size,
			 int number, struct err *err)
{
	struct sock_addr peer;

	if (!sending->to)
		sock_addr_peer(&peer, sock->fd);
	return datagram_send_failed(size, sending->to ? sending->to : &peer, number, err);
}

/* Why sending SIZE bytes failed with errno NUMBER. Returns false. */
static bool refuse(const struct sending *sending, const struct bench_sock *sock, size_t size,
		   int number, struct err *err)
{
	struct buf what = { 0 };

	if (number == EPIPE)
		return is_shut(sock, number, err);
	if (number == ECONNREFUSED)
		return is_refused(sending, sock, number, err);
	if (number == EDESTADDRREQ || number == ENOTCONN)
		return err_errno(err, number, "'%s' is not connected: connect it, or sendto",
				 sock->name);
	if (number == EMSGSIZE && !adopt_is_stream(sock))
		return is_too_large(sending, sock, size, number, err);
	verbrow_put_bytes(&what, size);
	if (sending->to) {
		buf_puts(&what, " to ");
		adopt_put_end(&what, sock, sending->to);
	}
	err_errno(err, number, "'%s' cannot send %s", sock->name, buf_text(&what));
	buf_free(&what);
	return false;
}

/* ---- sending ------------------------------------------------------------------------------ */

static bool join_words(struct buf *data, const struct run *run, const struct sending *sending,
		       struct err *err)
{
	char *const *word = sending->words;

	if (!*word)
		buf_put(data, sending->bare.at, sending->bare.size);
	for (; *word; word++) {
		struct word bytes = bench_bytes(verb_bench(run), *word);

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
static ssize_t send_once(const struct bench_sock *sock, struct word data,
			 const struct sending *sending)
{
	struct iovec part = { (void *)(uintptr_t)data.at, data.size };
	struct msghdr message = message_of(&part, sending);

	if (!message.msg_name && !message.msg_control)
		return call_send(sock->fd, data.at, data.size, sending->flags);
	return call_sendmsg(sock->fd, &message, sending->flags);
}

/* An empty message is sent too. */
static bool send_all(struct sending *sending, struct run *run, const struct bench_sock *sock,
		     struct word data, struct err *err)
{
	do {
		ssize_t done = send_once(sock, data, sending);

		if (done < 0 && verbrow_again(run, sock, POLLOUT, err))
			continue;
		if (done < 0)
			return err->kind == STATUS_OK &&
			       refuse(sending, sock, data.size, errno, err);
		data = word_behind(data, (size_t)done);
		sending->sent += (size_t)done;
		if (data.size == 0 || !sending->all)
			return true;
	} while (true);
}

bool sending_run(struct sending *sending, struct run *run, const struct bench_sock *sock,
		 struct err *err)
{
	struct buf data = { 0 };
	bool fine = join_words(&data, run, sending, err);

	sending->size = data.size;
	sending->sent = 0;
	fine = fine &&
	       send_all(sending, run, sock, (struct word){ buf_text(&data), data.size }, err);
	buf_free(&data);
	return fine;
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

void sending_tell(const struct sending *sending, struct run *run, const struct bench_sock *sock,
		  const struct err *err)
{
	struct row *row = out_record(run->out, verbrow_count);
	struct buf remark = { 0 }, peer = { 0 };

	if (sending->sent < sending->size)
		buf_printf(&remark, "%zu of ", sending->sent);
	verbrow_put_bytes(&remark, sending->size);
	put_reach(&remark, sock, sending->to);
	if (sending->to)
		adopt_put_end(&peer, sock, sending->to);
	row_text(row, COUNTROW_SOCKET, sock->name);
	row_uint(row, COUNTROW_ASKED, sending->size);
	row_part(row, COUNTROW_PEER, &peer);
	if (err->kind != STATUS_OK && sending->sent == 0) {
		buf_free(&remark);
		out_fail(run->out, err);
		return;
	}
	row_int(row, COUNTROW_VALUE, (int64_t)sending->sent);
	row_part(row, COUNTROW_REMARK, &remark);
	shell_value_number(&verb_bench(run)->result, SHELL_NUMBER, (int64_t)sending->sent);
	if (err->kind != STATUS_OK)
		out_fail(run->out, err);
	else
		out_done(run->out, STATUS_OK);
}
