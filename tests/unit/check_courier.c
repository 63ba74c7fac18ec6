/* check_courier -- the time that a file is given, whatever a stranger says of its size. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <sys/socket.h>
#include <unistd.h>

#include "serve/courier.h"
#include "suites.h"

static bool is_over;

static void be_over(struct courier *courier, const struct err *why)
{
	(void)courier;
	(void)why;
	is_over = true;
}

/* The seconds of the second size, in nanoseconds, are 20992 above a multiple of 2 to the 64th. */
static const uint64_t sizes[] = { INT64_MAX, 155044736365084672, UINT64_MAX };

START_TEST(a_huge_file_has_long_time)
{
	struct courier courier = COURIER_IDLE;
	struct loop loop = LOOP_CLOSED;
	struct err err = { 0 };
	int giver[2], taker[2];

	is_over = false;
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, giver), 0);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, taker), 0);
	ck_assert(loop_open(&loop, &err));
	courier.loop = &loop;
	courier.size = sizes[_i];
	courier.over = be_over;
	courier.from.fd = giver[0];
	courier.to.fd = taker[0];
	courier_begin(&courier);
	ck_assert_int_gt(courier.limit.at_ns - clock_now_ns(), (int64_t)3600 * NS_PER_S);
	for (int i = 0; i < 3; i++)
		ck_assert(loop_turn(&loop, deadline_in(NS_PER_MS), &err));
	ck_assert(!is_over && !courier_outcome(&courier));
	courier_close(&courier);
	loop_close(&loop);
	close(giver[1]);
	close(taker[1]);
}
END_TEST

Suite *courier_suite(void)
{
	Suite *suite = suite_create("courier");
	TCase *tcase = tcase_create("courier");

	tcase_add_loop_test(tcase, a_huge_file_has_long_time, 0, sizeof(sizes) / sizeof(sizes[0]));
	suite_add_tcase(suite, tcase);
	return suite;
}
