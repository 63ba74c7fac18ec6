/* sock -- a socket, made and set up as the command line wants it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCK_H
#define NET_SOCK_H

#include <stdbool.h>

#include "base/err.h"
#include "net/addr.h"
#include "net/endpoint.h"
#include "net/sock_addr.h"
#include "net/sock_words.h"
#include "net/sockopt.h"

/* What sock_words come to. A plain value; it borrows the words. */
struct sock_plan {
	const struct sock_words *words;
	struct sockopt_set options; /* --sockopt, set behind all others */
	struct addr source;         /* family 0: any */
	bool reuseport;
	bool serves;           /* connections shall end when their client has vanished */
	struct buf *effective; /* NULL, or where sock_open puts what --sockopt asked and got */
	const int *stop_fd;    /* NULL, or connecting ends once it can be read */
};

/* ERR is STATUS_INVALID and says which word makes no sense, or of sockopt_parse. */
bool sock_plan_make(struct sock_plan *plan, const struct sock_words *words, struct err *err);

/* The index of --interface; 0 where none is named. ERR is STATUS_NO_INTERFACE. */
bool sock_plan_interface(unsigned *index, const struct sock_plan *plan, struct err *err);

/* SOCK_* of TRANSPORT, and whether its messages have bounds. */
int sock_type(enum transport transport);
bool sock_has_messages(enum transport transport);

/* What kind of socket FD is. False with errno set: EBADF, ENOTSOCK; EPROTONOSUPPORT for another
 * kind.
 */
bool sock_transport(enum transport *transport, int fd);

/* A non-blocking, close-on-exec socket of FAMILY with all of PLAN set but its addresses.
 * IPV6_V6ONLY is always set, to 1 unless --sockopt says otherwise. ERR is STATUS_LACKING for a
 * family or option that this kernel lacks, STATUS_DENIED with the privilege that is missing. */
bool sock_open(int *fd, const struct sock_plan *plan, enum transport transport, int family,
	       struct err *err);

/* Where AT is ::ffff:a.b.c.d, IPv4 behind IPv6: let it through, which sockets of IPv6 are otherwise
 * kept from. False with errno set. */
bool sock_admit(int fd, const struct sock_addr *at);

/* Bind a client's own end: --source and --local-port, where they are given; a Unix datagram socket
 * gets a name of the kernel's choice, so that it can be answered. */
bool sock_bind_client(int fd, const struct sock_plan *plan, enum transport transport, int family,
		      struct err *err);

/* Read and set an int option of socket(7) and its kin; false with errno set. */
bool sock_get(int fd, int level, int name, int *value);
bool sock_set(int fd, int level, int name, int value);

/* Ask for a receive buffer of BYTES: without privilege the kernel grants what net.core.rmem_max
 * allows. SO_RCVBUFFORCE, socket(7). */
void sock_size_receive(int fd, int bytes);

/* Read once, without waiting: what is there of a stream, or one of MESSAGES, whose true size it
 * then is. -1 with errno. *IS_END tells the end from an empty message, which has a time where
 * sock_time_messages was called; datagrams have no end. Descriptors that come along find no room:
 * the kernel closes them. */
ssize_t sock_receive(int fd, bool messages, void *data, size_t size, bool *is_end);

/* Have the kernel tell when a message came. SO_TIMESTAMPNS; false with errno set. */
bool sock_time_messages(int fd);

/* Take the pending error: an errno, or 0. SO_ERROR. */
int sock_error(int fd);

/* What errno NUMBER means for a bind to SA: who holds the address, which sysctl forbids the port,
 * that no interface has it. Returns false. */
bool sock_bind_failed(const struct sock_addr *sa, enum transport transport, int number,
		      struct err *err);

#endif
