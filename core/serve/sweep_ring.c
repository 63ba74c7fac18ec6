/* sweep_ring -- tries many ports of many hosts at once: which are tried when, and told in order. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/sweep.h"

#include <errno.h>
#include <stdlib.h>

#include "net/calls.h"
#include "net/limits.h"
#include "serve/sweep_state.h"

enum {
	AHEAD = 4,        /* goals that wait to be told, for each that may be tried */
	OTHER_FILES = 64, /* descriptors of the process beside these */
	LATE_MS = 10      /* what the clock or a turn was late is made up for, as far as this */
};

/* ---- the ring --------------------------------------------------------------------------- */

static uint64_t ring_size(const struct sweep *sweep)
{
	return (uint64_t)sweep->plan.window * AHEAD;
}

static struct sweep_cell *cell_of(const struct sweep *sweep, uint64_t number)
{
	return &sweep->cell[number % ring_size(sweep)];
}

static void tell(struct sweep *sweep, struct sweep_cell *cell)
{
	cell->found.goal = &cell->goal;
	cell->found.data = cell->data ? cell->data : "";
	sweep->found(sweep, &cell->found);
	free(cell->data);
	cell->data = NULL;
}

/* Those that are done, up to the first that is not. */
static void tell_done(struct sweep *sweep)
{
	while (sweep->told < sweep->begun && cell_of(sweep, sweep->told)->state == CELL_DONE)
		tell(sweep, cell_of(sweep, sweep->told++));
	if (!sweep->is_over && (sweep->ended || sweep->stopped) && sweep->told == sweep->begun) {
		sweep->is_over = true;
		sweep->over(sweep);
	}
}

/* ---- beginning -------------------------------------------------------------------------- */

static void keep_pace(struct sweep *sweep)
{
	int64_t earliest_ns = clock_now_ns() - (int64_t)LATE_MS * NS_PER_MS;

	if (sweep->next_ns < earliest_ns)
		sweep->next_ns = earliest_ns;
	sweep->next_ns += sweep->plan.every_ns;
}

static bool begin_next(struct sweep *sweep)
{
	struct sweep_cell *cell = cell_of(sweep, sweep->begun);
	struct sweep_goal goal;

	if (!sweep->next(sweep, &goal)) {
		sweep->ended = true;
		return false;
	}
	*cell = (struct sweep_cell){ .sweep = sweep, .goal = goal, .watch.fd = -1 };
	sweep->begun++;
	sweep->trying++;
	if (goal.count == 0) {
		sweep_cell_fail(cell, goal.err);
		return true;
	}
	if (!sock_addr_is_loopback(goal.addr))
		keep_pace(sweep);
	sweep_try(cell);
	return true;
}

static bool has_room(const struct sweep *sweep)
{
	return sweep->trying < sweep->window && sweep->begun - sweep->told < ring_size(sweep);
}

/* As many as may be tried now. What ends at once calls here again: that is left to the first. */
static void fill(struct sweep *sweep)
{
	if (sweep->filling)
		return;
	sweep->filling = true;
	while (!sweep->ended && !sweep->stopped && has_room(sweep)) {
		if (clock_now_ns() < sweep->next_ns) {
			timer_set(sweep->loop, &sweep->pace, (struct deadline){ sweep->next_ns });
			break;
		}
		if (!begin_next(sweep))
			break;
		tell_done(sweep);
	}
	sweep->filling = false;
	tell_done(sweep);
}

static void be_paced(struct timer *timer)
{
	fill(OWNER(timer, struct sweep, pace));
}

/* One of those that were short of something may have it now. */
static void wake_one(struct sweep *sweep)
{
	for (uint64_t i = sweep->told; sweep->waiting && i < sweep->begun; i++) {
		struct sweep_cell *cell = cell_of(sweep, i);

		if (cell->state == CELL_WAITS && cell->timer.set) {
			timer_clear(sweep->loop, &cell->timer);
			sweep_try(cell);
			return;
		}
	}
}

/* What ends at once calls here again: that is left to the first, so that nothing is deep. */
static void wake(struct sweep *sweep)
{
	sweep->freed++;
	if (sweep->waking)
		return;
	sweep->waking = true;
	for (; sweep->freed > 0; sweep->freed--)
		wake_one(sweep);
	sweep->waking = false;
}

void sweep_go_on(struct sweep *sweep)
{
	wake(sweep);
	fill(sweep);
}

/* ---- the whole -------------------------------------------------------------------------- */

bool sweep_begin(struct sweep *sweep, struct err *err)
{
	uint64_t files = limit_raise_files((uint64_t)sweep->plan.window + OTHER_FILES);

	sweep->window = sweep->plan.window;
	if (files < (uint64_t)sweep->window + OTHER_FILES)
		sweep->window = files > OTHER_FILES + 1 ? (unsigned)(files - OTHER_FILES) : 1;
	sweep->cell = calloc(ring_size(sweep), sizeof(*sweep->cell));
	if (!sweep->cell)
		return err_errno(err, ENOMEM, "no room for a sweep");
	sweep->pace.due = be_paced;
	sweep->next_ns = clock_now_ns();
	fill(sweep);
	return true;
}

void sweep_stop(struct sweep *sweep)
{
	sweep->stopped = true;
	timer_clear(sweep->loop, &sweep->pace);
	tell_done(sweep);
}

/* What is open is known to be, whatever it was about to say. */
static void flush(struct sweep *sweep, struct sweep_cell *cell)
{
	sweep_cell_close(cell);
	if (cell->state == CELL_LISTENS) {
		cell->found.err = (struct err){ 0 };
		cell->found.status = STATUS_OPEN;
	}
	if (cell->state == CELL_LISTENS || cell->state == CELL_DONE)
		tell(sweep, cell);
	else if (sweep->left)
		sweep->left(sweep, &cell->goal);
}

void sweep_flush(struct sweep *sweep)
{
	sweep->stopped = true;
	for (; sweep->told < sweep->begun; sweep->told++)
		flush(sweep, cell_of(sweep, sweep->told));
	sweep->is_over = true;
}

void sweep_free(struct sweep *sweep)
{
	if (!sweep->cell)
		return;
	timer_clear(sweep->loop, &sweep->pace);
	for (uint64_t i = sweep->told; i < sweep->begun; i++) {
		sweep_cell_close(cell_of(sweep, i));
		free(cell_of(sweep, i)->data);
	}
	free(sweep->cell);
	sweep->cell = NULL;
}
