/* history_file -- the file of lines that were typed: private, of one user, shared by their shells.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/history_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/newfile.h"
#include "base/texts.h"

/* ---- opened ------------------------------------------------------------------------------- */

static bool check_ours(int fd, const char *path, struct stat *status, struct err *err)
{
	if (fstatat(fd, "", status, AT_EMPTY_PATH) < 0)
		return err_errno(err, errno, "cannot look at %s", path);
	if (!S_ISREG(status->st_mode))
		return err_set(err, STATUS_DENIED, "%s is no file", path);
	if (status->st_uid != geteuid())
		return err_set(err, STATUS_DENIED, "%s belongs to user %u", path,
			       (unsigned)status->st_uid);
	if (status->st_mode & 077)
		syscall(SYS_fchmod, fd, 0600);
	return true;
}

/* False with ENOENT in ERR where it is not there and FLAGS do not make it. */
static bool open_ours(int *fd, const char *path, int flags, struct stat *status, struct err *err)
{
	enum { SAFELY = O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK };
	int fresh = open(path, flags | SAFELY, 0600);

	if (fresh < 0 && errno == ELOOP)
		return err_errno(err, ELOOP, "%s is a link", path);
	if (fresh < 0)
		return err_errno(err, errno, "cannot open %s", path);
	if (!check_ours(fresh, path, status, err)) {
		fd_close(&fresh);
		return false;
	}
	*fd = fresh;
	return true;
}

/* The newest MAX bytes at most, without a line that was cut. */
static bool read_newest(struct buf *text, int fd, off_t size, off_t max, struct err *err)
{
	off_t from = size > max ? size - max : 0;
	size_t begun = text->size, want = (size_t)(size - from);
	const char *newline;

	if (!buf_reserve(text, want))
		return err_errno(err, ENOMEM, "no room for a history");
	while (want > 0) {
		ssize_t got = pread(fd, text->data + text->size, want, from);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		text->size += (size_t)got;
		want -= (size_t)got;
		from += got;
	}
	if (size <= max)
		return true;
	newline = memchr(text->data + begun, '\n', text->size - begun);
	begun = newline ? (size_t)(newline + 1 - text->data) : text->size;
	buf_consume(text, begun);
	return true;
}

bool history_file_read(struct buf *text, struct history_file *file, struct err *err)
{
	const char *path = buf_text(&file->path);
	struct stat status;
	bool fine;
	int fd;

	if (file->path.size == 0)
		return true;
	if (file->path.failed)
		return err_errno(err, ENOMEM, "no room for a history");
	if (!open_ours(&fd, path, O_RDONLY, &status, err)) {
		if (err->number != ENOENT && err->number != ENOTDIR)
			return false;
		*err = (struct err){ 0 };
		return true;
	}
	fine = read_newest(text, fd, status.st_size, HISTORY_FILE_BYTES, err);
	fd_close(&fd);
	return fine;
}

/* ---- held --------------------------------------------------------------------------------- */

/* Nobody holds it for long, unless they are stopped. */
static bool hold(int fd)
{
	enum { TRIES = 50, PAUSE_MS = 2 };

	for (int i = 0; i < TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		deadline_sleep(deadline_in(PAUSE_MS * NS_PER_MS));
	}
	return false;
}

static bool is_same(const struct stat *status, const char *path)
{
	struct stat named;

	return fstatat(AT_FDCWD, path, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       named.st_dev == status->st_dev && named.st_ino == status->st_ino;
}

/* While we waited for it, another shell may have written it anew. */
static bool open_held(int *fd, const char *path, struct stat *status, struct err *err)
{
	enum { TRIES = 8, HOW = O_RDWR | O_APPEND | O_CREAT };

	for (int i = 0; i < TRIES; i++) {
		if (!open_ours(fd, path, HOW, status, err))
			return false;
		if (hold(*fd) && fstatat(*fd, "", status, AT_EMPTY_PATH) == 0 &&
		    is_same(status, path))
			return true;
		fd_close(fd);
		if (errno == EWOULDBLOCK)
			break;
	}
	err_errno(err, EWOULDBLOCK, "another process holds %s", path);
	err->kind = STATUS_TEMP_FAIL;
	return false;
}

static size_t count_newlines(struct word text)
{
	struct word line;
	size_t count = 0;

	while (line_take(&line, &text))
		count++;
	return count;
}

/* Only what was appended since, by whomever. A file that is too large needs no counting. */
static void count_lines(struct history_file *file, int fd, const struct stat *status)
{
	char part[1 << 14];
	ssize_t got = 1;

	if (status->st_dev != file->device || status->st_ino != file->inode ||
	    status->st_size < file->counted) {
		file->device = status->st_dev;
		file->inode = status->st_ino;
		file->counted = 0;
		file->lines = 0;
	}
	while (got > 0 && file->counted < status->st_size &&
	       status->st_size <= HISTORY_FILE_BYTES) {
		got = pread(fd, part, sizeof(part), file->counted);
		for (ssize_t i = 0; i < got; i++)
			file->lines += part[i] == '\n';
		file->counted += got > 0 ? got : 0;
	}
}

/* ---- written anew ------------------------------------------------------------------------- */

static struct word newest_lines(struct word text, size_t keep)
{
	size_t count = count_newlines(text);
	struct word line;

	for (; count > keep; count--)
		line_take(&line, &text);
	return text;
}

static bool write_anew(struct newfile *fresh, int folder, const char *name, struct word text,
		       struct err *err)
{
	unlinkat(folder, name, 0); /* of one that was killed: we hold the file */
	return newfile_open(fresh, folder, name, err) &&
	       newfile_write(fresh, text.at, text.size, err) &&
	       (syscall(SYS_fsync, fresh->fd) == 0 ||
		err_errno(err, errno, "cannot write %s", name)) &&
	       newfile_keep(fresh, err);
}

/* FRESH, a path in the folder PLACE, becomes the newest lines of FD and takes the place of PATH in
 * one step. */
static bool replace(const char *path, const char *fresh, int place, int fd, off_t size,
		    struct err *err)
{
	struct newfile file = NEWFILE_CLOSED;
	const char *slash = memrchr(fresh, '/', strlen(fresh));
	struct buf text = { 0 };
	bool fine = read_newest(&text, fd, size, HISTORY_FILE_KEEP_BYTES, err);

	if (fine) {
		struct word keep = newest_lines((struct word){ text.data, text.size },
						HISTORY_FILE_KEEP_LINES);

		fine = write_anew(&file, place, slash ? slash + 1 : fresh, keep, err) &&
		       (fd_rename(fresh, path) || err_errno(err, errno, "cannot replace %s", path));
	}
	newfile_drop(&file);
	buf_free(&text);
	return fine;
}

static bool shorten(const char *path, int fd, off_t size, struct err *err)
{
	size_t parent = text_folder_size(path);
	struct buf folder = { 0 }, fresh = { 0 };
	const char *folder_path, *fresh_path;
	int place = -1;
	bool fine;

	buf_put(&folder, path, parent);
	buf_puts(&folder, parent || path[0] == '/' ? "/" : ".");
	buf_printf(&fresh, "%s.new", path);
	folder_path = buf_text(&folder);
	fresh_path = buf_text(&fresh);
	if (folder.failed || fresh.failed)
		fine = err_errno(err, ENOMEM, "cannot replace %s", path);
	else
		fine = newfile_folder(&place, folder_path, err) &&
		       replace(path, fresh_path, place, fd, size, err);
	fd_close(&place);
	buf_free(&folder);
	buf_free(&fresh);
	return fine;
}

/* ---- appended ----------------------------------------------------------------------------- */

static bool is_full(const struct history_file *file, const struct stat *status, struct word lines)
{
	return file->lines + count_newlines(lines) > HISTORY_FILE_LINES ||
	       status->st_size + (off_t)lines.size > HISTORY_FILE_BYTES;
}

/* Behind half a line of who was killed, or of an editor, a new one begins. */
static bool write_lines(int fd, off_t size, struct word lines)
{
	struct buf text = { 0 };
	char last = '\n';
	bool fine;

	if (size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n')
		buf_putc(&text, '\n');
	buf_put(&text, lines.at, lines.size);
	if (text.failed)
		errno = ENOMEM;
	fine = !text.failed && fd_write(fd, text.data, text.size);
	buf_free(&text);
	return fine;
}

static bool append(struct history_file *file, const char *path, struct word lines, struct err *err)
{
	struct stat status;
	bool shortened = false, fine;
	int fd;

	for (;;) {
		if (!open_held(&fd, path, &status, err))
			return false;
		count_lines(file, fd, &status);
		if (shortened || !is_full(file, &status, lines))
			break;
		fine = shorten(path, fd, status.st_size, err);
		fd_close(&fd);
		if (!fine)
			return false;
		shortened = true;
	}
	fine = write_lines(fd, status.st_size, lines) ||
	       err_errno(err, errno, "cannot write %s", path);
	fd_close(&fd);
	return fine;
}

bool history_file_append(struct history_file *file, struct word lines, struct err *err)
{
	const char *path = buf_text(&file->path);

	if (file->path.size == 0)
		return true;
	if (file->path.failed)
		return err_errno(err, ENOMEM, "no room for a history");
	return (!file->is_default || history_place_make(path, err)) &&
	       append(file, path, lines, err);
}

void history_file_free(struct history_file *file)
{
	buf_free(&file->path);
	file->is_default = false;
}
