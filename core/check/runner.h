/* runner -- runs the cases of a plan, many at once, and tells what became of each in their order.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_RUNNER_H
#define CHECK_RUNNER_H

#include "check/ability.h"
#include "check/attempt.h"
#include "check/outcome.h"
#include "check/plan.h"
#include "check/report.h"

struct task;

/* Owner: fill the first part, runner_run to runner_free. */
struct runner {
	struct plan *plan;
	unsigned jobs;
	unsigned per_host;             /* checks of one host at once; 0: JOBS */
	const struct networks *only;   /* what checks may reach; NULL: all */
	struct deadline until;         /* of the whole run */
	const int *stop_fd;            /* once it can be read, STOPPED is asked what that means */
	int (*stopped)(void *context); /* the signal; 0: nothing */
	void (*told)(void *context, const struct outcome *outcome);
	void (*now)(void *context, const struct report_now *now);
	void *context;

	struct loop loop;
	struct abilities abilities;
	struct task *task;          /* one for each case, in their order */
	size_t next_told;           /* the first that was not told */
	size_t done;                /* checks that are done */
	unsigned running;           /* checks that have begun and have no verdict, */
	struct task *first_running; /* linked by next_running */
	bool is_stale;              /* `wanted` of the tasks: something was settled since */
	bool alone;                 /* one of them is to have the machine for itself */
	struct watch stop;
	struct timer end, tick;
	bool is_cut; /* nothing new begins */
	int signal;  /* that has cut it; 0: the deadline */
};

/* What reports say of ONE before it is asked; its tags are in ARENA. False when memory is out. */
bool runner_describe(struct outcome *outcome, const struct plan_case *one, struct arena *arena);

/* Run what is selected. False where this machine cannot. */
bool runner_run(struct runner *runner, struct err *err);

/* begin: settle what is not asked at all, before anything begins for it. */
void runner_skip(struct runner *runner);

/* begin: begin what can begin now, in the order of the plan; settle what cannot be asked. */
void runner_begin_more(struct runner *runner);

/* End all that still runs, fixtures as well: asked to, and after their grace, or at once when a
 * signal comes, made to. Safe on { 0 } and twice. */
void runner_free(struct runner *runner);

#endif
