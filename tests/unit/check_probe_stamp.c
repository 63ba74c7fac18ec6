/* check_probe_stamp -- STAMP packets of a probe, and what is wrong with answers. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "play.h"
#include "proto/stamp.h"
#include "suites.h"

/* ---- STAMP ---------------------------------------------------------------------------------- */

static void start_stamp(struct sockaddr_in *from, size_t size)
{
	char packet[256] = { 0 };
	struct sockaddr_in at;

	play.peer = bind_loopback(&at);
	aim(&at);
	play.probe.plan.stamp = true;
	stamp_padding_put(packet, size);
	ck_assert(messages_fixed(&play.messages, packet, size, &play.err));
	ck_assert(probe_begin(&play.probe, -1, 0, &play.err));
	ck_assert_uint_eq(peer_receive(from), size);
	ck_assert(stamp_request_check(play.inbox, size));
}

/* Make the answer in the inbox. */
static void reflect(size_t size)
{
	const struct stamp_clock clock = { .synchronized = true, .error_ns = NS_PER_MS };
	int64_t now_ns = clock_wall_ns();

	stamp_reply_make(play.inbox, play.inbox, size, now_ns, 64, &clock);
	stamp_reply_sent(play.inbox, now_ns);
}

START_TEST(stamp_measured)
{
	struct sockaddr_in from;

	start_stamp(&from, STAMP_SIZE);
	reflect(STAMP_SIZE);
	send_from(play.peer, &from, play.inbox, STAMP_SIZE);
	run();
	expect_success(STATUS_ANSWERED);
	EXPECT_STEPS(PROBE_REPLY);
	ck_assert_uint_eq(play.steps[0].seq, 0);
	ck_assert_uint_eq(play.probe.stamp.count, 1);
	ck_assert_int_eq(play.probe.stamp.reflector.max, 0);
	ck_assert_int_ge(play.probe.stamp.forward.min, 0);
	ck_assert_int_ge(play.probe.stamp.backward.min, 0);
	ck_assert(play.probe.stamp.clock.synchronized);
}
END_TEST

START_TEST(stamp_short)
{
	struct sockaddr_in from;

	start_stamp(&from, STAMP_SIZE);
	reflect(STAMP_SIZE);
	send_from(play.peer, &from, play.inbox, STAMP_REPLY_LEAST);
	run();
	expect_success(STATUS_ANSWERED);
}
END_TEST

START_TEST(stamp_padded)
{
	struct sockaddr_in from;

	start_stamp(&from, 100);
	reflect(100);
	play.inbox[STAMP_SIZE] = 0; /* a flag of the padding's head: a reflector that knows it */
	send_from(play.peer, &from, play.inbox, 100);
	run();
	expect_success(STATUS_ANSWERED);
}
END_TEST

static const struct {
	size_t at, size; /* a byte that is another */
	const char *says;
} bad_stamps[] = {
	{ 99, 100, "ends in other bytes" }, /* padding */
	{ 0, 99, "ends in other bytes" },   /* size */
	{ 30, 100, "another time" },        /* the sender's own */
	{ 13, 100, "error estimate" },      /* zero below */
	{ 16, 100, "times cannot be" },     /* received */
	{ 0, 40, "no reflected STAMP packet" },
};

START_TEST(stamp_wrong)
{
	struct sockaddr_in from;

	start_stamp(&from, 100);
	reflect(100);
	play.inbox[bad_stamps[_i].at] ^= bad_stamps[_i].at == 13 ? play.inbox[13] : 0x55;
	send_from(play.peer, &from, play.inbox, bad_stamps[_i].size);
	run();
	EXPECT_STEPS(PROBE_WRONG);
	expect_failure(STATUS_MISMATCH, bad_stamps[_i].says);
}
END_TEST

START_TEST(stamp_twice_and_unknown)
{
	struct sockaddr_in from;

	start_stamp(&from, STAMP_SIZE);
	play.probe.plan.count = 2;
	play.probe.plan.interval_ns = PROBE_MANUAL;
	reflect(STAMP_SIZE);
	send_from(play.peer, &from, play.inbox, STAMP_SIZE);
	send_from(play.peer, &from, play.inbox, STAMP_SIZE);
	play.inbox[25] = 1; /* the sender's number */
	send_from(play.peer, &from, play.inbox, STAMP_SIZE);
	for (int i = 0; i < 3; i++)
		turn();
	EXPECT_STEPS(PROBE_REPLY, PROBE_DUPLICATE, PROBE_LATE);
}
END_TEST

static void add_stamp(TCase *tcase)
{
	tcase_add_test(tcase, stamp_measured);
	tcase_add_test(tcase, stamp_short);
	tcase_add_test(tcase, stamp_padded);
	tcase_add_loop_test(tcase, stamp_wrong, 0, sizeof(bad_stamps) / sizeof(bad_stamps[0]));
	tcase_add_test(tcase, stamp_twice_and_unknown);
}

Suite *probe_stamp_suite(void)
{
	Suite *suite = suite_create("probe_stamp");

	play_add(suite, "stamp", add_stamp);
	return suite;
}
