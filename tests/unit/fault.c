/* fault -- makes the n-th allocation or system call of a test fail. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
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
PASS(int, listen, (int fd, int backlog), (fd, backlog))
PASS(int, accept4, (int fd, struct sockaddr *from, socklen_t *size, int flags),
     (fd, from, size, flags))
PASS(int, shutdown, (int fd, int how), (fd, how))
PASS(int, getpeername, (int fd, struct sockaddr *at, socklen_t *size), (fd, at, size))
PASS(int, getsockopt, (int fd, int level, int name, void *value, socklen_t *size),
     (fd, level, name, value, size))
PASS(int, setsockopt, (int fd, int level, int name, const void *value, socklen_t size),
     (fd, level, name, value, size))
PASS(ssize_t, sendto,
     (int fd, const void *data, size_t size, int flags, const struct sockaddr *to,
      socklen_t to_size),
     (fd, data, size, flags, to, to_size))
PASS(ssize_t, send, (int fd, const void *data, size_t size, int flags), (fd, data, size, flags))
PASS(ssize_t, recv, (int fd, void *data, size_t size, int flags), (fd, data, size, flags))
PASS(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
PASS(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags), (fd, message, flags))
PASS(int, sendmmsg, (int fd, struct mmsghdr *messages, unsigned count, int flags),
     (fd, messages, count, flags))
PASS(int, recvmmsg,
     (int fd, struct mmsghdr *messages, unsigned count, int flags, struct timespec *limit),
     (fd, messages, count, flags, limit))
PASS(ssize_t, read, (int fd, void *data, size_t size), (fd, data, size))
PASS(ssize_t, readlink, (const char *path, char *text, size_t size), (path, text, size))
PASS(int, rename, (const char *from, const char *to), (from, to))
PASS(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
PASS(ssize_t, pwritev2, (int fd, const struct iovec *part, int count, off_t at, int flags),
     (fd, part, count, at, flags))
PASS(int, flock, (int fd, int how), (fd, how))
PASS(int, fstatat, (int folder, const char *name, struct stat *file, int flags),
     (folder, name, file, flags))
PASS(int, fchownat, (int folder, const char *name, uid_t owner, gid_t group, int flags),
     (folder, name, owner, group, flags))
PASS(int, unlinkat, (int folder, const char *name, int flags), (folder, name, flags))
PASS(pid_t, fork, (void), ())
PASS(int, waitid, (idtype_t which, id_t id, siginfo_t *info, int flags), (which, id, info, flags))
PASS(int, pipe2, (int ends[2], int flags), (ends, flags))
PASS(int, epoll_create1, (int flags), (flags))
PASS(int, epoll_ctl, (int epoll_fd, int how, int fd, struct epoll_event *event),
     (epoll_fd, how, fd, event))
PASS(int, epoll_wait, (int epoll_fd, struct epoll_event *events, int count, int timeout_ms),
     (epoll_fd, events, count, timeout_ms))
PASS(int, signalfd, (int fd, const sigset_t *set, int flags), (fd, set, flags))
PASS(int, socketpair, (int family, int type, int protocol, int pair[2]),
     (family, type, protocol, pair))
PASS(int, poll, (struct pollfd * fds, nfds_t count, int timeout_ms), (fds, count, timeout_ms))

/* Those with arguments that depend: all of ours take one more, as wide as a pointer. */
int __real_ioctl(int fd, unsigned long request, void *argument);
int __wrap_ioctl(int fd, unsigned long request, ...);
int __wrap_ioctl(int fd, unsigned long request, ...)
{
	void *argument;
	va_list rest;

	va_start(rest, request);
	argument = va_arg(rest, void *);
	va_end(rest);
	return fails("ioctl") ? -1 : __real_ioctl(fd, request, argument);
}

int __real_fcntl(int fd, int command, long argument);
int __wrap_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, ...)
{
	long argument;
	va_list rest;

	va_start(rest, command);
	argument = va_arg(rest, long);
	va_end(rest);
	return fails("fcntl") ? -1 : __real_fcntl(fd, command, argument);
}

long __real_syscall(long number, long a, long b, long c, long d, long e, long f);
long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f);
long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f)
{
	return fails("syscall") ? -1 : __real_syscall(number, a, b, c, d, e, f);
}

/* It is closed all the same: close(2). */
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
	int result = __real_close(fd);

	return fails("close") ? -1 : result;
}

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

struct dirent *__real_readdir(DIR *folder);
struct dirent *__wrap_readdir(DIR *folder);
struct dirent *__wrap_readdir(DIR *folder)
{
	return fails("readdir") ? NULL : __real_readdir(folder);
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

int __real_openat(int folder, const char *path, int flags, mode_t mode);
int __wrap_openat(int folder, const char *path, int flags, ...);
int __wrap_openat(int folder, const char *path, int flags, ...)
{
	mode_t mode = 0;

	if (flags & O_CREAT) {
		va_list rest;

		va_start(rest, flags);
		mode = va_arg(rest, mode_t);
		va_end(rest);
	}
	return fails("openat") ? -1 : __real_openat(folder, path, flags, mode);
}
