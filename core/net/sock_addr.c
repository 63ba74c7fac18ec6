/* sock_addr -- where a socket is bound or whom it talks to: IP address and port, or a Unix name. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sock_addr.h"

#include <netinet/in.h>
#include <string.h>

#include "net/calls.h"

void sock_addr_set(struct sock_addr *sa, const struct addr *addr, uint16_t port)
{
	*sa = (struct sock_addr){ 0 };
	sa->size = addr_to_sockaddr(&sa->at.room, addr, port);
}

/* An abstract name has a NUL in front, a path one behind it, where there is room. */
void sock_addr_set_unix(struct sock_addr *sa, const struct endpoint *endpoint)
{
	struct sockaddr_un *name = &sa->at.unix_name;
	bool abstract = endpoint->kind == ENDPOINT_ABSTRACT;
	size_t size = strlen(endpoint->name), room = sizeof(name->sun_path);

	*sa = (struct sock_addr){ 0 };
	name->sun_family = AF_UNIX;
	memcpy(name->sun_path + abstract, endpoint->name, size > room ? room : size);
	size += size < room;
	sa->size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
}

int sock_addr_family(const struct sock_addr *sa)
{
	return sa->size >= sizeof(sa->at.any.sa_family) ? sa->at.any.sa_family : AF_UNSPEC;
}

static const unsigned char mapped_prefix[12] = { [10] = 0xff, [11] = 0xff };

bool sock_addr_ip(struct addr *addr, uint16_t *port, const struct sock_addr *sa)
{
	struct addr found;

	if (!addr_from_sockaddr(&found, port, &sa->at.any, sa->size))
		return false;
	if (found.family == AF_INET6 && memcmp(found.byte, mapped_prefix, 12) == 0) {
		*addr = (struct addr){ .family = AF_INET };
		memcpy(addr->byte, found.byte + 12, 4);
	} else {
		*addr = found;
	}
	return true;
}

uint16_t sock_addr_port(const struct sock_addr *sa)
{
	struct addr addr;
	uint16_t port = 0;

	return sock_addr_ip(&addr, &port, sa) ? port : 0;
}

void sock_addr_set_port(struct sock_addr *sa, uint16_t port)
{
	struct addr addr;

	if (addr_from_sockaddr(&addr, NULL, &sa->at.any, sa->size))
		sock_addr_set(sa, &addr, port);
}

bool sock_addr_equal(const struct sock_addr *a, const struct sock_addr *b)
{
	struct addr ip_a, ip_b;
	uint16_t port_a, port_b;

	if (sock_addr_ip(&ip_a, &port_a, a))
		return sock_addr_ip(&ip_b, &port_b, b) && port_a == port_b &&
		       addr_compare(&ip_a, &ip_b) == 0;
	return a->size == b->size && memcmp(&a->at, &b->at, a->size) == 0;
}

bool sock_addr_is_loopback(const struct sock_addr *sa)
{
	static const struct addr inet = { .family = AF_INET, .byte = { 127 } };
	static const struct addr inet6 = { .family = AF_INET6, .byte = { [15] = 1 } };
	struct addr addr;

	if (!sock_addr_ip(&addr, NULL, sa))
		return sock_addr_family(sa) == AF_UNIX;
	return addr_in(&addr, &inet, 8) || addr_in(&addr, &inet6, ADDR_INET6_BITS);
}

bool sock_addr_is_multicast(const struct sock_addr *sa)
{
	struct addr addr;

	return sock_addr_ip(&addr, NULL, sa) && addr_is_multicast(&addr);
}

void sock_addr_format_path(struct buf *buf, const struct sock_addr *sa)
{
	const char *path = sa->at.unix_name.sun_path;
	size_t room;

	if (sock_addr_family(sa) != AF_UNIX || sa->size <= offsetof(struct sockaddr_un, sun_path))
		return;
	room = sa->size - offsetof(struct sockaddr_un, sun_path);
	if (path[0]) {
		buf_puts(buf, path[0] == '@' ? "./" : ""); /* else it would be an abstract name */
		buf_put(buf, path, strnlen(path, room));
	} else {
		buf_putc(buf, '@');
		buf_put(buf, path + 1, room - 1);
	}
}

static void put_ip(struct buf *buf, const struct addr *addr, uint16_t port)
{
	char text[ADDR_TEXT_MAX];
	size_t size = addr_format(text, addr);

	buf_puts(buf, addr->family == AF_INET6 ? "[" : "");
	buf_put(buf, text, size);
	buf_puts(buf, addr->family == AF_INET6 ? "]:" : ":");
	buf_putu(buf, port);
}

void sock_addr_format(struct buf *buf, enum transport transport, const struct sock_addr *sa)
{
	struct addr addr;
	uint16_t port = 0;
	size_t start;

	buf_puts(buf, name_word(endpoint_transports, transport));
	buf_putc(buf, ':');
	start = buf->size;
	if (sock_addr_ip(&addr, &port, sa))
		put_ip(buf, &addr, port);
	else
		sock_addr_format_path(buf, sa);
	if (buf->size == start)
		buf_puts(buf, "(unnamed)");
}

/* Without an answer nothing is left of what SA was. A longer one was cut: bind(2). */
static void take(struct sock_addr *sa, int fd,
		 int (*ask)(int fd, struct sockaddr *at, socklen_t *size))
{
	struct sock_addr fresh = { .size = sizeof(fresh.at) };

	if (ask(fd, &fresh.at.any, &fresh.size) < 0)
		fresh = (struct sock_addr){ 0 };
	if (fresh.size > sizeof(fresh.at))
		fresh.size = sizeof(fresh.at);
	*sa = fresh;
}

void sock_addr_local(struct sock_addr *sa, int fd)
{
	take(sa, fd, call_getsockname);
}

void sock_addr_peer(struct sock_addr *sa, int fd)
{
	take(sa, fd, call_getpeername);
}
