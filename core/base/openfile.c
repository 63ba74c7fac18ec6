/* openfile -- a file opened without being held up: whoever belongs to the other end of a named pipe
 * is waited for as all else is, with an end. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/openfile.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include "base/fd.h"

enum { ASK_AGAIN_MS = 10 };

static bool is_pipe(int fd, const char *path, int flags)
{
	struct stat file;

	return fstatat(fd, path, &file, flags) == 0 && S_ISFIFO(file.st_mode);
}

/* Once: until FD (-1: ask again soon) can be read, which sets *CAME. */
static bool wait_once(bool *came, int fd, const char *path, struct deadline until, int stop_fd,
		      struct err *err)
{
	struct pollfd fds[] = { { fd, POLLIN, 0 }, { stop_fd, POLLIN, 0 } };
	int ms = deadline_poll_ms(until);

	if (deadline_passed(until))
		return err_set(err, STATUS_TIMEOUT, "nobody opened the other end of %s", path);
	if (fd < 0 && (ms < 0 || ms > ASK_AGAIN_MS))
		ms = ASK_AGAIN_MS;
	if (poll(fds, 2, ms) > 0 && fds[1].revents) {
		err_errno(err, EINTR, "stopped before anybody opened the other end of %s", path);
		err->kind = STATUS_LACKING;
		return false;
	}
	*came = fds[0].revents != 0;
	return true;
}

/* Without O_NONBLOCK open(2) waits, and heeds neither a deadline nor blocked signals. */
static bool open_end(int *fd, const char *path, int flags, struct deadline until, int stop_fd,
		     struct err *err)
{
	bool ignored;

	flags |= O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
	while ((*fd = open(path, flags, 0666)) < 0) {
		if (errno == EINTR)
			continue;
		if (errno != ENXIO || !is_pipe(AT_FDCWD, path, 0))
			return fd_open_failed(path, err);
		if (!wait_once(&ignored, -1, path, until, stop_fd, err))
			return false;
	}
	return true;
}

bool file_open(int *fd, const char *path, int flags, struct deadline until, int stop_fd,
	       struct err *err)
{
	bool came = false, fine;
	int fresh = -1;

	fine = open_end(&fresh, path, flags, until, stop_fd, err);
	if (fine && (flags & O_ACCMODE) == O_RDONLY && is_pipe(fresh, "", AT_EMPTY_PATH))
		while (fine && !came)
			fine = wait_once(&came, fresh, path, until, stop_fd, err);
	if (fine && fcntl(fresh, F_SETFL, fcntl(fresh, F_GETFL) & ~O_NONBLOCK) < 0)
		fine = err_errno(err, errno, "cannot open %s", path);
	if (fine)
		*fd = fresh;
	else
		fd_close(&fresh);
	return fine;
}
