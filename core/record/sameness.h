/* sameness -- how much of what a command came to is the same in every run. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RECORD_SAMENESS_H
#define RECORD_SAMENESS_H

#include "record/journal.h"

enum sameness {
	SAME_ALL,    /* all others */
	SAME_STATUS, /* that it went well, which a script asks of every command */
	SAME_NOTHING /* it only shows how things are just now, or belongs to a person */
};

enum sameness sameness_of(const struct journal_entry *entry);

/* Why ENTRY, a command, makes no sense a second time; NULL: it does. */
const char *sameness_reason(const struct journal_entry *entry);

#endif
