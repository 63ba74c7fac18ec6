/* check_probe_load -- many sockets of a probe, and what fails on the way. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "play.h"
#include "suites.h"

/* ---- many sockets --------------------------------------------------------------------------- */

enum { CONNS = 100 };

static void serve_all(int listener, int *conn, int *count)
{
	int fd;

	while (*count < CONNS && (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0)
		conn[(*count)++] = fd;
	for (int i = 0; i < *count; i++) {
		ssize_t size = read(conn[i], play.inbox, sizeof(play.inbox));

		if (size > 0)
			ck_assert_int_eq(write(conn[i], play.inbox, (size_t)size), size);
	}
}

START_TEST(many_connections)
{
	int conn[CONNS], count = 0;
	struct sockaddr_in at;
	int bound = bind_loopback(&at), listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	socklen_t size = sizeof(at);

	close(bound);
	at.sin_port = 0;
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&at, sizeof(at)), 0);
	ck_assert_int_eq(listen(listener, CONNS), 0);
	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&at, &size), 0);
	aim(&at);
	play.probe.plan.transport = TRANSPORT_TCP;
	play.probe.plan.conns = CONNS;
	play.probe.plan.depth = 3;
	play.probe.plan.count = 10 * CONNS + 1;
	play.probe.plan.watched = false;
	ck_assert(messages_random(&play.messages, 1, SIZE, false, &play.err));
	ck_assert(probe_begin(&play.probe, -1, 0, &play.err));
	while (!play.probe.ended) {
		turn();
		serve_all(listener, conn, &count);
	}
	expect_success(STATUS_ANSWERED);
	ck_assert_uint_eq(play.probe.counts.connected, CONNS);
	ck_assert_uint_eq(play.probe.connect.count, CONNS);
	ck_assert_uint_eq(play.probe.counts.received, 10 * CONNS + 1);
	while (count > 0)
		close(conn[--count]);
	close(listener);
}
END_TEST

/* A port that is bound, and that nobody listens on, is nobody else's. */
START_TEST(many_connections_refused)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	int bound = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof(at);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(bound, (struct sockaddr *)&at, sizeof(at)), 0);
	ck_assert_int_eq(getsockname(bound, (struct sockaddr *)&at, &size), 0);
	aim(&at);
	play.probe.plan.transport = TRANSPORT_TCP;
	play.probe.plan.conns = 3;
	ck_assert(messages_random(&play.messages, 1, SIZE, false, &play.err));
	if (probe_begin(&play.probe, -1, 0, &play.err)) {
		run();
		expect_failure(STATUS_REFUSED, "failed: 3 of 3 connections");
	} else {
		ck_assert_int_eq(play.err.kind, STATUS_REFUSED);
	}
	close(bound);
}
END_TEST

/* ---- what fails on the way ------------------------------------------------------------------ */

static bool false_success;

/* A whole run against a peer that answers; it ends, and is no success unless all was answered. */
static void run_once(int type, enum transport transport)
{
	struct err trouble = { 0 };
	enum status how;
	int fd;

	play_begin();
	play.probe.plan.transport = transport;
	play.probe.plan.count = 4;
	play.probe.plan.depth = 2;
	play.probe.plan.timeout_ns = 20 * NS_PER_MS;
	fd = make_pair(type);
	if (play.loop.fd >= 0 && fd >= 0 &&
	    messages_random(&play.messages, 1, SIZE, transport != TRANSPORT_UNIX, &trouble)) {
		struct deadline until = deadline_in((int64_t)LONG_MS * NS_PER_MS);
		bool fine = probe_begin(&play.probe, fd, 0, &trouble);

		while (fine && !play.probe.ended && !deadline_passed(until)) {
			size_t size = peer_read();

			if (size > 0 && write(play.peer, play.inbox, size) < 0)
				break;
			fine = loop_turn(&play.loop, deadline_in(NS_PER_MS), &trouble);
		}
		if (fine && (!play.probe.ended || (probe_verdict(&play.probe, &how, &trouble) &&
						   play.probe.counts.received < 4)))
			false_success = true;
	} else if (fd >= 0) {
		close(fd);
	}
	play_end();
}

static void run_stream_once(void)
{
	run_once(SOCK_STREAM, TRANSPORT_UNIX);
}

static void run_grams_once(void)
{
	run_once(SOCK_DGRAM, TRANSPORT_UNIXGRAM);
}

static const struct {
	const char *call;
	int number;
} faults[] = {
	{ "malloc", ENOMEM },    { "send", ENOBUFS },        { "send", EAGAIN },
	{ "sendmsg", ENOBUFS },  { "sendmsg", EAGAIN },      { "recv", ECONNRESET },
	{ "recv", EAGAIN },      { "recv", EINTR },          { "recvmmsg", ENOMEM },
	{ "epoll_ctl", ENOMEM }, { "epoll_wait", EINTR },    { "epoll_wait", EBADF },
	{ "setsockopt", EPERM }, { "getsockname", ENOBUFS }, { "epoll_create1", EMFILE },
};

START_TEST(faults_of_streams)
{
	false_success = false;
	play_end();
	fault_sweep(faults[_i].call, faults[_i].number, run_stream_once);
	ck_assert_msg(!false_success, "%s", faults[_i].call);
	play_begin();
}
END_TEST

START_TEST(faults_of_grams)
{
	false_success = false;
	play_end();
	fault_sweep(faults[_i].call, faults[_i].number, run_grams_once);
	ck_assert_msg(!false_success, "%s", faults[_i].call);
	play_begin();
}
END_TEST

static void add_sockets(TCase *tcase)
{
	tcase_add_test(tcase, many_connections);
	tcase_add_test(tcase, many_connections_refused);
}

static void add_faults(TCase *tcase)
{
	tcase_add_loop_test(tcase, faults_of_streams, 0, sizeof(faults) / sizeof(faults[0]));
	tcase_add_loop_test(tcase, faults_of_grams, 0, sizeof(faults) / sizeof(faults[0]));
}

Suite *probe_load_suite(void)
{
	Suite *suite = suite_create("probe_load");

	play_add(suite, "sockets", add_sockets);
	play_add(suite, "faults", add_faults);
	return suite;
}
