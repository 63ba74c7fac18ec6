/* plan_clause -- what may stand in the lines below a check, and what that makes of its cases. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_PLAN_CLAUSE_H
#define CHECK_PLAN_CLAUSE_H

#include "check/plan_text.h"

/* Whether WORD is what a clause begins with. */
bool plan_clause_is(struct word word);

/* Make LINE, which begins with a clause's word, a clause. ERR is STATUS_INVALID. NULL then, or
 * where memory is out. */
struct plan_clause *plan_clause_read(struct plan *plan, const struct plan_file *file,
				     struct shell_word *words, struct err *err);

/* Do to ONE what CLAUSE says. ERR is STATUS_INVALID. `each` is done before there are cases, and
 * `needs` when there are all of them: neither does anything here. */
bool plan_clause_apply(struct plan_case *one, const struct plan_clause *clause,
		       struct plan_scope *scope, struct err *err);

#endif
