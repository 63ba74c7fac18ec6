/* judge -- what an attempt comes to: its verdict, its reason, and what it has to show. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_JUDGE_H
#define CHECK_JUDGE_H

#include "base/arena.h"
#include "check/attempt.h"
#include "check/outcome.h"

/* Fill verdict, status, reason, expected, got, details and result of OUTCOME with copies in ARENA.
 * False when memory is out. */
bool judge_attempt(struct outcome *outcome, struct arena *arena, const struct attempt *attempt,
		   const char *applet);

/* The value of KEY in RESULT, a line as --json prints it, as a word: text or a number. False where
 * it has none. It is in ARENA. */
bool judge_value(struct word *value, struct arena *arena, struct word result, const char *key);

#endif
