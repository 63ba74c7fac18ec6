/* chatgroup -- a chat on a multicast group: everybody sends to all, and nobody keeps order. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_CHATGROUP_H
#define SERVE_CHATGROUP_H

#include <stdbool.h>

#include "net/datagram.h"
#include "net/sock.h"
#include "serve/party.h"

/* Owner: fill the first part, chatgroup_begin to chatgroup_free. */
struct chatgroup {
	struct party party; /* first: the kind is set here */
	const struct sock_plan *plan;
	struct sock_addr at; /* the group and its port */

	char nick[CHAT_NICK_ROOM];
	struct watch watch;   /* of the member that receives */
	int sender;           /* of its own port: what comes from there is ours */
	struct sock_addr own; /* where that is */
	struct datagrams batch;
	struct timer going;
};
#define CHATGROUP_CLOSED                            \
	{                                           \
		.watch = { .fd = -1 }, .sender = -1 \
	}

/* Join the group as NICK, on the interface of the plan, of the address's zone, or of the route. ERR
 * is STATUS_INVALID where the address is none of a group. */
bool chatgroup_begin(struct chatgroup *group, const char *nick, struct err *err);

/* Safe on CHATGROUP_CLOSED and twice. */
void chatgroup_free(struct chatgroup *group);

#endif
