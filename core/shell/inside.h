/* inside -- scripts that a session reads: a restricted one only below its own folder. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_INSIDE_H
#define SHELL_INSIDE_H

#include "shell/shell.h"

enum { SCRIPT_MAX = 16 << 20 /* bytes */ };

/* Append the whole script PATH to TEXT. ERR is of fd_read_file, or STATUS_INVALID for one that is
 * elsewhere, wherever links point. */
bool inside_read(struct buf *text, const struct shell *shell, const char *path, struct err *err);

#endif
