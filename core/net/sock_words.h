/* sock_words -- what a command line says about its sockets, as it says it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCK_WORDS_H
#define NET_SOCK_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/texts.h"

/* Of every socket. Numbers below 0 were not given. */
struct sock_words {
	long transport;        /* enum transport: of endpoints that name none */
	struct texts sockopt;  /* NAME=VALUE */
	const char *interface; /* a name or an index */
	const char *source;    /* an address */
	int64_t local_port, ttl, tos;
	bool broadcast;
};

/* Of those that listen. */
struct listen_words {
	struct texts allow, deny; /* networks, in CIDR */
	int64_t backlog, max_conns, max_per_addr;
	bool reuseport, no_limits, replace;
	const char *mode, *owner, *group; /* of a Unix path */
	int64_t ready_fd;                 /* below 0: none */
};

#endif
