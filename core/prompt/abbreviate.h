/* abbreviate -- at the prompt a command or a long option may be cut short: what was meant. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_ABBREVIATE_H
#define PROMPT_ABBREVIATE_H

#include "base/buf.h"
#include "base/err.h"

/* Write out in TEXT, from FROM on, the first words of commands and the long options of which
 * exactly one begins so; what is one itself stays, and so does the name of a program on PATH. What
 * stands before FROM was written out. ERR is STATUS_INVALID where several begin so, which it lists,
 * or STATUS_LACKING; TEXT is then untouched. */
bool abbreviate(struct buf *text, size_t from, struct err *err);

#endif
