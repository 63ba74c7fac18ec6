/* check_talker -- somebody who takes part in a chat: it ends however the party does, or does not.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <unistd.h>

#include "cli/out_state.h"
#include "run/talker.h"
#include "sockets.h"
#include "suites.h"

static struct out out;
static struct run run;
static struct talker talker;
static struct party party;
static struct timer later;
static struct err err;
static unsigned descriptors, leaves;
static int before, typing[2]; /* the test's standard input, and a person who types nothing */

static void set_up(void)
{
	descriptors = count_descriptors();
	ck_assert_int_eq(pipe(typing), 0);
	before = dup(STDIN_FILENO);
	dup2(typing[0], STDIN_FILENO);
	out = (struct out){ .common = &common_defaults, .writer = &writer_none };
	run = (struct run){ .common = &common_defaults, .out = &out };
	talker = (struct talker){ .serve = SERVE_CLOSED, .run = &run };
	later = (struct timer){ 0 };
	err = (struct err){ 0 };
	leaves = 0;
}

static void tear_down(void)
{
	talker_free(&talker);
	talker_free(&talker);
	dup2(before, STDIN_FILENO);
	close(before);
	close(typing[0]);
	close(typing[1]);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}

/* ---- parties that are left ------------------------------------------------------------------- */

static void be_over(void)
{
	const struct err fine = { .kind = STATUS_OK };

	party.over(&party, &fine);
}

static void over_now(struct party *self, bool at_once)
{
	(void)self;
	(void)at_once;
	leaves++;
	be_over();
}

static void be_due(struct timer *timer)
{
	(void)timer;
	be_over();
}

static void over_later(struct party *self, bool at_once)
{
	(void)at_once;
	leaves++;
	later.due = be_due;
	timer_set(self->loop, &later, deadline_in(NS_PER_MS));
}

static void over_never(struct party *self, bool at_once)
{
	(void)self;
	(void)at_once;
	leaves++;
}

static void talk(void (*leave)(struct party *party, bool at_once), int64_t for_ns, bool fine)
{
	const struct party_kind kind = { .role = "host", .outlives_input = true, .leave = leave };

	talker.plan.for_ns = for_ns;
	ck_assert(talker_begin(&talker, &err));
	talker_prepare(&talker, &party);
	party.kind = &kind;
	ck_assert_int_eq(talker_talk(&talker, &err), fine);
	ck_assert_uint_eq(leaves, 1);
}

/* As one does that has nobody to wait for. */
START_TEST(a_party_may_be_over_before_leaving_returns)
{
	talk(over_now, NS_PER_MS, true);
}
END_TEST

START_TEST(a_party_may_take_a_moment)
{
	talk(over_later, NS_PER_MS, true);
}
END_TEST

START_TEST(a_party_that_cannot_be_left_is_left_all_the_same)
{
	talk(over_never, NS_PER_MS, false);
	ck_assert_int_eq(err.kind, STATUS_TIMEOUT);
}
END_TEST

Suite *talker_suite(void);
Suite *talker_suite(void)
{
	Suite *suite = suite_create("talker");
	TCase *leaving = tcase_create("leaving");

	tcase_set_timeout(leaving, 60); /* it is given up after 5 s */

	tcase_add_checked_fixture(leaving, set_up, tear_down);
	tcase_add_test(leaving, a_party_may_be_over_before_leaving_returns);
	tcase_add_test(leaving, a_party_may_take_a_moment);
	tcase_add_test(leaving, a_party_that_cannot_be_left_is_left_all_the_same);
	suite_add_tcase(suite, leaving);
	return suite;
}
