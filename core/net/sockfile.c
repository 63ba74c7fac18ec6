/* sockfile -- the file that a Unix socket is bound to, whatever it is called. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockfile.h"

#include <fcntl.h>
#include <sys/stat.h>

/* stat(2) and sock_diag(7) put the major and the minor number of a device together differently. */
static uint32_t device_of(dev_t device)
{
	uint32_t bits = (uint32_t)device;

	return (bits >> 8 & 0xfff) << 20 | (bits & 0xff) | (bits >> 12 & 0xfff00);
}

struct sockfile sockfile_look(const char *path)
{
	struct sockfile none = { 0 };
	struct stat file;

	if (fstatat(AT_FDCWD, path, &file, 0) < 0 || !S_ISSOCK(file.st_mode))
		return none;
	return (struct sockfile){ true, (uint32_t)file.st_ino, device_of(file.st_dev) };
}

bool sockfile_is(const struct sockfile *file, const struct sockdiag *sock)
{
	return file->exists && sock->has & SOCKDIAG_HAS_FILE && sock->file_inode == file->inode &&
	       sock->device == file->device;
}
