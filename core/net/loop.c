/* loop -- waits for descriptors and moments, and calls whoever wanted to know: epoll(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/loop.h"

#include <errno.h>
#include <stdlib.h>

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
	free(loop->heap);
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

/* ---- moments: a binary heap, the earliest in front ---------------------------------------- */

static void put(struct loop *loop, size_t place, struct timer *timer)
{
	loop->heap[place - 1] = timer;
	timer->place = place;
}

static int64_t moment(const struct loop *loop, size_t place)
{
	return loop->heap[place - 1]->at_ns;
}

static void move_up(struct loop *loop, struct timer *timer)
{
	size_t place = timer->place;

	for (; place > 1 && moment(loop, place / 2) > timer->at_ns; place /= 2)
		put(loop, place, loop->heap[place / 2 - 1]);
	put(loop, place, timer);
}

static void move_down(struct loop *loop, struct timer *timer)
{
	size_t place = timer->place, child;

	for (; (child = 2 * place) <= loop->count; place = child) {
		if (child < loop->count && moment(loop, child + 1) < moment(loop, child))
			child++;
		if (moment(loop, child) >= timer->at_ns)
			break;
		put(loop, place, loop->heap[child - 1]);
	}
	put(loop, place, timer);
}

static bool grow(struct loop *loop)
{
	size_t capacity = loop->capacity ? 2 * loop->capacity : 16;
	struct timer **heap = reallocarray(loop->heap, capacity, sizeof(struct timer *));

	if (!heap)
		return false;
	loop->heap = heap;
	loop->capacity = capacity;
	return true;
}

/* One that was set when the loop was closed is in none. */
static bool is_in(const struct loop *loop, const struct timer *timer)
{
	return timer->place > 0 && timer->place <= loop->count &&
	       loop->heap[timer->place - 1] == timer;
}

bool timer_set(struct loop *loop, struct timer *timer, struct deadline at)
{
	if (at.at_ns == 0) {
		timer_clear(loop, timer);
		return true;
	}
	if (!is_in(loop, timer)) {
		timer->place = 0;
		if (loop->count == loop->capacity && !grow(loop))
			return false;
		timer->place = ++loop->count;
	}
	timer->at_ns = at.at_ns;
	move_up(loop, timer);
	move_down(loop, timer);
	return true;
}

void timer_clear(struct loop *loop, struct timer *timer)
{
	struct timer *last;

	if (is_in(loop, timer)) {
		last = loop->heap[--loop->count];
		if (last != timer) {
			last->place = timer->place;
			move_up(loop, last);
			move_down(loop, last);
		}
	}
	timer->place = 0;
}

/* ---- turning ------------------------------------------------------------------------------ */

static void run_timers(struct loop *loop)
{
	while (!loop->stopped && loop->count > 0 && loop->heap[0]->at_ns <= loop->now_ns) {
		struct timer *timer = loop->heap[0];

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
	struct deadline next = { loop->count > 0 ? loop->heap[0]->at_ns : 0 };
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
