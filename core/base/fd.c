/* fd -- descriptors: written fully, read whole, closed once. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* Whoever shares a pipe or terminal with us may have made it non-blocking. */
static bool wait_for(int fd, short events)
{
	struct pollfd one = { fd, events, 0 };

	return poll(&one, 1, -1) >= 0 || errno == EINTR;
}

bool fd_wait_any(struct pollfd *fds, size_t count)
{
	return poll(fds, count, -1) >= 0;
}

bool fd_write(int fd, const void *data, size_t size)
{
	const char *next = data;

	while (size > 0) {
		ssize_t done = write(fd, next, size);

		if (done < 0 && (errno == EINTR || (errno == EAGAIN && wait_for(fd, POLLOUT))))
			continue;
		if (done < 0)
			return false;
		next += done;
		size -= (size_t)done;
	}
	return true;
}

/* A pipe that poll(2) calls writable has room for PIPE_BUF bytes; more would wait for its reader.
 * pwritev2(2) with RWF_NOWAIT writes all that fits, where the kernel has it for this kind of file.
 */
long fd_write_some(int fd, const void *data, size_t size)
{
	struct pollfd one = { fd, POLLOUT, 0 };
	struct iovec part = { (void *)(uintptr_t)data, size };
	ssize_t done;

	if (poll(&one, 1, 0) == 0) {
		errno = EAGAIN;
		return -1;
	}
	done = pwritev2(fd, &part, 1, -1, RWF_NOWAIT);
	if (done < 0 && (errno == EOPNOTSUPP || errno == EAGAIN || errno == EINVAL))
		done = write(fd, data, size > PIPE_BUF ? PIPE_BUF : size);
	if (done < 0 && errno == EINTR)
		errno = EAGAIN;
	return done;
}

/* What is on a disk is not waited for. */
static bool is_file(int fd)
{
	struct stat file;

	return fstatat(fd, "", &file, AT_EMPTY_PATH) == 0 && S_ISREG(file.st_mode);
}

/* False with EINTR when STOP_FD can be read and FD cannot be written to, with EAGAIN when neither.
 */
static bool wait_unless(int fd, int stop_fd, int patience_ms)
{
	struct pollfd both[] = { { fd, POLLOUT, 0 }, { stop_fd, POLLIN, 0 } };

	if (poll(both, 2, patience_ms) < 0)
		return errno == EINTR;
	errno = both[1].revents ? EINTR : EAGAIN;
	return both[0].revents;
}

bool fd_write_unless(int fd, const void *data, size_t size, int stop_fd, int patience_ms)
{
	const char *next = data;

	if (is_file(fd))
		return fd_write(fd, data, size);
	while (size > 0) {
		long done = fd_write_some(fd, next, size);

		if (done < 0 && (errno != EAGAIN || !wait_unless(fd, stop_fd, patience_ms)))
			return false;
		next += done > 0 ? done : 0;
		size -= done > 0 ? (size_t)done : 0;
	}
	return true;
}

static long read_some(int fd, void *data, size_t size)
{
	ssize_t done;

	do
		done = read(fd, data, size);
	while (done < 0 && errno == EINTR);
	return done;
}

long fd_read(int fd, void *data, size_t size)
{
	long done;

	do
		done = read_some(fd, data, size);
	while (done < 0 && errno == EAGAIN && wait_for(fd, POLLIN));
	return done;
}

long fd_read_some(int fd, void *data, size_t size)
{
	struct pollfd one = { fd, POLLIN, 0 };

	if (poll(&one, 1, 0) == 0) {
		errno = EAGAIN;
		return -1;
	}
	return read_some(fd, data, size);
}

/* A part of it; 0 at the end. What cannot be waited for is read at once, and fails there. */
static long read_part(struct buf *buf, size_t size, struct deadline until, int stop_fd)
{
	struct pollfd both[] = { { STDIN_FILENO, POLLIN, 0 }, { stop_fd, POLLIN, 0 } };
	int ready;

	do
		ready = poll(both, 2, deadline_poll_ms(until));
	while (ready < 0 && errno == EINTR);
	if (ready == 0 || (ready > 0 && both[1].revents)) {
		errno = ready ? EINTR : ETIMEDOUT;
		return -1;
	}
	return fd_read(STDIN_FILENO, buf->data + buf->size, size);
}

bool fd_read_stdin(struct buf *buf, size_t max, struct deadline until, struct err *err)
{
	return fd_read_stdin_unless(buf, max, until, -1, err);
}

bool fd_read_stdin_unless(struct buf *buf, size_t max, struct deadline until, int stop_fd,
			  struct err *err)
{
	enum { PART = 1 << 16 };
	size_t begun = buf->size;

	for (;;) {
		long size;

		if (buf->size - begun > max)
			return err_set(err, STATUS_INVALID, "standard input is more than %zu bytes",
				       max);
		if (!buf_reserve(buf, PART))
			return err_errno(err, ENOMEM, "cannot read standard input");
		size = read_part(buf, PART, until, stop_fd);
		if (size < 0 && errno == ETIMEDOUT)
			return err_set(err, STATUS_TIMEOUT, "standard input did not end in time");
		if (size < 0)
			return err_errno(err, errno, "cannot read standard input");
		if (size == 0)
			return true;
		buf->size += (size_t)size;
	}
}

bool fd_open_failed(const char *path, struct err *err)
{
	int number = errno;
	struct stat file;

	if (number == ENOENT || number == ENOTDIR) {
		err_errno(err, number, "cannot open %s", path);
		err->kind = STATUS_NOT_FOUND;
		return false;
	}
	if (number == EACCES && fstatat(AT_FDCWD, path, &file, 0) == 0)
		return err_errno(err, number, "cannot open %s (owner %u, mode %04o)", path,
				 (unsigned)file.st_uid, (unsigned)file.st_mode & 07777);
	return err_errno(err, number, "cannot open %s", path);
}

bool fd_open(int *fd, const char *path, struct err *err)
{
	int fresh;

	do
		fresh = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	while (fresh < 0 && errno == EINTR);
	if (fresh < 0)
		return fd_open_failed(path, err);
	*fd = fresh;
	return true;
}

bool fd_open_empty(int *fd, struct err *err)
{
	struct err ignored = { 0 };
	int ends[2];

	if (fd_open(fd, "/dev/null", &ignored))
		return true;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_errno(err, errno, "no room for a pipe");
	fd_close(&ends[1]);
	*fd = ends[0];
	return true;
}

/* Append what FD, called PATH, has left to BUF. */
static bool read_rest(struct buf *buf, int fd, const char *path, size_t max,
		      long (*read)(int fd, void *data, size_t size), struct err *err)
{
	enum { STEP = 16384 };
	size_t start = buf->size;
	long done;

	do {
		if (!buf_reserve(buf, STEP))
			return err_errno(err, ENOMEM, "cannot read %s", path);
		done = read(fd, buf->data + buf->size, STEP);
		if (done < 0)
			return err_errno(err, errno, "cannot read %s", path);
		buf->size += (size_t)done;
		if (buf->size - start > max)
			return err_set(err, STATUS_INVALID, "%s is larger than %zu bytes", path,
				       max);
	} while (done > 0);
	return true;
}

bool fd_read_open(struct buf *buf, int fd, const char *path, size_t max, struct err *err)
{
	size_t start = buf->size;
	struct stat file;
	bool fine;

	/* Without its writer a pipe reads as an empty file, which it is not. */
	if (fstatat(fd, "", &file, AT_EMPTY_PATH) == 0 && S_ISFIFO(file.st_mode))
		fine = err_set(err, STATUS_LACKING, "%s is a pipe, not a file", path);
	else
		fine = read_rest(buf, fd, path, max, read_some, err);
	if (!fine)
		buf->size = start;
	return fine;
}

bool fd_read_file(struct buf *buf, const char *path, size_t max, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	bool fine = fd >= 0 ? fd_read_open(buf, fd, path, max, err) : fd_open_failed(path, err);

	fd_close(&fd);
	return fine;
}

bool fd_create(int *fd, const char *path, struct err *err)
{
	int fresh = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);

	if (fresh < 0)
		return fd_open_failed(path, err);
	*fd = fresh;
	return true;
}

bool fd_rename(const char *from, const char *to)
{
	return rename(from, to) == 0;
}

bool fd_settle(int fd)
{
	int twin = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	if (twin < 0)
		return errno == EMFILE; /* nothing can be asked: what was written stands */
	return close(twin) == 0 || errno == EINTR;
}

void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}
