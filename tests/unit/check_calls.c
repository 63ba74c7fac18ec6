/* check_calls -- every wrapper does what its namesake does, and tells it as strace(1) would. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/un.h>
#include <unistd.h>

#include <linux/netlink.h>
#include <linux/sockios.h>

#include "fault.h"
#include "net/calls.h"
#include "net/calltext.h"
#include "suites.h"

/* ---- who listens ---------------------------------------------------------------------------- */

static struct buf told;

/* As rude as it gets: errno is not the sink's to keep. */
static void hear(void *context, const char *line, size_t size)
{
	buf_put(context, line, size);
	errno = 0;
}

static const struct calls_sink sink = { .line = hear, .context = &told };

/* Whether TEXT is PATTERN, in which '#' stands for a number and '*' for anything. */
static bool matches(const char *text, const char *pattern)
{
	for (; *pattern; pattern++) {
		if (*pattern == '*') {
			for (; *text; text++)
				if (matches(text, pattern + 1))
					return true;
		} else if (*pattern == '#') {
			if (!isdigit((unsigned char)*text))
				return false;
			while (isdigit((unsigned char)*text))
				text++;
		} else if (*text++ != *pattern) {
			return false;
		}
	}
	return !*text;
}

/* ---- calls ---------------------------------------------------------------------------------- */

static struct sockaddr_in inet_at(const char *address, uint16_t port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };

	inet_pton(AF_INET, address, &at.sin_addr);
	return at;
}

static int call_a_socket(void)
{
	int fd = call_socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);

	close(fd);
	return fd;
}

static int call_no_socket(void)
{
	return call_socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_UDP);
}

static int call_netlink_socket(void)
{
	int fd = call_socket(AF_NETLINK, SOCK_RAW, 0);

	close(fd);
	return fd;
}

static int call_bad_connect(void)
{
	struct sockaddr_in at = inet_at("192.0.2.1", 80);

	return call_connect(-1, (struct sockaddr *)&at, sizeof(at));
}

static int call_connect_inet6(void)
{
	struct sockaddr_in6 at = { .sin6_family = AF_INET6, .sin6_port = htons(53) };

	inet_pton(AF_INET6, "fe80::1", &at.sin6_addr);
	at.sin6_scope_id = 7;
	return call_connect(-1, (struct sockaddr *)&at, sizeof(at));
}

static int call_connect_unix(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX, .sun_path = "/nosuch/path" };

	return call_connect(-1, (struct sockaddr *)&at, sizeof(at));
}

static int call_bind_abstract(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX, .sun_path = "\0name" };

	return call_bind(-1, (struct sockaddr *)&at, offsetof(struct sockaddr_un, sun_path) + 5);
}

static int call_bind_netlink(void)
{
	struct sockaddr_nl at = { .nl_family = AF_NETLINK, .nl_groups = 0x11 };

	return call_bind(-1, (struct sockaddr *)&at, sizeof(at));
}

static int call_bind_short(void)
{
	struct sockaddr_in at = inet_at("192.0.2.1", 80);

	return call_bind(-1, (struct sockaddr *)&at, 4);
}

static int call_bind_nothing(void)
{
	return call_bind(-1, NULL, 0);
}

static int call_bad_getsockname(void)
{
	struct sockaddr_storage at;
	socklen_t size = sizeof(at);

	return call_getsockname(-1, (struct sockaddr *)&at, &size);
}

static int call_good_getsockname(void)
{
	struct sockaddr_in at = inet_at("127.0.0.1", 0);
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_DGRAM, 0), result;

	bind(fd, (struct sockaddr *)&at, sizeof(at));
	result = call_getsockname(fd, (struct sockaddr *)&at, &size);
	close(fd);
	return result;
}

static int set(int level, int name)
{
	const int value = 4096;

	return call_setsockopt(-1, level, name, &value, sizeof(value));
}

static int call_set_buffer(void)
{
	return set(SOL_SOCKET, SO_RCVBUF);
}

static int call_set_ttl(void)
{
	return set(IPPROTO_IP, IP_TTL);
}

static int call_set_v6only(void)
{
	return set(IPPROTO_IPV6, IPV6_V6ONLY);
}

static int call_set_unknown(void)
{
	return set(77777, 88888);
}

static int call_join(void)
{
	return call_setsockopt(-1, IPPROTO_IPV6, MCAST_JOIN_GROUP, "\1\2\xff", 3);
}

static int call_bad_send(void)
{
	return (int)call_send(-1, "abc", 3, MSG_DONTWAIT);
}

static int call_bad_recvmsg(void)
{
	char data[70];
	struct iovec room[] = { { data, 50 }, { data, 20 } };
	struct msghdr message = { .msg_iov = room, .msg_iovlen = 2 };

	return (int)call_recvmsg(-1, &message, MSG_TRUNC | MSG_PEEK);
}

static int call_a_poll(void)
{
	struct pollfd fds[] = { { .fd = -1, .events = POLLIN | POLLOUT }, { .fd = -1 } };

	return call_poll(fds, 2, 0);
}

static int call_bad_sendmsg(void)
{
	char data[3] = "abc";
	struct iovec part = { data, sizeof(data) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	return (int)call_sendmsg(-1, &message, 0);
}

static int call_bad_recv(void)
{
	char data[8];

	return (int)call_recv(-1, data, sizeof(data), MSG_DONTWAIT | MSG_TRUNC);
}

static int call_bad_recvmmsg(void)
{
	struct mmsghdr messages[2] = { 0 };

	return call_recvmmsg(-1, messages, 2, MSG_DONTWAIT);
}

static int call_bad_sendmmsg(void)
{
	struct mmsghdr messages[2] = { 0 };

	return call_sendmmsg(-1, messages, 2, 0);
}

static int call_bad_listen(void)
{
	return call_listen(-1, 4096);
}

static int call_bad_accept(void)
{
	struct sockaddr_in from;
	socklen_t size = sizeof(from);

	return call_accept(-1, (struct sockaddr *)&from, &size, SOCK_CLOEXEC);
}

static int call_good_accept(void)
{
	struct sockaddr_in at = inet_at("127.0.0.1", 0);
	struct sockaddr *any = (struct sockaddr *)&at;
	socklen_t size = sizeof(at);
	int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
	int fd;

	bind(server, any, size);
	listen(server, 1);
	getsockname(server, any, &size);
	connect(client, any, size);
	fd = call_accept(server, any, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
	close(fd);
	close(client);
	close(server);
	return fd;
}

static int call_bad_shutdown(void)
{
	return call_shutdown(-1, SHUT_WR);
}

static int call_bad_getpeername(void)
{
	struct sockaddr_in at;
	socklen_t size = sizeof(at);

	return call_getpeername(-1, (struct sockaddr *)&at, &size);
}

static int call_good_getsockopt(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0), type = 0, result;
	socklen_t size = sizeof(type);

	result = call_getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size);
	close(fd);
	return result;
}

static int call_bad_getsockopt(void)
{
	int type;
	socklen_t size = sizeof(type);

	return call_getsockopt(-1, SOL_SOCKET, SO_TYPE, &type, &size);
}

static int call_an_epoll(void)
{
	int fd = call_epoll_create();

	close(fd);
	return fd;
}

static int call_bad_epoll_ctl(void)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP };

	return call_epoll_ctl(-1, EPOLL_CTL_ADD, 7, &event);
}

static int call_epoll_ctl_del(void)
{
	return call_epoll_ctl(-1, EPOLL_CTL_DEL, 7, NULL);
}

static int call_bad_epoll_wait(void)
{
	struct epoll_event events[4];

	return call_epoll_wait(-1, events, 4, 0);
}

/* What waits in the queue of a pair: 5 bytes. */
static int call_good_queue_size(void)
{
	int pair[2], size;

	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	send(pair[0], "abcde", 5, 0);
	size = call_queue_size(pair[1], SIOCINQ);
	close(pair[0]);
	close(pair[1]);
	return size == 5 ? 5 : -2;
}

static int call_bad_queue_size(void)
{
	return call_queue_size(-1, SIOCOUTQ);
}

static int call_bad_pidfd_open(void)
{
	return call_pidfd_open(-1);
}

static int call_own_pidfd(void)
{
	int fd = call_pidfd_open(getpid());

	close(fd);
	return fd;
}

static int call_bad_pidfd_getfd(void)
{
	return call_pidfd_getfd(-1, 3);
}

static int call_a_socketpair(void)
{
	int pair[2], result = call_socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair);

	close(pair[0]);
	close(pair[1]);
	return result;
}

static int call_no_socketpair(void)
{
	int pair[2];

	return call_socketpair(AF_INET, SOCK_STREAM, 0, pair);
}

static int call_bad_close(void)
{
	return call_close(-1);
}

static int call_numeric_getaddrinfo(void)
{
	const struct addrinfo hints = { .ai_family = AF_INET,
					.ai_socktype = SOCK_DGRAM,
					.ai_protocol = IPPROTO_UDP,
					.ai_flags = AI_PASSIVE | AI_NUMERICHOST };
	struct addrinfo *found = NULL;
	int result = call_getaddrinfo("127.0.0.1", "80", &hints, &found);

	call_freeaddrinfo(found);
	return result;
}

static int call_bad_getaddrinfo(void)
{
	const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST };
	struct addrinfo *found = NULL;

	return call_getaddrinfo("no number", NULL, &hints, &found);
}

static int call_numeric_getnameinfo(void)
{
	struct sockaddr_in at = inet_at("127.0.0.1", 80);
	char host[64], service[64];

	return call_getnameinfo((struct sockaddr *)&at, sizeof(at), host, sizeof(host), service,
				sizeof(service), NI_NUMERICHOST | NI_NUMERICSERV);
}

static int call_bad_getnameinfo(void)
{
	struct sockaddr_in at = inet_at("127.0.0.1", 80);

	return call_getnameinfo((struct sockaddr *)&at, 3, NULL, 0, NULL, 0, 0);
}

static int name(const char *host, size_t size)
{
	struct hostent memory, *found;
	char more[1024];
	int h_error;

	return call_gethostbyname2_r(host, AF_INET, &memory, more, size, &found, &h_error);
}

static int call_numeric_gethostbyname(void)
{
	return name("127.0.0.1", 1024);
}

static int call_gethostbyname_without_room(void)
{
	return name("127.0.0.1", 8);
}

static int call_local_gethostbyaddr(void)
{
	const unsigned char bytes[] = { 127, 0, 0, 1 };
	struct hostent memory, *found;
	char more[1024];
	int h_error;

	return call_gethostbyaddr_r(bytes, 4, AF_INET, &memory, more, sizeof(more), &found,
				    &h_error);
}

static int call_a_gethostname(void)
{
	char host[256];

	return call_gethostname(host, sizeof(host));
}

static int call_short_gethostname(void)
{
	char host[1];

	return call_gethostname(host, 0);
}

static int call_bad_sethostname(void)
{
	return call_sethostname("too long by far", 1000);
}

static int call_lo_index(void)
{
	return (int)call_if_nametoindex("lo");
}

static int call_no_index(void)
{
	return (int)call_if_nametoindex("nosuch");
}

static int call_lo_name(void)
{
	char word[IF_NAMESIZE];

	return call_if_indextoname(1, word) != NULL;
}

static int call_no_name(void)
{
	char word[IF_NAMESIZE];

	return call_if_indextoname(0x7ffffff0, word) != NULL;
}

static int read_file(const char *path)
{
	struct buf buf = { 0 };
	struct err err = { 0 };
	bool fine = call_read_file(&buf, path, 1 << 20, &err);

	buf_free(&buf);
	return fine ? 0 : err.kind == STATUS_NOT_FOUND ? 1 : 2;
}

static int call_read_nothing(void)
{
	return read_file("/dev/null");
}

static int call_read_no_file(void)
{
	return read_file("/nosuch/file");
}

static const struct {
	int (*make)(void);
	const char *line; /* without its time */
	int number;       /* errno behind it; 0: any */
} calls[] = {
	{ call_a_socket, "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = #", 0 },
	{ call_no_socket,
	  "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_UDP) = -1 "
	  "EPROTONOSUPPORT",
	  EPROTONOSUPPORT },
	{ call_netlink_socket, "socket(AF_NETLINK, SOCK_RAW, 0) = #", 0 },
	{ call_bad_connect, "connect(-1, 192.0.2.1:80) = -1 EBADF", EBADF },
	{ call_connect_inet6, "connect(-1, [fe80::1%7]:53) = -1 EBADF", EBADF },
	{ call_connect_unix, "connect(-1, unix:/nosuch/path) = -1 EBADF", EBADF },
	{ call_bind_abstract, "bind(-1, unix:@name) = -1 EBADF", EBADF },
	{ call_bind_netlink, "bind(-1, {AF_NETLINK, groups 0x11}) = -1 EBADF", EBADF },
	{ call_bind_short, "bind(-1, AF_INET) = -1 EBADF", EBADF },
	{ call_bind_nothing, "bind(-1, NULL) = -1 EBADF", EBADF },
	{ call_bad_getsockname, "getsockname(-1, NULL) = -1 EBADF", EBADF },
	{ call_good_getsockname, "getsockname(#, 127.0.0.1:#) = 0", 0 },
	{ call_set_buffer, "setsockopt(-1, SOL_SOCKET, SO_RCVBUF, [4096], 4) = -1 EBADF", EBADF },
	{ call_set_ttl, "setsockopt(-1, IPPROTO_IP, IP_TTL, [4096], 4) = -1 EBADF", EBADF },
	{ call_set_v6only, "setsockopt(-1, IPPROTO_IPV6, IPV6_V6ONLY, [4096], 4) = -1 EBADF",
	  EBADF },
	{ call_set_unknown, "setsockopt(-1, 77777, 88888, [4096], 4) = -1 EBADF", EBADF },
	{ call_join, "setsockopt(-1, IPPROTO_IPV6, MCAST_JOIN_GROUP, 0x0102ff, 3) = -1 EBADF",
	  EBADF },
	{ call_bad_send, "send(-1, 3 bytes, MSG_DONTWAIT|MSG_NOSIGNAL) = -1 EBADF", EBADF },
	{ call_bad_recvmsg, "recvmsg(-1, 70 bytes, MSG_PEEK|MSG_TRUNC) = -1 EBADF", EBADF },
	{ call_bad_sendmsg, "sendmsg(-1, 3 bytes, MSG_NOSIGNAL) = -1 EBADF", EBADF },
	{ call_bad_recv, "recv(-1, 8 bytes, MSG_TRUNC|MSG_DONTWAIT) = -1 EBADF", EBADF },
	{ call_bad_recvmmsg, "recvmmsg(-1, 2 messages, MSG_DONTWAIT) = -1 EBADF", EBADF },
	{ call_bad_sendmmsg, "sendmmsg(-1, 2 messages, MSG_NOSIGNAL) = -1 EBADF", EBADF },
	{ call_bad_listen, "listen(-1, 4096) = -1 EBADF", EBADF },
	{ call_bad_accept, "accept4(-1, NULL) = -1 EBADF", EBADF },
	{ call_good_accept, "accept4(#, 127.0.0.1:#) = #", 0 },
	{ call_bad_shutdown, "shutdown(-1, SHUT_WR) = -1 EBADF", EBADF },
	{ call_bad_getpeername, "getpeername(-1, NULL) = -1 EBADF", EBADF },
	{ call_good_getsockopt, "getsockopt(#, SOL_SOCKET, SO_TYPE, [2], 4) = 0", 0 },
	{ call_bad_getsockopt, "getsockopt(-1, SOL_SOCKET, SO_TYPE, NULL, 4) = -1 EBADF", EBADF },
	{ call_an_epoll, "epoll_create1(EPOLL_CLOEXEC) = #", 0 },
	{ call_bad_epoll_ctl, "epoll_ctl(-1, EPOLL_CTL_ADD, 7, EPOLLIN|EPOLLRDHUP) = -1 EBADF",
	  EBADF },
	{ call_epoll_ctl_del, "epoll_ctl(-1, EPOLL_CTL_DEL, 7, 0) = -1 EBADF", EBADF },
	{ call_bad_epoll_wait, "epoll_wait(-1, 4 events, 0) = -1 EBADF", EBADF },
	{ call_good_queue_size, "ioctl(#, SIOCINQ) = 5", 0 },
	{ call_bad_queue_size, "ioctl(-1, SIOCOUTQ) = -1 EBADF", EBADF },
	{ call_bad_pidfd_open, "pidfd_open(-1, 0) = -1 EINVAL", EINVAL },
	{ call_own_pidfd, "pidfd_open(#, 0) = #", 0 },
	{ call_bad_pidfd_getfd, "pidfd_getfd(-1, 3, 0) = -1 EBADF", EBADF },
	{ call_a_socketpair, "socketpair(AF_UNIX, SOCK_SEQPACKET|SOCK_CLOEXEC, 0, [#, #]) = 0", 0 },
	{ call_no_socketpair, "socketpair(AF_INET, SOCK_STREAM, 0, NULL) = -1 EOPNOTSUPP",
	  EOPNOTSUPP },
	{ call_a_poll, "poll([{-1, POLLIN|POLLOUT}, {-1, 0}], 2, 0) = 0", 0 },
	{ call_bad_close, "close(-1) = -1 EBADF", EBADF },
	{ call_numeric_getaddrinfo,
	  "getaddrinfo(\"127.0.0.1\", \"80\", {AF_INET, SOCK_DGRAM, IPPROTO_UDP, "
	  "AI_PASSIVE|AI_NUMERICHOST}) = 0 {127.0.0.1:80}",
	  0 },
	{ call_bad_getaddrinfo,
	  "getaddrinfo(\"no number\", NULL, {AF_UNSPEC, 0, 0, AI_NUMERICHOST}) = -2 EAI_NONAME",
	  0 },
	{ call_numeric_getnameinfo,
	  "getnameinfo(127.0.0.1:80, NI_NUMERICHOST|NI_NUMERICSERV) = 0 \"127.0.0.1\" \"80\"", 0 },
	{ call_bad_getnameinfo, "getnameinfo(AF_INET, 0) = -6 EAI_FAMILY", 0 },
	{ call_numeric_gethostbyname,
	  "gethostbyname2_r(\"127.0.0.1\", AF_INET) = 0 \"127.0.0.1\" {127.0.0.1}", 0 },
	{ call_gethostbyname_without_room, "gethostbyname2_r(\"127.0.0.1\", AF_INET) = 34 ERANGE",
	  0 },
	{ call_local_gethostbyaddr, "gethostbyaddr_r(127.0.0.1) = 0 *", 0 },
	{ call_a_gethostname, "gethostname(\"*\") = 0", 0 },
	{ call_short_gethostname, "gethostname(NULL) = -1 ENAMETOOLONG", ENAMETOOLONG },
	{ call_bad_sethostname, "sethostname(\"too long by far\") = -1 E*", 0 },
	{ call_lo_index, "if_nametoindex(\"lo\") = 1", 0 },
	{ call_no_index, "if_nametoindex(\"nosuch\") = 0 ENODEV", ENODEV },
	{ call_lo_name, "if_indextoname(1) = \"lo\"", 0 },
	{ call_no_name, "if_indextoname(2147483632) = NULL ENXIO", ENXIO },
	{ call_read_nothing, "read_file(\"/dev/null\") = 0 bytes", 0 },
	{ call_read_no_file, "read_file(\"/nosuch/file\") = -1 ENOENT", ENOENT },
};

START_TEST(test_line)
{
	struct buf pattern = { 0 };
	int result, number;

	calls_sink = &sink;
	result = calls[_i].make();
	number = errno;
	calls_sink = NULL;
	buf_printf(&pattern, "%s (#.# ms)\n", calls[_i].line);
	ck_assert_msg(matches(buf_text(&told), buf_text(&pattern)), "%s", buf_text(&told));
	if (calls[_i].number)
		ck_assert_int_eq(number, calls[_i].number);
	buf_clear(&told);
	/* The answer is the same where nobody listens, and nothing is told. */
	if (!strstr(calls[_i].line, "= #"))
		ck_assert_int_eq(calls[_i].make(), result);
	ck_assert_uint_eq(told.size, 0);
	buf_free(&pattern);
	buf_free(&told);
}
END_TEST

/* ---- the rest ------------------------------------------------------------------------------- */

START_TEST(test_pair)
{
	int pair[2];
	char seen[4] = { 0 };

	calls_sink = &sink;
	ck_assert_int_eq(call_pair_open(pair), 0);
	ck_assert(call_pair_send(pair[0], "abc", 3));
	ck_assert_int_eq(read(pair[1], seen, 3), 3);
	ck_assert_str_eq(seen, "abc");
	close(pair[1]);
	ck_assert(!call_pair_send(pair[0], "abc", 3));
	ck_assert_int_eq(errno, EPIPE);
	close(pair[0]);
	calls_sink = NULL;
	ck_assert_uint_eq(told.size, 0);
}
END_TEST

/* All of 127.0.0.0/8 but the first address. */
static bool forbid(void *context, const struct sockaddr *to, socklen_t size)
{
	unsigned *asked = context;

	++*asked;
	return size == sizeof(struct sockaddr_in) &&
	       ((const struct sockaddr_in *)(const void *)to)->sin_addr.s_addr !=
		       htonl(INADDR_LOOPBACK);
}

/* What may not be reached fails before the kernel is asked; an unnamed send goes where the socket
 * is connected, and a batch ends before the first that may not go. */
START_TEST(test_forbidden)
{
	unsigned asked = 0;
	const struct calls_sink guard = { .context = &asked, .forbids = forbid };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in at[] = { { .sin_family = AF_INET,
				      .sin_port = htons(9),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK) },
				    { .sin_family = AF_INET,
				      .sin_port = htons(9),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1) } };
	struct sockaddr *near = (struct sockaddr *)&at[0], *far = (struct sockaddr *)&at[1];
	struct mmsghdr batch[] = {
		{ .msg_hdr = { .msg_name = near, .msg_namelen = sizeof(at[0]) } },
		{ .msg_hdr = { .msg_name = far, .msg_namelen = sizeof(at[1]) } },
		{ .msg_hdr = { .msg_name = near, .msg_namelen = sizeof(at[0]) } },
	};

	calls_sink = &guard;
	ck_assert_int_eq(call_sendmsg(fd, &batch[1].msg_hdr, 0), -1);
	ck_assert_int_eq(errno, EACCES);
	ck_assert_int_eq(call_sendmmsg(fd, batch, 3, 0), 1);
	ck_assert_int_eq(call_sendmmsg(fd, batch + 1, 2, 0), -1);
	ck_assert_int_eq(errno, EACCES);
	ck_assert_int_eq(call_connect(fd, far, sizeof(at[1])), -1);
	ck_assert_int_eq(errno, EACCES);
	ck_assert_int_eq(call_connect(fd, near, sizeof(at[0])), 0);
	ck_assert_uint_eq(asked, 6);
	call_send(fd, "", 0, 0);
	ck_assert_int_eq(call_route(fd, far, sizeof(at[1])), 0);
	ck_assert_uint_eq(asked, 6);
	calls_sink = NULL;
	close(fd);
}
END_TEST

static unsigned untidy;

/* Without memory for the line the call is made all the same. */
static void call_and_tell(void)
{
	struct buf kept = told;

	calls_sink = &sink;
	if (call_bad_connect() != -1 || errno != EBADF)
		untidy++;
	calls_sink = NULL;
	told = kept;
}

START_TEST(test_unfinished)
{
	calls_unfinished("getaddrinfo", "nobody listens", AF_INET);
	ck_assert_uint_eq(told.size, 0);
	calls_sink = &sink;
	errno = EBADF;
	calls_unfinished("getaddrinfo", "name", AF_UNSPEC);
	calls_sink = NULL;
	ck_assert_int_eq(errno, EBADF);
	ck_assert_str_eq(buf_text(&told), "getaddrinfo(\"name\", AF_UNSPEC <unfinished ...>\n");
	buf_free(&told);
}
END_TEST

START_TEST(test_no_memory)
{
	buf_reserve(&told, 4096);
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, call_and_tell), 1);
	ck_assert_uint_eq(untidy, 0);
	buf_free(&told);
}
END_TEST

Suite *calls_suite(void);
Suite *calls_suite(void)
{
	Suite *suite = suite_create("calls");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, test_line, 0, sizeof(calls) / sizeof(calls[0]));
	tcase_add_test(all, test_pair);
	tcase_add_test(all, test_forbidden);
	tcase_add_test(all, test_unfinished);
	tcase_add_test(all, test_no_memory);
	suite_add_tcase(suite, all);
	return suite;
}
