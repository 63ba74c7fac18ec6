/* python_prelude -- what a program in Python begins with: imports, and what its calls stand on. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PYTHON_PYTHON_PRELUDE_H
#define PYTHON_PYTHON_PRELUDE_H

#include "base/buf.h"

/* Append it: of all helpers those that BODY calls. */
void python_prelude_put(struct buf *text, const char *body);

#endif
