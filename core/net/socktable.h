/* socktable -- the sockets of this network namespace, table by table. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKTABLE_H
#define NET_SOCKTABLE_H

#include <stdbool.h>

#include "base/err.h"
#include "net/sockdiag.h"

/* Told of each socket; returning false ends it. */
typedef bool socktable_visit(void *context, const struct sockdiag *sock);

/* Visit the sockets that QUERY asks for, in the kernel's order, IPv4 first. Each family is read
 * whole before anybody is told, again where its table changed meanwhile.
 *
 * STATUS_LACKING where this kernel cannot be asked: ERR names the module that it lacks. Where it
 * has no sock_diag(7) for IP sockets /proc/net tells: *FELL_BACK is then true, and there are no
 * backlogs, cookies, interfaces, drops and details. FELL_BACK may be NULL. */
bool socktable_each(const struct sockdiag_query *query, socktable_visit *visit, void *context,
		    bool *fell_back, struct err *err);

#endif
