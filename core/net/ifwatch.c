/* ifwatch -- hears what changes about interfaces, addresses and routes, by rtnetlink(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/ifwatch.h"

#include <errno.h>

#include <linux/rtnetlink.h>

static bool out_of_memory(struct err *err)
{
	return err_errno(err, ENOMEM, "cannot watch the interfaces");
}

/* Apply what has been read, up to the next difference. */
static bool next_read(struct ifwatch *watch, struct ifchange *change)
{
	const struct buf *messages = &watch->messages;
	struct nlmsg_bytes rest = { (const unsigned char *)messages->data + watch->applied,
				    messages->size - watch->applied };
	struct nlmsg message;
	bool differs = false;

	if (messages->size == 0)
		return false;
	while (!differs && nlmsg_next(&message, &rest))
		differs = ifknown_apply(&watch->known, change, &message);
	watch->applied = messages->size - rest.size;
	return differs;
}

/* Put everything there is before what is known. */
static bool reread(struct ifwatch *watch, struct err *err)
{
	buf_clear(&watch->messages);
	watch->applied = 0;
	ifknown_reread(&watch->known);
	return ifaces_ask(&watch->messages, &watch->messages, err);
}

bool ifwatch_open(struct ifwatch *watch, struct err *err)
{
	const uint32_t groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR |
				RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
	struct ifwatch fresh = IFWATCH_CLOSED;
	struct ifchange change;
	bool fine;

	fine = netlink_open(&fresh.netlink, NETLINK_ROUTE, groups, err) && reread(&fresh, err);
	while (fine && (next_read(&fresh, &change) || ifknown_sweep(&fresh.known, &change)))
		;
	if (fine && fresh.known.failed)
		fine = out_of_memory(err);
	if (fine)
		*watch = fresh;
	else
		ifwatch_close(&fresh);
	return fine;
}

/* Read what comes next. Where the kernel had to throw changes away, *LOST. */
static bool hear(struct ifwatch *watch, bool *lost, struct deadline until, struct err *err)
{
	buf_clear(&watch->messages);
	watch->applied = 0;
	*lost = false;
	if (netlink_wait(&watch->netlink, &watch->messages, until, err))
		return true;
	*lost = err->number == ENOBUFS;
	if (!*lost)
		return false;
	netlink_drain(&watch->netlink);
	return reread(watch, err);
}

bool ifwatch_next(struct ifwatch *watch, struct ifchange *change, struct deadline until,
		  struct err *err)
{
	bool lost = false;

	while (!next_read(watch, change) && !ifknown_sweep(&watch->known, change)) {
		if (watch->known.failed)
			return out_of_memory(err);
		if (!hear(watch, &lost, until, err))
			return false;
		if (lost) {
			*change = (struct ifchange){ .kind = IFCHANGE_LOST };
			return true;
		}
	}
	return true;
}

void ifwatch_close(struct ifwatch *watch)
{
	netlink_close(&watch->netlink);
	ifknown_free(&watch->known);
	buf_free(&watch->messages);
	watch->applied = 0;
}
