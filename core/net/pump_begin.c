/* pump_begin -- a pump from outside: its ends come and go, and are told what is ready. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>

#include "net/pump_state.h"

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

	pump_disown(spoke);
	unlink_spoke(pump, spoke);
	spoke->over = true;
	spoke->wake_ns = 0;
	pump_rearm(spoke);
	spoke->pump = NULL;
}

/* Tell the owner of those that are over. */
static void reap(struct pump *pump)
{
	struct pump_end *spoke;

	if (pump->turning)
		return; /* called from inside: whoever turns it does so afterwards */
	pump_check_inlet(pump);
	while ((spoke = pump->finished)) {
		pump->finished = spoke->next_over;
		release(spoke);
		pump->over(pump, spoke);
		pump_check_inlet(pump);
	}
	pump_rearm(pump->center);
}

void pump_ready(struct pump_end *end, bool in, bool out)
{
	struct pump *pump = end->pump;
	bool is_center = end == pump->center;

	pump->turning = true;
	if (out && pump_wants_out(end)) {
		if (is_center)
			pump_deliver(pump);
		else
			pump_offer(end);
	}
	if (in && pump_wants_in(end)) {
		if (is_center)
			pump_take_center(pump);
		else
			pump_take_spoke(end);
	}
	pump->turning = false;
	reap(pump);
}

void pump_wake(struct pump_end *end)
{
	struct pump *pump = end->pump;

	end->wake_ns = 0;
	pump->turning = true;
	if (end != pump->center && !end->over && !pump_is_held_up(end))
		pump_wake_spoke(end);
	pump->turning = false;
	reap(pump);
}

void pump_kick(struct pump *pump)
{
	pump->center->more = true;
	pump_rearm(pump->center);
}

void pump_end(struct pump *pump)
{
	pump->center->in_ended = true;
	pump_settle_all(pump);
	reap(pump);
}

void pump_hold(struct pump *pump, bool held)
{
	pump->held = held;
	pump_settle_all(pump);
	reap(pump);
}

void pump_add(struct pump *pump, struct pump_end *spoke)
{
	spoke->pump = pump;
	spoke->moved_ns = pump->now_ns;
	spoke->next = pump->spokes;
	pump->spokes = spoke;
	if (pump->center->out_broken)
		pump_refuse_all(pump);
	pump_settle(spoke);
	pump_plan(spoke);
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
	pump_rearm(center);
	return true;
}

void pump_free(struct pump *pump)
{
	while (pump->spokes)
		release(pump->spokes);
	if (pump->center) {
		pump->center->over = true;
		pump->center->wake_ns = 0;
		pump_rearm(pump->center);
		pump->center->pump = NULL;
	}
	free(pump->inlet.data);
	free(pump->outlet.data);
	*pump = (struct pump){ 0 };
}
