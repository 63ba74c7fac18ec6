/* knock -- one datagram and what comes of it: an answer, a refusal, or silence. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/knock.h"

#include <errno.h>

#include "net/calls.h"
#include "net/datagram.h"
#include "net/errqueue.h"

static bool failed(int fd, enum transport transport, int number, struct err *err)
{
	struct trouble trouble;

	if (!transport_is_unix(transport) && errqueue_take(&trouble, fd))
		return trouble_say(&trouble, err);
	return err_errno(err, number, "no answer");
}

static bool send_it(int fd, enum transport transport, const void *data, size_t size,
		    struct err *err)
{
	struct sock_addr to;
	int number;

	if (datagram_send(fd, data, size, NULL, NULL, 0))
		return true;
	number = errno;
	sock_addr_peer(&to, fd);
	if (number == EMSGSIZE || number == EAGAIN)
		return datagram_send_failed(size, &to, number, err);
	return failed(fd, transport, number, err);
}

bool knock(struct buf *answer, int64_t *rtt_ns, int fd, enum transport transport, const void *data,
	   size_t size, struct deadline until, struct err *err)
{
	int family = transport_is_unix(transport) ? AF_UNIX : AF_INET;
	int64_t began_ns = clock_now_ns();
	struct pollfd one = { fd, POLLIN, 0 };
	struct sock_addr local;
	ssize_t done;

	sock_addr_local(&local, fd);
	family = sock_addr_family(&local) ? sock_addr_family(&local) : family;
	if (!datagram_prepare(fd, family, DATAGRAM_ERRORS, err) ||
	    !send_it(fd, transport, data, size, err))
		return false;
	if (!buf_reserve(answer, DATAGRAM_ROOM))
		return err_errno(err, ENOMEM, "no room for an answer");
	for (;;) {
		if (deadline_passed(until))
			return err_set(err, STATUS_SILENT,
				       "nothing came back: it may be open, or dropped on the way");
		if (call_poll(&one, 1, deadline_poll_ms(until)) <= 0)
			continue;
		done = call_recv(fd, answer->data + answer->size, DATAGRAM_ROOM, 0);
		if (done >= 0)
			break;
		if (errno != EAGAIN && errno != EINTR)
			return failed(fd, transport, errno, err);
	}
	*rtt_ns = clock_now_ns() - began_ns;
	answer->size += (size_t)done;
	return true;
}
