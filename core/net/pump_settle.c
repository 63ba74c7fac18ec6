/* pump_settle -- what the ends of a pump wait for, and what follows from those that have ended. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/pump_state.h"

/* More than any receive queue holds: a peer that never stops talking does not keep us. */
enum { LEAVE_PIECES = 1024, LEAVE_BYTES = 16 << 20 };

/* ---- what is waited for --------------------------------------------------------------------- */

void pump_rearm(struct pump_end *end)
{
	end->pump->arm(end);
}

bool pump_can_give(const struct pump_end *spoke)
{
	return !spoke->over && !spoke->out_broken && !spoke->out_shut;
}

static bool has_listener(const struct pump *pump)
{
	const struct pump_end *spoke = pump->spokes;

	while (spoke && !pump_can_give(spoke))
		spoke = spoke->next;
	return spoke;
}

bool pump_wants_in(const struct pump_end *end)
{
	const struct pump *pump = end->pump;

	if (!pump || end->over || end->in_ended)
		return false;
	if (end == pump->center)
		return !pump->held && !pump->inlet.full && has_listener(pump);
	return !end->paused;
}

bool pump_wants_out(const struct pump_end *end)
{
	const struct pump *pump = end->pump;

	if (!pump || end->over || end->out_broken)
		return false;
	return end == pump->center ? pump->outlet.full : end->owed;
}

static int64_t earlier(int64_t a_ns, int64_t b_ns)
{
	return a_ns && (!b_ns || a_ns < b_ns) ? a_ns : b_ns;
}

/* Its piece has not arrived at the center. */
static bool is_in_transit(const struct pump_end *spoke)
{
	return spoke->pump->outlet.full && spoke->pump->outlet.from == spoke;
}

bool pump_is_held_up(const struct pump_end *spoke)
{
	return spoke->paused || is_in_transit(spoke);
}

void pump_plan(struct pump_end *spoke)
{
	const struct pump *pump = spoke->pump;
	int64_t idle_ns = pump->policy.idle_ns ? spoke->moved_ns + pump->policy.idle_ns : 0;

	if (pump_is_held_up(spoke))
		spoke->wake_ns = 0;
	else if (spoke->leaving)
		spoke->wake_ns = pump->now_ns;
	else
		spoke->wake_ns = earlier(earlier(spoke->linger_ns, idle_ns), spoke->drain_ns);
	pump_rearm(spoke);
}

/* ---- the end of a spoke --------------------------------------------------------------------- */

void pump_disown(struct pump_end *spoke)
{
	spoke->pump->owing -= spoke->owed;
	spoke->owed = false;
}

void pump_finish(struct pump_end *spoke, enum pump_why why)
{
	if (spoke->over)
		return;
	pump_disown(spoke);
	spoke->over = true;
	spoke->why = why;
	spoke->next_over = spoke->pump->finished;
	spoke->pump->finished = spoke;
}

/* What it has said by now is still taken. */
static void begin_leaving(struct pump_end *spoke)
{
	spoke->leaving = LEAVE_PIECES;
	spoke->leave_bytes = spoke->taken_bytes + LEAVE_BYTES;
}

static void pass_on_center_end(struct pump_end *spoke)
{
	const struct pump *pump = spoke->pump;

	bool stays_open = pump->policy.keep_open ||
			  (pump->policy.quiet_open && spoke->given == 0 && !spoke->in_ended);

	if (!spoke->out_shut && !spoke->out_broken && !stays_open) {
		spoke->out_shut = true;
		if (spoke->ops->shut)
			spoke->ops->shut(spoke);
	}
	if (!pump->policy.center_ends_all || spoke->linger_ns || spoke->leaving)
		return;
	if (pump->policy.linger_ns)
		spoke->linger_ns = pump->now_ns + pump->policy.linger_ns;
	else
		begin_leaving(spoke);
	pump_plan(spoke);
}

static void pass_on_spoke_end(struct pump_end *spoke)
{
	struct pump_end *center = spoke->pump->center;

	if (!spoke->pump->policy.shut_center || center->out_shut || center->out_broken)
		return;
	center->out_shut = true;
	if (center->ops->shut)
		center->ops->shut(center);
}

/* The spoke has ended, and that is its end: but what is there for it already it shall have, and
 * what comes before the center falls silent. */
static void drain(struct pump_end *spoke)
{
	struct pump *pump = spoke->pump;

	spoke->draining = true;
	if (spoke->owed || pump->inlet.full)
		return;
	if (pump->held || !pump_can_give(spoke)) {
		pump_finish(spoke, PUMP_CLOSED);
		return;
	}
	spoke->drain_ns = pump->now_ns + pump->policy.drain_ns;
	pump_plan(spoke);
}

void pump_settle(struct pump_end *spoke)
{
	const struct pump *pump = spoke->pump;
	bool had_all = pump->center->in_ended && !spoke->owed;

	if (spoke->over)
		return;
	if (had_all)
		pass_on_center_end(spoke);
	if (!spoke->in_ended)
		return;
	pass_on_spoke_end(spoke);
	if (spoke->in_broken || spoke->out_broken)
		pump_finish(spoke, PUMP_BROKE);
	else if (had_all || (spoke->out_shut && !spoke->owed))
		pump_finish(spoke, PUMP_CLOSED);
	else if (pump->policy.spoke_ends_all)
		drain(spoke);
}

void pump_settle_all(struct pump *pump)
{
	for (struct pump_end *spoke = pump->spokes; spoke; spoke = spoke->next)
		pump_settle(spoke);
}

/* ---- its time has come ---------------------------------------------------------------------- */

static void leave(struct pump_end *spoke)
{
	enum pump_why why = spoke->pump->policy.linger_ns ? PUMP_LINGERED : PUMP_LEFT;
	uint64_t before = spoke->taken;

	if (--spoke->leaving > 0 && spoke->taken_bytes < spoke->leave_bytes && pump_wants_in(spoke))
		pump_take_spoke(spoke);
	if (spoke->taken == before)
		pump_finish(spoke, why);
}

/* A draining spoke has waited long enough: has the center anything for it? */
static void try_center(struct pump_end *spoke)
{
	struct pump *pump = spoke->pump;

	if (pump_wants_in(pump->center))
		pump_take_center(pump);
	else
		spoke->drain_ns = 0; /* drain will be called again when there is room */
}

void pump_wake_spoke(struct pump_end *spoke)
{
	const struct pump *pump = spoke->pump;

	if (spoke->linger_ns && pump->now_ns >= spoke->linger_ns && !spoke->leaving)
		begin_leaving(spoke);
	if (spoke->leaving)
		leave(spoke);
	else if (spoke->drain_ns && pump->now_ns >= spoke->drain_ns)
		try_center(spoke);
	else if (pump->policy.idle_ns && pump->now_ns - spoke->moved_ns >= pump->policy.idle_ns)
		pump_finish(spoke, PUMP_IDLE);
	pump_plan(spoke);
}
