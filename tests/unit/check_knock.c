/* check_knock -- one datagram: answered, refused, unreachable, silent; never more than is known. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "net/knock.h"
#include "sockets.h"
#include "suites.h"

static const int64_t patience_ns = 10 * (int64_t)NS_PER_S, moment_ns = 20 * (int64_t)NS_PER_MS;

/* A socket connected with AT. */
static int connected(const struct sock_addr *at)
{
	int fd = socket(sock_addr_family(at), SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	ck_assert_int_eq(connect(fd, &at->at.any, at->size), 0);
	return fd;
}

/* It answers what comes later, since the answer waits in the queue: both ends are ours. */
START_TEST(is_answered)
{
	struct buf answer = { 0 };
	struct sock_addr at, from;
	int server = socket_at(SOCK_DGRAM, "127.0.0.1", &at), fd = connected(&at);
	int64_t rtt_ns = 0;
	struct err err;

	sock_addr_local(&from, fd);
	ck_assert_int_eq(sendto(server, "here", 4, 0, &from.at.any, from.size), 4);
	ck_assert_msg(knock(&answer, &rtt_ns, fd, TRANSPORT_UDP, "who", 3, deadline_in(patience_ns),
			    &err),
		      "%s", err.text);
	ck_assert_uint_eq(answer.size, 4);
	ck_assert_mem_eq(answer.data, "here", 4);
	ck_assert_int_gt(rtt_ns, 0);
	buf_free(&answer);
	close(server);
	close(fd);
}
END_TEST

static bool knocks(int fd, enum transport transport, size_t size, int64_t time_ns, struct err *err)
{
	static const char data[70000];
	struct buf answer = { 0 };
	int64_t rtt_ns = -1;
	bool fine = knock(&answer, &rtt_ns, fd, transport, data, size, deadline_in(time_ns), err);

	ck_assert(fine == (rtt_ns >= 0));
	buf_free(&answer);
	return fine;
}

START_TEST(is_refused_and_by_whom)
{
	struct sock_addr at;
	int server = socket_at(SOCK_DGRAM, "127.0.0.1", &at), fd = connected(&at);
	struct err err = { 0 };

	close(server);
	ck_assert(!knocks(fd, TRANSPORT_UDP, 0, patience_ns, &err));
	ck_assert_int_eq(err.kind, STATUS_REFUSED);
	ck_assert_str_eq(err.text, "port unreachable, says 127.0.0.1 (ICMP type 3 code 3)");
	close(fd);
}
END_TEST

START_TEST(is_silent)
{
	struct sock_addr at;
	int server = socket_at(SOCK_DGRAM, "127.0.0.1", &at), fd = connected(&at);
	struct err err = { 0 };

	ck_assert(!knocks(fd, TRANSPORT_UDP, 0, moment_ns, &err));
	ck_assert_int_eq(err.kind, STATUS_SILENT);
	close(server);
	close(fd);
}
END_TEST

START_TEST(names_the_limit_of_a_datagram)
{
	struct sock_addr at;
	int server = socket_at(SOCK_DGRAM, "127.0.0.1", &at), fd = connected(&at);
	struct err err = { 0 };

	ck_assert(!knocks(fd, TRANSPORT_UDP, 65508, patience_ns, &err));
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	ck_assert_msg(strstr(err.text, "65507"), "%s", err.text);
	close(server);
	close(fd);
}
END_TEST

START_TEST(knocks_at_unix_sockets)
{
	int pair[2];
	struct err err = { 0 };

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair),
			 0);
	ck_assert(!knocks(pair[0], TRANSPORT_UNIXGRAM, 0, moment_ns, &err));
	ck_assert_int_eq(err.kind, STATUS_SILENT);
	ck_assert_int_eq(send(pair[1], "", 0, 0), 0);
	ck_assert(knocks(pair[0], TRANSPORT_UNIXGRAM, 0, patience_ns, &err));
	close(pair[1]);
	ck_assert(!knocks(pair[0], TRANSPORT_UNIXGRAM, 0, patience_ns, &err));
	ck_assert_int_eq(err.kind, STATUS_REFUSED);
	close(pair[0]);
}
END_TEST

static bool lied;
static struct sock_addr asked;

static void knock_once(void)
{
	struct buf answer = { 0 };
	int64_t rtt_ns = 0;
	struct err err = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 || connect(fd, &asked.at.any, asked.size) < 0)
		return;
	if (!knock(&answer, &rtt_ns, fd, TRANSPORT_UDP, "", 0, deadline_in(moment_ns / 10), &err) &&
	    !err.kind)
		lied = true;
	buf_free(&answer);
	close(fd);
}

START_TEST(survives_failing_calls)
{
	int server = socket_at(SOCK_DGRAM, "127.0.0.1", &asked);

	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, knock_once), 1);
	ck_assert_uint_eq(fault_sweep("setsockopt", EPERM, knock_once), 1);
	ck_assert_uint_ge(fault_sweep("sendmsg", ENOBUFS, knock_once), 1);
	ck_assert(!lied);
	close(server);
}
END_TEST

Suite *knock_suite(void)
{
	Suite *suite = suite_create("knock");
	TCase *tcase = tcase_create("knock");

	tcase_add_test(tcase, is_answered);
	tcase_add_test(tcase, is_refused_and_by_whom);
	tcase_add_test(tcase, is_silent);
	tcase_add_test(tcase, names_the_limit_of_a_datagram);
	tcase_add_test(tcase, knocks_at_unix_sockets);
	tcase_add_test(tcase, survives_failing_calls);
	suite_add_tcase(suite, tcase);
	return suite;
}
