/* adopt -- sockets that come to the workbench, and what is known of each. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/adopt.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "net/calls.h"
#include "net/calltext.h"
#include "net/names.h"
#include "net/otheraddr.h"
#include "net/sock.h"

/* ---- taking it ---------------------------------------------------------------------------- */

static bool look(struct sockkind *kind, bool *listens, int fd, struct err *err)
{
	int value = 0, flags = fcntl(fd, F_GETFL);
	socklen_t size = sizeof(value);

	if (!sockkind_of(kind, fd, err))
		return false;
	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return err_errno(err, errno, "cannot keep the socket from blocking");
	/* It has no end where nothing can be told apart: an older kernel is no failure. */
	if (kind->type == SOCK_SEQPACKET)
		sock_set(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
	*listens = call_getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0 && value;
	return true;
}

struct bench_sock *adopt(struct bench *bench, const char *prefix, int fd, struct err *err)
{
	struct sockkind kind;
	bool listens = false;
	struct bench_sock *sock;

	if (!look(&kind, &listens, fd, err)) {
		call_close(fd);
		return NULL;
	}
	sock = bench_add(bench, prefix, fd, err);
	if (!sock)
		return NULL;
	sock->family = kind.family;
	sock->type = kind.type;
	sock->protocol = kind.protocol;
	sock->listens = listens;
	return sock;
}

/* The peer of netlink is the kernel, always. */
struct bench_sock *adopt_found(struct bench *bench, const char *prefix, int fd, struct err *err)
{
	struct err unused = { 0 };
	struct bench_sock *sock;
	struct sock_addr peer;
	struct sockkind kind;

	if (!sockkind_of(&kind, fd, &unused))
		return bench_add(bench, prefix, fd, err);
	sock = adopt(bench, prefix, fd, err);
	if (!sock)
		return NULL;
	sock_addr_peer(&peer, sock->fd);
	sock->is_connected = peer.size > 0 && sock->family != AF_NETLINK;
	return sock;
}

/* ---- what it is --------------------------------------------------------------------------- */

bool adopt_is_stream(const struct bench_sock *sock)
{
	return sock->type == SOCK_STREAM;
}

bool adopt_transport(enum transport *transport, const struct bench_sock *sock)
{
	bool is_stream = adopt_is_stream(sock);

	if (sock->family == AF_UNIX)
		*transport = is_stream                  ? TRANSPORT_UNIX
			     : sock->type == SOCK_DGRAM ? TRANSPORT_UNIXGRAM
							: TRANSPORT_SEQPACKET;
	else if (sock->family == AF_INET || sock->family == AF_INET6)
		*transport = is_stream ? TRANSPORT_TCP : TRANSPORT_UDP;
	else
		return false;
	return true;
}

struct sockkind adopt_kind(const struct bench_sock *sock)
{
	return sockkind_like(sock->family, sock->type, sock->protocol);
}

/* ---- its ends ----------------------------------------------------------------------------- */

void adopt_put_end(struct buf *text, const struct bench_sock *sock, const struct sock_addr *end)
{
	char address[ADDR_TEXT_MAX];
	enum transport transport;
	struct addr addr;

	if (end->size == 0)
		return;
	if (adopt_kind(sock).on & (ON_RAW | ON_PING) && sock_addr_ip(&addr, NULL, end)) {
		addr_format(address, &addr); /* its port is a protocol or an identifier */
		buf_puts(text, address);
	} else if (adopt_transport(&transport, sock))
		sock_addr_format(text, transport, end);
	else if (!otheraddr_put(text, end))
		calltext_sockaddr(text, &end->at.any, end->size);
}

void adopt_say_end(struct buf *text, const struct bench_sock *sock, const struct sock_addr *end)
{
	bool is_ip = sock->family == AF_INET || sock->family == AF_INET6;
	struct buf whole = { 0 };
	const char *said;

	adopt_put_end(&whole, sock, end);
	said = buf_text(&whole);
	if (adopt_kind(sock).on & (ON_RAW | ON_PING))
		is_ip = false;
	buf_puts(text, is_ip && strchr(said, ':') ? strchr(said, ':') + 1 : said);
	buf_free_part(&whole, text);
}
