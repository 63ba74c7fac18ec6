/* shelf -- files that we offer in a chat: open, so that what was offered is what is sent. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"

static bool open_file(struct shelf_file *file, const char *path, struct err *err)
{
	struct stat stat;

	file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (file->fd < 0) {
		err_errno(err, errno, "cannot open %s", path);
		if (err->number == ENOENT || err->number == ENOTDIR)
			err->kind = STATUS_NOT_FOUND;
		return false;
	}
	if (fstatat(file->fd, "", &stat, AT_EMPTY_PATH) < 0)
		err_errno(err, errno, "cannot look at %s", path);
	else if (!S_ISREG(stat.st_mode))
		err_set(err, STATUS_INVALID, "%s is no regular file", path);
	else {
		file->size = (uint64_t)stat.st_size;
		return true;
	}
	fd_close(&file->fd);
	return false;
}

struct shelf_file *shelf_add(struct shelf *shelf, struct word path, struct err *err)
{
	struct shelf_file *file = &shelf->file[shelf->count];
	char text[PATH_MAX];

	if (shelf->count == SHELF_MAX) {
		err_set(err, STATUS_LACKING, "%d files are on offer already", SHELF_MAX);
		return NULL;
	}
	if (path.size == 0 || path.size >= sizeof(text) || memchr(path.at, '\0', path.size)) {
		err_set(err, STATUS_INVALID, "'%.*s' is no path of a file", (int)path.size,
			path.size ? path.at : "");
		return NULL;
	}
	memcpy(text, path.at, path.size);
	text[path.size] = '\0';
	*file = (struct shelf_file){ .fd = -1 };
	if (!open_file(file, text, err))
		return NULL;
	chat_make_name(file->name, path);
	shelf->count++;
	return file;
}

struct shelf_file *shelf_find(struct shelf *shelf, uint64_t number)
{
	for (size_t i = 0; i < shelf->count; i++)
		if (shelf->file[i].number == number)
			return &shelf->file[i];
	return NULL;
}

struct shelf_file *shelf_waiting(struct shelf *shelf)
{
	return shelf_find(shelf, 0);
}

void shelf_drop(struct shelf *shelf, struct shelf_file *file)
{
	size_t behind = shelf->count - (size_t)(file - shelf->file) - 1;

	fd_close(&file->fd);
	memmove(file, file + 1, behind * sizeof(*file));
	shelf->count--;
}

void shelf_free(struct shelf *shelf)
{
	while (shelf->count > 0)
		shelf_drop(shelf, &shelf->file[shelf->count - 1]);
}
