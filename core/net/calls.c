/* calls -- every socket, resolver and database call of sockbox goes through here: the place
 * where --calls listens. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/calls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "net/names.h"

const struct calls_sink *calls_sink;

/* ---- lines ------------------------------------------------------------------------------ */

/* One line being made. Where nobody listens BEGAN_NS stays 0 and nothing else is touched. */
struct line {
	int64_t began_ns;
	struct buf text;
};

static inline struct line begin(void)
{
	return (struct line){ .began_ns = calls_sink ? clock_now_ns() : 0 };
}

/* Bytes of a name or path in quotes; the sink escapes what a terminal must not see. */
static void put_quoted(struct buf *text, const char *word)
{
	if (!word) {
		buf_puts(text, "NULL");
		return;
	}
	buf_putc(text, '"');
	buf_puts(text, word);
	buf_putc(text, '"');
}

static void put_name(struct buf *text, const struct name *table, long value)
{
	const char *word = name_word(table, value);

	if (word)
		buf_puts(text, word);
	else
		buf_puti(text, value);
}

/* By inet_ntop and not by net/addr, which stands on this file. */
static void put_sockaddr(struct buf *text, const struct sockaddr *at, socklen_t size)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)at;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)at;
	char word[INET6_ADDRSTRLEN];

	if (!at || size < sizeof(at->sa_family))
		buf_puts(text, "NULL");
	else if (at->sa_family == AF_INET && size >= sizeof(*in))
		buf_printf(text, "%s:%u", inet_ntop(AF_INET, &in->sin_addr, word, sizeof(word)),
			   ntohs(in->sin_port));
	else if (at->sa_family == AF_INET6 && size >= sizeof(*in6))
		buf_printf(text, "[%s]:%u",
			   inet_ntop(AF_INET6, &in6->sin6_addr, word, sizeof(word)),
			   ntohs(in6->sin6_port));
	else
		put_name(text, names_family, at->sa_family);
}

static void finish(struct line *line, long result, const char *error)
{
	int64_t took_ns = clock_now_ns() - line->began_ns;

	buf_printf(&line->text, ") = %ld", result);
	if (error)
		buf_printf(&line->text, " %s", error);
	buf_printf(&line->text, " (%.3f ms)\n", (double)took_ns / NS_PER_MS);
	calls_sink->line(calls_sink->context, line->text.data,
			 line->text.failed ? 0 : line->text.size);
	buf_free(&line->text);
}

/* The end of a call that answers -1 and errno: NUMBER is its errno, which is kept. */
static void end(struct line *line, long result, int number)
{
	finish(line, result, result < 0 ? err_name(number) : NULL);
	errno = number;
}

/* ---- sockets ---------------------------------------------------------------------------- */

int call_socket(int family, int type, int protocol)
{
	struct line line = begin();
	int fd = socket(family, type, protocol), number = errno;

	if (line.began_ns) {
		buf_puts(&line.text, "socket(");
		put_name(&line.text, names_family, family);
		buf_puts(&line.text, ", ");
		put_name(&line.text, names_socktype, type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK));
		buf_puts(&line.text, type & SOCK_CLOEXEC ? "|SOCK_CLOEXEC" : "");
		buf_puts(&line.text, type & SOCK_NONBLOCK ? "|SOCK_NONBLOCK" : "");
		buf_printf(&line.text, ", %d", protocol);
		end(&line, fd, number);
	}
	return fd;
}

static void show_address(struct line *line, const char *call, int fd, const struct sockaddr *at,
			 socklen_t size, long result, int number)
{
	buf_printf(&line->text, "%s(%d, ", call, fd);
	put_sockaddr(&line->text, at, size);
	end(line, result, number);
}

int call_connect(int fd, const struct sockaddr *to, socklen_t size)
{
	struct line line = begin();
	int result = connect(fd, to, size), number = errno;

	if (line.began_ns)
		show_address(&line, "connect", fd, to, size, result, number);
	return result;
}

int call_bind(int fd, const struct sockaddr *at, socklen_t size)
{
	struct line line = begin();
	int result = bind(fd, at, size), number = errno;

	if (line.began_ns)
		show_address(&line, "bind", fd, at, size, result, number);
	return result;
}

int call_getsockname(int fd, struct sockaddr *at, socklen_t *size)
{
	struct line line = begin();
	int result = getsockname(fd, at, size), number = errno;

	if (line.began_ns)
		show_address(&line, "getsockname", fd, result < 0 ? NULL : at, *size, result,
			     number);
	return result;
}

int call_setsockopt(int fd, int level, int name, const void *value, socklen_t size)
{
	struct line line = begin();
	int result = setsockopt(fd, level, name, value, size), number = errno;

	if (line.began_ns) {
		buf_printf(&line.text, "setsockopt(%d, %d, %d, 0x", fd, level, name);
		buf_puthex(&line.text, value, size);
		buf_printf(&line.text, ", %u", (unsigned)size);
		end(&line, result, number);
	}
	return result;
}

ssize_t call_send(int fd, const void *data, size_t size, int flags)
{
	struct line line = begin();
	ssize_t result = send(fd, data, size, flags | MSG_NOSIGNAL);
	int number = errno;

	if (line.began_ns) {
		buf_printf(&line.text, "send(%d, %zu bytes", fd, size);
		end(&line, result, number);
	}
	return result;
}

ssize_t call_recv(int fd, void *data, size_t size, int flags)
{
	struct line line = begin();
	ssize_t result = recv(fd, data, size, flags);
	int number = errno;

	if (line.began_ns) {
		buf_printf(&line.text, "recv(%d, %zu bytes", fd, size);
		end(&line, result, number);
	}
	return result;
}

ssize_t call_recvmsg(int fd, struct msghdr *message, int flags)
{
	struct line line = begin();
	ssize_t result = recvmsg(fd, message, flags);
	int number = errno;

	if (line.began_ns) {
		buf_printf(&line.text, "recvmsg(%d, %zu buffers", fd, message->msg_iovlen);
		end(&line, result, number);
	}
	return result;
}

int call_poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	struct line line = begin();
	int result = poll(fds, count, timeout_ms), number = errno;

	if (line.began_ns) {
		buf_puts(&line.text, "poll([");
		for (nfds_t i = 0; i < count; i++)
			buf_printf(&line.text, "%s%d", i ? ", " : "", fds[i].fd);
		buf_printf(&line.text, "], %d", timeout_ms);
		end(&line, result, number);
	}
	return result;
}

int call_close(int fd)
{
	struct line line = begin();
	int result = close(fd), number = errno;

	if (line.began_ns) {
		buf_printf(&line.text, "close(%d", fd);
		end(&line, result, number);
	}
	return result;
}

int call_socketpair(int family, int type, int protocol, int pair[2])
{
	return socketpair(family, type, protocol, pair);
}

bool call_pair_send(int fd, const void *data, size_t size)
{
	const char *next = data;

	while (size > 0) {
		ssize_t done = send(fd, next, size, MSG_NOSIGNAL);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		next += done;
		size -= (size_t)done;
	}
	return true;
}

/* ---- the resolver ------------------------------------------------------------------------- */

int call_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
		     struct addrinfo **found)
{
	struct line line = begin();
	int result = getaddrinfo(host, service, hints, found), number = errno;

	if (line.began_ns) {
		buf_puts(&line.text, "getaddrinfo(");
		put_quoted(&line.text, host);
		buf_puts(&line.text, ", ");
		put_quoted(&line.text, service);
		buf_puts(&line.text, ", {");
		put_name(&line.text, names_family, hints ? hints->ai_family : AF_UNSPEC);
		buf_printf(&line.text, ", 0x%x}", hints ? (unsigned)hints->ai_flags : 0);
		finish(&line, result,
		       result == EAI_SYSTEM ? err_name(number)
		       : result             ? gai_strerror(result)
					    : NULL);
		errno = number;
	}
	return result;
}

void call_freeaddrinfo(struct addrinfo *found)
{
	freeaddrinfo(found);
}

int call_getnameinfo(const struct sockaddr *of, socklen_t size, char *host, socklen_t host_size,
		     char *service, socklen_t service_size, int flags)
{
	struct line line = begin();
	int result = getnameinfo(of, size, host, host_size, service, service_size, flags);
	int number = errno;

	if (line.began_ns) {
		buf_puts(&line.text, "getnameinfo(");
		put_sockaddr(&line.text, of, size);
		buf_printf(&line.text, ", 0x%x", (unsigned)flags);
		finish(&line, result,
		       result == EAI_SYSTEM ? err_name(number)
		       : result             ? gai_strerror(result)
					    : NULL);
		errno = number;
	}
	return result;
}

int call_gethostbyname2_r(const char *name, int family, struct hostent *result, char *memory,
			  size_t size, struct hostent **found, int *h_error)
{
	struct line line = begin();
	int status = gethostbyname2_r(name, family, result, memory, size, found, h_error);

	if (line.began_ns) {
		buf_puts(&line.text, "gethostbyname2_r(");
		put_quoted(&line.text, name);
		buf_puts(&line.text, ", ");
		put_name(&line.text, names_family, family);
		finish(&line, status, *found ? NULL : hstrerror(*h_error));
	}
	return status;
}

int call_gethostbyaddr_r(const void *bytes, socklen_t size, int family, struct hostent *result,
			 char *memory, size_t memory_size, struct hostent **found, int *h_error)
{
	struct line line = begin();
	int status =
		gethostbyaddr_r(bytes, size, family, result, memory, memory_size, found, h_error);
	char word[INET6_ADDRSTRLEN];

	if (line.began_ns) {
		buf_printf(&line.text, "gethostbyaddr_r(%s",
			   inet_ntop(family, bytes, word, sizeof(word)) ? word : "?");
		finish(&line, status, *found ? NULL : hstrerror(*h_error));
	}
	return status;
}

/* ---- names of this machine and its interfaces, files ------------------------------------- */

int call_gethostname(char *name, size_t size)
{
	struct line line = begin();
	int result = gethostname(name, size), number = errno;

	if (line.began_ns) {
		buf_puts(&line.text, "gethostname(");
		put_quoted(&line.text, result < 0 ? NULL : name);
		end(&line, result, number);
	}
	return result;
}

int call_sethostname(const char *name, size_t size)
{
	struct line line = begin();
	int result = sethostname(name, size), number = errno;

	if (line.began_ns) {
		buf_puts(&line.text, "sethostname(");
		put_quoted(&line.text, name);
		end(&line, result, number);
	}
	return result;
}

unsigned call_if_nametoindex(const char *name)
{
	struct line line = begin();
	unsigned index = if_nametoindex(name);
	int number = errno;

	if (line.began_ns) {
		buf_puts(&line.text, "if_nametoindex(");
		put_quoted(&line.text, name);
		finish(&line, index, index ? NULL : err_name(number));
		errno = number;
	}
	return index;
}

char *call_if_indextoname(unsigned index, char *name)
{
	struct line line = begin();
	char *result = if_indextoname(index, name);
	int number = errno;

	if (line.began_ns) {
		buf_printf(&line.text, "if_indextoname(%u", index);
		finish(&line, result ? 0 : -1, result ? result : err_name(number));
		errno = number;
	}
	return result;
}

bool call_read_file(struct buf *buf, const char *path, size_t max, struct err *err)
{
	struct line line = begin();
	size_t before = buf->size;
	struct err failure = { 0 };
	bool fine = fd_read_file(buf, path, max, &failure);

	if (line.began_ns) {
		buf_puts(&line.text, "read_file(");
		put_quoted(&line.text, path);
		finish(&line, fine ? (long)(buf->size - before) : -1,
		       fine ? "bytes" : err_name(failure.number));
	}
	if (!fine)
		*err = failure;
	return fine;
}
