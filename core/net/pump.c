/* pump -- bytes between one end and another, or several: both ways, half-closes passed on. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/pump.h"

#include <errno.h>
#include <stdlib.h>

/* More than any receive queue holds: a peer that never stops talking does not keep us. */
enum { LEAVE_PIECES = 1024, LEAVE_BYTES = 16 << 20 };

/* ---- what is waited for --------------------------------------------------------------------- */

static void rearm(struct pump_end *end)
{
	end->pump->arm(end);
}

static bool can_be_given(const struct pump_end *spoke)
{
	return !spoke->over && !spoke->out_broken && !spoke->out_shut;
}

static bool has_listener(const struct pump *pump)
{
	const struct pump_end *spoke = pump->spokes;

	while (spoke && !can_be_given(spoke))
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

/* It is the center that is slow, and no time of the spoke's runs out. */
static bool is_held_up(const struct pump_end *spoke)
{
	return spoke->paused || is_in_transit(spoke);
}

static void plan_wake(struct pump_end *spoke)
{
	const struct pump *pump = spoke->pump;
	int64_t idle_ns = pump->policy.idle_ns ? spoke->moved_ns + pump->policy.idle_ns : 0;

	if (is_held_up(spoke))
		spoke->wake_ns = 0;
	else if (spoke->leaving)
		spoke->wake_ns = pump->now_ns;
	else
		spoke->wake_ns = earlier(earlier(spoke->linger_ns, idle_ns), spoke->drain_ns);
	rearm(spoke);
}

/* ---- the end of a spoke --------------------------------------------------------------------- */

static void disown(struct pump_end *spoke)
{
	spoke->pump->owing -= spoke->owed;
	spoke->owed = false;
}

/* Its owner hears of it when nobody walks through the spokes any more: see reap. */
static void finish(struct pump_end *spoke, enum pump_why why)
{
	if (spoke->over)
		return;
	disown(spoke);
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
	plan_wake(spoke);
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
	if (pump->held || !can_be_given(spoke)) {
		finish(spoke, PUMP_CLOSED);
		return;
	}
	spoke->drain_ns = pump->now_ns + pump->policy.drain_ns;
	plan_wake(spoke);
}

/* Draw the consequences of what has ended so far. */
static void settle(struct pump_end *spoke)
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
		finish(spoke, PUMP_BROKE);
	else if (had_all || (spoke->out_shut && !spoke->owed))
		finish(spoke, PUMP_CLOSED);
	else if (pump->policy.spoke_ends_all)
		drain(spoke);
}

static void settle_all(struct pump *pump)
{
	for (struct pump_end *spoke = pump->spokes; spoke; spoke = spoke->next)
		settle(spoke);
}

/* ---- from the center to the spokes ---------------------------------------------------------- */

/* Whether the piece has gone to all, and there is room for the next. */
static void check_inlet(struct pump *pump)
{
	if (!pump->inlet.full || pump->owing > 0)
		return;
	pump->inlet.full = false;
	settle_all(pump);
	rearm(pump->center);
}

static void note_given(struct pump_end *end, size_t size, bool whole)
{
	end->given_bytes += size;
	end->given += whole;
	end->late_bytes += end->in_ended ? size : 0;
	end->moved_ns = end->pump->now_ns;
}

/* It takes no more. What it still says is taken; the center need not go on where it is told of
 * ends. */
static void break_out(struct pump_end *spoke)
{
	struct pump_end *center = spoke->pump->center;

	spoke->out_broken = true;
	disown(spoke);
	if (!spoke->pump->policy.shut_center || center->in_ended)
		return;
	center->in_ended = true;
	if (center->ops->refuse)
		center->ops->refuse(center);
}

/* Give SPOKE what it lacks of the piece, as far as it takes it. */
static void offer(struct pump_end *spoke)
{
	const struct pump_piece *inlet = &spoke->pump->inlet;

	while (spoke->owed) {
		size_t left = inlet->size - spoke->at, size = left;
		enum pump_answer answer = spoke->ops->give(spoke, inlet->data + spoke->at, &size);

		if (answer == PUMP_LATER || (answer == PUMP_MOVED && size == 0 && left > 0))
			break;
		if (answer == PUMP_MOVED) {
			spoke->at += size;
			note_given(spoke, size, size == left);
		}
		if (answer != PUMP_MOVED)
			break_out(spoke);
		else if (size == left)
			disown(spoke);
	}
	if (!spoke->owed)
		settle(spoke);
	rearm(spoke);
}

static void distribute(struct pump *pump)
{
	pump->inlet.full = true;
	for (struct pump_end *spoke = pump->spokes; spoke; spoke = spoke->next)
		if (can_be_given(spoke)) {
			spoke->owed = true;
			spoke->at = 0;
			pump->owing++;
		}
	for (struct pump_end *spoke = pump->spokes; spoke; spoke = spoke->next)
		if (spoke->owed)
			offer(spoke);
	check_inlet(pump);
}

static enum pump_answer take(struct pump_end *end, struct pump_piece *piece)
{
	size_t size = end->pump->room;
	enum pump_answer answer;

	end->more = false;
	answer = end->ops->take(end, piece->data, &size);

	if (answer == PUMP_MOVED) {
		piece->size = size;
		piece->at = 0;
		end->taken++;
		end->taken_bytes += size;
		end->moved_ns = end->pump->now_ns;
	}
	end->in_ended = answer == PUMP_ENDED || answer == PUMP_BROKEN;
	end->in_broken = answer == PUMP_BROKEN;
	return answer;
}

/* The center has nothing at hand: those who only waited for that are done. */
static void end_draining(struct pump *pump)
{
	for (struct pump_end *spoke = pump->spokes; spoke; spoke = spoke->next)
		if (spoke->draining && pump->now_ns >= spoke->drain_ns)
			finish(spoke, PUMP_CLOSED);
}

static void take_from_center(struct pump *pump)
{
	switch (take(pump->center, &pump->inlet)) {
	case PUMP_MOVED:
		distribute(pump);
		break;
	case PUMP_LATER:
		end_draining(pump);
		break;
	case PUMP_ENDED:
	case PUMP_BROKEN:
		settle_all(pump);
		break;
	}
	rearm(pump->center);
}

/* ---- from a spoke to the center ------------------------------------------------------------- */

static void set_aside(struct pump_end *spoke)
{
	struct pump *pump = spoke->pump;

	spoke->paused = true;
	spoke->next_paused = pump->paused;
	pump->paused = spoke;
	plan_wake(spoke);
}

static void resume_all(struct pump *pump)
{
	struct pump_end *spoke = pump->paused, *next;

	pump->paused = NULL;
	for (; spoke; spoke = next) {
		next = spoke->next_paused;
		spoke->paused = false;
		spoke->moved_ns = pump->now_ns;
		plan_wake(spoke);
	}
}

/* The center takes no more: spokes need not say any more. */
static void refuse_all(struct pump *pump)
{
	for (struct pump_end *spoke = pump->spokes; spoke; spoke = spoke->next) {
		if (spoke->in_ended)
			continue;
		spoke->in_ended = true;
		if (spoke->ops->refuse)
			spoke->ops->refuse(spoke);
		rearm(spoke);
	}
}

static void end_outlet(struct pump *pump)
{
	struct pump_end *from = pump->outlet.from;

	pump->outlet.full = false;
	pump->outlet.from = NULL;
	if (pump->center->out_broken) {
		refuse_all(pump);
		settle_all(pump);
	} else if (from) {
		settle(from);
		from->moved_ns = pump->now_ns;
		plan_wake(from);
	}
	resume_all(pump);
	rearm(pump->center);
}

/* Give the center what there is for it, as far as it takes it. */
static void deliver(struct pump *pump)
{
	struct pump_piece *outlet = &pump->outlet;
	struct pump_end *center = pump->center;

	for (;;) {
		size_t left = outlet->size - outlet->at, size = left;
		enum pump_answer answer =
			center->ops->give(center, outlet->data + outlet->at, &size);

		if (answer == PUMP_LATER || (answer == PUMP_MOVED && size == 0 && left > 0))
			break;
		if (answer == PUMP_MOVED) {
			outlet->at += size;
			note_given(center, size, size == left);
		}
		center->out_broken = answer != PUMP_MOVED;
		if (center->out_broken || size == left) {
			end_outlet(pump);
			return;
		}
	}
	rearm(center);
}

static void take_from_spoke(struct pump_end *spoke)
{
	struct pump *pump = spoke->pump;

	if (pump->outlet.full) {
		set_aside(spoke);
		return;
	}
	switch (take(spoke, &pump->outlet)) {
	case PUMP_MOVED:
		pump->outlet.full = true;
		pump->outlet.from = spoke;
		deliver(pump);
		break;
	case PUMP_LATER:
		break;
	case PUMP_ENDED:
	case PUMP_BROKEN:
		spoke->ended_first = !pump->center->in_ended;
		settle(spoke);
		rearm(spoke);
		break;
	}
}

/* ---- from outside --------------------------------------------------------------------------- */

static void unlink_spoke(struct pump *pump, struct pump_end *spoke)
{
	struct pump_end **link = &pump->spokes;

	while (*link && *link != spoke)
		link = &(*link)->next;
	if (*link)
		*link = spoke->next;
	for (link = &pump->paused; *link && *link != spoke;)
		link = &(*link)->next_paused;
	if (*link)
		*link = spoke->next_paused;
	if (pump->outlet.from == spoke)
		pump->outlet.from = NULL;
}

static void release(struct pump_end *spoke)
{
	struct pump *pump = spoke->pump;

	disown(spoke);
	unlink_spoke(pump, spoke);
	spoke->over = true;
	spoke->wake_ns = 0;
	rearm(spoke);
	spoke->pump = NULL;
}

/* Tell the owner of those that are over. */
static void reap(struct pump *pump)
{
	struct pump_end *spoke;

	check_inlet(pump);
	while ((spoke = pump->finished)) {
		pump->finished = spoke->next_over;
		release(spoke);
		pump->over(pump, spoke);
		check_inlet(pump);
	}
	rearm(pump->center);
}

void pump_ready(struct pump_end *end, bool in, bool out)
{
	struct pump *pump = end->pump;
	bool is_center = end == pump->center;

	if (out && pump_wants_out(end)) {
		if (is_center)
			deliver(pump);
		else
			offer(end);
	}
	if (in && pump_wants_in(end)) {
		if (is_center)
			take_from_center(pump);
		else
			take_from_spoke(end);
	}
	reap(pump);
}

static void leave(struct pump_end *spoke)
{
	enum pump_why why = spoke->pump->policy.linger_ns ? PUMP_LINGERED : PUMP_LEFT;
	uint64_t before = spoke->taken;

	if (--spoke->leaving > 0 && spoke->taken_bytes < spoke->leave_bytes && pump_wants_in(spoke))
		take_from_spoke(spoke);
	if (spoke->taken == before)
		finish(spoke, why);
}

/* A draining spoke has waited long enough: has the center anything for it? */
static void try_center(struct pump_end *spoke)
{
	struct pump *pump = spoke->pump;

	if (pump_wants_in(pump->center))
		take_from_center(pump);
	else
		spoke->drain_ns = 0; /* drain will be called again when there is room */
}

static void wake_spoke(struct pump_end *spoke)
{
	const struct pump *pump = spoke->pump;

	if (spoke->linger_ns && pump->now_ns >= spoke->linger_ns && !spoke->leaving)
		begin_leaving(spoke);
	if (spoke->leaving)
		leave(spoke);
	else if (spoke->drain_ns && pump->now_ns >= spoke->drain_ns)
		try_center(spoke);
	else if (pump->policy.idle_ns && pump->now_ns - spoke->moved_ns >= pump->policy.idle_ns)
		finish(spoke, PUMP_IDLE);
	plan_wake(spoke);
}

void pump_wake(struct pump_end *end)
{
	struct pump *pump = end->pump;

	end->wake_ns = 0;
	if (end != pump->center && !end->over && !is_held_up(end))
		wake_spoke(end);
	reap(pump);
}

void pump_kick(struct pump *pump)
{
	pump->center->more = true;
	rearm(pump->center);
}

void pump_end(struct pump *pump)
{
	pump->center->in_ended = true;
	settle_all(pump);
	reap(pump);
}

void pump_hold(struct pump *pump, bool held)
{
	pump->held = held;
	settle_all(pump);
	reap(pump);
}

void pump_add(struct pump *pump, struct pump_end *spoke)
{
	spoke->pump = pump;
	spoke->moved_ns = pump->now_ns;
	spoke->next = pump->spokes;
	pump->spokes = spoke;
	if (pump->center->out_broken)
		refuse_all(pump);
	settle(spoke);
	plan_wake(spoke);
	reap(pump);
}

void pump_remove(struct pump *pump, struct pump_end *spoke)
{
	struct pump_end **link = &pump->finished;

	if (spoke->pump != pump)
		return;
	while (*link && *link != spoke)
		link = &(*link)->next_over;
	if (*link)
		*link = spoke->next_over;
	release(spoke);
	reap(pump);
}

bool pump_begin(struct pump *pump, struct pump_end *center, void (*arm)(struct pump_end *end),
		struct err *err)
{
	if (pump->room == 0)
		pump->room = PUMP_ROOM;
	pump->inlet.data = malloc(pump->room);
	pump->outlet.data = malloc(pump->room);
	if (!pump->inlet.data || !pump->outlet.data) {
		pump_free(pump);
		return err_errno(err, ENOMEM, "no room for data");
	}
	pump->center = center;
	pump->arm = arm;
	center->pump = pump;
	rearm(center);
	return true;
}

void pump_free(struct pump *pump)
{
	while (pump->spokes)
		release(pump->spokes);
	if (pump->center) {
		pump->center->over = true;
		pump->center->wake_ns = 0;
		rearm(pump->center);
		pump->center->pump = NULL;
	}
	free(pump->inlet.data);
	free(pump->outlet.data);
	*pump = (struct pump){ 0 };
}
