/* install -- links with the applets' names: sockbox --install. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "box/install.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "box/say.h"
#include "cli/applet.h"
#include "cli/safe.h"

struct install {
	bool hard, force;
	const char *dir;
	char self[PATH_MAX]; /* this binary */
	struct stat self_file;
	struct charset charset; /* of stdout */
	struct buf lines;       /* what was done, for stdout */
};

static const struct opt options[] = {
	OPT_FLAG(struct install, hard, 0, "hard", "hard links instead of symbolic ones"),
	OPT_FLAG(struct install, force, 0, "force", "also where another program has the name"),
	OPT_END,
};

static bool is_self(const struct install *install, const char *path)
{
	struct stat file;

	return fstatat(AT_FDCWD, path, &file, 0) == 0 && file.st_dev == install->self_file.st_dev &&
	       file.st_ino == install->self_file.st_ino;
}

static bool is_program(const char *path)
{
	struct stat file;

	return access(path, X_OK) == 0 && fstatat(AT_FDCWD, path, &file, 0) == 0 &&
	       S_ISREG(file.st_mode);
}

/* The path of another program called NAME on PATH. */
static bool find_other(const struct install *install, const char *name, struct buf *path)
{
	const char *dirs = getenv("PATH");

	while (dirs && *dirs) {
		size_t size = strcspn(dirs, ":");

		buf_clear(path);
		buf_put(path, size ? dirs : ".", size ? size : 1);
		buf_putc(path, '/');
		buf_puts(path, name);
		if (is_program(buf_text(path)) && !is_self(install, buf_text(path)))
			return true;
		dirs += size + (dirs[size] == ':');
	}
	return false;
}

/* A link beside PATH, by a name that nobody has: another --install may run at the same time. */
static bool make_fresh(const struct install *install, struct buf *fresh, const char *path)
{
	enum { TRIES = 100 };
	int done = -1;

	for (int i = 0; i < TRIES && done < 0; i++) {
		buf_clear(fresh);
		buf_printf(fresh, "%s.%d.%d", path, (int)getpid(), i);
		done = install->hard ? link(install->self, buf_text(fresh))
				     : symlink(install->self, buf_text(fresh));
		if (done < 0 && errno != EEXIST)
			break;
	}
	return done == 0;
}

/* Put the link into place in one step: a name never points nowhere, and nothing but a link of
 * ours is replaced unless --force. */
static bool put_link(const struct install *install, const char *path, struct err *err)
{
	struct buf fresh = { 0 };
	bool made = make_fresh(install, &fresh, path);
	bool fine = made && fd_rename(buf_text(&fresh), path);

	if (!fine)
		err_errno(err, errno, "cannot make %s", path);
	if (made)
		unlinkat(AT_FDCWD, buf_text(&fresh),
			 0); /* rename(2) leaves it where both were one file */
	buf_free(&fresh);
	return fine;
}

/* A line on stdout: WORD, then TEXT. */
static void put_line(struct install *install, struct buf *word, const char *text)
{
	const char *shown = buf_text(word);

	safe_put(&install->lines, shown, strlen(shown), install->charset);
	buf_puts(&install->lines, text);
	buf_putc(&install->lines, '\n');
}

static enum status install_one(struct install *install, const char *name)
{
	struct buf path = { 0 }, other = { 0 };
	struct err err = { 0 };
	struct stat file;

	buf_printf(&path, "%s/%s", install->dir, name);
	if (is_self(install, buf_text(&path)) && !install->hard) {
		put_line(install, &path, ": is there");
	} else if (!install->force &&
		   fstatat(AT_FDCWD, buf_text(&path), &file, AT_SYMLINK_NOFOLLOW) == 0 &&
		   !is_self(install, buf_text(&path))) {
		put_line(install, &path, ": skipped, it is another file (--force replaces it)");
	} else if (!install->force && find_other(install, name, &other)) {
		buf_printf(&install->lines, "%s: skipped, ", name);
		put_line(install, &other, " has that name (--force installs it)");
	} else if (put_link(install, buf_text(&path), &err)) {
		put_line(install, &path, "");
	} else {
		say_error("--install", &err);
	}
	buf_free(&path);
	buf_free(&other);
	return err.kind;
}

static bool prepare(struct install *install, char **argv, struct err *err)
{
	const struct opt_table tables[] = { { options, install, 0, NULL },
					    { NULL, NULL, 0, NULL } };
	struct opt_words words;
	struct stat dir;
	ssize_t size;

	if (!opt_parse(&words, argv, tables, false, err))
		return false;
	opt_rejoin(&words);
	if (words.count != 1)
		return err_set(err, STATUS_INVALID, "it takes one folder: sockbox --install DIR");
	install->dir = words.word[0];
	if (fstatat(AT_FDCWD, install->dir, &dir, 0) != 0)
		return err_errno(err, errno, "cannot install into '%s'", install->dir);
	if (!S_ISDIR(dir.st_mode))
		return err_errno(err, ENOTDIR, "cannot install into '%s'", install->dir);
	size = readlink("/proc/self/exe", install->self, sizeof(install->self) - 1);
	if (size < 0 || fstatat(AT_FDCWD, "/proc/self/exe", &install->self_file, 0) != 0)
		return err_errno(err, errno, "cannot tell where this program is");
	install->self[size] = '\0';
	return true;
}

int install_main(char **argv)
{
	struct install install = { .charset = charset_get() };
	enum status worst = STATUS_OK;
	struct err err = { 0 };

	if (!prepare(&install, argv + 1, &err)) {
		say_error("--install", &err);
		return status_exit(err.kind);
	}
	for (unsigned i = 0; i < applets_count; i++)
		worst = status_worse(worst, install_one(&install, applets[i]->name));
	return say(&install.lines) ? status_exit(worst) : status_exit(STATUS_LACKING);
}
