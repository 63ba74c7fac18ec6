/* fault -- makes the n-th allocation or system call of a test fail. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static struct {
	const char *call;
	unsigned countdown;
	int number;
	bool lasting, reached;
} plan;

void fault_arm(const char *call, unsigned n, int number, bool lasting)
{
	plan.call = call;
	plan.countdown = n;
	plan.number = number;
	plan.lasting = lasting;
	plan.reached = false;
}

bool fault_disarm(void)
{
	plan.call = NULL;
	return plan.reached;
}

static bool fails(const char *call)
{
	if (!plan.call || strcmp(plan.call, call) != 0)
		return false;
	if (plan.countdown > 0 && --plan.countdown > 0)
		return false;
	if (plan.reached && !plan.lasting)
		return false;
	plan.reached = true;
	errno = plan.number;
	return true;
}

unsigned fault_sweep(const char *call, int number, void (*work)(void))
{
	unsigned n = 0;
	bool reached = true;

	while (reached) {
		n++;
		fault_arm(call, n, number, false);
		work();
		reached = fault_disarm();
		fault_arm(call, n, number, true);
		work();
		fault_disarm();
	}
	return n - 1;
}

/* The wrappers: PASS(type, name, (parameters), (arguments)). */
#define PASS(type, name, parameters, arguments)                           \
	type __real_##name parameters;                                    \
	type __wrap_##name parameters;                                    \
	type __wrap_##name parameters                                     \
	{                                                                 \
		return fails(#name) ? (type)-1 : __real_##name arguments; \
	}

PASS(int, socket, (int family, int type, int protocol), (family, type, protocol))
PASS(int, connect, (int fd, const struct sockaddr *to, socklen_t size), (fd, to, size))
PASS(int, bind, (int fd, const struct sockaddr *at, socklen_t size), (fd, at, size))
PASS(int, getsockname, (int fd, struct sockaddr *at, socklen_t *size), (fd, at, size))
PASS(ssize_t, sendto,
     (int fd, const void *data, size_t size, int flags, const struct sockaddr *to,
      socklen_t to_size),
     (fd, data, size, flags, to, to_size))
PASS(ssize_t, send, (int fd, const void *data, size_t size, int flags), (fd, data, size, flags))
PASS(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
PASS(ssize_t, recv, (int fd, void *data, size_t size, int flags), (fd, data, size, flags))
PASS(int, recvmmsg,
     (int fd, struct mmsghdr *messages, unsigned count, int flags, struct timespec *timeout),
     (fd, messages, count, flags, timeout))
PASS(int, setsockopt, (int fd, int level, int name, const void *value, socklen_t size),
     (fd, level, name, value, size))
PASS(int, shutdown, (int fd, int how), (fd, how))
PASS(int, epoll_create1, (int flags), (flags))
PASS(int, epoll_ctl, (int fd, int how, int watched, struct epoll_event *event),
     (fd, how, watched, event))
PASS(int, epoll_wait, (int fd, struct epoll_event *events, int count, int timeout_ms),
     (fd, events, count, timeout_ms))
PASS(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags), (fd, message, flags))
PASS(ssize_t, read, (int fd, void *data, size_t size), (fd, data, size))
PASS(pid_t, fork, (void), ())
PASS(int, socketpair, (int family, int type, int protocol, int pair[2]),
     (family, type, protocol, pair))
PASS(int, poll, (struct pollfd * fds, nfds_t count, int timeout_ms), (fds, count, timeout_ms))

/* What poll(2) becomes where the size of its array is known (_FORTIFY_SOURCE). */
int __real___poll_chk(struct pollfd *fds, nfds_t count, int timeout_ms, size_t size);
int __wrap___poll_chk(struct pollfd *fds, nfds_t count, int timeout_ms, size_t size);
int __wrap___poll_chk(struct pollfd *fds, nfds_t count, int timeout_ms, size_t size)
{
	return fails("poll") ? -1 : __real___poll_chk(fds, count, timeout_ms, size);
}

int __real_open(const char *path, int flags, mode_t mode);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
	mode_t mode = 0;

	if (flags & O_CREAT) {
		va_list rest;

		va_start(rest, flags);
		mode = va_arg(rest, mode_t);
		va_end(rest);
	}
	return fails("open") ? -1 : __real_open(path, flags, mode);
}

unsigned __real_if_nametoindex(const char *name);
unsigned __wrap_if_nametoindex(const char *name);
unsigned __wrap_if_nametoindex(const char *name)
{
	return fails("if_nametoindex") ? 0 : __real_if_nametoindex(name);
}

char *__real_if_indextoname(unsigned index, char *name);
char *__wrap_if_indextoname(unsigned index, char *name);
char *__wrap_if_indextoname(unsigned index, char *name)
{
	return fails("if_indextoname") ? NULL : __real_if_indextoname(index, name);
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
	return fails("malloc") ? NULL : __real_malloc(size);
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
	return fails("malloc") ? NULL : __real_calloc(count, size);
}

void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size)
{
	return fails("malloc") ? NULL : __real_realloc(old, size);
}

void *__real_reallocarray(void *old, size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
	return fails("malloc") ? NULL : __real_reallocarray(old, count, size);
}
