/* history_place -- where the history of a user is, and the folders that it is in. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/history_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/texts.h"

/* A relative folder would be another one in each folder: it is none. */
static const char *folder_of(const char *variable)
{
	const char *folder = getenv(variable);

	return folder && folder[0] == '/' ? folder : NULL;
}

bool history_place_find(struct buf *path, bool *is_default, struct err *err)
{
	const char *own = getenv("SOCKBOX_HISTORY"), *folder = folder_of("XDG_STATE_HOME");
	struct buf fresh = { 0 };

	if (getauxval(AT_SECURE))
		return true;
	if (own) {
		buf_puts(&fresh, own);
	} else if (folder) {
		buf_printf(&fresh, "%s/sockbox/history", folder);
	} else if ((folder = folder_of("HOME"))) {
		buf_printf(&fresh, "%s/.local/state/sockbox/history", folder);
	}
	if (fresh.failed) {
		buf_free(&fresh);
		return err_errno(err, ENOMEM, "no room for a history");
	}
	*path = fresh;
	*is_default = !own;
	return true;
}

/* Those that are there already stay as they are; what cannot be made shows when it is used. */
static void make_folders(const char *path)
{
	size_t last = text_folder_size(path);
	struct buf folder = { 0 };

	for (size_t size = 1; size <= last; size++)
		if (path[size] == '/') {
			buf_clear(&folder);
			buf_put(&folder, path, size);
			syscall(SYS_mkdirat, AT_FDCWD, buf_text(&folder), 0700);
		}
	buf_free(&folder);
}

/* Root in the home of another user would leave there what that user cannot write. */
static bool is_folder_ours(const char *path)
{
	struct buf folder = { 0 };
	struct stat status;
	bool ours;

	buf_put(&folder, path, text_folder_size(path));
	ours = fstatat(AT_FDCWD, buf_text(&folder), &status, 0) < 0 || status.st_uid == geteuid();
	ours = ours && !folder.failed;
	buf_free(&folder);
	return ours;
}

bool history_place_make(const char *path, struct err *err)
{
	make_folders(path);
	return is_folder_ours(path) ||
	       err_set(err, STATUS_DENIED, "the folder of %s is another user's", path);
}
