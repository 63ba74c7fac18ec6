/* sock_addr -- where a socket is bound or whom it talks to: IP address and port, or a Unix name. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCK_ADDR_H
#define NET_SOCK_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/buf.h"
#include "net/addr.h"
#include "net/endpoint.h"

/* A plain value. SIZE 0 is none; of a Unix socket it says where the name ends, which may hold NULs
 * and need not end in one: unix(7). */
struct sock_addr {
	socklen_t size;
	union {
		struct sockaddr any;
		struct sockaddr_un unix_name;
		struct sockaddr_storage room;
	} at;
};

void sock_addr_set(struct sock_addr *sa, const struct addr *addr, uint16_t port);

/* The name of an ENDPOINT_PATH or ENDPOINT_ABSTRACT, which endpoint_parse has measured. */
void sock_addr_set_unix(struct sock_addr *sa, const struct endpoint *endpoint);

/* The IP address and port (host byte order, may be NULL) in it; an IPv4 address that IPv6 has
 * mapped is IPv4. False for another family. */
bool sock_addr_ip(struct addr *addr, uint16_t *port, const struct sock_addr *sa);

/* 0 where there is none. */
uint16_t sock_addr_port(const struct sock_addr *sa);
void sock_addr_set_port(struct sock_addr *sa, uint16_t port);

/* AF_UNSPEC where there is none. */
int sock_addr_family(const struct sock_addr *sa);

bool sock_addr_equal(const struct sock_addr *a, const struct sock_addr *b);

/* Whether what is sent there stays on this machine: a loopback address, or a Unix name. */
bool sock_addr_is_loopback(const struct sock_addr *sa);

bool sock_addr_is_multicast(const struct sock_addr *sa);

/* The canonical text of DESIGN's endpoints: tcp:127.0.0.1:80, udp:[fe80::1%eth0]:53,
 * unix:/run/x.sock, unix:@name; a Unix socket without a name is (unnamed). */
void sock_addr_format(struct buf *buf, enum transport transport, const struct sock_addr *sa);

/* What a Unix socket is called: "/run/x.sock", or "@name"; nothing where it has no name. */
void sock_addr_format_path(struct buf *buf, const struct sock_addr *sa);

/* Its own end and the other one. SIZE is 0 where it has none. getsockname(2), getpeername(2). */
void sock_addr_local(struct sock_addr *sa, int fd);
void sock_addr_peer(struct sock_addr *sa, int fd);

#endif
