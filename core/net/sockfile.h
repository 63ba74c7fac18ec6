/* sockfile -- the file that a Unix socket is bound to, whatever it is called. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKFILE_H
#define NET_SOCKFILE_H

#include <stdbool.h>

#include "net/sockdiag.h"

/* A plain value; { 0 } is no file. */
struct sockfile {
	bool exists; /* and is a socket */
	uint32_t inode, device;
};

/* Look at PATH. */
struct sockfile sockfile_look(const char *path);

/* Whether SOCK is bound to it: a path can be written in many ways, and after unlink(2) the same
 * path is another file. */
bool sockfile_is(const struct sockfile *file, const struct sockdiag *sock);

#endif
