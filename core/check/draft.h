/* draft -- a plan as it is written, with the expectations that what its checks came to meets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_DRAFT_H
#define CHECK_DRAFT_H

#include "base/arena.h"
#include "base/buf.h"
#include "check/outcome.h"
#include "check/plan.h"
#include "check/redact.h"

/* Owner: fill PLAN and SECRETS, which are borrowed; ends in draft_free. */
struct draft {
	const struct plan *plan;
	struct secrets secrets;

	struct arena arena, scratch;
	struct drafted *checks; /* those without an expectation, as they were seen */
};

/* See what a check came to. What was the same whenever it was asked, twice at least, is expected
 * later: its status, and of a success the values that it is about, but for times. False when memory
 * is out. */
bool draft_see(struct draft *draft, const struct outcome *outcome);

/* Append the text of FILE with `=> EXPECTATION` behind each check that had none and was seen. How
 * many of its checks have none still, as nothing could be told, is added to *LEFT. */
void draft_put(struct buf *text, const struct draft *draft, const struct plan_file *file,
	       size_t *left);

/* draft_write: the same of the plan's first file, to standard output; those that it includes are
 * left as they are. STOP_FD as of report_file_open. */
bool draft_write(const struct draft *draft, int stop_fd, size_t *left, struct err *err);

void draft_free(struct draft *draft);

#endif
