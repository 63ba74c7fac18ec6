/* plan_need -- what has to come before what: `needs`, and what a check's words take from others. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_PLAN_NEED_H
#define CHECK_PLAN_NEED_H

#include "check/plan.h"

/* Fill the needs of all cases. What does not exist, or goes in a circle, becomes a fault. False
 * when memory is out. */
bool plan_needs(struct plan *plan, struct err *err);

/* Select those that the selected ones need, too. */
void plan_select_needed(struct plan *plan);

#endif
