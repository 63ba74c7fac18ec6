/* connecting -- one socket of the workbench connected, and how long that may take. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/connecting.h"

#include <errno.h>
#include <poll.h>

#include "bench/adopt.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "net/calls.h"
#include "net/connect.h"
#include "net/sock.h"

/* A Unix socket whose peer's backlog is full cannot be waited for: it is tried again. */
static int begin(struct run *run, const struct bench_sock *sock, const struct sock_addr *to,
		 struct err *err)
{
	for (;;) {
		if (call_connect(sock->fd, &to->at.any, to->size) == 0)
			return 0;
		if (errno != EAGAIN || sock->family != AF_UNIX || !verbrow_pause(run, sock, err))
			return errno;
	}
}

/* How often nobody answered; TCP goes on asking. */
static void tell_silence(const struct bench_sock *sock, const struct sock_addr *to, struct err *err)
{
	enum transport transport;

	if (err->kind != STATUS_TIMEOUT || !adopt_transport(&transport, sock))
		return;
	connect_failed(to, transport, ETIMEDOUT, err);
	if (transport == TRANSPORT_TCP)
		connect_add_syns(err, connect_syns(sock->fd));
}

/* The outcome of a connect that was begun. Over IP a second call tells it as one that blocks does,
 * and leaves a socket that failed fit for another try; SO_ERROR would leave it broken. */
static int wait_for(struct run *run, const struct bench_sock *sock, const struct sock_addr *to,
		    struct err *err)
{
	if (!bench_wait(verb_bench(run), sock, POLLOUT, verbrow_until(run), err)) {
		tell_silence(sock, to, err);
		return err->number ? err->number : EAGAIN;
	}
	if (sock->family != AF_INET && sock->family != AF_INET6)
		return sock_error(sock->fd);
	return call_connect(sock->fd, &to->at.any, to->size) == 0 || errno == EISCONN ? 0 : errno;
}

int connecting_run(struct run *run, struct bench_sock *sock, const struct sock_addr *to,
		   struct err *err)
{
	bool was_connected = adopt_is_stream(sock) && sock->is_connected;
	int number = begin(run, sock, to, err);
	bool goes_on = number == EINPROGRESS || number == EALREADY || number == EINTR;

	sock->is_connecting = goes_on;
	if (err->kind != STATUS_OK)
		return err->number ? err->number : EAGAIN;
	if (goes_on && sock->timeout_ns != 0) {
		number = wait_for(run, sock, to, err);
		sock->is_connecting = err->kind != STATUS_OK;
	}
	sock->is_connected = sock->is_connected || number == 0;
	/* Linux lets the first call behind one that did not wait succeed once more. */
	return number == 0 && was_connected ? EISCONN : number;
}

bool connecting_failed(const struct bench_sock *sock, const struct sock_addr *to, int number,
		       struct err *err)
{
	enum transport transport;
	struct buf text = { 0 };

	if (number == EINPROGRESS || number == EALREADY)
		return err_errno(err, number,
				 "'%s' does not block, and connects: poll tells when it is done, "
				 "SO_ERROR how",
				 sock->name);
	if (number == EISCONN)
		return err_errno(err, number, "'%s' is connected already", sock->name);
	if (adopt_transport(&transport, sock))
		return connect_failed(to, transport, number, err);
	adopt_put_end(&text, sock, to);
	err_errno(err, number, "cannot connect to %s", buf_text(&text));
	buf_free(&text);
	return false;
}
