/* socktext -- where a socket of the tables is, as one word. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/socktext.h"

#include <net/if.h>

#include "net/calls.h"

static void put_address(struct buf *text, const struct addr *addr, uint16_t port)
{
	char word[ADDR_TEXT_MAX];
	bool bracketed = port && addr->family == AF_INET6;
	size_t size = addr_format(word, addr);

	buf_puts(text, bracketed ? "[" : "");
	buf_put(text, word, size);
	buf_puts(text, bracketed ? "]" : "");
	if (!port)
		return;
	buf_putc(text, ':');
	buf_putu(text, port);
}

void socktext_put_local(struct buf *text, const struct sockdiag *sock)
{
	bool both = sock->has & SOCKDIAG_HAS_V6ONLY && !sock->v6only;

	if (sock->family == AF_UNIX) {
		socktext_put_name(text, sock->name, sock->name_size);
	} else if (sock->local_port && both && addr_is_wildcard(&sock->local)) {
		buf_puts(text, "*:");
		buf_putu(text, sock->local_port);
	} else if (sock->local_port || sock->table == SOCKDIAG_RAW) {
		put_address(text, &sock->local, sock->local_port);
	}
}

void socktext_put_peer(struct buf *text, const struct sockdiag *sock)
{
	if (sock->peer.family)
		put_address(text, &sock->peer, sock->peer_port);
}

void socktext_put_interface(struct buf *text, unsigned index)
{
	char name[IF_NAMESIZE];

	if (call_if_indextoname(index, name))
		buf_puts(text, name);
	else
		buf_putu(text, index);
}

void socktext_put_name(struct buf *text, const char *name, size_t size)
{
	bool is_abstract = size > 0 && name[0] == '\0';

	buf_puts(text, is_abstract ? "@" : "");
	buf_put(text, name + is_abstract, size - is_abstract);
}
