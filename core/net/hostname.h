/* hostname -- this host's own name. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_HOSTNAME_H
#define NET_HOSTNAME_H

#include <stdbool.h>

#include "base/err.h"

enum { HOST_NAME_SIZE = 65 }; /* with a NUL: HOST_NAME_MAX of Linux */

/* gethostname(2). On failure NAME is untouched. */
bool hostname_get(char name[static HOST_NAME_SIZE], struct err *err);

/* Call this host NAME until it boots again: letters, digits and inner hyphens in labels (RFC 1123).
 * ERR is STATUS_INVALID, or says who may. sethostname(2). */
bool hostname_set(const char *name, struct err *err);

#endif
