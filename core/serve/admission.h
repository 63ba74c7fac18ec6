/* admission -- whom a server serves: networks allowed and denied, and how many at once. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_ADMISSION_H
#define SERVE_ADMISSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "net/networks.h"
#include "net/sock_addr.h"
#include "net/sock_words.h"

/* A plain value. */
struct admission {
	struct networks allow, deny;
	uint64_t max_conns, max_per_addr; /* UINT64_MAX: no limit */
	bool no_limits;
};

/* ERR is STATUS_INVALID and quotes the network that is none. ::ffff:192.0.2.0/120 is one of IPv4.
 */
bool admission_make(struct admission *admission, const struct listen_words *words, struct err *err);

/* Whether PEER may be served at all: --deny wins; with --allow only what that names, and Unix
 * peers always. */
bool admission_admits(const struct admission *admission, const struct sock_addr *peer);

/* Whether --allow names PEER: such a peer may get more than it sent. */
bool admission_trusts(const struct admission *admission, const struct sock_addr *peer);

/* ---- how many each address has ------------------------------------------------------------- */

/* Counts by IP address, an IPv6 one by its /64: who has one has all of it. Only what is link-local
 * is one host's each, and of its link. Owner: starts as { 0 }, ends in headcount_free. */
struct headcount {
	struct headcount_slot *slot;
	size_t count, capacity;
};

/* One more for PEER: the count now; 0 when memory is out. Loopback and Unix peers are not
 * counted: 1. */
uint64_t headcount_add(struct headcount *headcount, const struct sock_addr *peer);
void headcount_drop(struct headcount *headcount, const struct sock_addr *peer);
void headcount_free(struct headcount *headcount);

#endif
