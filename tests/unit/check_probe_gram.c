/* check_probe_gram -- datagrams of a probe: any order, twice, late, wrong, refused, strangers'. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "play.h"
#include "suites.h"

/* ---- datagrams ------------------------------------------------------------------------------ */

static void start_grams(void)
{
	play.probe.plan.transport = TRANSPORT_UNIXGRAM;
	start(SOCK_DGRAM, true);
}

/* Message SEQ as it was sent; of each there is the same. */
static const char *gram(uint32_t seq)
{
	static char text[SIZE];

	message_put(&play.messages, text, COOKIE + 1, seq);
	return text;
}

static void start_waiting(unsigned depth)
{
	play.probe.plan.count = play.probe.plan.depth = depth;
	start_grams();
	for (unsigned i = 0; i < depth; i++)
		ck_assert_uint_eq(peer_read(), SIZE);
	ck_assert_uint_eq(peer_read(), 0);
}

START_TEST(gram_echo)
{
	start_waiting(1);
	ck_assert_mem_eq(play.inbox, gram(1), SIZE);
	peer_write(gram(1), SIZE);
	run();
	expect_success(STATUS_ANSWERED);
	EXPECT_STEPS(PROBE_REPLY);
}
END_TEST

START_TEST(gram_any_order)
{
	start_waiting(4);
	peer_write(gram(2), SIZE);
	peer_write(gram(1), SIZE);
	peer_write(gram(2), SIZE);
	peer_write(gram(4), SIZE);
	turn();
	ck_assert(!play.probe.ended);
	peer_write(gram(3), SIZE);
	run();
	expect_success(STATUS_ANSWERED);
	EXPECT_STEPS(PROBE_REPLY, PROBE_REPLY, PROBE_DUPLICATE, PROBE_REPLY, PROBE_REPLY);
	ck_assert_uint_eq(play.probe.counts.reordered, 2);
	ck_assert_uint_eq(play.probe.counts.duplicates, 1);
	ck_assert_uint_eq(play.probe.counts.received, 4);
}
END_TEST

START_TEST(gram_lost_and_late)
{
	play.probe.plan.timeout_ns = 5 * NS_PER_MS;
	play.probe.plan.interval_ns = PROBE_MANUAL;
	play.probe.plan.count = 3;
	start_grams();
	probe_allow(&play.probe);
	while (play.told == 0)
		ck_assert(loop_turn(&play.loop, (struct deadline){ 0 }, &play.err));
	EXPECT_STEPS(PROBE_LOST);
	probe_allow(&play.probe);
	peer_write(gram(1), SIZE);
	peer_write(gram(2), SIZE);
	turn();
	turn();
	EXPECT_STEPS(PROBE_LOST, PROBE_LATE, PROBE_REPLY);
	probe_stop(&play.probe, 0);
	expect_failure(STATUS_LOSS, "not answered: 1 of 2 messages");
	ck_assert_uint_eq(play.probe.counts.late, 1);
}
END_TEST

START_TEST(gram_silent)
{
	play.probe.plan.timeout_ns = 5 * NS_PER_MS;
	play.probe.plan.count = play.probe.plan.depth = 3;
	start_grams();
	run();
	expect_failure(STATUS_SILENT, "no answer within 5 ms");
	EXPECT_STEPS(PROBE_LOST, PROBE_LOST, PROBE_LOST);
}
END_TEST

static const struct {
	const char *what;
	size_t at, size; /* a byte that is another; the size */
	const char *says;
} wrongs[] = {
	{ "the body", 20, SIZE, "message 1 differs from byte 20 on" },
	{ "the cookie", 0, SIZE, "message 1 differs from byte 0 on" },
	{ "the number", 4, SIZE, "not sent" },
	{ "the last byte", SIZE - 1, SIZE, "differs from byte 63 on" },
	{ "cut", SIZE, SIZE - 1, "has 63 bytes instead of 64" },
	{ "cut inside its head", SIZE, 5, "has 5 bytes instead of 64" },
	{ "empty", SIZE, 0, "has 0 bytes instead of 64" },
	{ "longer", SIZE, SIZE + 1, "has 65 bytes instead of 64" },
};

START_TEST(gram_wrong)
{
	char answer[SIZE + 1] = { 0 };

	start_waiting(1);
	memcpy(answer, gram(1), SIZE);
	answer[wrongs[_i].at] ^= 0x40;
	peer_write(answer, wrongs[_i].size);
	turn();
	if (strcmp(wrongs[_i].says, "not sent") == 0) { /* taken for one of long ago */
		EXPECT_STEPS(PROBE_LATE);
		return;
	}
	ck_assert_msg(play.probe.ended, "%s", wrongs[_i].what);
	EXPECT_STEPS(PROBE_WRONG);
	expect_failure(STATUS_MISMATCH, wrongs[_i].says);
}
END_TEST

/* Without a number the first answer is the oldest message's, and a second one nobody's. */
START_TEST(gram_unnumbered)
{
	play.probe.plan.transport = TRANSPORT_UNIXGRAM;
	play.probe.plan.count = 3;
	play.probe.plan.depth = 2;
	ck_assert(messages_fixed(&play.messages, "hello", 5, &play.err));
	ck_assert(probe_begin(&play.probe, make_pair(SOCK_DGRAM), 0, &play.err));
	for (int i = 0; i < 3; i++)
		peer_write("hello", 5);
	turn();
	turn();
	peer_write("hello", 5);
	while (!play.probe.ended)
		turn();
	expect_success(STATUS_ANSWERED);
	ck_assert_uint_eq(play.probe.counts.received, 3);
}
END_TEST

START_TEST(gram_empty)
{
	play.probe.plan.transport = TRANSPORT_UNIXGRAM;
	ck_assert(messages_fixed(&play.messages, "", 0, &play.err));
	ck_assert(probe_begin(&play.probe, make_pair(SOCK_DGRAM), 0, &play.err));
	ck_assert_int_eq(recv(play.peer, play.inbox, sizeof(play.inbox), 0), 0);
	peer_write("", 0);
	run();
	expect_success(STATUS_ANSWERED);
	ck_assert_uint_eq(play.steps[0].true_size, 0);
}
END_TEST

/* A server that puts something in front: the number is found behind it. */
START_TEST(gram_unverified)
{
	char answer[SIZE + 6] = "stamp ";

	play.probe.plan.unverified = true;
	start_waiting(2);
	memcpy(answer + 6, gram(2), SIZE);
	peer_write(answer, sizeof(answer));
	peer_write("ok", 2);
	run();
	expect_success(STATUS_ANSWERED);
	EXPECT_STEPS(PROBE_REPLY, PROBE_REPLY);
	ck_assert_uint_eq(play.steps[0].seq, 2);
	ck_assert_uint_eq(play.steps[1].seq, 1);
}
END_TEST

START_TEST(gram_peer_gone)
{
	play.probe.plan.interval_ns = PROBE_MANUAL;
	start_grams();
	peer_close();
	probe_allow(&play.probe);
	run();
	expect_failure(STATUS_REFUSED, "cannot send 64 bytes");
}
END_TEST

START_TEST(gram_too_large)
{
	play.probe.plan.transport = TRANSPORT_UNIXGRAM;
	ck_assert(messages_random(&play.messages, 1, (1 << 16) + 1, true, &play.err));
	ck_assert(!probe_begin(&play.probe, make_pair(SOCK_DGRAM), 0, &play.err));
	ck_assert_int_eq(play.err.kind, STATUS_INVALID);
}
END_TEST

START_TEST(seqpacket)
{
	play.probe.plan.transport = TRANSPORT_SEQPACKET;
	play.probe.plan.count = 2;
	start(SOCK_SEQPACKET, true);
	peer_write(play.inbox, peer_read());
	turn();
	peer_read();
	peer_close();
	run();
	expect_failure(STATUS_CLOSED, "the peer closed the connection");
	ck_assert_uint_eq(play.probe.counts.received, 1);
}
END_TEST

/* ---- UDP ------------------------------------------------------------------------------------ */

static void start_udp(struct sockaddr_in *from)
{
	struct sockaddr_in at;

	play.peer = bind_loopback(&at);
	aim(&at);
	ck_assert(messages_random(&play.messages, 1, SIZE, true, &play.err));
	ck_assert(probe_begin(&play.probe, -1, 0, &play.err));
	ck_assert_uint_eq(peer_receive(from), SIZE);
}

START_TEST(udp_stranger)
{
	struct sockaddr_in from, other;
	int stranger = bind_loopback(&other);

	start_udp(&from);
	ck_assert_uint_eq(sock_addr_port(&play.probe.local), ntohs(from.sin_port));
	send_from(stranger, &from, play.inbox, SIZE);
	turn();
	EXPECT_STEPS(PROBE_STRANGER);
	probe_stop(&play.probe, 0);
	expect_failure(STATUS_SILENT, "which was not asked");
	close(stranger);
}
END_TEST

START_TEST(udp_stranger_then_answer)
{
	struct sockaddr_in from, other;
	int stranger = bind_loopback(&other);

	start_udp(&from);
	send_from(stranger, &from, play.inbox, SIZE);
	send_from(play.peer, &from, play.inbox, SIZE);
	run();
	expect_success(STATUS_ANSWERED);
	EXPECT_STEPS(PROBE_STRANGER, PROBE_REPLY);
	close(stranger);
}
END_TEST

START_TEST(udp_refused)
{
	struct sockaddr_in at;
	int gone = bind_loopback(&at);

	close(gone);
	aim(&at);
	play.probe.plan.count = 3;
	play.probe.plan.interval_ns = NS_PER_MS;
	play.probe.plan.depth = 3;
	ck_assert(messages_random(&play.messages, 1, SIZE, true, &play.err));
	ck_assert(probe_begin(&play.probe, -1, 0, &play.err));
	run();
	EXPECT_STEPS(PROBE_ERROR, PROBE_ERROR, PROBE_ERROR);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_uint_eq(play.steps[i].seq, i + 1);
	expect_failure(STATUS_REFUSED, "port unreachable, says 127.0.0.1");
	ck_assert_uint_eq(play.probe.counts.errors, 3);
	ck_assert_uint_eq(play.probe.counts.lost, 3);
}
END_TEST

START_TEST(udp_fickle)
{
	struct sockaddr_in at;
	int gone = bind_loopback(&at);

	close(gone);
	aim(&at);
	play.probe.plan.count = 100;
	play.probe.plan.interval_ns = NS_PER_S;
	play.probe.plan.fickle = true;
	ck_assert(messages_random(&play.messages, 1, SIZE, true, &play.err));
	ck_assert(probe_begin(&play.probe, -1, 0, &play.err));
	turn();
	ck_assert(play.probe.ended);
	expect_failure(STATUS_REFUSED, "port unreachable");
}
END_TEST

START_TEST(udp_too_large)
{
	struct sockaddr_in at;

	play.peer = bind_loopback(&at);
	aim(&at);
	ck_assert(messages_random(&play.messages, 1,
				  DATAGRAM_INET_MAX + (size_t)1 + (size_t)_i * 10000, true,
				  &play.err));
	ck_assert(!probe_begin(&play.probe, -1, 0, &play.err) || play.probe.ended);
	if (play.probe.ended)
		probe_verdict(&play.probe, &play.status, &play.err);
	ck_assert_ptr_nonnull(strstr(play.err.text, "65507"));
	ck_assert_int_eq(play.err.number, EMSGSIZE);
}
END_TEST

static void add_datagrams(TCase *tcase)
{
	tcase_add_test(tcase, gram_echo);
	tcase_add_test(tcase, gram_any_order);
	tcase_add_test(tcase, gram_lost_and_late);
	tcase_add_test(tcase, gram_silent);
	tcase_add_loop_test(tcase, gram_wrong, 0, sizeof(wrongs) / sizeof(wrongs[0]));
	tcase_add_test(tcase, gram_unnumbered);
	tcase_add_test(tcase, gram_empty);
	tcase_add_test(tcase, gram_unverified);
	tcase_add_test(tcase, gram_peer_gone);
	tcase_add_test(tcase, gram_too_large);
	tcase_add_test(tcase, seqpacket);
}

static void add_udp(TCase *tcase)
{
	tcase_add_test(tcase, udp_stranger);
	tcase_add_test(tcase, udp_stranger_then_answer);
	tcase_add_test(tcase, udp_refused);
	tcase_add_test(tcase, udp_fickle);
	tcase_add_loop_test(tcase, udp_too_large, 0, 2);
}

Suite *probe_gram_suite(void)
{
	Suite *suite = suite_create("probe_gram");

	play_add(suite, "datagrams", add_datagrams);
	play_add(suite, "udp", add_udp);
	return suite;
}
