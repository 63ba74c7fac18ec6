/* sockwho -- whose sockets are: their processes and peers, read when they are first asked for. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKWHO_H
#define NET_SOCKWHO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "net/sockdiag.h"
#include "net/sockowner.h"
#include "net/sockpeer.h"

/* Owner: starts as { 0 }, ends in sockwho_forget. */
struct sockwho {
	struct sockowners owners;
	struct sockpeers peers;
	bool owners_are_fresh, tried_peers;
	unsigned unseen;  /* the most processes, ever, that may not be looked into */
	struct err blind; /* why /proc cannot be read; STATUS_OK: it can */
};

/* Sockets are asked about that were read just now: for one that no process is known to have,
 * processes are read once more. */
void sockwho_renew(struct sockwho *who);

/* The descriptors that are the socket INODE, as sockowners_find. */
const struct sockowner *sockwho_find(struct sockwho *who, uint32_t inode, size_t *count);

/* Whether one of the processes that have INODE is WORD, see sockowner_is. */
bool sockwho_has(struct sockwho *who, uint32_t inode, const char *word);

/* The name of the Unix socket INODE, as sockpeers_find; NULL also where it cannot be had. */
const char *sockwho_name(struct sockwho *who, uint32_t inode, size_t *size);

/* Append why SOCK, which sockwho_find has not found, is without a process. */
void sockwho_put_absence(struct buf *text, const struct sockwho *who, const struct sockdiag *sock);

/* Everything may have changed: forget it, but for unseen. Safe on { 0 } and twice. */
void sockwho_forget(struct sockwho *who);

#endif
