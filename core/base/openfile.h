/* openfile -- a file opened without being held up: whoever belongs to the other end of a named pipe
 * is waited for as all else is, with an end. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_OPENFILE_H
#define BASE_OPENFILE_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/err.h"

/* open(2) PATH with FLAGS (mode 0666), closed on exec, and never a terminal of ours. A named pipe
 * that is to be read has something to read then, or an end; one that is to be written has a reader.
 * ERR is as fd_open has it; STATUS_TIMEOUT where nobody came before UNTIL; STATUS_LACKING with
 * EINTR once STOP_FD (-1: none) can be read. *FD is the caller's, and untouched on failure. */
bool file_open(int *fd, const char *path, int flags, struct deadline until, int stop_fd,
	       struct err *err);

#endif
