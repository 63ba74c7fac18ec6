/* python -- a session as a program in Python that does the same: `export python`. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PYTHON_PYTHON_H
#define PYTHON_PYTHON_H

#include "record/known.h"

/* Append the whole program that JOURNAL comes to. False when memory is out. */
bool python_put(struct buf *text, const struct journal *journal);

#endif
