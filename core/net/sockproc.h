/* sockproc -- sockets out of /proc/net/tcp and its kin, for kernels without sock_diag(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKPROC_H
#define NET_SOCKPROC_H

#include <stdbool.h>

#include "base/word.h"
#include "net/sockdiag.h"

/* One line of a file of sockdiag_kinds. proc_net(5). False where it is none about a socket: the
 * header, nonsense. SOCK is then untouched. */
bool sockproc_parse(struct sockdiag *sock, enum sockdiag_table table, int family, struct word line);

#endif
