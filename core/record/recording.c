/* recording -- a file that a session is written to while it goes on. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

enum { HOW_ALWAYS = O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, PRIVATE = 0600 };

/* A pipe, a device and a file with a second name are not ours to write to. */
static bool is_ours(const struct stat *file, const char *path, struct err *err)
{
	if (S_ISLNK(file->st_mode))
		return err_set(err, STATUS_DENIED, "'%s' is a link: it is not followed", path);
	if (!S_ISREG(file->st_mode))
		return err_set(err, STATUS_DENIED, "'%s' is no file", path);
	if (file->st_uid != geteuid())
		return err_set(err, STATUS_DENIED, "'%s' belongs to another user (%u)", path,
			       (unsigned)file->st_uid);
	return file->st_nlink == 1 ||
	       err_set(err, STATUS_DENIED, "'%s' has another name too", path);
}

static bool look(const char *path, bool *is_there, struct err *err)
{
	struct stat file;

	*is_there = fstatat(AT_FDCWD, path, &file, AT_SYMLINK_NOFOLLOW) == 0;
	if (!*is_there)
		return errno == ENOENT || err_errno(err, errno, "cannot record in '%s'", path);
	return is_ours(&file, path, err);
}

/* What was looked at may be another file by now. */
static bool append(int *fd, const char *path, struct err *err)
{
	struct stat file;

	*fd = open(path, HOW_ALWAYS | O_APPEND);
	if (*fd < 0)
		return err_errno(err, errno, "cannot record in '%s'", path);
	if (fstatat(*fd, "", &file, AT_EMPTY_PATH) == 0 && is_ours(&file, path, err))
		return true;
	if (err->kind == STATUS_OK)
		err_errno(err, errno, "cannot look at '%s'", path);
	fd_close(fd);
	return false;
}

static bool make(int *fd, const char *path, struct err *err)
{
	*fd = open(path, HOW_ALWAYS | O_CREAT | O_EXCL, PRIVATE);
	if (*fd >= 0)
		return true;
	if (errno == EEXIST)
		return err_set(err, STATUS_DENIED, "'%s' is there already: --append or --replace",
			       path);
	return err_errno(err, errno, "cannot record in '%s'", path);
}

bool recording_open(struct recording *recording, const char *path, enum recording_how how,
		    struct err *err)
{
	struct recording fresh = RECORDING_CLOSED;
	bool is_there = false;

	if (how != RECORDING_NEW && !look(path, &is_there, err))
		return false;
	buf_puts(&fresh.path, path);
	if (fresh.path.failed) {
		buf_free(&fresh.path);
		return err_errno(err, ENOMEM, "no room for a name");
	}
	if (is_there && how == RECORDING_REPLACE && unlinkat(AT_FDCWD, path, 0) < 0)
		err_errno(err, errno, "cannot replace '%s'", path);
	else if (is_there && how == RECORDING_APPEND)
		append(&fresh.fd, path, err);
	else
		make(&fresh.fd, path, err);
	if (fresh.fd < 0) {
		buf_free(&fresh.path);
		return false;
	}
	*recording = fresh;
	return true;
}

static bool cannot(const struct recording *recording, int number, struct err *err)
{
	return err_errno(err, number, "cannot write to %.*s", (int)recording->path.size,
			 recording->path.data);
}

bool recording_write(struct recording *recording, struct buf *text, struct err *err)
{
	struct err ignored = { 0 };
	bool fine = !text->failed && fd_write(recording->fd, text->data, text->size);

	if (!fine)
		cannot(recording, text->failed ? ENOMEM : errno, err);
	buf_free(text);
	return fine || (recording_close(recording, &ignored), false);
}

bool recording_close(struct recording *recording, struct err *err)
{
	bool fine = recording->fd < 0 || fd_settle(recording->fd) || cannot(recording, errno, err);

	fd_close(&recording->fd);
	buf_free(&recording->path);
	return fine;
}
