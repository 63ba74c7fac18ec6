/* testresult -- what a command came to, as an expectation. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RECORD_TESTRESULT_H
#define RECORD_TESTRESULT_H

#include "record/known.h"

/* Append " => EXPRESSION" of what ENTRY, a verb, came to, as far as another run must come to the
 * same. */
void testresult_put(struct buf *text, const struct known *known, const struct journal_entry *entry);

/* Append the expectation that was written. */
void testresult_put_source(struct buf *text, const struct journal_entry *entry);

#endif
