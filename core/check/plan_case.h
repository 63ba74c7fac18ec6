/* plan_case -- one check to be run: its command line, checked before anything is asked. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_PLAN_CASE_H
#define CHECK_PLAN_CASE_H

#include "check/plan_text.h"

/* The words that ONE is asked with, behind the applet's name: with its `timeout` and its
 * expectation as options. In the plan's arena. ERR is of plan_text. */
bool plan_case_words(char ***argv, struct plan_case *one, struct plan_scope *scope,
		     struct err *err);

/* The same while the plan runs; what only the run gives is checked as the rest was before. */
bool plan_case_words_now(char ***argv, struct plan_case *one, struct plan_scope *scope,
			 struct err *err);

/* Find its applet, and see whether the command line makes sense. ERR is STATUS_INVALID, and AT
 * where it is wrong. */
bool plan_case_check(struct plan_case *one, struct plan *plan, struct spot *at, struct err *err);

#endif
