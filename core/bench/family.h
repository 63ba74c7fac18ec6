/* family -- a script once for each family of addresses. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_FAMILY_H
#define BENCH_FAMILY_H

#include "base/err.h"

/* Whether LIST, such as "4,6,mapped", names families. ERR is STATUS_INVALID. */
bool family_check(const char *list, struct err *err);

/* Call RUN once for each of LIST, with its loopback address as LOOPBACK in the environment. A code
 * other than 0 is told with TOLD; one of a signal ends it. Returns the worst code. */
int family_each(const char *list, int (*run)(void *context),
		void (*told)(void *context, const char *family, int code), void *context);

#endif
