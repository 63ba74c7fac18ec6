/* say -- what sockbox itself prints, outside of any applet. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BOX_SAY_H
#define BOX_SAY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Write TEXT to stdout and free it. False, having said so on stderr, when not all of it went. */
bool say(struct buf *text);

/* "sockbox: 'SUBJECT': reason (ERRNO)" on stderr, bytes from outside escaped. */
void say_error(const char *subject, const struct err *err);

#endif
