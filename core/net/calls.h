/* calls -- every socket, resolver and database call of sockbox goes through here: the place
 * where --calls listens. Each function is its namesake; errno is the namesake's. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_CALLS_H
#define NET_CALLS_H

#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/* Who is told of each call, and what may be called. NULL, the start, costs one branch a call. */
struct calls_sink {
	/* One line as strace(1) would print it, with a newline, before the call's result is used.
	 * NULL: nobody is told. */
	void (*line)(void *context, const char *line, size_t size);
	void *context;

	/* Whether nothing may connect with TO or send there: the call then fails with EACCES. What
	 * connects only to learn a source address sends nothing, see call_route. NULL: all may. */
	bool (*forbids)(void *context, const struct sockaddr *to, socklen_t size);
};
extern const struct calls_sink *calls_sink;

/* Whether somebody is told. */
static inline bool calls_are_told(void)
{
	return calls_sink && calls_sink->line;
}

/* Tell the sink of a CALL about SUBJECT that a child of ours was in when it was given up:
 * `gethostbyname2_r("name", AF_INET <unfinished ...>`. Keeps errno. */
void calls_unfinished(const char *call, const char *subject, int family);

int call_socket(int family, int type, int protocol);
int call_connect(int fd, const struct sockaddr *to, socklen_t size);
/* connect(2) of a datagram socket that will send nothing: for the source address it then has. */
int call_route(int fd, const struct sockaddr *to, socklen_t size);
int call_bind(int fd, const struct sockaddr *at, socklen_t size);
int call_getsockname(int fd, struct sockaddr *at, socklen_t *size);
int call_getpeername(int fd, struct sockaddr *at, socklen_t *size);
int call_setsockopt(int fd, int level, int name, const void *value, socklen_t size);
int call_getsockopt(int fd, int level, int name, void *value, socklen_t *size);
int call_listen(int fd, int backlog);
int call_accept(int fd, struct sockaddr *from, socklen_t *size, int flags); /* accept4(2) */
int call_shutdown(int fd, int how);

/* What sends does so with MSG_NOSIGNAL: a peer that is gone is EPIPE. */
ssize_t call_send(int fd, const void *data, size_t size, int flags);
ssize_t call_recv(int fd, void *data, size_t size, int flags);
ssize_t call_sendmsg(int fd, const struct msghdr *message, int flags);
ssize_t call_recvmsg(int fd, struct msghdr *message, int flags);
int call_sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags);
int call_recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags);

int call_poll(struct pollfd *fds, nfds_t count, int timeout_ms);
int call_epoll_create(void); /* epoll_create1(2), close-on-exec */
int call_epoll_ctl(int epoll_fd, int how, int fd, struct epoll_event *event);
/* EPOLL_CTL_DEL, not shown: who closes a descriptor did not ask for it. */
void call_epoll_forget(int epoll_fd, int fd);
int call_epoll_wait(int epoll_fd, struct epoll_event *events, int count, int timeout_ms);

/* Bytes in a queue: REQUEST is SIOCINQ (to be read) or SIOCOUTQ (not yet taken by the peer). -1
 * with errno where the socket has no such count. ioctl(2), tcp(7), udp(7). */
int call_queue_size(int fd, int request);

/* A process, and a copy of its descriptor FD. pidfd_open(2), pidfd_getfd(2). */
int call_pidfd_open(pid_t pid);
int call_pidfd_getfd(int pidfd, int fd);
int call_close(int fd);

int call_socketpair(int family, int type, int protocol, int pair[2]);

/* A close-on-exec stream pair between our own processes: not shown. call_pair_send sends all of it,
 * without SIGPIPE. */
int call_pair_open(int pair[2]);
bool call_pair_send(int fd, const void *data, size_t size);

int call_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
		     struct addrinfo **found);
void call_freeaddrinfo(struct addrinfo *found);
int call_getnameinfo(const struct sockaddr *of, socklen_t size, char *host, socklen_t host_size,
		     char *service, socklen_t service_size, int flags);
int call_gethostbyname2_r(const char *name, int family, struct hostent *host, char *memory,
			  size_t size, struct hostent **found, int *h_error);
int call_gethostbyaddr_r(const void *bytes, socklen_t size, int family, struct hostent *result,
			 char *memory, size_t memory_size, struct hostent **found, int *h_error);

int call_gethostname(char *name, size_t size);
int call_sethostname(const char *name, size_t size);

/* As libc has them, but errno is always that of what failed: ENODEV or ENXIO mean that there is no
 * such interface. NAME has room for IF_NAMESIZE bytes. netdevice(7). */
unsigned call_if_nametoindex(const char *name);
char *call_if_indextoname(unsigned index, char *name);

/* fd_read_file, told to the sink as open(2). */
bool call_read_file(struct buf *buf, const char *path, size_t max, struct err *err);

#endif
