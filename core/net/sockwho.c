/* sockwho -- whose sockets are: their processes and peers, read when they are first asked for. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockwho.h"

void sockwho_renew(struct sockwho *who)
{
	who->owners_are_fresh = false;
}

const struct sockowner *sockwho_find(struct sockwho *who, uint32_t inode, size_t *count)
{
	const struct sockowner *owner = sockowners_find(&who->owners, inode, count);
	struct sockowners fresh = { 0 };

	if (inode == 0 || owner || who->owners_are_fresh)
		return owner;
	who->owners_are_fresh = true;
	if (!sockowners_read(&fresh, SOCKOWNER_PROC, &who->blind))
		return NULL;
	sockowners_free(&who->owners);
	who->owners = fresh;
	if (fresh.unseen > who->unseen)
		who->unseen = fresh.unseen;
	return sockowners_find(&who->owners, inode, count);
}

bool sockwho_has(struct sockwho *who, uint32_t inode, const char *word)
{
	const struct sockowner *owner;
	size_t count;

	owner = sockwho_find(who, inode, &count);
	while (count > 0 && !sockowner_is(&who->owners.process[owner[count - 1].process], word))
		count--;
	return count > 0;
}

const char *sockwho_name(struct sockwho *who, uint32_t inode, size_t *size)
{
	struct err unused = { 0 };

	if (!who->tried_peers)
		sockpeers_read(&who->peers, &unused);
	who->tried_peers = true;
	return sockpeers_find(&who->peers, inode, size);
}

/* A connection gets its inode when it is accepted, and loses it when it is closed. */
static const char *why_no_inode(enum sockstate state)
{
	const unsigned waiting =
		SOCKSTATE_BIT(SOCKSTATE_ESTABLISHED) | SOCKSTATE_BIT(SOCKSTATE_SYN_RECV) |
		SOCKSTATE_BIT(SOCKSTATE_NEW_SYN_RECV) | SOCKSTATE_BIT(SOCKSTATE_CLOSE_WAIT);

	return waiting & SOCKSTATE_BIT(state) ? "not accepted yet" : "closed by its process";
}

void sockwho_put_absence(struct buf *text, const struct sockwho *who, const struct sockdiag *sock)
{
	unsigned unseen = who->owners.unseen;

	if (sock->inode == 0)
		buf_puts(text, why_no_inode(sock->state));
	else if (who->blind.kind != STATUS_OK)
		buf_puts(text, who->blind.text);
	else if (unseen == 0)
		buf_puts(text, "no process that can be seen");
	else
		buf_printf(text, "%u process%s may not be looked into", unseen,
			   unseen > 1 ? "es" : "");
}

void sockwho_forget(struct sockwho *who)
{
	unsigned unseen = who->unseen;

	sockowners_free(&who->owners);
	sockpeers_free(&who->peers);
	*who = (struct sockwho){ .unseen = unseen };
}
