/* unix_path -- a Unix socket's file: bound privately, taken over only when stale, removed if ours.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_UNIX_PATH_H
#define NET_UNIX_PATH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "base/err.h"
#include "net/sock_addr.h"

enum { UNIX_PATH_MODE = 0700, UNIX_PATH_SAME = -1 };

/* How to bind it. */
struct unix_path_plan {
	mode_t mode;
	uid_t owner; /* (uid_t)UNIX_PATH_SAME: ours */
	gid_t group;
	bool replace;        /* take the place of a socket that nobody listens on any more */
	int64_t patience_ns; /* with the lock of the folder, where somebody keeps it */
};

/* MODE in octal, OWNER and GROUP by name or number; NULL for the default. The patience is a second.
 * ERR is STATUS_INVALID, or STATUS_NOT_FOUND for a name. */
bool unix_path_plan_make(struct unix_path_plan *plan, const char *mode, const char *owner,
			 const char *group, bool replace, struct err *err);

/* A bound path. { 0 } is none. */
struct unix_path {
	struct sock_addr at;
	dev_t device;
	ino_t inode;
	struct timespec made;
};

/* Bind FD of socket type TYPE to AT, a path, listening where BACKLOG is not below 0, so that nobody
 * can take it for stale in between. Two that start at once on a stale path: one wins. A path that
 * is no socket, another user's, or alive is never touched: ERR says which of these it is, and who
 * listens. */
bool unix_path_bind(struct unix_path *bound, int fd, int type, const struct sock_addr *at,
		    const struct unix_path_plan *plan, int backlog, struct err *err);

/* Remove it if it still is what was bound. Safe on { 0 } and twice. */
void unix_path_remove(struct unix_path *bound);

#endif
