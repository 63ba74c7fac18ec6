/* redirect -- the three descriptors that a command reads and writes, where they are not ours. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/redirect.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"

void streams_set(struct streams *streams, int index, int fd)
{
	fd_close(&streams->fd[index]);
	streams->fd[index] = fd;
}

static bool copy_stream(struct streams *streams, int to, int from, struct err *err)
{
	int source = streams->fd[from] >= 0 ? streams->fd[from] : from;
	int copy = fcntl(source, F_DUPFD_CLOEXEC, 3);

	if (copy < 0)
		return err_errno(err, errno, "cannot copy descriptor %d", source);
	streams_set(streams, to, copy);
	return true;
}

static bool append_to(int *fd, const char *path, struct err *err)
{
	int fresh = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);

	if (fresh < 0)
		return err_errno(err, errno, "cannot append to %s", path);
	*fd = fresh;
	return true;
}

static bool open_by_kind(int *fd, int *stream, enum redirect_kind kind, const char *path,
			 struct err *err)
{
	*stream = kind == REDIRECT_IN                               ? STDIN_FILENO
		  : kind == REDIRECT_OUT || kind == REDIRECT_APPEND ? STDOUT_FILENO
								    : STDERR_FILENO;
	switch (kind) {
	case REDIRECT_IN:
		return fd_open(fd, path, err);
	case REDIRECT_OUT:
	case REDIRECT_ERR:
		return fd_create(fd, path, err);
	case REDIRECT_APPEND:
	case REDIRECT_ERR_APPEND:
		return append_to(fd, path, err);
	case REDIRECT_ERR_TO_OUT:
		break; /* no file */
	}
	return false;
}

static bool open_file(struct streams *streams, enum redirect_kind kind, const char *path,
		      struct err *err)
{
	int fd = -1, stream;

	if (!open_by_kind(&fd, &stream, kind, path, err)) {
		err->kind = err->kind == STATUS_NOT_FOUND ? STATUS_LACKING : err->kind;
		return false;
	}
	streams_set(streams, stream, fd);
	return true;
}

bool streams_open(struct streams *streams, const struct redirect *list, const struct expand *expand,
		  struct err *err)
{
	for (; list; list = list->next) {
		struct words words;

		if (list->kind == REDIRECT_ERR_TO_OUT) {
			if (!copy_stream(streams, STDERR_FILENO, STDOUT_FILENO, err))
				return false;
			continue;
		}
		if (!expand_words(&words, expand, list->word, false, err))
			return false;
		if (strlen(words.argv[0]) != words.word[0].size)
			return err_set(err, STATUS_INVALID, "a NUL byte is in the name of a file");
		if (!open_file(streams, list->kind, words.argv[0], err))
			return false;
	}
	return true;
}

bool streams_enter(struct streams *streams, struct err *err)
{
	for (int i = 0; i < 3; i++) {
		if (streams->fd[i] < 0)
			continue;
		streams->saved[i] = fcntl(i, F_DUPFD_CLOEXEC, 3);
		if (streams->saved[i] < 0 || dup2(streams->fd[i], i) < 0) {
			err_errno(err, errno, "cannot redirect descriptor %d", i);
			streams_leave(streams);
			return false;
		}
	}
	return true;
}

void streams_leave(struct streams *streams)
{
	for (int i = 0; i < 3; i++)
		if (streams->saved[i] >= 0) {
			dup2(streams->saved[i], i);
			fd_close(&streams->saved[i]);
		}
}

void streams_close(struct streams *streams)
{
	streams_leave(streams);
	for (int i = 0; i < 3; i++)
		fd_close(&streams->fd[i]);
}
