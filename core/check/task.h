/* task -- one case while it is run: its attempts, waits between them, and its verdict. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_TASK_H
#define CHECK_TASK_H

#include "check/attempt.h"
#include "check/outcome.h"
#include "check/plan.h"

enum task_state {
	TASK_WAITING, /* for what it needs, or for room */
	TASK_RUNNING, /* an attempt of it, or it waits for the next; of a fixture: not ready yet */
	TASK_READY,   /* a fixture that serves */
	TASK_DONE
};

/* Owner: fill the first part and attempt.loop, of a fixture attempt.heard and ended too; ends in
 * task_free. */
struct task {
	struct plan_case *one;
	struct plan *plan;
	void (*changed)(struct task *task); /* it is ready, or done */
	void *owner;

	enum task_state state;
	struct attempt attempt;
	struct timer next; /* attempt */
	struct arena arena;
	struct arena last; /* what the last attempt came to */
	struct outcome outcome;
	int64_t began_ns;
	int64_t holds_ns; /* since when it passes; 0: it does not yet */
	bool is_last;     /* `eventually` is over: this attempt decides */
	char **argv;
	struct task *next_running; /* of its runner's */
	bool wanted;               /* a fixture: something that waits needs it */
	struct expect *ready;      /* of a program: what it has to say first; NULL: nothing */
};

/* Whether it is a check that was selected, and no fixture. */
static inline bool task_is_check(const struct task *task)
{
	return task->one->selected && !task->one->item->is_fixture;
}

/* Ask. What cannot even be asked is done at once, as an error. */
void task_begin(struct task *task);

/* It is done without being asked (again), for REASON, which is copied. */
void task_settle(struct task *task, enum verdict verdict, const char *status, const char *reason);

/* Whether what needs it can go on. */
bool task_is_good(const struct task *task);

/* Safe twice. */
void task_free(struct task *task);

#endif
