/* listen -- the sockets of a server: every address of its endpoints bound, each on one port. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_LISTEN_H
#define NET_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "net/endpoint.h"
#include "net/locate.h"
#include "net/sock.h"
#include "net/unix_path.h"

/* One bound socket. */
struct listener {
	int fd;
	enum transport transport;
	struct sock_addr at;   /* where it really is */
	unsigned endpoint;     /* which of the command line's it belongs to, from 0 */
	struct unix_path path; /* to be removed at the end */
};

/* Owner: starts as { 0 }, ends in listeners_close. */
struct listeners {
	struct listener *item;
	size_t count;
};

struct listen_plan {
	struct sock_plan sock;
	struct unix_path_plan path;
	int backlog;
};

/* ERR is STATUS_INVALID, or STATUS_NOT_FOUND for a user or group. */
bool listen_plan_make(struct listen_plan *plan, const struct sock_words *sock,
		      const struct listen_words *words, struct err *err);

/* Bind every one of LOCATIONS, those of ENDPOINT, and listen where that is for connections. Port 0
 * is one number for all of them. On failure nothing of them stays bound and ERR says which address
 * it was, and why. */
bool listeners_add(struct listeners *listeners, const struct locations *locations,
		   unsigned endpoint, const struct listen_plan *plan, struct err *err);

/* Take over descriptor FD, bound by whoever started us, as inetd(8) and systemd.socket(5) do: a
 * listening or datagram socket. ERR is STATUS_INVALID where it is no socket, or not bound. */
bool listeners_adopt(struct listeners *listeners, int fd, unsigned endpoint, struct err *err);

/* The descriptors that systemd passed: they are 3 and up, the result says how many.
 * sd_listen_fds(3): LISTEN_PID must be this process. */
unsigned listen_fds(void);

/* Whether any of them can be reached from another machine. */
bool listeners_reach_out(const struct listeners *listeners);

/* Close all of them, and remove the paths. Safe on { 0 } and twice. */
void listeners_close(struct listeners *listeners);

#endif
