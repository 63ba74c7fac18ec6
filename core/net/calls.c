/* calls -- every socket, resolver and database call of sockbox goes through here: the place
 * where --calls listens. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/calls.h"

#include <errno.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/sockios.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/num.h"
#include "net/calltext.h"
#include "net/names.h"

const struct calls_sink *calls_sink;

/* ---- the shape of a call ------------------------------------------------------------------ */

/* One line being made. Where nobody listens BEGAN_NS stays 0 and nothing else is touched. */
struct line {
	int64_t began_ns, ended_ns;
	struct buf text;
};

static inline struct line begin(void)
{
	return (struct line){ .began_ns = calls_are_told() ? clock_now_ns() : 0 };
}

static void tell(struct line *line)
{
	if (!line->text.failed)
		calls_sink->line(calls_sink->context, line->text.data, line->text.size);
	buf_free(&line->text);
}

static void end(struct line *line)
{
	int64_t took_ns = line->ended_ns - line->began_ns;

	buf_printf(&line->text, " (%.3f ms)\n", (double)took_ns / NS_PER_MS);
	tell(line);
}

static void put_answer(struct buf *text, long long result, const char *error)
{
	buf_printf(text, ") = %lld", result);
	if (error)
		buf_printf(text, " %s", error);
}

/* The body of every function here: make CALL and return its result; where somebody listens,
 * ARGUMENTS puts what comes before the closing bracket into `text`, ANSWER all behind it. They
 * see `result` and `number`, its errno, which is kept. */
#define TELL(type, call, arguments, answer)     \
	struct line line = begin();             \
	type result = (call);                   \
	int number = errno;                     \
                                                \
	if (line.began_ns) {                    \
		struct buf *text = &line.text;  \
                                                \
		line.ended_ns = clock_now_ns(); \
		arguments;                      \
		answer;                         \
		end(&line);                     \
		errno = number;                 \
	}                                       \
	return result

/* The same where a failure is -1 and an errno. */
#define TELL_ERRNO(type, call, arguments) \
	TELL(type, call, arguments, put_answer(text, result, result < 0 ? err_name(number) : NULL))

void calls_unfinished(const char *call, const char *subject, int family)
{
	struct line line = begin();
	int number = errno;

	if (!line.began_ns)
		return;
	buf_puts(&line.text, call);
	buf_putc(&line.text, '(');
	calltext_quoted(&line.text, subject);
	buf_puts(&line.text, ", ");
	calltext_word(&line.text, names_family, family);
	buf_puts(&line.text, " <unfinished ...>\n");
	tell(&line);
	errno = number;
}

/* ---- what may be reached ------------------------------------------------------------------- */

static bool is_forbidden(const struct sockaddr *to, socklen_t size)
{
	bool forbidden = calls_sink && calls_sink->forbids && to &&
			 calls_sink->forbids(calls_sink->context, to, size);

	if (forbidden)
		errno = EACCES;
	return forbidden;
}

/* How many of COUNT stand before the first that is not allowed. */
static unsigned count_allowed(const struct mmsghdr *messages, unsigned count)
{
	unsigned allowed = 0;

	while (allowed < count && !is_forbidden(messages[allowed].msg_hdr.msg_name,
						messages[allowed].msg_hdr.msg_namelen))
		allowed++;
	return allowed;
}

/* ---- sockets ------------------------------------------------------------------------------ */

static void put_socket(struct buf *text, int family, int type, int protocol)
{
	bool is_ip = family == AF_INET || family == AF_INET6;

	buf_puts(text, "socket(");
	calltext_word(text, names_family, family);
	buf_puts(text, ", ");
	calltext_socktype(text, type);
	buf_puts(text, ", ");
	if (is_ip && protocol)
		calltext_word(text, names_protocol, protocol);
	else
		buf_puti(text, protocol);
}

int call_socket(int family, int type, int protocol)
{
	TELL_ERRNO(int, socket(family, type, protocol), put_socket(text, family, type, protocol));
}

static void put_address(struct buf *text, const char *call, int fd, const struct sockaddr *at,
			socklen_t size)
{
	buf_printf(text, "%s(%d, ", call, fd);
	calltext_sockaddr(text, at, size);
}

int call_connect(int fd, const struct sockaddr *to, socklen_t size)
{
	TELL_ERRNO(int, is_forbidden(to, size) ? -1 : connect(fd, to, size),
		   put_address(text, "connect", fd, to, size));
}

int call_route(int fd, const struct sockaddr *to, socklen_t size)
{
	TELL_ERRNO(int, connect(fd, to, size), put_address(text, "connect", fd, to, size));
}

int call_bind(int fd, const struct sockaddr *at, socklen_t size)
{
	TELL_ERRNO(int, bind(fd, at, size), put_address(text, "bind", fd, at, size));
}

int call_getsockname(int fd, struct sockaddr *at, socklen_t *size)
{
	TELL_ERRNO(int, getsockname(fd, at, size),
		   put_address(text, "getsockname", fd, result < 0 ? NULL : at, *size));
}

int call_getpeername(int fd, struct sockaddr *at, socklen_t *size)
{
	TELL_ERRNO(int, getpeername(fd, at, size),
		   put_address(text, "getpeername", fd, result < 0 ? NULL : at, *size));
}

static void put_option(struct buf *text, const char *call, int fd, int level, int name,
		       const void *value, socklen_t size)
{
	buf_printf(text, "%s(%d, ", call, fd);
	calltext_option(text, level, name, value, size);
	buf_printf(text, ", %u", (unsigned)size);
}

int call_setsockopt(int fd, int level, int name, const void *value, socklen_t size)
{
	TELL_ERRNO(int, setsockopt(fd, level, name, value, size),
		   put_option(text, "setsockopt", fd, level, name, value, size));
}

static void put_shutdown(struct buf *text, int fd, int how)
{
	buf_printf(text, "shutdown(%d, ", fd);
	calltext_word(text, names_shut, how);
}

int call_getsockopt(int fd, int level, int name, void *value, socklen_t *size)
{
	TELL_ERRNO(
		int, getsockopt(fd, level, name, value, size),
		put_option(text, "getsockopt", fd, level, name, result < 0 ? NULL : value, *size));
}

int call_listen(int fd, int backlog)
{
	TELL_ERRNO(int, listen(fd, backlog), buf_printf(text, "listen(%d, %d", fd, backlog));
}

int call_accept(int fd, struct sockaddr *from, socklen_t *size, int flags)
{
	TELL_ERRNO(int, accept4(fd, from, size, flags),
		   put_address(text, "accept4", fd, result < 0 ? NULL : from, *size));
}

int call_shutdown(int fd, int how)
{
	TELL_ERRNO(int, shutdown(fd, how), put_shutdown(text, fd, how));
}

/* ---- data --------------------------------------------------------------------------------- */

static void put_transfer(struct buf *text, const char *call, int fd, size_t size, int flags)
{
	buf_printf(text, "%s(%d, %zu byte%s, ", call, fd, size, num_plural(size));
	calltext_flags(text, names_msg_flags, (unsigned)flags);
}

ssize_t call_send(int fd, const void *data, size_t size, int flags)
{
	flags |= MSG_NOSIGNAL;
	TELL_ERRNO(ssize_t, send(fd, data, size, flags),
		   put_transfer(text, "send", fd, size, flags));
}

static size_t room_of(const struct msghdr *message)
{
	size_t size = 0;

	for (size_t i = 0; i < message->msg_iovlen; i++)
		size += message->msg_iov[i].iov_len;
	return size;
}

ssize_t call_recv(int fd, void *data, size_t size, int flags)
{
	TELL_ERRNO(ssize_t, recv(fd, data, size, flags),
		   put_transfer(text, "recv", fd, size, flags));
}

/* The address tells most about what is sent. */
static void put_message(struct buf *text, const char *call, int fd, const struct msghdr *message,
			int flags)
{
	put_transfer(text, call, fd, room_of(message), flags);
	if (!message->msg_name)
		return;
	buf_puts(text, ", ");
	calltext_sockaddr(text, message->msg_name, message->msg_namelen);
}

ssize_t call_sendmsg(int fd, const struct msghdr *message, int flags)
{
	flags |= MSG_NOSIGNAL;
	TELL_ERRNO(ssize_t,
		   is_forbidden(message->msg_name, message->msg_namelen)
			   ? -1
			   : sendmsg(fd, message, flags),
		   put_message(text, "sendmsg", fd, message, flags));
}

ssize_t call_recvmsg(int fd, struct msghdr *message, int flags)
{
	TELL_ERRNO(ssize_t, recvmsg(fd, message, flags),
		   put_transfer(text, "recvmsg", fd, room_of(message), flags));
}

static void put_batch(struct buf *text, const char *call, int fd, unsigned count, int flags)
{
	buf_printf(text, "%s(%d, %u message%s, ", call, fd, count, num_plural(count));
	calltext_flags(text, names_msg_flags, (unsigned)flags);
}

int call_recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
	TELL_ERRNO(int, recvmmsg(fd, messages, count, flags, NULL),
		   put_batch(text, "recvmmsg", fd, count, flags));
}

int call_sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
	unsigned allowed = count_allowed(messages, count);

	flags |= MSG_NOSIGNAL;
	TELL_ERRNO(int, allowed == 0 && count > 0 ? -1 : sendmmsg(fd, messages, allowed, flags),
		   put_batch(text, "sendmmsg", fd, count, flags));
}

/* ---- waiting ------------------------------------------------------------------------------ */

static void put_poll(struct buf *text, const struct pollfd *fds, nfds_t count, int timeout_ms)
{
	buf_puts(text, "poll(");
	calltext_poll(text, fds, count);
	buf_printf(text, ", %lu, %d", (unsigned long)count, timeout_ms);
}

int call_poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	TELL_ERRNO(int, poll(fds, count, timeout_ms), put_poll(text, fds, count, timeout_ms));
}

int call_epoll_create(void)
{
	TELL_ERRNO(int, epoll_create1(EPOLL_CLOEXEC),
		   buf_puts(text, "epoll_create1(EPOLL_CLOEXEC"));
}

static void put_watch(struct buf *text, int epoll_fd, int how, int fd, uint32_t events)
{
	static const struct name hows[] = {
		NAME("EPOLL_CTL_ADD", EPOLL_CTL_ADD, ""),
		NAME("EPOLL_CTL_MOD", EPOLL_CTL_MOD, ""),
		NAME("EPOLL_CTL_DEL", EPOLL_CTL_DEL, ""),
		NAMES_END,
	};

	buf_printf(text, "epoll_ctl(%d, %s, %d, ", epoll_fd, name_word(hows, how), fd);
	calltext_epoll(text, events);
}

int call_epoll_ctl(int epoll_fd, int how, int fd, struct epoll_event *event)
{
	TELL_ERRNO(int, epoll_ctl(epoll_fd, how, fd, event),
		   put_watch(text, epoll_fd, how, fd, event ? event->events : 0));
}

void call_epoll_forget(int epoll_fd, int fd)
{
	int number = errno;

	epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fd, NULL);
	errno = number;
}

int call_epoll_wait(int epoll_fd, struct epoll_event *events, int count, int timeout_ms)
{
	TELL_ERRNO(int, epoll_wait(epoll_fd, events, count, timeout_ms),
		   buf_printf(text, "epoll_wait(%d, %d events, %d", epoll_fd, count, timeout_ms));
}

int call_queue_size(int fd, int request)
{
	int bytes = 0;

	TELL_ERRNO(
		int, ioctl(fd, (unsigned long)request, &bytes) < 0 ? -1 : bytes,
		buf_printf(text, "ioctl(%d, %s", fd, request == SIOCINQ ? "SIOCINQ" : "SIOCOUTQ"));
}

int call_pidfd_open(pid_t pid)
{
	TELL_ERRNO(int, (int)syscall(SYS_pidfd_open, pid, 0),
		   buf_printf(text, "pidfd_open(%d, 0", (int)pid));
}

int call_pidfd_getfd(int pidfd, int fd)
{
	TELL_ERRNO(int, (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0),
		   buf_printf(text, "pidfd_getfd(%d, %d, 0", pidfd, fd));
}

int call_close(int fd)
{
	TELL_ERRNO(int, close(fd), buf_printf(text, "close(%d", fd));
}

static void put_pair(struct buf *text, int family, int type, int protocol, const int pair[2])
{
	buf_puts(text, "socketpair(");
	calltext_word(text, names_family, family);
	buf_puts(text, ", ");
	calltext_socktype(text, type);
	buf_printf(text, ", %d, ", protocol);
	if (pair)
		buf_printf(text, "[%d, %d]", pair[0], pair[1]);
	else
		buf_puts(text, "NULL");
}

int call_socketpair(int family, int type, int protocol, int pair[2])
{
	TELL_ERRNO(int, socketpair(family, type, protocol, pair),
		   put_pair(text, family, type, protocol, result < 0 ? NULL : pair));
}

int call_pair_open(int pair[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
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

static const char *eai_word(int code, int number)
{
	return code == EAI_SYSTEM ? err_name(number) : calltext_eai(code);
}

static void put_getaddrinfo(struct buf *text, const char *host, const char *service,
			    const struct addrinfo *hints)
{
	buf_puts(text, "getaddrinfo(");
	calltext_quoted(text, host);
	buf_puts(text, ", ");
	calltext_quoted(text, service);
	buf_puts(text, ", ");
	calltext_hints(text, hints);
}

static void put_found(struct buf *text, int code, int number, const struct addrinfo *found)
{
	put_answer(text, code, eai_word(code, number));
	if (code == 0)
		calltext_found(text, found);
}

int call_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
		     struct addrinfo **found)
{
	TELL(int, getaddrinfo(host, service, hints, found),
	     put_getaddrinfo(text, host, service, hints), put_found(text, result, number, *found));
}

void call_freeaddrinfo(struct addrinfo *found)
{
	freeaddrinfo(found);
}

static void put_getnameinfo(struct buf *text, const struct sockaddr *of, socklen_t size, int flags)
{
	buf_puts(text, "getnameinfo(");
	calltext_sockaddr(text, of, size);
	buf_puts(text, ", ");
	calltext_flags(text, names_ni_flags, (unsigned)flags);
}

static void put_names(struct buf *text, int code, int number, const char *host, const char *service)
{
	put_answer(text, code, eai_word(code, number));
	if (code != 0)
		return;
	buf_putc(text, ' ');
	calltext_quoted(text, host);
	buf_putc(text, ' ');
	calltext_quoted(text, service);
}

int call_getnameinfo(const struct sockaddr *of, socklen_t size, char *host, socklen_t host_size,
		     char *service, socklen_t service_size, int flags)
{
	TELL(int, getnameinfo(of, size, host, host_size, service, service_size, flags),
	     put_getnameinfo(text, of, size, flags),
	     put_names(text, result, number, host_size ? host : NULL,
		       service_size ? service : NULL));
}

/* These answer an errno; 0 without a host is told by H_ERROR. */
static void put_host(struct buf *text, int number, const struct hostent *host, int h_error)
{
	const char *error = number ? err_name(number) : calltext_h_errno(h_error);

	put_answer(text, number, host ? NULL : error);
	calltext_host(text, host);
}

static void put_gethostbyname(struct buf *text, const char *name, int family)
{
	buf_puts(text, "gethostbyname2_r(");
	calltext_quoted(text, name);
	buf_puts(text, ", ");
	calltext_word(text, names_family, family);
}

int call_gethostbyname2_r(const char *name, int family, struct hostent *host, char *memory,
			  size_t size, struct hostent **found, int *h_error)
{
	TELL(int, gethostbyname2_r(name, family, host, memory, size, found, h_error),
	     put_gethostbyname(text, name, family), put_host(text, result, *found, *h_error));
}

static void put_gethostbyaddr(struct buf *text, const void *bytes, int family)
{
	buf_puts(text, "gethostbyaddr_r(");
	calltext_address(text, family, bytes);
}

int call_gethostbyaddr_r(const void *bytes, socklen_t size, int family, struct hostent *host,
			 char *memory, size_t memory_size, struct hostent **found, int *h_error)
{
	TELL(int, gethostbyaddr_r(bytes, size, family, host, memory, memory_size, found, h_error),
	     put_gethostbyaddr(text, bytes, family), put_host(text, result, *found, *h_error));
}

/* ---- names of this machine and its interfaces, files --------------------------------------- */

static void put_name(struct buf *text, const char *call, const char *name)
{
	buf_printf(text, "%s(", call);
	calltext_quoted(text, name);
}

int call_gethostname(char *name, size_t size)
{
	TELL_ERRNO(int, gethostname(name, size),
		   put_name(text, "gethostname", result < 0 ? NULL : name));
}

int call_sethostname(const char *name, size_t size)
{
	TELL_ERRNO(int, (int)syscall(SYS_sethostname, name, size),
		   put_name(text, "sethostname", name));
}

/* glibc tries every family that there might be, and leaves the errno of the last: a process that is
 * out of descriptors would be told of a file that does not exist. */
static bool ask_interface(unsigned long request, struct ifreq *about)
{
	static const int families[] = { AF_UNIX, AF_INET, AF_INET6 };
	int fd = -1, number;
	bool fine;

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]) && fd < 0; i++) {
		fd = socket(families[i], SOCK_DGRAM | SOCK_CLOEXEC, 0);
		if (fd < 0 && errno != EAFNOSUPPORT)
			return false;
	}
	if (fd < 0)
		return false;
	fine = ioctl(fd, request, about) == 0;
	number = errno;
	close(fd);
	errno = number;
	return fine;
}

static unsigned index_of(const char *name)
{
	struct ifreq about = { .ifr_ifindex = 0 };

	if (strlen(name) >= sizeof(about.ifr_name)) {
		errno = ENODEV;
		return 0;
	}
	strcpy(about.ifr_name, name);
	return ask_interface(SIOCGIFINDEX, &about) ? (unsigned)about.ifr_ifindex : 0;
}

static char *name_of(unsigned index, char *name)
{
	struct ifreq about = { .ifr_ifindex = (int)index };

	if (ask_interface(SIOCGIFNAME, &about))
		return memcpy(name, about.ifr_name, sizeof(about.ifr_name));
	if (errno == ENODEV)
		errno = ENXIO;
	return NULL;
}

unsigned call_if_nametoindex(const char *name)
{
	TELL(unsigned, index_of(name), put_name(text, "if_nametoindex", name),
	     put_answer(text, result, result ? NULL : err_name(number)));
}

static void put_found_name(struct buf *text, const char *name, int number)
{
	buf_puts(text, ") = ");
	calltext_quoted(text, name);
	if (!name)
		buf_printf(text, " %s", err_name(number));
}

char *call_if_indextoname(unsigned index, char *name)
{
	TELL(char *, name_of(index, name), buf_printf(text, "if_indextoname(%u", index),
	     put_found_name(text, result, number));
}

static void put_read(struct buf *text, bool fine, size_t size, const struct err *err)
{
	if (fine)
		buf_printf(text, ") = %zu byte%s", size, num_plural(size));
	else
		put_answer(text, -1, err_name(err->number));
}

bool call_read_file(struct buf *buf, const char *path, size_t max, struct err *err)
{
	size_t before = buf->size;

	TELL(bool, fd_read_file(buf, path, max, err), put_name(text, "read_file", path),
	     put_read(text, result, buf->size - before, err));
}
