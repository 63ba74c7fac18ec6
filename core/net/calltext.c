/* calltext -- what a call was given and what it answered, in the words of strace(1). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/calltext.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>

#include <linux/netlink.h>

#include "base/texts.h"
#include "net/names.h"

/* ---- single values ------------------------------------------------------------------------ */

void calltext_word(struct buf *text, const struct name *table, long value)
{
	const char *word = name_word(table, value);

	if (word)
		buf_puts(text, word);
	else
		buf_puti(text, value);
}

void calltext_flags(struct buf *text, const struct name *table, unsigned flags)
{
	if (flags == 0)
		buf_putc(text, '0');
	else
		name_put_bits(text, table, flags, "|");
}

void calltext_quoted(struct buf *text, const char *word)
{
	if (word)
		buf_printf(text, "\"%s\"", word);
	else
		buf_puts(text, "NULL");
}

const char *calltext_eai(int code)
{
	return code ? name_word(names_eai, code) : NULL;
}

const char *calltext_h_errno(int code)
{
	static const struct name words[] = {
		NAME("HOST_NOT_FOUND", HOST_NOT_FOUND, ""), NAME("TRY_AGAIN", TRY_AGAIN, ""),
		NAME("NO_RECOVERY", NO_RECOVERY, ""),       NAME("NO_DATA", NO_DATA, ""),
		NAME("NETDB_INTERNAL", NETDB_INTERNAL, ""), NAMES_END,
	};

	return code ? name_word(words, code) : NULL;
}

/* ---- addresses ---------------------------------------------------------------------------- */

void calltext_address(struct buf *text, int family, const void *bytes)
{
	char word[INET6_ADDRSTRLEN];

	buf_puts(text, inet_ntop(family, bytes, word, sizeof(word)) ? word : "?");
}

static void put_inet(struct buf *text, const void *at)
{
	struct sockaddr_in inet;

	memcpy(&inet, at, sizeof(inet));
	calltext_address(text, AF_INET, &inet.sin_addr);
	buf_printf(text, ":%u", ntohs(inet.sin_port));
}

static void put_inet6(struct buf *text, const void *at)
{
	struct sockaddr_in6 inet6;

	memcpy(&inet6, at, sizeof(inet6));
	buf_putc(text, '[');
	calltext_address(text, AF_INET6, &inet6.sin6_addr);
	if (inet6.sin6_scope_id)
		buf_printf(text, "%%%u", inet6.sin6_scope_id);
	buf_printf(text, "]:%u", ntohs(inet6.sin6_port));
}

/* The size alone says where a name ends; a path may have no NUL. unix(7). */
static void put_unix(struct buf *text, const struct sockaddr *at, socklen_t size)
{
	const char *path = (const char *)at + offsetof(struct sockaddr_un, sun_path);
	size_t room = size - offsetof(struct sockaddr_un, sun_path);

	buf_puts(text, "unix:");
	if (room == 0)
		return;
	if (path[0])
		buf_put(text, path, strnlen(path, room));
	else
		buf_putc(text, '@');
	if (!path[0])
		buf_put(text, path + 1, room - 1);
}

static void put_netlink(struct buf *text, const void *at)
{
	struct sockaddr_nl netlink;

	memcpy(&netlink, at, sizeof(netlink));
	buf_printf(text, "{AF_NETLINK, groups 0x%x}", netlink.nl_groups);
}

void calltext_sockaddr(struct buf *text, const struct sockaddr *at, socklen_t size)
{
	if (!at || size < sizeof(at->sa_family))
		buf_puts(text, "NULL");
	else if (at->sa_family == AF_INET && size >= sizeof(struct sockaddr_in))
		put_inet(text, at);
	else if (at->sa_family == AF_INET6 && size >= sizeof(struct sockaddr_in6))
		put_inet6(text, at);
	else if (at->sa_family == AF_UNIX)
		put_unix(text, at, size);
	else if (at->sa_family == AF_NETLINK && size >= sizeof(struct sockaddr_nl))
		put_netlink(text, at);
	else
		calltext_word(text, names_family, at->sa_family);
}

/* ---- sockets ------------------------------------------------------------------------------ */

void calltext_socktype(struct buf *text, int type)
{
	const int flags = SOCK_CLOEXEC | SOCK_NONBLOCK;

	calltext_word(text, names_socktype, type & ~flags);
	if (type & flags) {
		buf_putc(text, '|');
		calltext_flags(text, names_sock_flags, (unsigned)(type & flags));
	}
}

static bool lists(const char *words, const char *word)
{
	const char *at = text_find(words, word);
	size_t size = strlen(word);

	while (at && at[size] != '\0' && at[size] != ',')
		at = text_find(at + size, word);
	return at;
}

/* The word for option NAME of the level that is called LEVEL; NULL when there is none. */
static const char *option_word(const char *level, int name)
{
	for (const struct names_group *group = names_groups; level && group->prefix; group++) {
		const char *word = name_word(group->table, name);

		if (word && group->level && lists(group->level, level))
			return word;
	}
	return NULL;
}

static void put_word_or_number(struct buf *text, const char *word, int number)
{
	if (word)
		buf_printf(text, "%s, ", word);
	else
		buf_printf(text, "%d, ", number);
}

void calltext_option(struct buf *text, int level, int name, const void *value, socklen_t size)
{
	/* As a protocol the number of SOL_SOCKET is another's. */
	const char *word = level == SOL_SOCKET ? "SOL_SOCKET" : name_word(names_protocol, level);
	int number;

	word = word && level != SOL_RAW ? word : name_word(names_sol, level);
	put_word_or_number(text, word, level);
	put_word_or_number(text, option_word(word, name), name);
	if (value && size == sizeof(number)) {
		memcpy(&number, value, sizeof(number));
		buf_printf(text, "[%d]", number);
	} else if (value) {
		buf_puts(text, "0x");
		buf_puthex(text, value, size);
	} else {
		buf_puts(text, "NULL");
	}
}

void calltext_poll(struct buf *text, const struct pollfd *fds, nfds_t count)
{
	static const struct name words[] = {
		NAME("POLLIN", POLLIN, ""),
		NAME("POLLOUT", POLLOUT, ""),
		NAME("POLLPRI", POLLPRI, ""),
		NAMES_END,
	};

	buf_putc(text, '[');
	for (nfds_t i = 0; i < count; i++) {
		buf_printf(text, "%s{%d, ", i ? ", " : "", fds[i].fd);
		calltext_flags(text, words, (unsigned)fds[i].events);
		buf_putc(text, '}');
	}
	buf_putc(text, ']');
}

void calltext_epoll(struct buf *text, uint32_t events)
{
	static const struct name words[] = {
		NAME("EPOLLIN", EPOLLIN, ""),
		NAME("EPOLLOUT", EPOLLOUT, ""),
		NAME("EPOLLRDHUP", EPOLLRDHUP, ""),
		NAMES_END,
	};

	calltext_flags(text, words, events);
}

/* ---- the resolver ------------------------------------------------------------------------- */

void calltext_hints(struct buf *text, const struct addrinfo *hints)
{
	if (!hints) {
		buf_puts(text, "NULL");
		return;
	}
	buf_putc(text, '{');
	calltext_word(text, names_family, hints->ai_family);
	buf_puts(text, ", ");
	if (hints->ai_socktype)
		calltext_socktype(text, hints->ai_socktype);
	else
		buf_putc(text, '0');
	buf_puts(text, ", ");
	if (hints->ai_protocol)
		calltext_word(text, names_protocol, hints->ai_protocol);
	else
		buf_putc(text, '0');
	buf_puts(text, ", ");
	calltext_flags(text, names_ai_flags, (unsigned)hints->ai_flags);
	buf_putc(text, '}');
}

void calltext_found(struct buf *text, const struct addrinfo *found)
{
	buf_puts(text, " {");
	for (const struct addrinfo *one = found; one; one = one->ai_next) {
		buf_puts(text, one == found ? "" : ", ");
		calltext_sockaddr(text, one->ai_addr, one->ai_addrlen);
	}
	buf_putc(text, '}');
}

void calltext_host(struct buf *text, const struct hostent *host)
{
	if (!host)
		return;
	buf_putc(text, ' ');
	calltext_quoted(text, host->h_name);
	buf_puts(text, " {");
	for (char **address = host->h_addr_list; *address; address++) {
		buf_puts(text, address == host->h_addr_list ? "" : ", ");
		calltext_address(text, host->h_addrtype, *address);
	}
	buf_putc(text, '}');
}
