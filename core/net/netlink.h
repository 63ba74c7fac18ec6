/* netlink -- asks the kernel's tables over netlink(7), and hears of changes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_NETLINK_H
#define NET_NETLINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "net/nlmsg.h"

/* Owner: starts as NETLINK_CLOSED, ends in netlink_close. */
struct netlink {
	int fd;
	uint32_t sequence;
};
#define NETLINK_CLOSED   \
	{                \
		.fd = -1 \
	}

/* A socket for the tables of PROTOCOL (NETLINK_ROUTE: rtnetlink(7); NETLINK_SOCK_DIAG:
 * sock_diag(7)) that hears of GROUPS (RTMGRP_*; 0: only answers). */
bool netlink_open(struct netlink *netlink, int protocol, uint32_t groups, struct err *err);

/* Send REQUEST and append the messages that answer it to ANSWER: one, or with NLM_F_DUMP all of
 * them without the final NLMSG_DONE. They are well-formed messages. A dump during which the tables
 * changed is asked for again a few times, then it is STATUS_TEMP_FAIL. An error that the kernel
 * answers is err->number. On failure ANSWER is as before. */
bool netlink_ask(struct netlink *netlink, struct nlmsg_request *request, struct buf *answer,
		 struct err *err);

/* One request of rtnetlink(7) on a socket of its own. */
bool netlink_ask_once(struct nlmsg_request *request, struct buf *answer, struct err *err);

/* Wait for changes and append their messages to EVENTS. STATUS_TIMEOUT when UNTIL passes first;
 * err->number ENOBUFS when the kernel had to throw changes away: the next call goes on. */
bool netlink_wait(struct netlink *netlink, struct buf *events, struct deadline until,
		  struct err *err);

/* Throw away what waits to be read. After ENOBUFS that is older than what was lost. */
void netlink_drain(struct netlink *netlink);

/* Safe on NETLINK_CLOSED and twice. */
void netlink_close(struct netlink *netlink);

#endif
