/* loop -- waits for descriptors and moments, and calls whoever wanted to know: epoll(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/loop.h"

#include <errno.h>

#include "net/calls.h"

bool loop_open(struct loop *loop, struct err *err)
{
	int fd = call_epoll_create();

	if (fd < 0)
		return err_errno(err, errno, "cannot make an event loop");
	*loop = (struct loop){ .fd = fd };
	return true;
}

void loop_close(struct loop *loop)
{
	if (loop->fd >= 0)
		call_close(loop->fd);
	while (loop->timers)
		timer_clear(loop, loop->timers);
	*loop = (struct loop)LOOP_CLOSED;
}

/* ---- descriptors -------------------------------------------------------------------------- */

bool loop_watch(struct loop *loop, struct watch *watch, uint32_t events, struct err *err)
{
	struct epoll_event event = { .events = events, .data.ptr = watch };
	int how = watch->added ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	if (watch->added && watch->events == events)
		return true;
	if (call_epoll_ctl(loop->fd, how, watch->fd, &event) < 0)
		return err_errno(err, errno, "cannot wait for descriptor %d", watch->fd);
	watch->added = true;
	watch->events = events;
	return true;
}

void loop_forget(struct loop *loop, struct watch *watch)
{
	if (!watch->added)
		return;
	call_epoll_ctl(loop->fd, EPOLL_CTL_DEL, watch->fd, NULL);
	watch->added = false;
	for (int i = loop->first; i < loop->last; i++)
		if (loop->event[i].data.ptr == watch)
			loop->event[i].data.ptr = NULL;
}

/* ---- moments: a pairing heap, the earliest on top (Fredman, Sedgewick, Sleator, Tarjan 1986) ---
 */

/* The earlier of two tops takes the other as its first child. Either may be NULL. */
static struct timer *join(struct timer *one, struct timer *other)
{
	struct timer *top = one, *below = other;

	if (!one || !other)
		return one ? one : other;
	if (other->at_ns < one->at_ns)
		top = other, below = one;
	below->next = top->child;
	if (below->next)
		below->next->back = below;
	below->back = top;
	top->child = below;
	return top;
}

/* One top of all that are in a list: first by pairs, then pair to pair. */
static struct timer *join_all(struct timer *list)
{
	struct timer *pairs = NULL, *top = NULL;

	while (list) {
		struct timer *one = list, *other = one->next;

		list = other ? other->next : NULL;
		one->next = one->back = NULL;
		if (other)
			other->next = other->back = NULL;
		one = join(one, other);
		one->next = pairs;
		pairs = one;
	}
	while (pairs) {
		struct timer *one = pairs;

		pairs = one->next;
		one->next = NULL;
		top = join(top, one);
	}
	return top;
}

void timer_clear(struct loop *loop, struct timer *timer)
{
	struct timer *rest;

	if (!timer->set)
		return;
	rest = join_all(timer->child);
	if (timer == loop->timers) {
		loop->timers = rest;
	} else {
		if (timer->back->child == timer)
			timer->back->child = timer->next;
		else
			timer->back->next = timer->next;
		if (timer->next)
			timer->next->back = timer->back;
		loop->timers = join(loop->timers, rest);
	}
	timer->child = timer->next = timer->back = NULL;
	timer->set = false;
}

void timer_set(struct loop *loop, struct timer *timer, struct deadline at)
{
	timer_clear(loop, timer);
	if (at.at_ns == 0)
		return;
	timer->at_ns = at.at_ns;
	timer->set = true;
	loop->timers = join(loop->timers, timer);
}

/* ---- turning ------------------------------------------------------------------------------ */

static void run_timers(struct loop *loop)
{
	while (!loop->stopped && loop->timers && loop->timers->at_ns <= loop->now_ns) {
		struct timer *timer = loop->timers;

		timer_clear(loop, timer);
		timer->due(timer);
	}
}

static void run_events(struct loop *loop)
{
	while (!loop->stopped && loop->first < loop->last) {
		const struct epoll_event *event = &loop->event[loop->first++];
		struct watch *watch = event->data.ptr;

		if (watch)
			watch->ready(watch, event->events);
	}
}

bool loop_turn(struct loop *loop, struct deadline until, struct err *err)
{
	struct deadline next = { loop->timers ? loop->timers->at_ns : 0 };
	int wait_ms = deadline_poll_ms(deadline_earlier(next, until));
	int count = call_epoll_wait(loop->fd, loop->event, LOOP_EVENTS, wait_ms);

	if (count < 0 && errno != EINTR)
		return err_errno(err, errno, "cannot wait for events");
	loop->first = 0;
	loop->last = count > 0 ? count : 0;
	loop->now_ns = clock_now_ns();
	run_events(loop);
	run_timers(loop);
	return true;
}

bool loop_run(struct loop *loop, struct deadline until, struct err *err)
{
	loop->stopped = false;
	loop->now_ns = clock_now_ns();
	while (!loop->stopped && !deadline_passed(until))
		if (!loop_turn(loop, until, err))
			return false;
	return true;
}

void loop_stop(struct loop *loop)
{
	loop->stopped = true;
}
