/* pump_loop -- a pump whose ends are descriptors, turned by an event loop. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/pump_loop.h"

#include <errno.h>

/* Where the kernel has no room to wait for a descriptor it is tried so often. */
static const int64_t poll_short_ns = 10 * (int64_t)NS_PER_MS;

static void tell_time(struct pump_end *end)
{
	end->pump->now_ns = end->pump->loop->now_ns;
}

static bool is_gone(uint32_t events)
{
	return events & (EPOLLERR | EPOLLHUP);
}

static void in_ready(struct watch *watch, uint32_t events)
{
	struct pump_end *end = OWNER(watch, struct pump_end, in);

	if (!end->pump)
		return;
	tell_time(end);
	pump_ready(end, events & EPOLLIN || is_gone(events),
		   end->in.fd == end->out.fd && (events & EPOLLOUT || is_gone(events)));
}

static void out_ready(struct watch *watch, uint32_t events)
{
	struct pump_end *end = OWNER(watch, struct pump_end, out);

	(void)events;
	if (!end->pump)
		return;
	tell_time(end);
	pump_ready(end, false, true);
}

/* Without events a watch would still be told that the other end is gone, again and again. */
static void wait_for(struct pump_end *end, struct watch *watch, uint32_t events, bool *polled)
{
	struct loop *loop = end->pump->loop;
	struct err err = { 0 };

	if (watch->fd < 0 || *polled)
		return;
	if (events == 0) {
		loop_forget(loop, watch);
	} else if (!loop_watch(loop, watch, events, &err)) {
		loop_forget(loop, watch); /* what it waited for before */
		*polled = true;
		if (err.number != EPERM)
			end->poll_ns = poll_short_ns;
	}
}

/* What is due comes in the next turn, so that others have theirs in between. That, and the next
 * look at what is polled, are not put off, however often END is looked at meanwhile. */
static void wait_for_moment(struct pump_end *end, bool polls)
{
	struct pump *pump = end->pump;
	int64_t next_ns = pump->loop->now_ns + 1;
	struct deadline wake = { end->wake_ns }, poll = { polls ? next_ns + end->poll_ns : 0 };
	struct deadline at = deadline_earlier(wake, poll);

	if (at.at_ns && at.at_ns < next_ns)
		at.at_ns = next_ns;
	if (end->timer.set && end->timer.at_ns <= at.at_ns && (polls || at.at_ns == next_ns))
		return;
	timer_set(pump->loop, &end->timer, at);
}

static void wait_for_end(struct pump_end *end)
{
	bool in = pump_wants_in(end), out = pump_wants_out(end);
	uint32_t in_events = in ? EPOLLIN : 0, out_events = out ? EPOLLOUT : 0;

	if (end->in.fd == end->out.fd) {
		wait_for(end, &end->in, in_events | out_events, &end->in_polled);
		end->out_polled = end->in_polled;
	} else {
		wait_for(end, &end->in, in_events, &end->in_polled);
		wait_for(end, &end->out, out_events, &end->out_polled);
	}
	wait_for_moment(end, (in && (end->in_polled || end->more)) || (out && end->out_polled));
}

static void moment_due(struct timer *timer)
{
	struct pump_end *end = OWNER(timer, struct pump_end, timer);

	tell_time(end);
	if (end->wake_ns && end->wake_ns <= end->pump->now_ns)
		pump_wake(end);
	else
		pump_ready(end, end->in_polled || end->more, end->out_polled);
}

static void arm(struct pump_end *end)
{
	end->in.ready = in_ready;
	end->out.ready = out_ready;
	end->timer.due = moment_due;
	if (end->over)
		end->wake_ns = 0;
	wait_for_end(end);
}

bool pump_loop_begin(struct pump *pump, struct pump_end *center, struct loop *loop, struct err *err)
{
	pump->loop = loop;
	loop->now_ns = pump->now_ns = clock_now_ns();
	return pump_begin(pump, center, arm, err);
}
