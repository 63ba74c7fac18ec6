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
	SELFS_MAX = 4,    /* that one port may meet itself */
	OTHER_FILES = 64, /* descriptors of the process beside these */
	SHORTAGE_MS = 50  /* before what nobody else's end may mend is tried again */
};

static void fill(struct sweep *sweep);

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
		sweep->next_ns = clock_now_ns() + sweep->plan.every_ns;
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

/* ---- ends of a goal --------------------------------------------------------------------- */

void sweep_cell_close(struct sweep_cell *cell)
{
	timer_clear(cell->sweep->loop, &cell->timer);
	if (cell->watch.fd < 0)
		return;
	loop_forget(cell->sweep->loop, &cell->watch);
	call_close(cell->watch.fd);
	cell->watch.fd = -1;
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

void sweep_cell_end(struct sweep_cell *cell)
{
	struct sweep *sweep = cell->sweep;

	sweep_cell_close(cell);
	sweep_cell_have(cell);
	cell->state = CELL_DONE;
	sweep->trying--;
	wake(sweep);
	fill(sweep);
}

static void end_failed(struct sweep_cell *cell)
{
	cell->found.status = cell->found.err.kind;
	sweep_cell_end(cell);
}

/* What another try of the same address can change. */
static bool is_worth_a_try(const struct sweep_cell *cell, const struct err *err)
{
	return cell->goal.count > 0 &&
	       (err->kind == STATUS_TIMEOUT || err->kind == STATUS_SILENT) &&
	       cell->tries < cell->sweep->plan.tries && !cell->sweep->stopped;
}

/* The reason that is told is that of the first address. */
void sweep_cell_fail(struct sweep_cell *cell, const struct err *err)
{
	bool is_first = cell->at == 0;

	sweep_cell_close(cell);
	if (is_first)
		cell->found.err = *err;
	if (is_worth_a_try(cell, err)) {
		sweep_try(cell);
	} else if (cell->at + 1 < cell->goal.count && !cell->sweep->stopped) {
		cell->at++;
		cell->tries = 0;
		sweep_try(cell);
	} else {
		end_failed(cell);
	}
}

void sweep_cell_meet(struct sweep_cell *cell, const struct err *err)
{
	if (++cell->selfs >= SELFS_MAX || cell->sweep->plan.sock->words->local_port > 0) {
		sweep_cell_fail(cell, err);
		return;
	}
	sweep_cell_close(cell);
	sweep_try(cell);
}

static void be_due_again(struct timer *timer)
{
	sweep_try(OWNER(timer, struct sweep_cell, timer));
}

void sweep_cell_have(struct sweep_cell *cell)
{
	cell->sweep->waiting -= cell->short_ns != 0;
	cell->short_ns = 0;
}

/* Fewer at once from now on, where others hold what is lacking. */
void sweep_cell_wait(struct sweep_cell *cell, const struct err *err)
{
	struct sweep *sweep = cell->sweep;
	int64_t now_ns = clock_now_ns();

	sweep_cell_close(cell);
	if (cell->short_ns == 0) {
		cell->short_ns = now_ns;
		sweep->waiting++;
	}
	cell->state = CELL_WAITS;
	if (sweep->trying > sweep->waiting) {
		sweep->window = sweep->trying - sweep->waiting;
	} else if (now_ns - cell->short_ns >= sweep->plan.timeout_ns) {
		cell->found.err = *err;
		end_failed(cell);
		return;
	}
	cell->timer.due = be_due_again;
	timer_set(sweep->loop, &cell->timer,
		  deadline_earlier(deadline_in((int64_t)SHORTAGE_MS * NS_PER_MS),
				   deadline_in(sweep->plan.timeout_ns)));
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
	fill(sweep);
	return true;
}

void sweep_stop(struct sweep *sweep)
{
	sweep->stopped = true;
	timer_clear(sweep->loop, &sweep->pace);
	tell_done(sweep);
}

void sweep_flush(struct sweep *sweep)
{
	sweep->stopped = true;
	for (uint64_t i = sweep->told; i < sweep->begun; i++)
		if (cell_of(sweep, i)->state == CELL_DONE)
			tell(sweep, cell_of(sweep, i));
		else
			sweep_cell_close(cell_of(sweep, i));
	sweep->told = sweep->begun;
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
