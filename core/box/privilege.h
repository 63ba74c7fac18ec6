/* privilege -- started setuid, setgid or with file capabilities, everything is dropped first. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BOX_PRIVILEGE_H
#define BOX_PRIVILEGE_H

#include <stdbool.h>

/* Drop what execve(2) gave beyond the caller's own rights: capabilities, group, user; keep the
 * next execve from giving anything; and empty the environment but for TERM and LANG. A root
 * user keeps his rights. Says so once on stderr. False when a right could not be dropped: the
 * program must end. To be called before the first argument is read. */
bool privilege_drop(void);

#endif
