/* faults -- what is wrong in the files of a plan, or stands in the way of a run: told and reported.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_FAULTS_H
#define CHECK_FAULTS_H

#include "check/plan.h"
#include "check/redact.h"
#include "check/report.h"

struct out;

/* Tell ERR as a failure of the run. No check has said so: a file that is not there, too, is this
 * machine's affair. */
void faults_fail(struct out *out, const struct err *err);

/* Tell each fault of PLAN, with its place in front and its line below, and REPORT (NULL: none) the
 * first. SECRETS are in none of them. */
void faults_tell(struct out *out, const struct plan *plan, struct report *report,
		 struct secrets secrets);

#endif
