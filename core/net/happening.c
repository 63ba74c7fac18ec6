/* happening -- what can be seen of a socket from outside: nothing is read off it, its error and its
 * error queue included. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/happening.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <linux/sockios.h>

#include "net/calls.h"
#include "net/tcpinfo.h"

enum { OVER = POLLRDHUP | POLLHUP };

static short ask(int fd)
{
	struct pollfd one = { fd, POLLIN | POLLOUT | POLLPRI | POLLRDHUP, 0 };

	return call_poll(&one, 1, 0) > 0 && !(one.revents & POLLNVAL) ? one.revents : 0;
}

static bool has_peer(int fd)
{
	struct sockaddr_storage peer;
	socklen_t size = sizeof(peer);

	return call_getpeername(fd, (struct sockaddr *)&peer, &size) == 0;
}

/* ---- those that wait ---------------------------------------------------------------------- */

static void look_at_listener(struct happening *now, int fd)
{
	struct tcpinfo info;
	struct err unused;
	uint64_t count;

	now->what = HAPPENING_WAITING;
	if (!tcpinfo_read(&info, fd, &unused) || !tcpinfo_get(&count, &info, TCPINFO_UNACKED))
		return;
	now->count = (int64_t)count;
	now->is_total = true;
}

/* At its end a socket can be read, but there is nothing; an empty message is nothing too. */
static void look_at_input(struct happening *now, const struct happening_of *sock, short events)
{
	bool is_stream = sock->type == SOCK_STREAM;
	int64_t count = call_queue_size(sock->fd, SIOCINQ);

	if (count <= 0 && (events & OVER || (is_stream && count == 0)))
		return;
	if (count == 0 && !(ask(sock->fd) & POLLIN))
		return; /* it was no message after all: its checksum was wrong */
	now->what |= HAPPENING_INPUT;
	now->count = count;
	now->is_total = count >= 0 && (is_stream || sock->type == SOCK_SEQPACKET);
}

/* ---- errors ------------------------------------------------------------------------------- */

/* Whether its errors, or what became of what it sent, come by the error queue. */
static bool queues_errors(int fd)
{
	static const int option[][2] = {
		{ SOL_SOCKET, SO_TIMESTAMPING },
		{ SOL_SOCKET, SO_ZEROCOPY },
		{ IPPROTO_IP, IP_RECVERR },
		{ IPPROTO_IPV6, IPV6_RECVERR },
	};
	const unsigned count = sizeof(option) / sizeof(option[0]);
	int value = 0;

	for (unsigned i = 0; i < count && value == 0; i++) {
		socklen_t size = sizeof(value);

		if (call_getsockopt(fd, option[i][0], option[i][1], &value, &size) < 0)
			value = 0;
	}
	return value != 0;
}

static unsigned name_error(const struct happening_of *sock, bool is_connected)
{
	bool is_stream = sock->type == SOCK_STREAM || sock->type == SOCK_SEQPACKET;

	if (is_stream && sock->connects && !is_connected)
		return HAPPENING_FAILED;
	if (is_stream && (sock->family == AF_UNIX || !is_connected))
		return HAPPENING_BROKEN;
	return queues_errors(sock->fd) ? HAPPENING_QUEUE : HAPPENING_ERROR;
}

/* ---- connections -------------------------------------------------------------------------- */

/* A TCP socket whose error somebody has taken looks as if its peer had ended: it has no peer any
 * more. One that nobody has connected looks so too. */
static unsigned name_end(const struct happening_of *sock, short events, bool is_connected)
{
	if (sock->read_ended || !(is_connected || sock->write_ended))
		return 0;
	return sock->family == AF_UNIX && events & POLLHUP ? HAPPENING_GONE : HAPPENING_END;
}

static void look_at_connection(struct happening *now, const struct happening_of *sock, short events)
{
	bool is_connected = has_peer(sock->fd);

	now->is_settled = sock->connects && events & (POLLOUT | POLLERR | POLLHUP);
	if (sock->connects && is_connected)
		now->what |= HAPPENING_CONNECTED;
	if (events & POLLERR)
		now->what |= name_error(sock, is_connected);
	else if (events & POLLRDHUP)
		now->what |= name_end(sock, events, is_connected);
}

struct happening happening_look(const struct happening_of *sock)
{
	struct happening now = { .count = -1 };
	short events = ask(sock->fd);

	if (sock->listens) {
		if (events & POLLIN)
			look_at_listener(&now, sock->fd);
		return now;
	}
	if (events & POLLIN)
		look_at_input(&now, sock, events);
	if (events & POLLPRI && !(events & POLLERR))
		now.what |= HAPPENING_URGENT;
	if (events & (POLLERR | OVER) || sock->connects)
		look_at_connection(&now, sock, events);
	return now;
}
