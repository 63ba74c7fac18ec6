/* below -- a file of a folder, or below it, which no link leads out of. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_BELOW_H
#define BASE_BELOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Open PATH for reading, without waiting for anybody. Its first FOLDER bytes name the folder, 0:
 * the current one; what stands behind them is relative. A link there may lead to what is in the
 * folder too (openat2(2), RESOLVE_BENEATH); where the kernel cannot tell, there may be none. ERR is
 * of fd_open_failed, or STATUS_DENIED. The caller closes *FD. */
bool below_open(int *fd, const char *path, size_t folder, struct err *err);

#endif
