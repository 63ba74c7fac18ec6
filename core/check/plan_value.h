/* plan_value -- the names of values that only a run gives: of fixtures, and what checks capture. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_PLAN_VALUE_H
#define CHECK_PLAN_VALUE_H

#include "check/plan.h"

/* What the ready record of a server of ours gives. */
enum { PLAN_VALUE_READY = 4 };
extern const char plan_value_ready[PLAN_VALUE_READY][9];

/* Whether FIXTURE is a program of others: `exec`. */
bool plan_value_is_program(const struct plan_item *fixture);

/* The name in TEXT that stands behind its last " as ", at the end or in front of " within ". */
bool plan_value_as(struct word *name, struct word text);

/* Whether FIXTURE can have FIELD once it is ready. */
bool plan_value_gives(const struct plan_item *fixture, struct word field);

/* Say what it has in place of FIELD. Returns false. */
bool plan_value_lacks(const struct plan_item *fixture, struct word field, struct err *err);

#endif
