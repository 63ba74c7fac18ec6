/* python -- a session as a program in Python that does the same: `export python`. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_PYTHON_H
#define SHELL_PYTHON_H

#include "shell/known.h"

/* Append the whole program that JOURNAL comes to. False when memory is out. */
bool python_put(struct buf *text, const struct journal *journal);

#endif
