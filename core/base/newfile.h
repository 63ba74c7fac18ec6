/* newfile -- a file that is made new in a folder: nothing is overwritten and no link is followed.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_NEWFILE_H
#define BASE_NEWFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { NEWFILE_NAME_ROOM = 256 };

/* Owner: starts as NEWFILE_CLOSED, ends in newfile_drop. */
struct newfile {
	int folder, fd; /* FOLDER is borrowed */
	char name[NEWFILE_NAME_ROOM];
};
#define NEWFILE_CLOSED                 \
	{                              \
		.folder = -1, .fd = -1 \
	}

/* Open the folder PATH, for newfile_open. ERR says whose it is where it may not be entered. */
bool newfile_folder(int *fd, const char *path, struct err *err);

/* Make NAME, which has no '/', in FOLDER, readable by its owner only. ERR is STATUS_INVALID for
 * what cannot be a name, and STATUS_DENIED where something of that name is there already, be it a
 * link that leads nowhere. open(2), O_EXCL, O_NOFOLLOW. */
bool newfile_open(struct newfile *file, int folder, const char *name, struct err *err);

/* The same for what others may read as far as umask(2) lets them. */
bool newfile_open_shared(struct newfile *file, int folder, const char *name, struct err *err);

bool newfile_write(struct newfile *file, const void *data, size_t size, struct err *err);

/* It is whole: close it, and keep it. */
bool newfile_keep(struct newfile *file, struct err *err);

/* Close it and remove it, unless it was kept or something else has its name now. Safe on
 * NEWFILE_CLOSED and twice. */
void newfile_drop(struct newfile *file);

#endif
