/* check_portgoal -- hosts and their ports: words, turns, addresses, sums, faults. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "net/service.h"
#include "serve/portgoal.h"
#include "suites.h"

/* clang-format off */
static const struct { const char *word, *list, *name; unsigned count; } words[] = {
	{ "127.0.0.1", "22,80-82", "tcp:127.0.0.1:22", 4 },
	{ "db:22,80", NULL, "tcp:db:22", 2 },
	{ "udp:db:53", NULL, "udp:db:53", 1 },
	{ "[::1]:1-65535", NULL, "tcp:[::1]:1", 65535 },
	{ "::1", "22", "tcp:[::1]:22", 1 },
	{ "22,80", NULL, "tcp:localhost:22", 2 },
	{ "db:https", NULL, "tcp:db:443", 1 },
};

static const struct { const char *word, *list, *says; } wrong[] = {
	{ "db", NULL, "has no ports" },
	{ "db", "", "has no ports" },
	{ "db:22", "80", "are too many" },
	{ "unix:/x", "22", "which has no ports" },
	{ "unix:/x", NULL, "which has no ports" },
	{ "db", "0", "port 0" },
	{ "db:70000", NULL, "65535" },
	{ "[::1", "22", "" },
};

static const struct { const char *word, *next; bool pairs; } pairs[] = {
	{ "db", "22", true }, { "db", "22,80", true }, { "db", "1-9", true },
	{ "db", "db:22", false }, { "22", "db", false }, { "db:22", "80", false },
};
/* clang-format on */

static struct database services;

static bool add(struct portgoals *goals, const char *word, const char *list, struct err *err)
{
	struct endpoint endpoint;
	struct portset ports = { 0 };

	if (!portgoal_read(&endpoint, &ports, word, list, TRANSPORT_TCP, &services, err))
		return false;
	return portgoals_add(goals, &endpoint, &ports, word, strlen(word)) ||
	       err_errno(err, ENOMEM, "no room");
}

START_TEST(read)
{
	struct portgoals goals = { 0 };
	struct err err = { 0 };
	struct buf name = { 0 };

	ck_assert_msg(add(&goals, words[_i].word, words[_i].list, &err), "%s", err.text);
	ck_assert_uint_eq(goals.port_count, words[_i].count);
	portgoal_name(&name, goals.first, goals.first->endpoint.port);
	ck_assert_str_eq(buf_text(&name), words[_i].name);
	buf_free(&name);
	portgoals_free(&goals);
	portgoals_free(&goals);
}
END_TEST

START_TEST(refused)
{
	struct portgoals goals = { 0 };
	struct err err = { 0 };

	ck_assert(!add(&goals, wrong[_i].word, wrong[_i].list, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, wrong[_i].says), "%s", err.text);
	ck_assert_ptr_null(goals.first);
}
END_TEST

START_TEST(paired)
{
	ck_assert_int_eq(portgoal_pairs(pairs[_i].word, pairs[_i].next), pairs[_i].pairs);
}
END_TEST

static void place(struct portgoals *goals, struct portgoal *goal, bool each)
{
	struct sock_addr addr[2] = { 0 };

	ck_assert(portgoals_place(goals, goal, addr, 2, each));
}

/* Each address of the first host is a goal; the second host has a reason, the third its turn. */
START_TEST(in_turn)
{
	const struct err reason = { .kind = STATUS_NOT_FOUND, .text = "no such host" };
	static const uint16_t wanted[] = { 5, 7, 8, 5, 7, 8, 0, 9 };
	struct portgoals goals = { 0 };
	struct sweep_goal goal;
	struct err err = { 0 };

	ck_assert(add(&goals, "one:5,7-8", NULL, &err));
	ck_assert(portgoals_add_failed(&goals, "two", 3, &reason));
	ck_assert(add(&goals, "three:9", NULL, &err));
	place(&goals, goals.newest, false);
	place(&goals, goals.first, true);
	ck_assert_uint_eq(goals.port_count, 8);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		ck_assert(portgoals_next(&goals, &goal));
		ck_assert_uint_eq(goal.port, wanted[i]);
		ck_assert_uint_eq(goal.count, wanted[i] == 0 ? 0 : wanted[i] == 9 ? 2 : 1);
	}
	ck_assert(!portgoals_next(&goals, &goal));
	portgoals_free(&goals);
}
END_TEST

START_TEST(summed_up)
{
	struct portgoals goals = { 0 };
	struct sweep_goal goal;
	struct sweep_found found = { .goal = &goal };
	struct err err = { 0 };
	struct buf text = { 0 };

	ck_assert(add(&goals, "one:1-6", NULL, &err));
	place(&goals, goals.first, false);
	while (portgoals_next(&goals, &goal)) {
		ck_assert(!portgoal_is_done(goals.first));
		found.status = goal.port == 4 ? STATUS_OPEN : STATUS_REFUSED;
		portgoal_tell(goal.of, &found);
	}
	ck_assert(portgoal_is_done(goals.first));
	ck_assert_uint_eq(portgoal_put(&text, goals.first, STATUS_REFUSED), 5);
	ck_assert_str_eq(buf_text(&text), "1-3,5-6");
	ck_assert_uint_eq(portgoal_put(&text, goals.first, STATUS_SILENT), 0);
	buf_free(&text);
	portgoals_free(&goals);
}
END_TEST

static void plan_some(void)
{
	struct portgoals goals = { 0 };
	struct sock_addr addr[3] = { 0 };
	struct err err = { 0 };

	if (add(&goals, "one", "1,3,5", &err) && goals.first->err.kind == STATUS_OK)
		portgoals_place(&goals, goals.first, addr, 3, true);
	portgoals_free(&goals);
}

START_TEST(memory_may_fail)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, plan_some), 4);
}
END_TEST

static void begin(void)
{
	services = (struct database){ .path = SERVICES_PATH };
}

static void end(void)
{
	database_free(&services);
}

Suite *portgoal_suite(void)
{
	Suite *suite = suite_create("portgoal");
	TCase *tcase = tcase_create("portgoal");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, read, 0, sizeof(words) / sizeof(words[0]));
	tcase_add_loop_test(tcase, refused, 0, sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_loop_test(tcase, paired, 0, sizeof(pairs) / sizeof(pairs[0]));
	tcase_add_test(tcase, in_turn);
	tcase_add_test(tcase, summed_up);
	tcase_add_test(tcase, memory_may_fail);
	suite_add_tcase(suite, tcase);
	return suite;
}
