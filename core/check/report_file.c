/* report_file -- where a report goes: a file that has its name only once it is whole, or what is
 * open already. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/report_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/num.h"
#include "base/openfile.h"
#include "base/random.h"
#include "base/texts.h"

enum { LINKS_MAX = 40, READER_S = 10, STUCK_MS = 1000 };

/* ---- what is open already ----------------------------------------------------------------- */

/* The number of the descriptor that PATH names; -1: none. */
static int named_fd(const char *path)
{
	static const char folders[][16] = { "/dev/fd/", "/proc/self/fd/" };
	uint64_t number;

	if (strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		const char *digits = path + strlen(folders[i]);

		if (text_begins(path, folders[i]) &&
		    num_digits(&number, digits, strlen(digits), INT_MAX))
			return (int)number;
	}
	return -1;
}

static bool is_dash(const char *name)
{
	return !name || strcmp(name, "-") == 0;
}

bool report_file_is_stdout(const char *name)
{
	return is_dash(name) || named_fd(name) == STDOUT_FILENO;
}

static bool open_named(struct report_file *file, int number, struct err *err)
{
	file->fd = fcntl(number, F_DUPFD_CLOEXEC, 0);
	file->is_ours = true;
	return file->fd >= 0 || err_errno(err, errno, "cannot write to %s", file->name);
}

/* ---- where links lead --------------------------------------------------------------------- */

static size_t folder_size(const char *path)
{
	const char *slash = memrchr(path, '/', strlen(path));

	return slash ? (size_t)(slash - path) + 1 : 0;
}

/* Take one step from TARGET, which is a link. */
static bool follow(struct buf *target)
{
	char text[PATH_MAX];
	const char *path = buf_text(target);
	ssize_t size = readlink(path, text, sizeof(text));

	if (size < 0 || size == sizeof(text)) {
		errno = size < 0 ? errno : ENAMETOOLONG;
		return false;
	}
	target->size = text[0] == '/' ? 0 : folder_size(path);
	buf_put(target, text, (size_t)size);
	return true;
}

/* Follow the links of file->target up to a name that is none, or is a descriptor's. WHAT is its
 * type, 0 where nothing is there yet. */
static bool follow_all(struct report_file *file, mode_t *what, struct err *err)
{
	struct stat status;

	buf_puts(&file->target, file->name);
	for (int i = 0; i < LINKS_MAX; i++) {
		const char *path = buf_text(&file->target);

		if (file->target.failed)
			return err_errno(err, ENOMEM, "cannot write %s", file->name);
		*what = 0;
		if (named_fd(path) >= 0)
			return true;
		if (fstatat(AT_FDCWD, path, &status, AT_SYMLINK_NOFOLLOW) < 0)
			return errno == ENOENT || fd_open_failed(file->name, err);
		*what = status.st_mode & S_IFMT;
		if (!S_ISLNK(*what))
			return true;
		if (!follow(&file->target))
			return err_errno(err, errno, "cannot follow the link %s", file->name);
	}
	return err_errno(err, ELOOP, "cannot follow the link %s", file->name);
}

/* ---- opened ------------------------------------------------------------------------------- */

static bool open_fresh(struct report_file *file, struct err *err)
{
	enum { TRIES = 100 };
	const char *path = buf_text(&file->target);
	size_t size = folder_size(path);
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

	if (!follow_all(file, &what, err))
		return false;
	path = buf_text(&file->target);
	number = named_fd(path);
	if (number >= 0)
		return open_named(file, number, err);
	if (what == S_IFDIR || !path[folder_size(path)])
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
	buf_put(&from, to, folder_size(to));
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
