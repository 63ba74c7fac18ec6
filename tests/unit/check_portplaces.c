/* check_portplaces -- hosts of portgoals are found, or each has the reason why not. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "run/portplaces.h"
#include "sockets.h"
#include "suites.h"

static struct sock_words sock_words;
static struct sock_plan plan;
static struct common common;
static const struct run run = { .common = &common };
static const struct err malformed = { .kind = STATUS_INVALID, .text = "malformed" };

static void begin(void)
{
	struct err err = { 0 };

	common = (struct common){ 0 };
	sock_words = (struct sock_words){ .local_port = -1, .ttl = -1, .tos = -1 };
	ck_assert(sock_plan_make(&plan, &sock_words, &err));
}

static bool add(struct portgoals *goals, const char *word, uint16_t last)
{
	struct endpoint endpoint = { 0 };
	struct portset ports = { 0 };
	struct err err = { 0 };

	for (uint16_t port = 1; port <= last; port++)
		portset_add(&ports, port);
	return endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err) &&
	       portgoals_add(goals, &endpoint, &ports, word, strlen(word));
}

/* Addresses, a name that does not exist, a question without any host, a port alone. */
static bool fill(struct portgoals *goals)
{
	return add(goals, "127.0.0.1:1", 3) && add(goals, "a..b:1", 3) &&
	       portgoals_add_failed(goals, "[::1", 4, &malformed) && add(goals, "1", 2);
}

static bool find(struct portgoals *goals, bool each, struct err *err)
{
	return portplaces_find(goals, &plan, &run, 5 * (int64_t)NS_PER_S, each, err);
}

START_TEST(in_turn)
{
	struct portgoals goals = { 0 };
	struct portgoal *goal;
	struct err err = { 0 };

	ck_assert(fill(&goals));
	ck_assert_msg(find(&goals, false, &err), "%s", err.text);
	goal = goals.first;
	ck_assert_int_eq(goal->err.kind, STATUS_OK);
	ck_assert_uint_eq(goal->addr_count, 1);
	ck_assert(sock_addr_is_loopback(goal->addr));
	goal = goal->next;
	ck_assert_int_eq(goal->err.kind, STATUS_INVALID);
	ck_assert_uint_eq(goal->addr_count, 0);
	goal = goal->next;
	ck_assert_str_eq(goal->err.text, "malformed");
	goal = goal->next;
	ck_assert_int_eq(goal->err.kind, STATUS_OK);
	ck_assert_uint_eq(goal->addr_count, 2);
	ck_assert_ptr_null(goal->next);
	ck_assert_uint_eq(portgoals_results(&goals), 3 + 1 + 1 + 2);
	portgoals_free(&goals);
}
END_TEST

/* Both addresses of loopback are goals of their own, and what follows comes behind both. */
START_TEST(each)
{
	struct portgoals goals = { 0 };
	struct err err = { 0 };

	ck_assert(add(&goals, "1", 2) && add(&goals, "127.0.0.1:1", 1));
	ck_assert_msg(find(&goals, true, &err), "%s", err.text);
	ck_assert_uint_eq(portgoals_results(&goals), 2 + 2 + 1);
	for (const struct portgoal *goal = goals.first; goal; goal = goal->next)
		ck_assert_uint_eq(goal->addr_count, 1);
	ck_assert(!sock_addr_equal(goals.first->addr, goals.first->next->addr));
	ck_assert_ptr_eq(goals.first->next->next, goals.newest);
	portgoals_free(&goals);
}
END_TEST

START_TEST(nothing)
{
	struct portgoals goals = { 0 };
	struct err err = { 0 };

	ck_assert(find(&goals, true, &err));
	ck_assert_ptr_null(goals.first);
}
END_TEST

static unsigned untidy;

/* Every goal can be tried, or says why not; what was malformed still is. */
static void find_some(void)
{
	struct portgoals goals = { 0 };
	struct err err = { 0 };
	bool fine = fill(&goals), found = fine && find(&goals, true, &err);

	untidy += fine && !found && err.kind != STATUS_LACKING;
	for (const struct portgoal *goal = goals.first; found && goal; goal = goal->next)
		untidy += goal->err.kind == STATUS_OK && goal->addr_count != 1;
	untidy += found && goals.first->next->err.kind == STATUS_OK;
	portgoals_free(&goals);
}

static const struct {
	const char *call;
	int number;
} faults[] = { { "malloc", ENOMEM }, { "fork", EAGAIN }, { "socketpair", EMFILE } };

START_TEST(every_call_may_fail)
{
	unsigned descriptors = count_descriptors();

	untidy = 0;
	fault_sweep(faults[_i].call, faults[_i].number, find_some);
	ck_assert_uint_eq(untidy, 0);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}
END_TEST

Suite *portplaces_suite(void)
{
	Suite *suite = suite_create("portplaces");
	TCase *tcase = tcase_create("portplaces");

	tcase_add_checked_fixture(tcase, begin, NULL);
	tcase_add_test(tcase, in_turn);
	tcase_add_test(tcase, each);
	tcase_add_test(tcase, nothing);
	tcase_add_loop_test(tcase, every_call_may_fail, 0, sizeof(faults) / sizeof(faults[0]));
	suite_add_tcase(suite, tcase);
	return suite;
}
