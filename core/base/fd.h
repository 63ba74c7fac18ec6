/* fd -- descriptors: written fully, read whole, closed once. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_FD_H
#define BASE_FD_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

/* Write all of it, through EINTR, short writes and a non-blocking FD. False with errno set. */
bool fd_write(int fd, const void *data, size_t size);

/* The same, but whoever reads FD is waited for no longer once STOP_FD (-1: none) can be read: false
 * with EINTR; or when he has taken nothing for PATIENCE_MS (-1: no limit): false with EAGAIN. */
bool fd_write_unless(int fd, const void *data, size_t size, int stop_fd, int patience_ms);

/* Write what FD takes at once without waiting: the count, or -1 with errno set, EAGAIN when it
 * takes nothing now. FD need not be non-blocking: it may be shared with others who would not expect
 * it. */
long fd_write_some(int fd, const void *data, size_t size);

/* Read up to SIZE bytes, through EINTR and a non-blocking FD: the count, 0 at the end, -1 with
 * errno set. */
long fd_read(int fd, void *data, size_t size);

/* The same without waiting: -1 with EAGAIN when nothing is there now. FD need not be non-blocking.
 */
long fd_read_some(int fd, void *data, size_t size);

/* Append all of standard input to BUF: at most MAX bytes, and before UNTIL. ERR is STATUS_INVALID
 * when it is more, STATUS_TIMEOUT, or what read(2) said; BUF then holds any part of it. */
bool fd_read_stdin(struct buf *buf, size_t max, struct deadline until, struct err *err);
/* The same, but ERR has EINTR once STOP_FD (-1: none) can be read. */
bool fd_read_stdin_unless(struct buf *buf, size_t max, struct deadline until, int stop_fd,
			  struct err *err);

/* Open PATH to be read from; a pipe is waited for until it has a writer. ERR is as below; FD is
 * then untouched. */
bool fd_open(int *fd, const char *path, struct err *err);

/* Open what is empty: /dev/null, or in a root without it a pipe that nobody writes to. ERR is
 * STATUS_LACKING; FD is then untouched. */
bool fd_open_empty(int *fd, struct err *err);

/* What errno says of PATH, which could not be opened; false. */
bool fd_open_failed(const char *path, struct err *err);

/* Append the whole of a file, at most MAX bytes, to BUF. ERR is STATUS_NOT_FOUND,
 * STATUS_DENIED with owner and mode, STATUS_INVALID when it is larger, or STATUS_LACKING (a pipe
 * too); BUF then holds what it held. */
bool fd_read_file(struct buf *buf, const char *path, size_t max, struct err *err);
/* The same for FD, which was opened with O_NONBLOCK and is called PATH. */
bool fd_read_open(struct buf *buf, int fd, const char *path, size_t max, struct err *err);

/* Open PATH for writing, made if it is not there and emptied if it is; *FD is the caller's. ERR is
 * STATUS_NOT_FOUND, STATUS_DENIED with owner and mode, or STATUS_LACKING. */
bool fd_create(int *fd, const char *path, struct err *err);

/* rename(2): FROM takes the place of TO in one step. False with errno set. */
bool fd_rename(const char *from, const char *to);

/* Make the file system say what it has kept back (a full NFS disk shows only at close(2)),
 * leaving FD open. False with errno set. */
bool fd_settle(int fd);

/* Wait, as poll(2) does without a limit, until something happens to one of the COUNT descriptors at
 * FDS. False with errno set. */
bool fd_wait_any(struct pollfd *fds, size_t count);

/* Close *FD unless it is -1, and make it -1. close(2) is never retried on Linux. */
void fd_close(int *fd);

#endif
