/* habit -- words that people bring from other shells and languages, and what to write here. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LANG_HABIT_H
#define LANG_HABIT_H

#include <stdbool.h>

#include "base/word.h"

/* What to write in place of NAME, a sentence; NULL: it is nobody's habit. IS_SYNTAX: no program is
 * called so, and what stands around it is no command here either. */
const char *habit_find(struct word name, bool is_syntax);

#endif
