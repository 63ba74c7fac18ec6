/* socktext -- where a socket of the tables is, as one word. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKTEXT_H
#define NET_SOCKTEXT_H

#include "base/buf.h"
#include "net/sockdiag.h"

/* Put where SOCK is bound, as endpoints are written behind their transport: 127.0.0.1:80,
 * [fe80::1%eth0]:80, *:80 (the wildcard of both families), /run/x.sock, @name; of a raw socket
 * its address alone; nothing where it is bound to nothing. Names of Unix sockets are put with the
 * bytes that they have. */
void socktext_put_local(struct buf *text, const struct sockdiag *sock);

/* The same of an IP socket's peer; nothing where it has none. */
void socktext_put_peer(struct buf *text, const struct sockdiag *sock);

/* The name of interface INDEX; its number where it has none any more. */
void socktext_put_interface(struct buf *text, unsigned index);

/* A Unix name of SIZE bytes: a path, or '@' and what stands behind the NUL. */
void socktext_put_name(struct buf *text, const char *name, size_t size);

#endif
