/* secrets -- what a plan says is secret, as it may be met: whole, and each line of it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_SECRETS_H
#define CHECK_SECRETS_H

#include "check/plan.h"
#include "check/redact.h"

/* Fill SECRETS, whose words live as long as PLAN, with what its `secret` lines say, without the
 * blanks and newlines around it: what has it leaves these out. Of a value of several lines, such as
 * a key, each line from four bytes on is a secret, too. False: no memory. */
bool secrets_take(struct secrets *secrets, struct plan *plan);

/* Whether WORD is `secret`, or nearly: what stands behind it is not to be shown where the line
 * makes no sense. */
bool secrets_begin_with(struct word word);

#endif
