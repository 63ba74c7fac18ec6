/* check_porttally -- what came of ports: each in its group, and what was left. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/porttally.h"
#include "suites.h"

static const struct {
	enum status status;
	enum port_group group;
} rows[] = {
	{ STATUS_OPEN, PORTS_OPEN },       { STATUS_ANSWERED, PORTS_ANSWERED },
	{ STATUS_REFUSED, PORTS_REFUSED }, { STATUS_UNREACHABLE, PORTS_UNREACHABLE },
	{ STATUS_TIMEOUT, PORTS_TIMEOUT }, { STATUS_SILENT, PORTS_SILENT },
	{ STATUS_LACKING, PORTS_OTHER },   { STATUS_SELF_CONNECTED, PORTS_OTHER },
	{ STATUS_OK, PORTS_OTHER },
};

/* Ports 1, 2 and 9 are in no group but that of the status. */
START_TEST(grouped)
{
	struct porttally tally = { 0 };
	struct buf text = { 0 };

	porttally_add(&tally, 1, rows[_i].status);
	porttally_add(&tally, 2, rows[_i].status);
	porttally_add(&tally, 9, rows[_i].status);
	ck_assert_uint_eq(tally.told, 3);
	for (unsigned group = 0; group < PORT_GROUPS; group++)
		ck_assert_uint_eq(tally.of[group].count, group == rows[_i].group ? 3 : 0);
	portlist_put(&text, &tally.of[rows[_i].group]);
	ck_assert_str_eq(buf_text(&text), "1-2,9");
	buf_free(&text);
	porttally_free(&tally);
	porttally_free(&tally);
}
END_TEST

START_TEST(left)
{
	struct porttally tally = { 0 };
	struct portlist all = { 0 };
	struct portlist_at at = { 0 };

	for (uint16_t port = 1; port <= 5; port++)
		portlist_add(&all, port);
	porttally_add(&tally, portlist_next(&all, &at), STATUS_OPEN);
	porttally_leave(&tally, portlist_next(&all, &at));
	porttally_leave_rest(&tally, &all, at);
	porttally_add(&tally, 0, STATUS_NOT_FOUND);
	ck_assert_uint_eq(tally.told, 2);
	ck_assert_uint_eq(tally.of[PORTS_PENDING].range[0].first, 2);
	ck_assert_uint_eq(tally.of[PORTS_PENDING].count, 1);
	ck_assert_uint_eq(tally.of[PORTS_UNTRIED].range[0].first, 3);
	ck_assert_uint_eq(tally.of[PORTS_UNTRIED].count, 3);
	ck_assert_uint_eq(tally.of[PORTS_OTHER].count, 0);
	portlist_free(&all);
	porttally_free(&tally);
}
END_TEST

Suite *porttally_suite(void)
{
	Suite *suite = suite_create("porttally");
	TCase *tcase = tcase_create("porttally");

	tcase_add_loop_test(tcase, grouped, 0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, left);
	suite_add_tcase(suite, tcase);
	return suite;
}
