/* addr -- one IP address as a value: parse, format, compare, classify, mask. No resolver. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_ADDR_H
#define NET_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/socket.h>

#include "base/err.h"

/* A plain value: copied by assignment, never freed. */
struct addr {
	int family;        /* AF_INET or AF_INET6; 0 is no address */
	uint8_t byte[16];  /* network order; an IPv4 address uses the first four */
	uint32_t scope_id; /* interface index of a zone, or 0 */
};

enum {
	ADDR_TEXT_MAX = 64, /* any address with its zone, and a NUL */
	ADDR_INET_BITS = 32,
	ADDR_INET6_BITS = 128
};

/* Bytes of an address of this family: 4 or 16. */
size_t addr_size(int family);

/* Strict text, as inet_pton(3) reads it, with a zone ("fe80::1%eth0", "%2") where the address
 * is link-local (RFC 4007). ERR is STATUS_INVALID, or STATUS_NO_INTERFACE for an unknown zone.
 * On failure ADDR is untouched. */
bool addr_parse(struct addr *addr, const char *text, struct err *err);

/* Canonical text (RFC 5952; the zone by name where the interface has one), always
 * NUL-terminated; returns its length. */
size_t addr_format(char text[static ADDR_TEXT_MAX], const struct addr *addr);

/* -1, 0 or 1: by family, bytes, then scope. */
int addr_compare(const struct addr *a, const struct addr *b);

/* Whether the first BITS bits of both are the same; false for different families. */
bool addr_in(const struct addr *addr, const struct addr *network, unsigned bits);

/* To and from socket addresses. addr_from_sockaddr accepts AF_INET and AF_INET6 only; PORT,
 * in host byte order, may be NULL. */
socklen_t addr_to_sockaddr(struct sockaddr_storage *to, const struct addr *addr, uint16_t port);
bool addr_from_sockaddr(struct addr *addr, uint16_t *port, const struct sockaddr *from,
                        socklen_t size);

#endif
