/* check_probe -- connections of a probe: what is sent, verified, waited for; whose turn it is. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "play.h"
#include "suites.h"

static void start_stream(void)
{
	start(SOCK_STREAM, false);
}

/* ---- streams -------------------------------------------------------------------------------- */

START_TEST(stream_echo)
{
	const char *data;
	size_t size, true_size;

	start_stream();
	ck_assert_uint_eq(peer_read(), SIZE);
	ck_assert_mem_eq(play.inbox, message_body(&play.messages, 1), SIZE);
	peer_write(play.inbox, 10);
	turn();
	ck_assert(!play.probe.ended);
	peer_write(play.inbox + 10, SIZE - 10);
	run();
	expect_success(STATUS_ANSWERED);
	EXPECT_STEPS(PROBE_REPLY);
	ck_assert_uint_eq(play.steps[0].seq, 1);
	ck_assert_int_gt(play.steps[0].rtt_ns, 0);
	ck_assert_uint_eq(play.probe.counts.received_bytes, SIZE);
	ck_assert(probe_last_answer(&play.probe, &data, &size, &true_size));
	ck_assert_uint_eq(size, SIZE);
	ck_assert_uint_eq(true_size, SIZE);
	ck_assert_mem_eq(data, play.inbox, SIZE);
}
END_TEST

START_TEST(stream_many)
{
	play.probe.plan.count = 10;
	start_stream();
	while (!play.probe.ended) {
		size_t size = peer_read();

		ck_assert_uint_eq(size, SIZE);
		peer_write(play.inbox, size);
		turn();
	}
	expect_success(STATUS_ANSWERED);
	ck_assert_uint_eq(play.probe.counts.sent, 10);
	ck_assert_uint_eq(play.probe.rtt.spread.count, 10);
	ck_assert_uint_eq(play.told, 10);
}
END_TEST

/* Several in one call, answered in pieces that respect no bounds. */
START_TEST(stream_pipelined)
{
	size_t answered = 0;

	play.probe.plan.count = 11;
	play.probe.plan.depth = 4;
	start_stream();
	ck_assert_uint_eq(peer_read(), 4 * SIZE);
	for (uint32_t i = 0; i < 4; i++)
		ck_assert_mem_eq(play.inbox + i * SIZE, message_body(&play.messages, 1 + i), SIZE);
	for (size_t size = 4 * SIZE; !play.probe.ended; size = peer_read())
		for (size_t at = 0; at < size; at += 50) {
			size_t part = size - at < 50 ? size - at : 50;

			peer_write(play.inbox + at, part);
			answered += part;
			turn();
		}
	expect_success(STATUS_ANSWERED);
	ck_assert_uint_eq(answered, 11 * SIZE);
}
END_TEST

START_TEST(stream_large)
{
	enum { LARGE = 3 << 20 };
	size_t size = 0;

	ck_assert(messages_random(&play.messages, 1, LARGE, false, &play.err));
	ck_assert(probe_begin(&play.probe, make_pair(SOCK_STREAM), 0, &play.err));
	while (!play.probe.ended) {
		ssize_t done = size > 0 ? 0 : (ssize_t)(size = peer_read());

		for (size_t at = 0; at < size && done >= 0; at += (size_t)done) {
			done = write(play.peer, play.inbox + at, size - at);
			if (done < 0) {
				memmove(play.inbox, play.inbox + at, size -= at);
				break;
			}
		}
		size = done < 0 ? size : 0;
		turn();
	}
	expect_success(STATUS_ANSWERED);
	ck_assert_uint_eq(play.probe.counts.received_bytes, LARGE);
}
END_TEST

START_TEST(stream_wrong)
{
	const char *data;
	size_t size, true_size;

	play.probe.plan.count = 2;
	start_stream();
	peer_read();
	peer_write(play.inbox, 20);
	turn();
	play.inbox[37] ^= 1;
	peer_write(play.inbox + 20, SIZE - 20);
	turn();
	ck_assert(probe_last_answer(&play.probe, &data, &size, &true_size));
	ck_assert_uint_eq(size, SIZE);
	ck_assert_mem_eq(data, play.inbox, SIZE);
	peer_write(play.inbox, peer_read());
	run();
	EXPECT_STEPS(PROBE_WRONG, PROBE_REPLY);
	expect_failure(STATUS_MISMATCH, "message 1 differs from byte 37 on: expected ");
	ck_assert_ptr_nonnull(strstr(play.err.text, "wrong: 1 of 2 answers"));
	ck_assert_uint_eq(play.probe.rtt.spread.count, 1);
}
END_TEST

START_TEST(stream_surplus)
{
	start_stream();
	peer_read();
	play.inbox[SIZE] = '!';
	peer_write(play.inbox, SIZE + 1);
	turn();
	expect_failure(STATUS_MISMATCH, "1 byte more came than were sent: 21");
}
END_TEST

START_TEST(stream_closed)
{
	start_stream();
	peer_read();
	peer_write(play.inbox, 10);
	shutdown(play.peer, SHUT_WR);
	run();
	expect_failure(STATUS_CLOSED, "after 10 of the 64 bytes of the answer to message 1");
	ck_assert_uint_eq(play.probe.counts.lost, 1);
	ck_assert_uint_eq(play.probe.in_flight, 0);
}
END_TEST

/* What is not read when the peer closes is a reset: unix(7), tcp(7). */
START_TEST(stream_reset)
{
	start_stream();
	peer_close();
	run();
	expect_failure(STATUS_RESET, "the peer reset the connection");
	ck_assert_int_eq(play.err.number, ECONNRESET);
}
END_TEST

START_TEST(stream_closed_behind_the_last)
{
	start_stream();
	peer_write(play.inbox, peer_read());
	peer_close();
	run();
	expect_success(STATUS_ANSWERED);
}
END_TEST

START_TEST(stream_closed_before_the_last)
{
	play.probe.plan.count = 2;
	play.probe.plan.interval_ns = PROBE_MANUAL;
	start_stream();
	probe_allow(&play.probe);
	peer_write(play.inbox, peer_read());
	turn();
	peer_close();
	run();
	expect_failure(STATUS_CLOSED, "the peer closed the connection");
}
END_TEST

START_TEST(stream_silent)
{
	play.probe.plan.timeout_ns = 5 * NS_PER_MS;
	start_stream();
	run();
	expect_failure(STATUS_TIMEOUT, "no answer to message 1 within 5 ms");
}
END_TEST

/* A byte now and then does not move the deadline. */
START_TEST(stream_trickle)
{
	int64_t began_ns = clock_now_ns(), spent_ns;

	play.probe.plan.timeout_ns = 30 * NS_PER_MS;
	start_stream();
	peer_read();
	for (int i = 0; !play.probe.ended; i++) {
		if (i < SIZE - 1)
			peer_write(play.inbox + i, 1);
		ck_assert(loop_turn(&play.loop, deadline_in(NS_PER_MS), &play.err));
	}
	spent_ns = clock_now_ns() - began_ns;
	expect_failure(STATUS_TIMEOUT,
		       "of the 64 bytes of the answer to message 1 came within 30 ms");
	ck_assert_int_lt(spent_ns, (int64_t)LONG_MS * NS_PER_MS);
}
END_TEST

START_TEST(stream_half_close)
{
	play.probe.plan.half_close = true;
	start_stream();
	ck_assert_uint_eq(peer_read(), SIZE);
	ck_assert_msg(read(play.peer, play.inbox + SIZE, 1) == 0,
		      "our end follows the last message");
	peer_write(play.inbox, SIZE);
	turn();
	ck_assert_msg(!play.probe.ended, "it waits for the peer's end");
	peer_close();
	run();
	expect_success(STATUS_ANSWERED);
}
END_TEST

START_TEST(stream_half_close_unanswered)
{
	play.probe.plan.half_close = true;
	play.probe.plan.timeout_ns = 5 * NS_PER_MS;
	start_stream();
	peer_write(play.inbox, peer_read());
	run();
	expect_failure(STATUS_TIMEOUT, "the peer did not end the connection within 5 ms");
}
END_TEST

/* ---- unverified streams --------------------------------------------------------------------- */

static void start_unverified(void)
{
	play.probe.plan.unverified = true;
	start_stream();
}

START_TEST(unverified_until_a_pause)
{
	const char *data;
	size_t size, true_size;

	play.probe.plan.count = 2;
	start_unverified();
	peer_read();
	peer_write("one ", 4);
	turn();
	ck_assert_uint_eq(play.told, 0);
	peer_write("answer", 6);
	while (play.told == 0)
		ck_assert(loop_turn(&play.loop, (struct deadline){ 0 }, &play.err));
	ck_assert_uint_eq(play.steps[0].true_size, 10);
	ck_assert(probe_last_answer(&play.probe, &data, &size, &true_size));
	ck_assert_mem_eq(data, "one answer", 10);
	ck_assert_uint_eq(peer_read(), SIZE);
	peer_write("x", 1);
	run();
	expect_success(STATUS_ANSWERED);
	EXPECT_STEPS(PROBE_REPLY, PROBE_REPLY);
}
END_TEST

START_TEST(unverified_until_the_end)
{
	start_unverified();
	peer_read();
	peer_write("bye", 3);
	peer_close();
	run();
	expect_success(STATUS_ANSWERED);
	ck_assert_uint_eq(play.steps[0].true_size, 3);
}
END_TEST

/* A greeting is nobody's answer, and ends where the first answer begins. */
START_TEST(unverified_greeting)
{
	play.probe.plan.interval_ns = PROBE_MANUAL;
	start_unverified();
	peer_write("hello", 5);
	turn();
	probe_allow(&play.probe);
	peer_read();
	peer_write("answer", 6);
	run();
	expect_success(STATUS_ANSWERED);
	EXPECT_STEPS(PROBE_REPLY, PROBE_REPLY);
	ck_assert(!play.steps[0].has_seq);
	ck_assert_uint_eq(play.steps[0].true_size, 5);
	ck_assert(play.steps[1].has_seq);
	ck_assert_uint_eq(play.steps[1].true_size, 6);
	ck_assert_uint_eq(play.probe.rtt.spread.count, 1);
}
END_TEST

/* One that goes on and on has the message's time, and no more. */
START_TEST(unverified_without_an_end)
{
	play.probe.plan.timeout_ns = 40 * NS_PER_MS;
	start_unverified();
	peer_read();
	while (!play.probe.ended) {
		peer_write("x", 1);
		ck_assert(loop_turn(&play.loop, deadline_in(NS_PER_MS), &play.err));
	}
	expect_success(STATUS_ANSWERED);
}
END_TEST

/* ---- whose turn it is ----------------------------------------------------------------------- */

START_TEST(paced)
{
	int64_t began_ns = clock_now_ns();

	play.probe.plan.count = 5;
	play.probe.plan.interval_ns = 4 * NS_PER_MS;
	start_stream();
	while (!play.probe.ended) {
		size_t size = peer_read();

		ck_assert_uint_le(size, SIZE);
		if (size > 0)
			peer_write(play.inbox, size);
		if (!play.probe.ended)
			ck_assert(loop_turn(&play.loop, (struct deadline){ 0 }, &play.err));
	}
	expect_success(STATUS_ANSWERED);
	ck_assert_int_ge(clock_now_ns() - began_ns, 16 * NS_PER_MS);
}
END_TEST

/* Turns that a slow peer does not let us take are not saved up beyond what may wait. */
START_TEST(paced_but_full)
{
	play.probe.plan.count = 100;
	play.probe.plan.depth = 2;
	play.probe.plan.interval_ns = NS_PER_MS;
	start_stream();
	for (int64_t until_ns = clock_now_ns() + 20 * NS_PER_MS; clock_now_ns() < until_ns;)
		ck_assert(loop_turn(&play.loop, deadline_in(NS_PER_MS), &play.err));
	ck_assert_uint_eq(play.probe.counts.sent, 2);
	ck_assert_uint_le(play.probe.credit, 2);
	probe_stop(&play.probe, 0);
	ck_assert(play.probe.ended);
	expect_failure(STATUS_TIMEOUT, "no answer by the time it was stopped");
}
END_TEST

START_TEST(manual)
{
	play.probe.plan.count = 2;
	play.probe.plan.interval_ns = PROBE_MANUAL;
	start_stream();
	ck_assert_uint_eq(peer_read(), 0);
	for (int i = 0; i < 2; i++) {
		probe_allow(&play.probe);
		ck_assert_uint_eq(peer_read(), SIZE);
		peer_write(play.inbox, SIZE);
		turn();
	}
	ck_assert(play.probe.ended);
	expect_success(STATUS_ANSWERED);
}
END_TEST

/* What was answered is told even when the next message is another. */
START_TEST(manual_with_changing_messages)
{
	const char *data;
	size_t size, true_size;

	play.probe.plan.count = 2;
	play.probe.plan.interval_ns = PROBE_MANUAL;
	play.probe.plan.timeout_ns = 5 * NS_PER_MS;
	ck_assert(probe_begin(&play.probe, make_pair(SOCK_STREAM), 0, &play.err));
	ck_assert(messages_set(&play.messages, "one", 3, "\n", &play.err));
	probe_allow(&play.probe);
	peer_write(play.inbox, peer_read());
	turn();
	ck_assert(messages_set(&play.messages, "second", 6, "", &play.err));
	probe_allow(&play.probe);
	run();
	expect_failure(STATUS_TIMEOUT, "no answer to message 2");
	ck_assert(probe_last_answer(&play.probe, &data, &size, &true_size));
	ck_assert_uint_eq(true_size, 4);
	ck_assert_mem_eq(data, "one\n", size);
}
END_TEST

START_TEST(stopped_before_anything)
{
	play.probe.plan.interval_ns = PROBE_MANUAL;
	start_stream();
	probe_stop(&play.probe, NS_PER_S);
	ck_assert(play.probe.ended);
	expect_success(STATUS_OK);
}
END_TEST

START_TEST(stopped_with_grace)
{
	play.probe.plan.count = 100;
	start_stream();
	peer_write(play.inbox, peer_read());
	turn();
	probe_stop(&play.probe, (int64_t)LONG_MS * NS_PER_MS);
	ck_assert_uint_eq(play.probe.in_flight, 1);
	ck_assert(!play.probe.ended);
	peer_write(play.inbox, peer_read());
	run();
	expect_success(STATUS_ANSWERED);
	ck_assert_uint_eq(play.probe.counts.sent, 2);
}
END_TEST

START_TEST(stopped_out_of_grace)
{
	play.probe.plan.count = 100;
	start_stream();
	peer_write(play.inbox, peer_read());
	turn();
	probe_stop(&play.probe, NS_PER_MS);
	run();
	expect_failure(STATUS_LOSS, "not answered: 1 of 2 messages");
	ck_assert_uint_eq(play.probe.in_flight, 1);
	ck_assert_uint_eq(play.probe.counts.lost, 0);
}
END_TEST

START_TEST(empty_over_a_stream)
{
	ck_assert(messages_fixed(&play.messages, "", 0, &play.err));
	ck_assert(!probe_begin(&play.probe, make_pair(SOCK_STREAM), 0, &play.err));
	ck_assert_int_eq(play.err.kind, STATUS_INVALID);
}
END_TEST

static void add_streams(TCase *tcase)
{
	tcase_add_test(tcase, stream_echo);
	tcase_add_test(tcase, stream_many);
	tcase_add_test(tcase, stream_pipelined);
	tcase_add_test(tcase, stream_large);
	tcase_add_test(tcase, stream_wrong);
	tcase_add_test(tcase, stream_surplus);
	tcase_add_test(tcase, stream_closed);
	tcase_add_test(tcase, stream_reset);
	tcase_add_test(tcase, stream_closed_behind_the_last);
	tcase_add_test(tcase, stream_closed_before_the_last);
	tcase_add_test(tcase, stream_silent);
	tcase_add_test(tcase, stream_trickle);
	tcase_add_test(tcase, stream_half_close);
	tcase_add_test(tcase, stream_half_close_unanswered);
}

static void add_unverified(TCase *tcase)
{
	tcase_add_test(tcase, unverified_until_a_pause);
	tcase_add_test(tcase, unverified_until_the_end);
	tcase_add_test(tcase, unverified_greeting);
	tcase_add_test(tcase, unverified_without_an_end);
}

static void add_turns(TCase *tcase)
{
	tcase_add_test(tcase, paced);
	tcase_add_test(tcase, paced_but_full);
	tcase_add_test(tcase, manual);
	tcase_add_test(tcase, manual_with_changing_messages);
	tcase_add_test(tcase, stopped_before_anything);
	tcase_add_test(tcase, stopped_with_grace);
	tcase_add_test(tcase, stopped_out_of_grace);
	tcase_add_test(tcase, empty_over_a_stream);
}

Suite *probe_suite(void)
{
	Suite *suite = suite_create("probe");

	play_add(suite, "streams", add_streams);
	play_add(suite, "unverified", add_unverified);
	play_add(suite, "turns", add_turns);
	return suite;
}
