/* sweep_end -- how a try of one port ends: known, tried again, or waiting for what is short. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/calls.h"
#include "serve/sweep_state.h"

enum {
	SELFS_MAX = 4,   /* that one port may meet itself */
	SHORTS_MAX = 4,  /* that one try may have begun, and lack something then */
	SHORTAGE_MS = 50 /* before what nobody else's end may mend is tried again */
};

void sweep_cell_close(struct sweep_cell *cell)
{
	timer_clear(cell->sweep->loop, &cell->timer);
	if (cell->watch.fd < 0)
		return;
	loop_forget(cell->sweep->loop, &cell->watch);
	call_close(cell->watch.fd);
	cell->watch.fd = -1;
}

void sweep_cell_end(struct sweep_cell *cell)
{
	struct sweep *sweep = cell->sweep;

	sweep_cell_close(cell);
	sweep_cell_have(cell);
	cell->state = CELL_DONE;
	sweep->trying--;
	sweep_go_on(sweep);
}

static void set_failed(struct sweep_cell *cell, const struct err *err)
{
	cell->found.err = *err;
	cell->found.status = err->kind;
}

/* How much it tells of the port: a host said something, nobody did, this machine could not ask. */
static unsigned tells(const struct sweep_found *found)
{
	static const uint8_t of_exit[] = { [0] = 0, [1] = 3, [2] = 1, [3] = 1, [4] = 2 };

	return of_exit[status_exit(found->status)];
}

/* Of several addresses the result is the one that tells most; of those the first. */
static void keep(struct sweep_cell *cell, const struct err *err)
{
	set_failed(cell, err);
	if (tells(&cell->found) > tells(&cell->kept))
		cell->kept = cell->found;
	cell->kept.tries = cell->found.tries;
}

/* What another try of the same address can change. */
static bool is_worth_a_try(const struct sweep_cell *cell, const struct err *err)
{
	return cell->goal.count > 0 &&
	       (err->kind == STATUS_TIMEOUT || err->kind == STATUS_SILENT) &&
	       cell->tries < cell->sweep->plan.tries && !cell->sweep->stopped;
}

void sweep_cell_fail(struct sweep_cell *cell, const struct err *err)
{
	sweep_cell_close(cell);
	keep(cell, err);
	if (is_worth_a_try(cell, err)) {
		sweep_try(cell);
	} else if (cell->at + 1 < cell->goal.count && !cell->sweep->stopped) {
		cell->at++;
		cell->tries = 0;
		sweep_try(cell);
	} else {
		cell->found = cell->kept;
		sweep_cell_end(cell);
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
		cell->shorts++;
		sweep->waiting++;
	}
	cell->state = CELL_WAITS;
	if (cell->shorts > SHORTS_MAX || (sweep->trying == sweep->waiting &&
					  now_ns - cell->short_ns >= sweep->plan.timeout_ns)) {
		set_failed(cell, err);
		sweep_cell_end(cell);
		return;
	}
	if (sweep->trying > sweep->waiting)
		sweep->window = sweep->trying - sweep->waiting;
	cell->timer.due = be_due_again;
	timer_set(sweep->loop, &cell->timer,
		  deadline_earlier(deadline_in((int64_t)SHORTAGE_MS * NS_PER_MS),
				   deadline_in(sweep->plan.timeout_ns)));
}
