/* report_file -- where a report goes: a file that has its name only once it is whole, or what is
 * open already. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/report_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/num.h"
#include "base/openfile.h"
#include "base/random.h"
#include "check/report_target.h"

enum { READER_S = 10, STUCK_MS = 1000 };

static bool is_dash(const char *name)
{
	return !name || strcmp(name, "-") == 0;
}

bool report_file_is_stdout(const char *name)
{
	return is_dash(name) || target_fd(name) == STDOUT_FILENO;
}

static bool open_named(struct report_file *file, int number, struct err *err)
{
	file->fd = fcntl(number, F_DUPFD_CLOEXEC, 0);
	file->is_ours = true;
	return file->fd >= 0 || err_errno(err, errno, "cannot write to %s", file->name);
}

/* ---- opened ------------------------------------------------------------------------------- */

static bool open_fresh(struct report_file *file, struct err *err)
{
	enum { TRIES = 100 };
	const char *path = buf_text(&file->target);
	size_t size = target_folder_size(path);
	struct random random = { random_seed() };
	struct buf folder = { 0 };
	char name[32] = ".sockbox-";
	size_t begin = strlen(name);
	bool fine;

	buf_put(&folder, size ? path : "./", size ? size : 2);
	fine = folder.failed ? err_errno(err, ENOMEM, "cannot write %s", file->name)
			     : newfile_folder(&file->folder, buf_text(&folder), err);
	buf_free(&folder);
	if (!fine)
		return false;
	for (int i = 0; i < TRIES; i++) {
		name[begin + num_format(name + begin, random_next(&random))] = '\0';
		if (newfile_open_shared(&file->fresh, file->folder, name, err))
			return true;
		if (err->number != EEXIST)
			break;
	}
	return err_reword(err, "cannot make a file beside %s: %s", file->name, err->text);
}

static bool open_target(struct report_file *file, struct err *err)
{
	mode_t what;
	const char *path;
	int number;

	if (!target_find(&file->target, &what, file->name, err))
		return false;
	path = buf_text(&file->target);
	number = target_fd(path);
	if (number >= 0)
		return open_named(file, number, err);
	if (what == S_IFDIR || !path[target_folder_size(path)])
		return err_errno(err, EISDIR, "cannot write %s", file->name);
	if (what == 0 || what == S_IFREG)
		return open_fresh(file, err);
	file->is_ours = true;
	return file_open(&file->fd, path, O_WRONLY, deadline_in(READER_S * (int64_t)NS_PER_S),
			 file->stop_fd, err);
}

bool report_file_open(struct report_file *file, const char *name, int stop_fd, struct err *err)
{
	struct report_file fresh = REPORT_FILE_CLOSED;

	fresh.stop_fd = stop_fd;
	fresh.name = is_dash(name) ? "standard output" : name;
	if (is_dash(name)) {
		fresh.fd = STDOUT_FILENO;
	} else if (!*name) {
		return err_set(err, STATUS_INVALID, "a file must have a name");
	} else if (!open_target(&fresh, err)) {
		report_file_drop(&fresh);
		return false;
	}
	*file = fresh;
	return true;
}

bool report_file_append(struct report_file *file, const char *name, struct err *err)
{
	struct report_file fresh = REPORT_FILE_CLOSED;

	fresh.name = name;
	fresh.is_ours = true;
	fresh.fd = open(name, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fresh.fd < 0)
		return fd_open_failed(name, err);
	*file = fresh;
	return true;
}

/* Before its mode is set: chown(2) takes bits of that away. */
static bool give(int fd, const struct stat *now)
{
	struct stat fresh;

	return fstatat(fd, "", &fresh, AT_EMPTY_PATH) == 0 &&
	       ((fresh.st_uid == now->st_uid && fresh.st_gid == now->st_gid) ||
		syscall(SYS_fchown, fd, now->st_uid, now->st_gid) == 0);
}

bool report_file_keep_owner(struct report_file *file, struct err *err)
{
	struct stat now;

	if (file->fd >= 0 || fstatat(AT_FDCWD, buf_text(&file->target), &now, 0) < 0)
		return true;
	if (!give(file->fresh.fd, &now))
		return err_errno(err, errno, "cannot give %s to its owner", file->name);
	return syscall(SYS_fchmod, file->fresh.fd, now.st_mode & 07777) == 0 ||
	       err_errno(err, errno, "cannot give %s its mode", file->name);
}

bool report_file_is_same(struct report_file *file, struct report_file *other)
{
	const char *name = buf_text(&file->target), *other_name = buf_text(&other->target);
	struct stat folder, other_folder;

	name += target_folder_size(name);
	other_name += target_folder_size(other_name);
	return file->folder >= 0 && other->folder >= 0 && strcmp(name, other_name) == 0 &&
	       fstatat(file->folder, "", &folder, AT_EMPTY_PATH) == 0 &&
	       fstatat(other->folder, "", &other_folder, AT_EMPTY_PATH) == 0 &&
	       folder.st_dev == other_folder.st_dev && folder.st_ino == other_folder.st_ino;
}

/* ---- written ------------------------------------------------------------------------------ */

static bool write_failed(const struct report_file *file, int number, struct err *err)
{
	return err_errno(err, number, "cannot write %s", file->name);
}

/* Until FD takes more; *STOP_FD is -1 once it was seen, and from then on there is an end. */
static bool wait_for_reader(int fd, int *stop_fd)
{
	struct pollfd both[] = { { fd, POLLOUT, 0 }, { *stop_fd, POLLIN, 0 } };
	int count = poll(both, 2, *stop_fd < 0 ? STUCK_MS : -1);

	if (count < 0)
		return errno == EINTR;
	if (count > 0 && both[1].revents)
		*stop_fd = -1;
	errno = ETIMEDOUT;
	return count > 0;
}

static bool write_to_reader(int fd, int stop_fd, const char *data, size_t size)
{
	while (size > 0) {
		long done = fd_write_some(fd, data, size);

		if (done < 0 && (errno != EAGAIN || !wait_for_reader(fd, &stop_fd)))
			return false;
		data += done > 0 ? done : 0;
		size -= done > 0 ? (size_t)done : 0;
	}
	return true;
}

bool report_file_write(struct report_file *file, const void *data, size_t size, struct err *err)
{
	bool fine = file->fd >= 0 && file->stop_fd >= 0
			    ? write_to_reader(file->fd, file->stop_fd, data, size)
			    : fd_write(file->fd >= 0 ? file->fd : file->fresh.fd, data, size);

	return fine || write_failed(file, errno, err);
}

bool report_file_finish(struct report_file *file, struct err *err)
{
	struct buf from = { 0 };
	const char *to = buf_text(&file->target);
	bool fine;

	if (file->fd >= 0)
		return fd_settle(file->fd) || write_failed(file, errno, err);
	if (!newfile_keep(&file->fresh, err))
		return write_failed(file, err->number, err);
	buf_put(&from, to, target_folder_size(to));
	buf_puts(&from, file->fresh.name);
	fine = !from.failed && fd_rename(buf_text(&from), to);
	if (!fine) {
		write_failed(file, from.failed ? ENOMEM : errno, err);
		unlinkat(file->folder, file->fresh.name, 0);
	}
	buf_free(&from);
	return fine;
}

void report_file_drop(struct report_file *file)
{
	if (file->is_ours)
		fd_close(&file->fd);
	file->fd = -1;
	newfile_drop(&file->fresh);
	fd_close(&file->folder);
	buf_free(&file->target);
}
