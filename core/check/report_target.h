/* report_target -- where the name of a report leads: through links, and to what is open already. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_REPORT_TARGET_H
#define CHECK_REPORT_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"

/* The number of the descriptor that PATH names, /dev/stdout or /dev/fd/3; -1: none. */
int target_fd(const char *path);

/* The bytes of PATH up to its last '/', with it; 0: there is none. */
size_t target_folder_size(const char *path);

/* Follow the links of NAME: TARGET, which is { 0 }, becomes the first path that is none, or that
 * names a descriptor. WHAT is its type, 0 where nothing is there yet. A stranger's link in a folder
 * that all write to is not followed. ERR quotes NAME; TARGET is to be freed in any case. */
bool target_find(struct buf *target, mode_t *what, const char *name, struct err *err);

#endif
