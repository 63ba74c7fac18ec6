/* fuzz_sockdiag -- any bytes as what the kernel says of sockets and of who has them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/word.h"
#include "fuzz.h"
#include "net/lines.h"
#include "net/sockdiag.h"
#include "net/sockfilter.h"
#include "net/sockowner.h"
#include "net/sockproc.h"
#include "net/socktext.h"

/* The largest text that names an address with its zone, brackets and port. */
enum { PLACE_MAX = ADDR_TEXT_MAX + SOCKDIAG_NAME_MAX };

static void check(const struct sockdiag *sock)
{
	static const struct sockfilter all = { .uid = -1 };
	struct buf local = { 0 }, peer = { 0 };

	FUZZ_HOLDS(sockdiag_transport(sock));
	FUZZ_HOLDS(name_word(sockstate_words, (long)sock->state));
	FUZZ_HOLDS(sock->timer == SOCKDIAG_TIMER_NONE || name_word(sockdiag_timers, sock->timer));
	FUZZ_HOLDS(sock->name_size <= SOCKDIAG_NAME_MAX);
	FUZZ_HOLDS(memchr(sock->congestion, '\0', sizeof(sock->congestion)));
	FUZZ_HOLDS(sock->inode || !(sock->has & SOCKDIAG_HAS_UID));
	FUZZ_HOLDS(sockfilter_takes(&all, sock));
	socktext_put_local(&local, sock);
	socktext_put_peer(&peer, sock);
	FUZZ_HOLDS(local.size < PLACE_MAX && peer.size < PLACE_MAX);
	FUZZ_HOLDS((peer.size > 0) == (sock->peer.family != 0));
	buf_free(&local);
	buf_free(&peer);
}

static void read_messages(struct nlmsg_bytes rest)
{
	struct nlmsg_bytes bare = rest;
	struct sockdiag sock;
	struct nlmsg message;

	/* As messages of a dump, and as the body of one. */
	do {
		for (int table = SOCKDIAG_TCP; table < SOCKDIAG_UNIX; table++)
			if (sockdiag_inet_parse(&sock, (enum sockdiag_table)table, bare))
				check(&sock);
		if (sockdiag_unix_parse(&sock, bare))
			check(&sock);
		bare = (struct nlmsg_bytes){ 0 };
		if (nlmsg_next(&message, &rest))
			bare = message.body;
	} while (bare.size > 0);
}

static void read_lines(struct word file)
{
	struct sockdiag sock;
	struct word line;

	while (line_next(&line, &file))
		for (int table = SOCKDIAG_TCP; table < SOCKDIAG_UNIX; table++) {
			if (sockproc_parse(&sock, (enum sockdiag_table)table, AF_INET, line))
				check(&sock);
			if (sockproc_parse(&sock, (enum sockdiag_table)table, AF_INET6, line))
				check(&sock);
		}
}

int fuzz_sockdiag(const uint8_t *data, size_t size)
{
	char *copy = malloc(size ? size : 1);
	uint32_t inode;

	if (!copy)
		return 0;
	if (size > 0)
		memcpy(copy, data, size);
	read_messages((struct nlmsg_bytes){ (const unsigned char *)copy, size });
	read_lines((struct word){ copy, size });
	sockowner_link(&inode, copy, size);
	FUZZ_HOLDS(sockowner_life(copy, size) <= SOCKOWNER_IS_HEADLESS);
	free(copy);
	return 0;
}
