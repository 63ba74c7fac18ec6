/* ability -- what `requires` can ask of the machine that runs a plan. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_ABILITY_H
#define CHECK_ABILITY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/word.h"

/* Whether there is such an ability. */
bool ability_is(struct word word);

/* Those that were tried out. Owner: fill the first part; ends in abilities_free. */
struct abilities {
	const int *cancel_fd; /* once it can be read, nothing is waited for; NULL: always */

	struct arena arena;
	struct ability_known *first;
};

/* Whether this machine has it, which is tried out once; where not, WHY is appended to, in a few
 * words. WORD is borrowed by ABILITIES. */
bool ability_has(struct abilities *abilities, struct word word, struct buf *why);

/* Safe on { 0 } and twice. */
void abilities_free(struct abilities *abilities);

#endif
