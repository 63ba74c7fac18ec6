/* ability -- what `requires` can ask of the machine that runs a plan. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_ABILITY_H
#define CHECK_ABILITY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/word.h"

/* Whether there is such an ability. */
bool ability_is(struct word word);

/* Whether this machine has it, which is tried out; where not, WHY is appended to, in a few words.
 */
bool ability_has(struct word word, struct buf *why);

#endif
