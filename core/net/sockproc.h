/* sockproc -- sockets out of /proc/net/tcp and its kin, for kernels without sock_diag(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKPROC_H
#define NET_SOCKPROC_H

#include <stdbool.h>

#include "base/word.h"
#include "net/sockdiag.h"

/* The file that has the sockets of TABLE and FAMILY (AF_INET or AF_INET6); not of Unix sockets:
 * their file has paths as they are, so that a newline in one forges a line. proc_net(5). */
const char *sockproc_path(enum sockdiag_table table, int family);

/* One line of it. False where it is none about a socket: the header, nonsense. SOCK is then
 * untouched. */
bool sockproc_parse(struct sockdiag *sock, enum sockdiag_table table, int family, struct word line);

#endif
