/* sockpeer -- the names of Unix sockets by inode: what is at the other end of one. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKPEER_H
#define NET_SOCKPEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct sockpeer {
	uint32_t inode;
	uint32_t size; /* of its name */
	size_t at;     /* where that begins */
};

/* Owner: starts as { 0 }, ends in sockpeers_free. */
struct sockpeers {
	struct sockpeer *item; /* by inode */
	size_t count;
	struct buf names;
};

/* Those that have a name. On failure PEERS is untouched. */
bool sockpeers_read(struct sockpeers *peers, struct err *err);

/* The name of the socket INODE, as in struct sockdiag; NULL where it has none. */
const char *sockpeers_find(const struct sockpeers *peers, uint32_t inode, size_t *size);

/* Release it and make it empty. Safe on { 0 } and twice. */
void sockpeers_free(struct sockpeers *peers);

#endif
