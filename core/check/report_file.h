/* report_file -- where a report goes: a file that has its name only once it is whole, or what is
 * open already. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_REPORT_FILE_H
#define CHECK_REPORT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/newfile.h"

/* Owner: starts as REPORT_FILE_CLOSED, ends in report_file_drop. */
struct report_file {
	int fd;            /* what is written directly; -1: FRESH is */
	bool is_ours;      /* FD is to be closed */
	int stop_fd;       /* borrowed */
	const char *name;  /* as it was given, for messages; borrowed */
	struct buf target; /* whose place FRESH is to take: NAME, with links followed */
	struct newfile fresh;
	int folder;
};
#define REPORT_FILE_CLOSED                                                                 \
	{                                                                                  \
		.fd = -1, .stop_fd = -1, .name = "", .fresh = NEWFILE_CLOSED, .folder = -1 \
	}

/* Open what NAME, which is borrowed, says:
 * - NULL and "-" are stdout;
 * - /dev/stdout, /dev/stderr, /dev/fd/N and /proc/self/fd/N are what is open there, so that more
 *   than one can write to the same file;
 * - a named pipe, a device: written directly. Somebody must read the pipe within ten seconds, or
 *   before STOP_FD (-1: none) can be read;
 * - any other: a file in the folder where it is or will be, a link leads there, under another
 *   name. Its mode is as umask(2) has it.
 * ERR names it. */
bool report_file_open(struct report_file *file, const char *name, int stop_fd, struct err *err);

/* The same for NAME, a file that is there: what is written stands behind what it holds, at once. */
bool report_file_append(struct report_file *file, const char *name, struct err *err);

/* It gets the owner and the mode of what has its name now, rather than ours and that of umask(2).
 */
bool report_file_keep_owner(struct report_file *file, struct err *err);

/* Whether both, which are open, are to be the same file in the end, however they are named. */
bool report_file_is_same(struct report_file *file, struct report_file *other);

/* Write all of it. Who reads a pipe is waited for; once STOP_FD can be read, for no longer than a
 * second in which nothing was taken. */
bool report_file_write(struct report_file *file, const void *data, size_t size, struct err *err);

/* It is whole: it takes the place of what had its name. */
bool report_file_finish(struct report_file *file, struct err *err);

/* Close it, and remove what was not finished. Safe on REPORT_FILE_CLOSED and twice. */
void report_file_drop(struct report_file *file);

/* Whether it is standard output, or leads there. */
bool report_file_is_stdout(const char *name);

#endif
