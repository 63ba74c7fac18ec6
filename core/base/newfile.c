/* newfile -- a file that is made new in a folder: nothing is overwritten and no link is followed.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

bool newfile_folder(int *fd, const char *path, struct err *err)
{
	int fresh = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int number = errno;
	struct stat file;

	if (fresh >= 0) {
		*fd = fresh;
		return true;
	}
	if (number == EACCES && fstatat(AT_FDCWD, path, &file, 0) == 0)
		return err_errno(err, number, "cannot open the folder %s (owner %u, mode %04o)",
				 path, (unsigned)file.st_uid, (unsigned)file.st_mode & 07777);
	err_errno(err, number, "cannot open the folder %s", path);
	if (number == ENOENT || number == ENOTDIR)
		err->kind = STATUS_NOT_FOUND;
	return false;
}

static bool is_name(const char *name)
{
	size_t size = strlen(name);

	return size > 0 && size < NEWFILE_NAME_ROOM && !strchr(name, '/') &&
	       strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static bool open_with(struct newfile *file, int folder, const char *name, mode_t mode,
		      struct err *err)
{
	enum { HOW = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY };
	int fd;

	if (!is_name(name))
		return err_set(err, STATUS_INVALID, "'%s' is no file name", name);
	fd = openat(folder, name, HOW, mode);
	if (fd < 0) {
		err_errno(err, errno, "cannot make %s", name);
		if (err->number == EEXIST)
			err->kind = STATUS_DENIED;
		return false;
	}
	file->folder = folder;
	file->fd = fd;
	memcpy(file->name, name, strlen(name) + 1);
	return true;
}

static bool write_failed(const struct newfile *file, struct err *err)
{
	return err_errno(err, errno, "cannot write %s", file->name);
}

bool newfile_open(struct newfile *file, int folder, const char *name, struct err *err)
{
	return open_with(file, folder, name, 0600, err);
}

bool newfile_open_shared(struct newfile *file, int folder, const char *name, struct err *err)
{
	return open_with(file, folder, name, 0666, err);
}

bool newfile_write(struct newfile *file, const void *data, size_t size, struct err *err)
{
	return fd_write(file->fd, data, size) || write_failed(file, err);
}

bool newfile_keep(struct newfile *file, struct err *err)
{
	if (!fd_settle(file->fd))
		return write_failed(file, err);
	fd_close(&file->fd);
	return true;
}

/* Whether the name still stands for what was made. */
static bool is_there(const struct newfile *file)
{
	struct stat made, named;

	return fstatat(file->fd, "", &made, AT_EMPTY_PATH) == 0 &&
	       fstatat(file->folder, file->name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       made.st_dev == named.st_dev && made.st_ino == named.st_ino;
}

void newfile_drop(struct newfile *file)
{
	if (file->fd < 0)
		return;
	if (is_there(file))
		unlinkat(file->folder, file->name, 0);
	fd_close(&file->fd);
}
