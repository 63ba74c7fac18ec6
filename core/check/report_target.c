/* report_target -- where the name of a report leads: through links, and to what is open already. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/report_target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/num.h"
#include "base/texts.h"

enum { LINKS_MAX = 40 };

int target_fd(const char *path)
{
	static const char folders[][16] = { "/dev/fd/", "/proc/self/fd/" };
	uint64_t number;

	if (strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		size_t size = strlen(folders[i]);

		if (text_begins(path, folders[i]) &&
		    num_digits(&number, path + size, strlen(path + size), INT_MAX))
			return (int)number;
	}
	return -1;
}

size_t target_folder_size(const char *path)
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
	target->size = text[0] == '/' ? 0 : target_folder_size(path);
	buf_put(target, text, (size_t)size);
	return true;
}

/* The kernel follows a stranger's link in a folder like /tmp for nobody (proc(5),
 * protected_symlinks); as it is we who follow, it is we who must not. */
static bool is_strangers(const char *path, const struct stat *link)
{
	enum { SHARED = S_ISVTX | S_IWOTH };
	size_t size = target_folder_size(path);
	struct buf name = { 0 };
	struct stat folder;
	bool strange = true;

	buf_put(&name, size ? path : ".", size ? size : 1);
	if (!name.failed && fstatat(AT_FDCWD, buf_text(&name), &folder, 0) == 0)
		strange = (folder.st_mode & SHARED) == SHARED && link->st_uid != geteuid() &&
			  link->st_uid != folder.st_uid;
	buf_free(&name);
	return strange;
}

bool target_find(struct buf *target, mode_t *what, const char *name, struct err *err)
{
	struct stat status;

	buf_puts(target, name);
	for (int i = 0; i < LINKS_MAX; i++) {
		const char *path = buf_text(target);

		if (target->failed)
			return err_errno(err, ENOMEM, "cannot write %s", name);
		*what = 0;
		if (target_fd(path) >= 0)
			return true;
		if (fstatat(AT_FDCWD, path, &status, AT_SYMLINK_NOFOLLOW) < 0)
			return errno == ENOENT || fd_open_failed(name, err);
		*what = status.st_mode & S_IFMT;
		if (!S_ISLNK(*what))
			return true;
		if (is_strangers(path, &status))
			return err_errno(err, EACCES,
					 "%s is a link of user %u in a folder that all write to",
					 path, (unsigned)status.st_uid);
		if (!follow(target))
			return err_errno(err, errno, "cannot follow the link %s", name);
	}
	return err_errno(err, ELOOP, "cannot follow the link %s", name);
}
