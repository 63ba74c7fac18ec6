/* pump_move -- pieces from the center of a pump to its spokes, and from a spoke to the center. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/pump_state.h"

/* ---- from the center to the spokes ---------------------------------------------------------- */

void pump_check_inlet(struct pump *pump)
{
	if (!pump->inlet.full || pump->owing > 0)
		return;
	pump->inlet.full = false;
	pump_settle_all(pump);
	pump_rearm(pump->center);
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
	pump_disown(spoke);
	if (!spoke->pump->policy.shut_center || center->in_ended)
		return;
	center->in_ended = true;
	if (center->ops->refuse)
		center->ops->refuse(center);
}

void pump_offer(struct pump_end *spoke)
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
			pump_disown(spoke);
	}
	if (!spoke->owed)
		pump_settle(spoke);
	pump_rearm(spoke);
}

static void distribute(struct pump *pump)
{
	pump->inlet.full = true;
	for (struct pump_end *spoke = pump->spokes; spoke; spoke = spoke->next)
		if (pump_can_give(spoke)) {
			spoke->owed = true;
			spoke->at = 0;
			pump->owing++;
		}
	for (struct pump_end *spoke = pump->spokes; spoke; spoke = spoke->next)
		if (spoke->owed)
			pump_offer(spoke);
	pump_check_inlet(pump);
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
			pump_finish(spoke, PUMP_CLOSED);
}

void pump_take_center(struct pump *pump)
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
		pump_settle_all(pump);
		break;
	}
	pump_rearm(pump->center);
}

/* ---- from a spoke to the center ------------------------------------------------------------- */

static void set_aside(struct pump_end *spoke)
{
	struct pump *pump = spoke->pump;

	spoke->paused = true;
	spoke->next_paused = pump->paused;
	pump->paused = spoke;
	pump_plan(spoke);
}

static void resume_all(struct pump *pump)
{
	struct pump_end *spoke = pump->paused, *next;

	pump->paused = NULL;
	for (; spoke; spoke = next) {
		next = spoke->next_paused;
		spoke->paused = false;
		spoke->moved_ns = pump->now_ns;
		pump_plan(spoke);
	}
}

void pump_refuse_all(struct pump *pump)
{
	for (struct pump_end *spoke = pump->spokes; spoke; spoke = spoke->next) {
		if (spoke->in_ended)
			continue;
		spoke->in_ended = true;
		if (spoke->ops->refuse)
			spoke->ops->refuse(spoke);
		pump_rearm(spoke);
	}
}

static void end_outlet(struct pump *pump)
{
	struct pump_end *from = pump->outlet.from;

	pump->outlet.full = false;
	pump->outlet.from = NULL;
	if (pump->center->out_broken) {
		pump_refuse_all(pump);
		pump_settle_all(pump);
	} else if (from) {
		pump_settle(from);
		from->moved_ns = pump->now_ns;
		pump_plan(from);
	}
	resume_all(pump);
	pump_rearm(pump->center);
}

void pump_deliver(struct pump *pump)
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
	pump_rearm(center);
}

void pump_take_spoke(struct pump_end *spoke)
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
		pump_deliver(pump);
		break;
	case PUMP_LATER:
		break;
	case PUMP_ENDED:
	case PUMP_BROKEN:
		spoke->ended_first = !pump->center->in_ended;
		pump_settle(spoke);
		pump_rearm(spoke);
		break;
	}
}
