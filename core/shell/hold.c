/* hold -- what is written to stdout or stderr kept back, until it is known whether it matters. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/hold.h"

#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"

/* A file in memory that cannot grow: whoever writes without end is told so by write(2). */
static int open_memory(void)
{
	int fd = (int)syscall(SYS_memfd_create, "held", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd >= 0 && (syscall(SYS_ftruncate, fd, (long)HOLD_MAX) < 0 ||
			fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) < 0))
		fd_close(&fd);
	return fd;
}

bool hold_begin(struct hold *hold, int stream)
{
	struct err ignored = { 0 };
	int copy;

	hold->memory = open_memory();
	copy = hold->memory < 0 ? -1 : fcntl(hold->memory, F_DUPFD_CLOEXEC, 3);
	streams_set(&hold->streams, stream, copy);
	if (copy >= 0 && streams_enter(&hold->streams, &ignored))
		return true;
	hold_end(hold, NULL);
	return false;
}

/* All who wrote share one place in the file. */
static void read_back(const struct hold *hold, struct buf *text)
{
	long size = syscall(SYS_lseek, hold->memory, 0L, SEEK_CUR);
	long at = 0, got = 1;

	if (size <= 0 || !buf_reserve(text, (size_t)size))
		return;
	while (got > 0 && at < size) {
		got = pread(hold->memory, text->data + text->size, (size_t)(size - at), at);
		at += got > 0 ? got : 0;
		text->size += got > 0 ? (size_t)got : 0;
	}
}

void hold_end(struct hold *hold, struct buf *text)
{
	streams_close(&hold->streams);
	if (text && hold->memory >= 0)
		read_back(hold, text);
	fd_close(&hold->memory);
}
