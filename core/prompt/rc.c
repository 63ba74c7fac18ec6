/* rc -- what a person wants to be run before the first prompt. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/rc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "eval/eval.h"
#include "eval/fault.h"

enum { RC_MAX = 1 << 20 /* bytes */ };

/* A relative one is to be ignored: XDG Base Directory Specification. */
static bool find_path(struct buf *path)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config && config[0] == '/')
		buf_printf(path, "%s/sockbox/rc", config);
	else if (home && home[0] == '/')
		buf_printf(path, "%s/.config/sockbox/rc", home);
	return path->size > 0 && !path->failed;
}

static bool check_owner(int fd, struct err *err)
{
	struct stat file;

	if (getauxval(AT_SECURE))
		return err_set(err, STATUS_DENIED,
			       "not read by a program with more rights than its user");
	if (fstatat(fd, "", &file, AT_EMPTY_PATH) < 0)
		return err_errno(err, errno, "cannot be read");
	if (!S_ISREG(file.st_mode))
		return err_set(err, STATUS_DENIED, "not read: it is no plain file");
	if (file.st_uid != geteuid())
		return err_set(err, STATUS_DENIED, "not read: it belongs to another user");
	return !(file.st_mode & (S_IWGRP | S_IWOTH)) ||
	       err_set(err, STATUS_DENIED,
		       "not read: others may write to it (mode %03o); chmod go-w",
		       file.st_mode & 0777U);
}

static bool read_all(struct buf *text, int fd, struct err *err)
{
	enum { CHUNK = 1 << 14 };
	long got = 1;

	while (got > 0 && text->size <= RC_MAX && buf_reserve(text, CHUNK)) {
		got = fd_read(fd, text->data + text->size, CHUNK);
		text->size += got > 0 ? (size_t)got : 0;
	}
	if (got < 0 || text->failed)
		return err_errno(err, text->failed ? ENOMEM : errno, "cannot be read");
	return text->size <= RC_MAX || err_set(err, STATUS_INVALID, "not read: it is too large");
}

/* One that is not there is not missed. Opening what is no plain file must not wait. */
static bool load(struct buf *text, const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	bool fine;

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ||
		       err_errno(err, errno, "cannot be read");
	fine = check_owner(fd, err) && read_all(text, fd, err);
	fd_close(&fd);
	return fine;
}

static void run_text(struct shell *shell, const char *path, const struct buf *text)
{
	struct source source = { text->data, text->size, 0, 1 }, before;
	struct tree tree = { 0 };
	bool more = false;

	shell->file = path;
	shell->depth++;
	eval_source(shell, &source, &more);
	if (more) {
		before = source;
		tree_read(&tree, &source);
		fault_tell(shell, &tree, &before);
		tree_free(&tree);
	}
	shell->depth--;
	shell->file = NULL;
	shell_value_number(&shell->scope.status, SHELL_NUMBER, 0);
}

void rc_run(struct shell *shell)
{
	struct buf path = { 0 }, text = { 0 };
	struct err err = { 0 };
	char *kept = NULL;

	if (find_path(&path) && load(&text, buf_text(&path), &err) && text.size > 0) {
		kept = arena_copy(&shell->kept, path.data, path.size); /* what is deferred has it */
		if (kept)
			run_text(shell, kept, &text);
	}
	if (err.kind)
		shell_complain(shell, buf_text(&path), &err);
	buf_free(&path);
	buf_free(&text);
}
