/* ability_net -- what the network of this machine can do: tried out, without a word to another one
 * but its name servers. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_ABILITY_NET_H
#define CHECK_ABILITY_NET_H

#include <stdbool.h>

#include "base/buf.h"

/* Each of them: where it cannot, WHY is appended to, in a few words. */

/* Whether a socket of FAMILY can be bound to its loopback address. */
bool ability_loopback(int family, struct buf *why);

/* Whether there is a route of FAMILY to the world, with an address to send from. */
bool ability_route(int family, struct buf *why);

/* Whether a socket of TYPE and PROTOCOL can be opened at all. */
bool ability_socket(int type, int protocol, struct buf *why);

/* Whether what is sent to a group by INTERFACE comes back to a member there: with a TTL of 0, so
 * that it never leaves this machine. */
bool ability_multicast(const char *interface, struct buf *why);

/* Whether a name server says that a name which cannot be (RFC 6761, `invalid`) is none. CANCEL_FD
 * as of a resolver. */
bool ability_names(const int *cancel_fd, struct buf *why);

#endif
