/* sender -- messages to one peer, over any transport: a connection made, used and ended whole. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sender.h"

#include <errno.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>

#include "base/num.h"
#include "net/calls.h"
#include "net/datagram.h"

enum { LOOK_MS = 5 }; /* between looks at what is acknowledged, of which nothing tells */

bool sender_open(struct sender *sender, const struct locations *locations,
		 const struct sock_plan *plan, struct deadline until, struct err *err)
{
	int fd;

	if (!race_run(&fd, &sender->race, locations, plan, until, err))
		return false;
	sender->fd = fd;
	sender->transport = locations->transport;
	return true;
}

static bool fail(const struct sender *sender, size_t size, int number, struct err *err)
{
	const struct sock_addr *peer = &sender->race.peer;

	if (sock_has_messages(sender->transport) && number == EMSGSIZE)
		return datagram_send_failed(size, peer, number, err);
	if (number == ECONNREFUSED)
		return connect_failed(peer, sender->transport, number, err);
	return err_errno(err, number, "cannot send");
}

/* An ICMP error that has come back: on this machine it has at once. */
static bool check_refusal(const struct sender *sender, struct err *err)
{
	int number = sock_error(sender->fd);

	return number == 0 || fail(sender, 0, number, err);
}

/* Wait until it can be written to; LEFT bytes are still to go. */
static bool wait_writable(const struct sender *sender, size_t left, struct deadline until,
			  struct err *err)
{
	struct pollfd one = { sender->fd, POLLOUT, 0 };
	int done;

	do
		done = call_poll(&one, 1, deadline_poll_ms(until));
	while (done < 0 && errno == EINTR);
	if (done < 0)
		return err_errno(err, errno, "cannot send");
	return done > 0 ||
	       err_set(err, STATUS_TIMEOUT, "the peer takes no more: %zu byte%s not sent", left,
		       num_plural(left));
}

bool sender_send(struct sender *sender, const void *data, size_t size, struct deadline until,
		 struct err *err)
{
	const char *next = data;
	size_t left = size;

	do {
		ssize_t done = call_send(sender->fd, next, left, MSG_DONTWAIT);

		if (done < 0 && errno != EAGAIN && errno != EINTR)
			return fail(sender, size, errno, err);
		if (done < 0 && errno == EAGAIN && !wait_writable(sender, left, until, err))
			return false;
		if (done >= 0 && left == 0)
			break; /* an empty message */
		next += done > 0 ? done : 0;
		left -= done > 0 ? (size_t)done : 0;
	} while (left > 0);
	return sock_type(sender->transport) != SOCK_DGRAM || check_refusal(sender, err);
}

/* Bytes that the peer's machine has not acknowledged: tcp(7), SIOCOUTQ. */
static bool wait_acknowledged(const struct sender *sender, struct deadline until, struct err *err)
{
	for (;;) {
		int left = call_queue_size(sender->fd, SIOCOUTQ);
		int number = sock_error(sender->fd);
		struct deadline next = deadline_in((int64_t)LOOK_MS * NS_PER_MS);

		if (number)
			return fail(sender, 0, number, err);
		if (left <= 0)
			return true;
		if (deadline_passed(until))
			return err_set(err, STATUS_TIMEOUT, "%d byte%s not acknowledged", left,
				       num_plural((uint64_t)left));
		deadline_sleep(deadline_earlier(next, until));
	}
}

bool sender_finish(struct sender *sender, struct deadline until, struct err *err)
{
	if (sender->fd < 0)
		return true;
	if (sock_type(sender->transport) != SOCK_DGRAM)
		call_shutdown(sender->fd, SHUT_WR);
	if (sender->transport == TRANSPORT_TCP)
		return wait_acknowledged(sender, until, err);
	return check_refusal(sender, err);
}

void sender_close(struct sender *sender)
{
	if (sender->fd >= 0)
		call_close(sender->fd);
	sender->fd = -1;
}
