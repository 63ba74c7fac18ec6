/* repro -- a command line for a shell that asks what a check has asked. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_REPRO_H
#define CHECK_REPRO_H

#include "base/buf.h"

/* Append `sockbox APPLET ARGV...` on one line, in which any character can be seen: what cannot
 * stands in $'...', which POSIX has since 2024, and bash, zsh, ksh and busybox before. */
void repro_put(struct buf *buf, const char *applet, char *const *argv);

#endif
