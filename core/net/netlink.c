/* netlink -- asks the kernel's tables over netlink(7), and hears of changes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/netlink.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "net/calls.h"

/* The kernel fills at most 32 KiB when it can, but one link with all its alternative names may
 * need 64 KiB; pages that are not written cost nothing. */
enum { DATAGRAM_ROOM = 1 << 17, DUMP_TRIES = 20, DRAIN_MAX = 10000 };

/* Changes come in bursts; a smaller queue only loses more of them, so failure is no matter. */
static void grow_queue(int fd)
{
	const int size_bytes = 1 << 20;

	call_setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size_bytes, sizeof(size_bytes));
}

bool netlink_open(struct netlink *netlink, int protocol, uint32_t groups, struct err *err)
{
	struct sockaddr_nl at = { .nl_family = AF_NETLINK, .nl_groups = groups };
	struct netlink fresh = {
		.fd = call_socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol),
	};

	if (fresh.fd < 0)
		return err_errno(err, errno, "cannot ask the kernel by netlink");
	if (groups)
		grow_queue(fresh.fd);
	if (groups && call_bind(fresh.fd, (struct sockaddr *)&at, sizeof(at)) < 0) {
		err_errno(err, errno, "cannot watch by netlink");
		netlink_close(&fresh);
		return false;
	}
	*netlink = fresh;
	return true;
}

/* Append one datagram of the kernel to BUF. The kernel has answered when send(2) returns, so
 * nothing here ever waits. */
static bool receive(struct netlink *netlink, struct buf *buf, struct err *err)
{
	struct sockaddr_nl from = { 0 };
	struct iovec room;
	struct msghdr message = { .msg_iov = &room, .msg_iovlen = 1 };
	ssize_t size;

	do {
		if (!buf_reserve(buf, DATAGRAM_ROOM))
			return err_errno(err, ENOMEM, "cannot read from netlink");
		room = (struct iovec){ buf->data + buf->size, DATAGRAM_ROOM };
		message.msg_name = &from;
		message.msg_namelen = sizeof(from);
		size = call_recvmsg(netlink->fd, &message, MSG_DONTWAIT);
		if (size < 0 && errno != EINTR)
			return err_errno(err, errno, "cannot read from netlink");
	} while (size < 0 || from.nl_pid != 0);
	if (message.msg_flags & MSG_TRUNC)
		return err_set(err, STATUS_LACKING, "a netlink message is larger than %d bytes",
			       DATAGRAM_ROOM);
	buf->size += (size_t)size;
	return true;
}

/* How far an answer has come. */
struct progress {
	bool done, interrupted;
	int number; /* errno, or 0 */
};

/* NLMSG_DONE and NLMSG_ERROR begin with an errno, negated; 0 is an acknowledgement. */
static int error_of(const struct nlmsg *message)
{
	struct nlmsg_bytes body = message->body;
	int number = 0;

	nlmsg_take(&number, sizeof(number), &body);
	return -number;
}

/* Look at the datagram BYTES, an answer to SEQUENCE; of it the messages but the last formal one
 * are kept: *KEPT bytes. A datagram answers one request. False when it is malformed. */
static bool look(struct progress *progress, size_t *kept, struct nlmsg_bytes bytes,
		 uint32_t sequence)
{
	const unsigned char *begin = bytes.data;
	struct nlmsg message;

	*kept = 0;
	while (!progress->done && nlmsg_next(&message, &bytes)) {
		if (message.sequence != sequence)
			return true;
		progress->interrupted |= (message.flags & NLM_F_DUMP_INTR) != 0;
		progress->done = !(message.flags & NLM_F_MULTI);
		if (message.type == NLMSG_DONE || message.type == NLMSG_ERROR) {
			progress->done = true;
			progress->number = error_of(&message);
			return true;
		}
		*kept = (size_t)(bytes.data - begin);
	}
	return progress->done || bytes.size == 0;
}

static bool read_answer(struct netlink *netlink, struct buf *answer, struct progress *progress,
			struct err *err)
{
	while (!progress->done) {
		size_t before = answer->size, kept;
		struct nlmsg_bytes datagram;

		if (!receive(netlink, answer, err))
			return false;
		datagram.data = (const unsigned char *)answer->data + before;
		datagram.size = answer->size - before;
		if (!look(progress, &kept, datagram, netlink->sequence))
			return err_set(err, STATUS_LACKING, "a malformed netlink message");
		answer->size = before + kept;
	}
	if (progress->number != 0)
		return err_errno(err, progress->number, "netlink");
	return true;
}

bool netlink_ask(struct netlink *netlink, struct nlmsg_request *request, struct buf *answer,
		 struct err *err)
{
	size_t before = answer->size;

	for (int tries = 0; tries < DUMP_TRIES; tries++) {
		struct progress progress = { 0 };

		request->header.nlmsg_seq = ++netlink->sequence;
		if (call_send(netlink->fd, request, request->header.nlmsg_len, 0) < 0) {
			err_errno(err, errno, "cannot ask the kernel by netlink");
			break;
		}
		if (!read_answer(netlink, answer, &progress, err))
			break;
		if (!progress.interrupted)
			return true;
		answer->size = before;
		err_set(err, STATUS_TEMP_FAIL, "the kernel's tables changed while they were read");
	}
	answer->size = before;
	return false;
}

bool netlink_ask_once(struct nlmsg_request *request, struct buf *answer, struct err *err)
{
	struct netlink netlink = NETLINK_CLOSED;
	bool fine;

	if (!netlink_open(&netlink, NETLINK_ROUTE, 0, err))
		return false;
	fine = netlink_ask(&netlink, request, answer, err);
	netlink_close(&netlink);
	return fine;
}

bool netlink_wait(struct netlink *netlink, struct buf *events, struct deadline until,
		  struct err *err)
{
	struct pollfd watched = { .fd = netlink->fd, .events = POLLIN };

	for (;;) {
		int ready = call_poll(&watched, 1, deadline_poll_ms(until));

		if (ready < 0 && errno != EINTR)
			return err_errno(err, errno, "cannot wait for netlink");
		if (ready == 0)
			return err_set(err, STATUS_TIMEOUT, "nothing changed");
		if (ready > 0 && receive(netlink, events, err))
			return true;
		if (ready > 0 && err->number != EAGAIN)
			return false;
	}
}

void netlink_drain(struct netlink *netlink)
{
	struct buf waste = { 0 };
	struct err err = { 0 };

	for (int i = 0; i < DRAIN_MAX; i++) {
		buf_clear(&waste);
		if (!receive(netlink, &waste, &err) && err.number != ENOBUFS)
			break;
	}
	buf_free(&waste);
}

void netlink_close(struct netlink *netlink)
{
	if (netlink->fd >= 0)
		call_close(netlink->fd);
	netlink->fd = -1;
}
