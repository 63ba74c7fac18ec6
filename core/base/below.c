/* below -- a file of a folder, or below it, which no link leads out of. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/below.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"

enum { HOW = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK };

static bool leads_outside(const char *path, struct err *err)
{
	return err_set(err, STATUS_DENIED, "%s is a link that leads out of its folder", path);
}

/* Without openat2: each step is looked at. */
static bool open_unlinked(int *fd, const char *path, size_t folder, struct err *err)
{
	struct buf part = { 0 };
	struct stat file = { 0 };
	bool has_link = false;

	for (const char *at = path + folder; *at && !has_link;) {
		at += strspn(at, "/");
		at += strcspn(at, "/");
		buf_clear(&part);
		buf_put(&part, path, (size_t)(at - path));
		has_link = part.failed ||
			   (fstatat(AT_FDCWD, buf_text(&part), &file, AT_SYMLINK_NOFOLLOW) == 0 &&
			    S_ISLNK(file.st_mode));
	}
	buf_free(&part);
	if (has_link)
		return leads_outside(path, err);
	*fd = open(path, HOW | O_NOFOLLOW);
	return *fd >= 0 || fd_open_failed(path, err);
}

static int open_folder(const char *path, size_t size)
{
	struct buf folder = { 0 };
	int fd;

	buf_put(&folder, size ? path : ".", size ? size : 1);
	fd = folder.failed ? -1 : open(buf_text(&folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	buf_free(&folder);
	return fd;
}

bool below_open(int *fd, const char *path, size_t folder, struct err *err)
{
	struct open_how how = { .flags = HOW, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
	const char *name = path + folder + strspn(path + folder, "/");
	int from = open_folder(path, folder);
	int fresh = from < 0 ? -1 : (int)syscall(SYS_openat2, from, name, &how, sizeof(how));
	int number = errno;

	fd_close(&from);
	if (fresh >= 0) {
		*fd = fresh;
		return true;
	}
	if (number == ENOSYS || number == EPERM)
		return open_unlinked(fd, path, folder, err);
	errno = number;
	return number == EXDEV || number == ELOOP ? leads_outside(path, err)
						  : fd_open_failed(path, err);
}
