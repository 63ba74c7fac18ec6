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
static inline size_t addr_size(int family)
{
	return family == AF_INET ? 4 : 16;
}

/* SIZE bytes of strict text without a zone, as inet_pton(3) reads them: four decimal numbers
 * without leading zeros, or RFC 4291 section 2.2. On failure ADDR is untouched. */
bool addr_read(struct addr *addr, const char *text, size_t size);

/* Strict text, as addr_read has it, with a zone ("fe80::1%eth0", "%2") where the address
 * is link-local (RFC 4007). ERR is STATUS_INVALID, or STATUS_NO_INTERFACE for an unknown zone.
 * On failure ADDR is untouched. */
bool addr_parse(struct addr *addr, const char *text, struct err *err);

/* Whether ADDR is good on one link only, so that a zone belongs to it: fe80::/10 and
 * multicast of interface-local and link-local scope. RFC 4007. */
bool addr_is_link_local(const struct addr *addr);

/* Whether ADDR is a group: 224.0.0.0/4, ff00::/8. */
bool addr_is_multicast(const struct addr *addr);

/* The index that ZONE stands for on this machine: an interface's name or a number. ERR is
 * STATUS_NO_INTERFACE, or what the call said. */
bool addr_zone(uint32_t *scope_id, const char *zone, struct err *err);

/* The index of the interface that WORD, a name or a number, stands for: one that is there. ERR as
 * of addr_zone. On failure INDEX is untouched. */
bool addr_interface(unsigned *index, const char *word, struct err *err);

/* The name of an interface, IF_NAMESIZE bytes, by its index. ERR as of addr_zone. On failure NAME
 * is untouched. */
bool addr_zone_name(char *name, uint32_t index, struct err *err);

/* Canonical text as inet_ntop(3) writes it (RFC 5952), and behind it the zone, by name where
 * the interface has one; always NUL-terminated; returns its length. */
size_t addr_format(char text[static ADDR_TEXT_MAX], const struct addr *addr);

/* -1, 0 or 1: by family, bytes, then scope. */
int addr_compare(const struct addr *a, const struct addr *b);

/* Whether the first BITS bits of both are the same; false for different families. */
bool addr_in(const struct addr *addr, const struct addr *network, unsigned bits);

/* Whether ADDR is 0.0.0.0 or ::, to which a socket is bound that takes what comes to any. */
bool addr_is_wildcard(const struct addr *addr);

/* The IPv4 address that ::ffff:192.0.2.1 stands for (RFC 4291 section 2.5.5.2), or ADDR itself. */
struct addr addr_unmapped(const struct addr *addr);

/* To and from socket addresses. addr_from_sockaddr accepts AF_INET and AF_INET6 only; PORT,
 * in host byte order, may be NULL. */
socklen_t addr_to_sockaddr(struct sockaddr_storage *to, const struct addr *addr, uint16_t port);
bool addr_from_sockaddr(struct addr *addr, uint16_t *port, const struct sockaddr *from,
			socklen_t size);

#endif
