/* inside -- scripts that a session reads: a restricted one only below its own folder. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/num.h"
#include "base/texts.h"

enum { LINK_MAX_SIZE = sizeof("/proc/self/fd/") + NUM_TEXT_MAX };

static void link_of(char link[static LINK_MAX_SIZE], int fd)
{
	static const char folder[] = "/proc/self/fd/";
	size_t size = sizeof(folder) - 1;

	memcpy(link, folder, size);
	link[size + num_format(link + size, (uint64_t)fd)] = '\0';
}

/* Hold PATH, unread, and learn where it really is. */
static bool locate(int *fd, char real[static PATH_MAX], const char *path, struct err *err)
{
	char link[LINK_MAX_SIZE];
	long size;

	*fd = open(path, O_PATH | O_CLOEXEC);
	if (*fd < 0)
		return err_errno(err, errno, "cannot open %s", path);
	link_of(link, *fd);
	size = readlink(link, real, PATH_MAX - 1);
	if (size < 0)
		return err_errno(err, errno, "cannot tell where %s is", path);
	real[size] = '\0';
	return true;
}

static bool is_below(const char *path, const char *folder)
{
	size_t size = strlen(folder);

	return text_begins(path, folder) && (path[size] == '/' || folder[size - 1] == '/');
}

/* What is read is what was looked at, whoever moves files meanwhile. */
static bool read_below(struct buf *text, const char *folder, const char *path, struct err *err)
{
	char real[PATH_MAX], base[PATH_MAX], link[LINK_MAX_SIZE];
	int fd = -1, folder_fd = -1;
	bool fine = locate(&folder_fd, base, folder, err) && locate(&fd, real, path, err);

	if (fine && !is_below(real, base))
		fine = err_set(err, STATUS_INVALID,
			       "%s: a restricted session reads scripts below its own folder only",
			       path);
	if (fine) {
		link_of(link, fd);
		fine = fd_read_file(text, link, SCRIPT_MAX, err);
	}
	fd_close(&fd);
	fd_close(&folder_fd);
	return fine;
}

bool inside_read(struct buf *text, const struct shell *shell, const char *path, struct err *err)
{
	if (!shell->manner.confined)
		return fd_read_file(text, path, SCRIPT_MAX, err);
	return read_below(text, shell->folder ? shell->folder : ".", path, err);
}
