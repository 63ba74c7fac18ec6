/* redirect -- the three descriptors that a command reads and writes, where they are not ours. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/redirect.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/openfile.h"

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

static bool open_file(struct streams *streams, enum redirect_kind kind, const char *path,
		      const struct bench *bench, struct err *err)
{
	enum { FRESH = O_WRONLY | O_CREAT | O_TRUNC, MORE = O_WRONLY | O_CREAT | O_APPEND };
	static const struct {
		int flags, stream;
	} rows[] = {
		[REDIRECT_IN] = { O_RDONLY, STDIN_FILENO },
		[REDIRECT_OUT] = { FRESH, STDOUT_FILENO },
		[REDIRECT_APPEND] = { MORE, STDOUT_FILENO },
		[REDIRECT_ERR] = { FRESH, STDERR_FILENO },
		[REDIRECT_ERR_APPEND] = { MORE, STDERR_FILENO },
	};
	struct deadline until = bench_deadline(bench, -1, (struct deadline){ 0 });
	int fd = -1;

	if (!file_open(&fd, path, rows[kind].flags, until, bench->cancel_fd, err))
		return err_lacks(err);
	streams_set(streams, rows[kind].stream, fd);
	return true;
}

bool streams_open(struct streams *streams, const struct redirect *list, const struct expand *expand,
		  const struct bench *bench, struct err *err)
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
		if (!open_file(streams, list->kind, words.argv[0], bench, err))
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
