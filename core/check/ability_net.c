/* ability_net -- what the network of this machine can do: tried out, without a word to another one
 * but its name servers. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/ability_net.h"

#include <errno.h>
#include <string.h>

#include "base/fd.h"
#include "net/calls.h"
#include "net/group.h"
#include "net/resolve.h"
#include "net/sock_addr.h"
#include "net/source.h"

enum { BACK_MS = 500, NAMES_S = 5 };

static bool say_errno(struct buf *why, int number)
{
	struct err err = { 0 };

	err_errno(&err, number, "%s", "not here");
	buf_puts(why, err.text);
	return false;
}

static struct addr addr_of(const char *text)
{
	struct addr addr = { 0 };

	addr_read(&addr, text, strlen(text));
	return addr;
}

bool ability_loopback(int family, struct buf *why)
{
	struct addr addr = addr_of(family == AF_INET6 ? "::1" : "127.0.0.1");
	struct sock_addr at;
	int fd = call_socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0), number;
	bool fine;

	sock_addr_set(&at, &addr, 0);
	fine = fd >= 0 && call_bind(fd, &at.at.any, at.size) == 0;
	number = errno;
	fd_close(&fd);
	return fine || say_errno(why, number);
}

bool ability_route(int family, struct buf *why)
{
	/* Addresses that documents use (RFC 5737, RFC 3849): routed as any other of the world. */
	struct addr to = addr_of(family == AF_INET6 ? "2001:db8::1" : "192.0.2.1"), source;
	int number = source_find(&source, &to);

	return number == 0 || say_errno(why, number);
}

bool ability_socket(int type, int protocol, struct buf *why)
{
	int fd = call_socket(AF_INET, type | SOCK_CLOEXEC, protocol);
	bool fine = fd >= 0 || say_errno(why, errno);

	fd_close(&fd);
	return fine;
}

/* ---- multicast ------------------------------------------------------------------------------ */

static bool send_and_hear(int fd, const struct sock_addr *to, struct buf *why)
{
	static const char text[] = "sockbox";
	struct iovec part = { (char *)(uintptr_t)text, sizeof(text) };
	struct msghdr message = { .msg_name = (void *)(uintptr_t)&to->at.any,
				  .msg_namelen = to->size,
				  .msg_iov = &part,
				  .msg_iovlen = 1 };
	struct pollfd one = { fd, POLLIN, 0 };
	char back[sizeof(text)];

	if (call_sendmsg(fd, &message, 0) < 0)
		return say_errno(why, errno);
	while (call_poll(&one, 1, BACK_MS) > 0)
		if (call_recv(fd, back, sizeof(back), 0) == sizeof(text) &&
		    memcmp(back, text, sizeof(text)) == 0)
			return true;
	buf_puts(why, "what it sends does not come back");
	return false;
}

static bool try_group(int fd, unsigned index, struct buf *why)
{
	struct addr group = addr_of("239.255.77.77"), any = addr_of("0.0.0.0");
	struct group_sender sender = { .index = index, .ttl = 0, .loop = true };
	struct group_sources sources = { 0 };
	struct sock_addr at;
	struct err err = { 0 };

	sock_addr_set(&at, &any, 0);
	if (call_bind(fd, &at.at.any, at.size) < 0)
		return say_errno(why, errno);
	sock_addr_local(&at, fd);
	if (!group_join(fd, &group, index, &sources, &err) || !group_sender_source(&sender, &err) ||
	    !group_sender_set(fd, AF_INET, &sender, &err)) {
		buf_puts(why, err.text);
		return false;
	}
	sock_addr_set(&at, &group, sock_addr_port(&at));
	return send_and_hear(fd, &at, why);
}

bool ability_multicast(const char *interface, struct buf *why)
{
	unsigned index = call_if_nametoindex(interface);
	int fd = index ? call_socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
	bool fine = fd >= 0 ? try_group(fd, index, why) : say_errno(why, errno);

	fd_close(&fd);
	return fine;
}

/* ---- names ---------------------------------------------------------------------------------- */

bool ability_names(const int *cancel_fd, struct buf *why)
{
	struct query query = { .kind = QUERY_HOST,
			       .host = "sockbox-asks.invalid",
			       .family = AF_INET };
	struct resolver resolver = { .cancel_fd = cancel_fd };
	struct answer answer = { 0 };
	bool fine;

	resolver_ask(&resolver, &answer, &query, 1, deadline_in((int64_t)NAMES_S * NS_PER_S));
	fine = answer.err.kind == STATUS_OK || answer_is_no(&answer);
	if (!fine)
		buf_puts(why, answer.err.text);
	answer_free(&answer);
	resolver_free(&resolver);
	return fine;
}
