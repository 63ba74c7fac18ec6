/* ability -- what `requires` can ask of the machine that runs a plan. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/ability.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "cli/applet.h"
#include "net/addr.h"
#include "net/calls.h"

enum ability { IPV4, IPV6, ICMP, RAW, ROOT };

static const struct name abilities[] = {
	NAME("ipv4-loopback", IPV4, "127.0.0.1 can be bound"),
	NAME("ipv6-loopback", IPV6, "::1 can be bound"),
	NAME("icmp", ICMP, "ping sockets: net.ipv4.ping_group_range"),
	NAME("raw", RAW, "raw sockets: CAP_NET_RAW"),
	NAME("root", ROOT, "the user is root"),
	NAMES_END,
};

static const char applet_front[] = "applet:", env_front[] = "env:";

static const struct name *find(struct word word)
{
	const struct name *row = abilities;

	while (row->word[0] && !text_equals(row->word, word.at, word.size))
		row++;
	return row->word[0] ? row : NULL;
}

bool ability_is(struct word word)
{
	return find(word) || word_begins(word, applet_front) || word_begins(word, env_front);
}

static bool say_errno(struct buf *why, int number)
{
	struct err err = { 0 };

	err_errno(&err, number, "%s", "not here");
	buf_puts(why, err.text);
	return false;
}

static bool can_open(int family, int type, int protocol, struct buf *why)
{
	int fd = call_socket(family, type | SOCK_CLOEXEC, protocol), number = errno;
	bool fine = fd >= 0;

	fd_close(&fd);
	return fine || say_errno(why, number);
}

static bool can_bind(const char *text, struct buf *why)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	bool is_six = text[0] == ':';
	int fd = call_socket(is_six ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool fine = fd >= 0 && call_bind(fd, is_six ? (void *)&six : (void *)&four,
					 is_six ? sizeof(six) : sizeof(four)) == 0;
	int number = errno;

	fd_close(&fd);
	return fine || say_errno(why, number);
}

static bool has_named(struct word word, struct buf *why)
{
	bool is_applet = word_begins(word, applet_front);
	struct buf text = { 0 };
	bool fine;

	word = word_behind(word, is_applet ? sizeof(applet_front) - 1 : sizeof(env_front) - 1);
	buf_put(&text, word.at, word.size);
	fine = is_applet ? applet_find(buf_text(&text)) != NULL : getenv(buf_text(&text)) != NULL;
	if (!fine)
		buf_puts(why, is_applet ? "this build has it not" : "it is not set");
	buf_free_part(&text, why);
	return fine;
}

bool ability_has(struct word word, struct buf *why)
{
	const struct name *row = find(word);

	if (!row)
		return has_named(word, why);
	switch ((enum ability)row->value) {
	case IPV4:
		return can_bind("127.0.0.1", why);
	case IPV6:
		return can_bind("::1", why);
	case ICMP:
		return can_open(AF_INET, SOCK_DGRAM, IPPROTO_ICMP, why);
	case RAW:
		return can_open(AF_INET, SOCK_RAW, IPPROTO_ICMP, why);
	case ROOT:
		break;
	}
	if (geteuid() == 0)
		return true;
	buf_puts(why, "the user is not root");
	return false;
}
