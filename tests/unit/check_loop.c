/* check_loop -- the event loop: moments in order whatever is set and cleared, events of what is
 * still watched. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "net/loop.h"
#include "suites.h"

static struct loop loop;
static struct err err;

static void open_loop(void)
{
	loop = (struct loop)LOOP_CLOSED;
	err = (struct err){ 0 };
	ck_assert_msg(loop_open(&loop, &err), "%s", err.text);
}

static void close_loop(void)
{
	loop_close(&loop);
	loop_close(&loop);
	ck_assert_int_eq(loop.fd, -1);
}

/* Long past, and in order: a turn calls them all. */
static struct deadline past(unsigned n)
{
	return (struct deadline){ 1 + (int64_t)n };
}

static struct deadline soon(void)
{
	return deadline_in(10 * (int64_t)NS_PER_S);
}

static void turn(void)
{
	loop.stopped = false;
	ck_assert_msg(loop_turn(&loop, deadline_in(1), &err), "%s", err.text);
}

/* ---- moments against a sorted list ------------------------------------------------------------
 */

enum { TIMERS = 200, ROUNDS = 2000, MOMENTS = 50 };

struct moment {
	struct timer timer;
	int64_t wanted; /* what the reference says: when it is due; 0: not set */
};
static struct moment moment[TIMERS];
static unsigned called;

/* A small generator: the same on every machine. */
static uint32_t seed;
static uint32_t draw(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static void change_one(void)
{
	struct moment *one = &moment[draw(TIMERS)];

	if (draw(3) == 0) {
		timer_clear(&loop, &one->timer);
		one->wanted = 0;
	} else {
		one->wanted = past(draw(MOMENTS)).at_ns;
		timer_set(&loop, &one->timer, (struct deadline){ one->wanted });
	}
}

static bool is_earliest(const struct moment *one)
{
	for (unsigned i = 0; i < TIMERS; i++)
		if (moment[i].wanted != 0 && moment[i].wanted < one->wanted)
			return false;
	return true;
}

/* Each is called once, in order, and only where it was set: also while others are being changed. */
static void due(struct timer *timer)
{
	struct moment *one = OWNER(timer, struct moment, timer);

	ck_assert(!timer->set);
	ck_assert_int_eq(timer->at_ns, one->wanted);
	ck_assert(is_earliest(one));
	one->wanted = 0;
	called++;
	if (draw(4) == 0)
		change_one();
}

/* How many hang below TOP; each knows who is before it, and is not earlier than its parent. */
static size_t below(const struct timer *top)
{
	const struct timer *before = top;
	size_t count = 0;

	for (const struct timer *one = top->child; one; before = one, one = one->next) {
		ck_assert_ptr_eq(one->back, before);
		ck_assert_int_le(top->at_ns, one->at_ns);
		count += 1 + below(one);
	}
	return count;
}

/* What the heap holds is what is wanted. */
static void heap_is_sound(void)
{
	size_t set = 0;

	for (unsigned i = 0; i < TIMERS; i++) {
		const struct timer *timer = &moment[i].timer;

		ck_assert(timer->set == (moment[i].wanted != 0));
		if (timer->set)
			ck_assert_int_eq(timer->at_ns, moment[i].wanted);
		set += timer->set;
	}
	ck_assert_uint_eq(set, loop.timers ? 1 + below(loop.timers) : 0);
}

START_TEST(moments_come_in_order)
{
	seed = (uint32_t)_i;
	memset(moment, 0, sizeof(moment));
	for (unsigned i = 0; i < TIMERS; i++)
		moment[i].timer.due = due;
	for (unsigned i = 0; i < ROUNDS; i++) {
		change_one();
		heap_is_sound();
		if (draw(ROUNDS / 5) == 0) {
			turn();
			ck_assert_ptr_null(loop.timers);
			heap_is_sound();
		}
	}
	turn();
	ck_assert_ptr_null(loop.timers);
	ck_assert_uint_gt(called, 0);
}
END_TEST

static unsigned turns;

static void due_again(struct timer *timer)
{
	turns++;
	timer_set(&loop, timer, deadline_in(NS_PER_MS));
}

/* One that sets itself again does not keep the loop from anything else. */
START_TEST(due_may_set_itself_again)
{
	struct timer again = { .due = due_again };
	struct deadline until = deadline_in(20 * NS_PER_MS);

	turns = 0;
	timer_set(&loop, &again, past(0));
	ck_assert(loop_run(&loop, until, &err));
	ck_assert(deadline_passed(until));
	ck_assert_uint_ge(turns, 2);
	ck_assert_uint_le(turns, 21);
	timer_clear(&loop, &again);
}
END_TEST

static struct timer victim;

static void clear_victim(struct timer *timer)
{
	(void)timer;
	timer_clear(&loop, &victim);
	turns++;
}

static void never(struct timer *timer)
{
	(void)timer;
	ck_abort_msg("this timer was cleared");
}

START_TEST(due_may_clear_the_next)
{
	struct timer first = { .due = clear_victim };

	turns = 0;
	victim = (struct timer){ .due = never };
	timer_set(&loop, &victim, past(1));
	timer_set(&loop, &first, past(0));
	turn();
	ck_assert_uint_eq(turns, 1);
	timer_clear(&loop, &victim);
	timer_clear(&loop, &victim);
}
END_TEST

/* Without a moment it is not set. */
START_TEST(no_deadline_clears)
{
	struct timer timer = { .due = never };

	timer_set(&loop, &timer, past(0));
	timer_set(&loop, &timer, (struct deadline){ 0 });
	ck_assert(!timer.set);
	turn();
}
END_TEST

/* Whoever outlives the loop may clear what was set in it. */
START_TEST(clearing_after_the_loop_is_nothing)
{
	struct timer one = { .due = never }, other = { .due = never };

	timer_set(&loop, &one, soon());
	timer_set(&loop, &other, soon());
	loop_close(&loop);
	timer_clear(&loop, &one);
	timer_clear(&loop, &other);
	ck_assert(!one.set && !other.set);
}
END_TEST

/* ---- descriptors ------------------------------------------------------------------------------
 */

enum { ENDS = 8 };

struct end {
	struct watch watch;
	int other;
	unsigned readable;
	void (*then)(struct end *end);
};
static struct end end[ENDS];

static void ready(struct watch *watch, uint32_t events)
{
	struct end *one = OWNER(watch, struct end, watch);

	ck_assert(watch->added);
	ck_assert(events & EPOLLIN);
	one->readable++;
	if (one->then)
		one->then(one);
}

static void open_ends(void)
{
	memset(end, 0, sizeof(end));
	for (unsigned i = 0; i < ENDS; i++) {
		int pair[2];

		ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
		end[i] = (struct end){ .watch = { .fd = pair[0], .ready = ready },
				       .other = pair[1] };
		ck_assert(loop_watch(&loop, &end[i].watch, EPOLLIN, &err));
		ck_assert_int_eq(write(pair[1], "x", 1), 1);
	}
}

static void close_ends(void)
{
	for (unsigned i = 0; i < ENDS; i++) {
		loop_forget(&loop, &end[i].watch);
		loop_forget(&loop, &end[i].watch);
		close(end[i].watch.fd);
		close(end[i].other);
	}
}

static unsigned sum_readable(void)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < ENDS; i++)
		sum += end[i].readable;
	return sum;
}

/* Level-triggered: what was not read is told again. */
START_TEST(tells_until_it_is_read)
{
	char byte;

	open_ends();
	turn();
	turn();
	ck_assert_uint_eq(sum_readable(), 2 * ENDS);
	ck_assert_int_eq(read(end[0].watch.fd, &byte, 1), 1);
	turn();
	ck_assert_uint_eq(end[0].readable, 2);
	ck_assert_uint_eq(end[1].readable, 3);
	close_ends();
}
END_TEST

START_TEST(waits_for_nothing_when_told_so)
{
	open_ends();
	ck_assert(loop_watch(&loop, &end[0].watch, 0, &err));
	turn();
	ck_assert_uint_eq(end[0].readable, 0);
	ck_assert(loop_watch(&loop, &end[0].watch, EPOLLIN, &err));
	turn();
	ck_assert_uint_eq(end[0].readable, 1);
	close_ends();
}
END_TEST

/* The first to be called closes all others, and their memory is gone. */
static void forget_others(struct end *caller)
{
	for (unsigned i = 0; i < ENDS; i++)
		if (&end[i] != caller) {
			loop_forget(&loop, &end[i].watch);
			close(end[i].watch.fd);
			memset(&end[i].watch, 0xa5, sizeof(end[i].watch));
			end[i].watch.fd = -1;
			end[i].watch.added = false;
		}
}

START_TEST(forgotten_in_a_batch_is_not_called)
{
	open_ends();
	for (unsigned i = 0; i < ENDS; i++)
		end[i].then = forget_others;
	turn();
	ck_assert_uint_eq(sum_readable(), 1);
	turn();
	ck_assert_uint_eq(sum_readable(), 2);
	close_ends();
}
END_TEST

/* The number of a closed descriptor is given to the next one: it is that one's events that come. */
static void replace_last(struct end *caller)
{
	struct end *last = &end[caller == &end[ENDS - 1] ? 0 : ENDS - 1];
	int pair[2];

	caller->then = NULL;
	for (unsigned i = 0; i < ENDS; i++)
		end[i].then = NULL;
	loop_forget(&loop, &last->watch);
	close(last->watch.fd);
	close(last->other);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	*last = (struct end){ .watch = { .fd = pair[0], .ready = ready }, .other = pair[1] };
	ck_assert(loop_watch(&loop, &last->watch, EPOLLIN, &err));
}

START_TEST(a_descriptor_may_be_given_anew)
{
	open_ends();
	for (unsigned i = 0; i < ENDS; i++)
		end[i].then = replace_last;
	turn();
	ck_assert_uint_eq(sum_readable(), ENDS - 1);
	turn();
	ck_assert_uint_eq(sum_readable(), 2 * (ENDS - 1));
	close_ends();
}
END_TEST

static void stop_now(struct end *caller)
{
	(void)caller;
	loop_stop(&loop);
}

/* What was at hand when it stopped is not lost: it is still there to be read. */
START_TEST(stops_in_a_batch)
{
	struct timer timer = { .due = never };

	open_ends();
	for (unsigned i = 0; i < ENDS; i++)
		end[i].then = stop_now;
	timer_set(&loop, &timer, past(0));
	ck_assert(loop_run(&loop, soon(), &err));
	ck_assert(loop.stopped);
	ck_assert_uint_eq(sum_readable(), 1);
	timer_clear(&loop, &timer);
	for (unsigned i = 0; i < ENDS; i++)
		end[i].then = NULL;
	turn();
	ck_assert_uint_eq(sum_readable(), 1 + ENDS);
	close_ends();
}
END_TEST

/* More than the loop takes at once. */
START_TEST(many_are_all_called)
{
	enum { MANY_ENDS = 3 * LOOP_EVENTS };
	static struct end many[MANY_ENDS];
	int pipes[2];

	ck_assert_int_eq(pipe(pipes), 0);
	ck_assert_int_eq(write(pipes[1], "x", 1), 1);
	for (unsigned i = 0; i < MANY_ENDS; i++) {
		int fd = fcntl(pipes[0], F_DUPFD_CLOEXEC, 3);

		ck_assert_int_ge(fd, 0);
		many[i] = (struct end){ .watch = { .fd = fd, .ready = ready } };
		ck_assert(loop_watch(&loop, &many[i].watch, EPOLLIN, &err));
	}
	for (unsigned i = 0; i < 3; i++)
		turn();
	for (unsigned i = 0; i < MANY_ENDS; i++) {
		ck_assert_uint_eq(many[i].readable, 1);
		loop_forget(&loop, &many[i].watch);
		close(many[i].watch.fd);
	}
	close(pipes[0]);
	close(pipes[1]);
}
END_TEST

/* ---- failures -----------------------------------------------------------------------------------
 */

START_TEST(a_file_cannot_be_watched)
{
	struct watch file = { .fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), .ready = ready };
	struct watch none = { .fd = -1, .ready = ready };

	ck_assert(!loop_watch(&loop, &file, EPOLLIN, &err));
	ck_assert_int_eq(err.number, EPERM);
	ck_assert(!file.added);
	loop_forget(&loop, &file);
	ck_assert(!loop_watch(&loop, &none, EPOLLIN, &err));
	ck_assert_int_eq(err.number, EBADF);
	close(file.fd);
}
END_TEST

START_TEST(an_interrupted_wait_is_no_failure)
{
	open_ends();
	fault_arm("epoll_wait", 1, EINTR, false);
	turn();
	ck_assert(fault_disarm());
	ck_assert_uint_eq(sum_readable(), 0);
	turn();
	ck_assert_uint_eq(sum_readable(), ENDS);
	close_ends();
}
END_TEST

START_TEST(calls_may_fail)
{
	struct loop other = LOOP_CLOSED;

	open_ends();
	fault_arm("epoll_wait", 1, ENOMEM, false);
	ck_assert(!loop_run(&loop, soon(), &err));
	ck_assert(fault_disarm());
	ck_assert_int_eq(err.number, ENOMEM);
	fault_arm("epoll_ctl", 1, ENOSPC, false);
	ck_assert(!loop_watch(&loop, &end[0].watch, EPOLLOUT, &err));
	ck_assert(fault_disarm());
	ck_assert_int_eq(err.number, ENOSPC);
	ck_assert_uint_eq(end[0].watch.events, EPOLLIN); /* what is waited for still */
	fault_arm("epoll_create1", 1, EMFILE, false);
	ck_assert(!loop_open(&other, &err));
	ck_assert(fault_disarm());
	ck_assert_int_eq(other.fd, -1);
	close_ends();
}
END_TEST

Suite *loop_suite(void);
Suite *loop_suite(void)
{
	Suite *suite = suite_create("loop");
	TCase *tcase = tcase_create("loop");

	tcase_add_checked_fixture(tcase, open_loop, close_loop);
	tcase_add_loop_test(tcase, moments_come_in_order, 0, rounds(400));
	tcase_add_test(tcase, due_may_set_itself_again);
	tcase_add_test(tcase, due_may_clear_the_next);
	tcase_add_test(tcase, no_deadline_clears);
	tcase_add_test(tcase, clearing_after_the_loop_is_nothing);
	tcase_add_test(tcase, tells_until_it_is_read);
	tcase_add_test(tcase, waits_for_nothing_when_told_so);
	tcase_add_test(tcase, forgotten_in_a_batch_is_not_called);
	tcase_add_test(tcase, a_descriptor_may_be_given_anew);
	tcase_add_test(tcase, stops_in_a_batch);
	tcase_add_test(tcase, many_are_all_called);
	tcase_add_test(tcase, a_file_cannot_be_watched);
	tcase_add_test(tcase, an_interrupted_wait_is_no_failure);
	tcase_add_test(tcase, calls_may_fail);
	suite_add_tcase(suite, tcase);
	return suite;
}
