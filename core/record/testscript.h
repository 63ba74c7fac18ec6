/* testscript -- a session as a script that expects what came of it: `record --test`. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RECORD_TESTSCRIPT_H
#define RECORD_TESTSCRIPT_H

#include "record/known.h"

/* What it begins with. */
void testscript_begin(struct buf *text);

/* Append the lines of ENTRY, the next of the session, after which KNOWN knows what it made.
 * text->failed is set when memory is out. */
void testscript_put(struct buf *text, struct known *known, const struct journal_entry *entry);

#endif
