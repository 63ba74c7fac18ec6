/* datagram -- messages as they really came: from whom, to which address, how long, cut or whole. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_DATAGRAM_H
#define NET_DATAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/err.h"
#include "net/sock_addr.h"

enum {
	DATAGRAM_ROOM = 1 << 16,   /* no datagram of IP is longer */
	DATAGRAM_INET_MAX = 65507, /* bytes that fit into one of UDP over IPv4 */
	DATAGRAM_INET6_MAX = 65527 /* over IPv6, without a jumbogram */
};

/* What a socket shall tell beside the data. */
enum {
	DATAGRAM_TO = 1 << 0,    /* the address and interface it came to */
	DATAGRAM_HOPS = 1 << 1,  /* TTL and TOS, hop limit and traffic class */
	DATAGRAM_TIME = 1 << 2,  /* when the kernel got it */
	DATAGRAM_DROPS = 1 << 3, /* how many the kernel had to drop */
	DATAGRAM_PEER = 1 << 4,  /* credentials of a Unix peer */
	DATAGRAM_ERRORS = 1 << 5 /* ICMP errors, for net/errqueue */
};

/* Ask socket FD of FAMILY for them. What its family does not have is left out. */
bool datagram_prepare(int fd, int family, unsigned wants, struct err *err);

/* One message. A plain value; DATA is borrowed. */
struct datagram {
	struct sock_addr from; /* size 0: a stream's, or a Unix peer's without a name */
	struct addr to;        /* family 0: not told */
	unsigned index;        /* of the interface, 0: not told */
	int ttl, tos;          /* -1: not told */
	int64_t wall_ns;       /* when the kernel got it, CLOCK_REALTIME; 0: not told */
	uint32_t drops;        /* datagrams dropped so far, mod 2^32 */
	bool has_drops;
	bool truncated;
	bool to_many; /* TO is a group or a broadcast address: nothing can be sent from there */
	size_t size, true_size; /* bytes that are here, and that were sent */
	struct ucred peer;      /* pid 0: not told */
	const char *data;
};

/* How many messages the kernel dropped on socket FD so far, mod 2^32. False where it does not tell.
 * SO_MEMINFO, socket(7). */
bool datagram_count_drops(uint32_t *drops, int fd);

/* ---- many at once ------------------------------------------------------------------------- */

/* Owner: starts as { 0 }, ends in datagrams_free. */
struct datagrams {
	unsigned room; /* messages */
	unsigned count;
	struct mmsghdr *in, *out;
	struct datagram_slot *slot;
	unsigned replies;
};

/* Room for COUNT messages of any size. Memory that is not touched is not used. */
bool datagrams_init(struct datagrams *datagrams, unsigned count, struct err *err);

/* Receive what is there, at most as many as there is room for. Their number, or -1 with errno.
 * Descriptors that came along are closed. */
int datagrams_receive(struct datagrams *datagrams, int fd);

/* The I-th one received. */
void datagrams_get(struct datagram *datagram, const struct datagrams *datagrams, unsigned i);

/* Answer the I-th one with SIZE of its own bytes, from the address that it came to where that is
 * told. It leaves with datagrams_send. */
void datagrams_reply(struct datagrams *datagrams, unsigned i, size_t size);

/* Send all replies. How many the kernel took, their BYTES added up; errno tells why the last of
 * those that it did not take was not, 0: it took all. */
unsigned datagrams_send(struct datagrams *datagrams, int fd, uint64_t *bytes);

void datagrams_free(struct datagrams *datagrams);

/* ---- one ---------------------------------------------------------------------------------- */

/* Whether what came of a sequenced-packet connection is its end: where DATAGRAM_TIME was asked for
 * an empty message has a time. */
static inline bool datagram_is_end(const struct datagram *datagram)
{
	return datagram->true_size == 0 && !datagram->wall_ns;
}

/* Send SIZE bytes to TO (NULL: the connected peer), from the local address FROM and out of
 * interface INDEX where they are set. False with errno set. */
bool datagram_send(int fd, const void *data, size_t size, const struct sock_addr *to,
		   const struct addr *from, unsigned index);

/* Why a message of SIZE bytes to TO could not be sent: EMSGSIZE names the limit. Returns false. */
bool datagram_send_failed(size_t size, const struct sock_addr *to, int number, struct err *err);

#endif
