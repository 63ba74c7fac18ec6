/* check_portgoal -- hosts and their ports: turns, addresses, results, faults. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "serve/portgoal.h"
#include "suites.h"

static bool add(struct portgoals *goals, const char *host, const char *list)
{
	struct portset ports = { 0 };
	struct endpoint endpoint;
	struct err err = { 0 };

	return portset_read(&ports, list, NULL, "tcp", &err) &&
	       endpoint_parse(&endpoint, host, TRANSPORT_TCP, &err) &&
	       endpoint_port(&endpoint, "1", &err) &&
	       portgoals_add(goals, &endpoint, &ports, host, strlen(host));
}

static bool place(struct portgoals *goals, struct portgoal *goal, bool each)
{
	const struct sock_addr addr[3] = { 0 };

	return portgoals_place(goals, goal, addr, 2, each);
}

/* Each address of the first host is a goal; the second host has a reason, the third its turn. */
START_TEST(in_turn)
{
	const struct err reason = { .kind = STATUS_NOT_FOUND, .text = "no such host" };
	static const uint16_t wanted[] = { 5, 7, 8, 5, 7, 8, 0, 9 };
	struct portgoals goals = { 0 };
	struct sweep_goal goal;

	ck_assert(add(&goals, "one", "5,7-8"));
	ck_assert(portgoals_add_failed(&goals, "two", 3, &reason));
	ck_assert(add(&goals, "three", "9"));
	ck_assert(place(&goals, goals.newest, false));
	ck_assert(place(&goals, goals.first, true));
	ck_assert_uint_eq(portgoals_results(&goals), 8);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		ck_assert(portgoals_next(&goals, &goal));
		ck_assert_uint_eq(goal.port, wanted[i]);
		ck_assert_uint_eq(goal.count, wanted[i] == 0 ? 0 : wanted[i] == 9 ? 2 : 1);
	}
	ck_assert(!portgoals_next(&goals, &goal));
	portgoals_free(&goals);
	portgoals_free(&goals);
}
END_TEST

START_TEST(done)
{
	struct portgoals goals = { 0 };
	struct sweep_goal goal;
	struct buf name = { 0 };

	ck_assert(add(&goals, "one", "1-6"));
	ck_assert(place(&goals, goals.first, false));
	while (portgoals_next(&goals, &goal)) {
		ck_assert(!portgoal_is_done(goals.first));
		porttally_add(&goals.first->tally, goal.port, STATUS_OPEN);
	}
	ck_assert(portgoal_is_done(goals.first));
	portgoal_name(&name, goals.first, 6);
	ck_assert_str_eq(buf_text(&name), "tcp:one:6");
	buf_free(&name);
	portgoals_free(&goals);
}
END_TEST

/* What cannot be tried is one result, however many ports it has, and however far it came. */
START_TEST(failed)
{
	struct portgoals goals = { 0 };
	struct sweep_goal goal;

	ck_assert(add(&goals, "one", "1-600"));
	ck_assert(place(&goals, goals.first, false));
	goals.first->err = (struct err){ .kind = STATUS_LACKING };
	ck_assert_uint_eq(portgoals_results(&goals), 1);
	ck_assert(portgoals_next(&goals, &goal));
	ck_assert_uint_eq(goal.count, 0);
	ck_assert_int_eq(goal.err->kind, STATUS_LACKING);
	ck_assert(!portgoals_next(&goals, &goal));
	portgoals_free(&goals);
}
END_TEST

static bool has_lied; /* a goal that is not whole */

static void plan_some(void)
{
	const struct err reason = { .kind = STATUS_NOT_FOUND };
	struct portgoals goals = { 0 };

	if (add(&goals, "one", "1,3,5,7,9"))
		place(&goals, goals.first, true);
	portgoals_add_failed(&goals, "two", 3, &reason);
	for (struct portgoal *goal = goals.first; goal; goal = goal->next)
		has_lied = has_lied || goal->words.size != 3 ||
			   goal->ports.count != (goal->err.kind ? 0 : 5);
	portgoals_free(&goals);
}

START_TEST(memory_may_fail)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, plan_some), 9);
	ck_assert(!has_lied);
}
END_TEST

Suite *portgoal_suite(void)
{
	Suite *suite = suite_create("portgoal");
	TCase *tcase = tcase_create("portgoal");

	tcase_add_test(tcase, in_turn);
	tcase_add_test(tcase, done);
	tcase_add_test(tcase, failed);
	tcase_add_test(tcase, memory_may_fail);
	suite_add_tcase(suite, tcase);
	return suite;
}
