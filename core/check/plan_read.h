/* plan_read -- the bytes of a check file. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_PLAN_READ_H
#define CHECK_PLAN_READ_H

#include "check/plan.h"

/* What NAME, - being standard input, has in it, in PLAN's arena. ERR is STATUS_INVALID where it
 * cannot be had: that says nothing of a network. */
bool plan_read_bytes(struct word *text, struct plan *plan, const char *name, struct err *err);

/* TEXT behind the byte order mark that some editors leave in front. */
struct word plan_behind_mark(struct word text);

#endif
