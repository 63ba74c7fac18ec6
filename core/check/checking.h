/* checking -- a plan is read, run and reported: what the applets that check share. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_CHECKING_H
#define CHECK_CHECKING_H

#include "check/plan.h"
#include "check/select.h"
#include "cli/applet.h"

enum {
	CHECKING_JOBS = 8,
	CHECKING_JOBS_MAX = 256,
	CHECKING_PER_HOST = 4,
	CHECKING_REPEAT_MAX = 1000
};

/* As options have it; starts as CHECKING_DEFAULT. */
struct checking_way {
	struct texts report; /* see report_add */
	struct selection selection;
	struct texts only_net; /* networks; none: all may be reached */
	int64_t jobs, per_host, repeat;
	bool list, lint, allow_exec;
	bool write;  /* print the plan with the expectations that what came of it meets */
	bool nagios; /* the one check is a Nagios plugin: its line, and its exit code */
};
#define CHECKING_DEFAULT                                                          \
	{                                                                         \
		.jobs = CHECKING_JOBS, .per_host = CHECKING_PER_HOST, .repeat = 1 \
	}

/* Read what RUN's command line names into PLAN. */
typedef bool checking_read(struct plan *plan, const struct run *run, struct err *err);

/* Whether the options make sense together. ERR is STATUS_INVALID. */
bool checking_begin(const struct run *run, const struct checking_way *way, struct err *err);

/* All of it: records and reports, and the exit code in RUN. RECORDS are checkrow's. */
void checking_run(struct run *run, const struct checking_way *way,
		  const struct record_type *records, checking_read *read);

#endif
