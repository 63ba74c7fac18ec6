/* holder -- who holds an address, so that bind(2) refuses it with EADDRINUSE. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_HOLDER_H
#define NET_HOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "net/sockdiag.h"
#include "net/sockowner.h"

/* The socket that is in the way, and whose it is. A plain value: copied, never freed. */
struct holder {
	struct sockdiag sock;
	struct sockowner_process process; /* pid 0: none could be seen */
	size_t more;                      /* other processes that have it too */
	unsigned unseen;                  /* processes that may not be looked into */
};

/* Find who holds AT, an address of AF_INET, AF_INET6 or AF_UNIX, for sockets of TYPE
 * (SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET): the socket that has it, or the wildcard of the port,
 * or where AT is the wildcard any socket of the port; V6ONLY says that AT leaves IPv4 alone. Of
 * several a listening one, then one of this very address. False when there is none, or when the
 * kernel or /proc cannot be asked: HOLDER is then untouched. Keeps errno: call it right after
 * bind(2) or listen(2) has failed, with what bind was given. */
bool holder_find(struct holder *holder, int type, const struct sockaddr *at, socklen_t size,
		 bool v6only);

/* Put "held by pid 1234 (nginx), uid 0", behind it of an IP socket ", at 0.0.0.0:80", and its
 * state where it does not listen. The command's bytes are as they are: whoever prints them escapes
 * them. */
void holder_put(struct buf *text, const struct holder *holder);

#endif
