/* sockopt_refusal -- why the kernel refused an option, or made something else of it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKOPT_REFUSAL_H
#define NET_SOCKOPT_REFUSAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/sockopt_value.h"

/* Fill ERR for a setsockopt(2) of VALUE on FD that failed with errno NUMBER. Returns false. */
bool sockopt_refusal(int fd, const struct sockopt_value *value, int number, struct err *err);

/* Append why EFFECTIVE, read back, is not what was ASKED; nothing where it is the same, or where
 * nobody knows. */
void sockopt_put_why(struct buf *text, const struct sockopt_value *asked,
		     const struct sockopt_value *effective);

#endif
