/* python_option -- socket options as getsockopt and setsockopt of Python have them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PYTHON_PYTHON_OPTION_H
#define PYTHON_PYTHON_OPTION_H

#include "record/journal.h"

/* Append "LEVEL, OPTION" of ENTRY, a getsockopt, or "LEVEL, OPTION, VALUE" of a setsockopt. False
 * where that has no form there. */
bool python_put_option(struct buf *text, const struct journal_entry *entry);

/* Append what ENTRY, a getsockopt, came to: a number. False where it is none. */
bool python_put_option_value(struct buf *text, const struct journal_entry *entry);

#endif
