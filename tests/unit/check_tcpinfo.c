/* check_tcpinfo -- TCP_INFO of real connections, and of kernels that tell less. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/tcpinfo.h"
#include "suites.h"

/* A listener on loopback, a client of it, and what was accepted. */
struct trio {
	int listener, client, server;
};

static struct trio trio_open(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	struct trio trio = { socket(AF_INET, SOCK_STREAM, 0), socket(AF_INET, SOCK_STREAM, 0), -1 };

	ck_assert_int_eq(bind(trio.listener, (struct sockaddr *)&at, size), 0);
	ck_assert_int_eq(listen(trio.listener, 7), 0);
	ck_assert_int_eq(getsockname(trio.listener, (struct sockaddr *)&at, &size), 0);
	ck_assert_int_eq(connect(trio.client, (struct sockaddr *)&at, size), 0);
	return trio;
}

static void trio_close(struct trio *trio)
{
	close(trio->listener);
	close(trio->client);
	if (trio->server >= 0)
		close(trio->server);
}

static uint64_t number(int fd, enum tcpinfo_number what)
{
	struct tcpinfo info;
	struct err err = { 0 };
	uint64_t found = 0;

	ck_assert_msg(tcpinfo_read(&info, fd, &err), "%s", err.text);
	ck_assert_msg(tcpinfo_get(&found, &info, what), "number %d is not told", (int)what);
	return found;
}

static const char *state(int fd)
{
	return name_word(tcpinfo_states, (long)number(fd, TCPINFO_STATE));
}

START_TEST(test_connection)
{
	struct trio trio = trio_open();
	char bytes[1000] = "";
	struct tcpinfo info;
	struct err err = { 0 };

	ck_assert_str_eq(state(trio.listener), "LISTEN");
	ck_assert_uint_eq(number(trio.listener, TCPINFO_UNACKED), 1);
	ck_assert_uint_eq(number(trio.listener, TCPINFO_SACKED), 7);
	trio.server = accept(trio.listener, NULL, NULL);
	ck_assert_uint_eq(number(trio.listener, TCPINFO_UNACKED), 0);

	ck_assert_int_eq(write(trio.client, bytes, sizeof(bytes)), sizeof(bytes));
	ck_assert_int_eq(recv(trio.server, bytes, sizeof(bytes), MSG_WAITALL), sizeof(bytes));
	ck_assert_str_eq(state(trio.client), "ESTABLISHED");
	ck_assert_uint_eq(number(trio.client, TCPINFO_SENT_BYTES), sizeof(bytes));
	ck_assert_uint_eq(number(trio.server, TCPINFO_RECEIVED_BYTES), sizeof(bytes));
	ck_assert_uint_gt(number(trio.client, TCPINFO_RTT_US), 0);
	ck_assert_uint_eq(number(trio.client, TCPINFO_RETRANSMITTED_EVER), 0);
	ck_assert_uint_gt(number(trio.client, TCPINFO_CWND), 0);

	ck_assert(tcpinfo_read(&info, trio.listener, &err) && tcpinfo_listens(&info));
	ck_assert(tcpinfo_read(&info, trio.client, &err) && !tcpinfo_listens(&info));
	close(trio.client);
	trio.client = dup(trio.listener);
	ck_assert_int_eq(recv(trio.server, bytes, 1, 0), 0);
	ck_assert_str_eq(state(trio.server), "CLOSE_WAIT");
	trio_close(&trio);
}
END_TEST

/* Numbers that a kernel does not tell, and those that stand for none. */
START_TEST(test_less)
{
	struct tcpinfo info = { .size = 8 };
	uint64_t found = 4711;

	info.byte[0] = 1;
	ck_assert(tcpinfo_get(&found, &info, TCPINFO_STATE) && found == 1);
	ck_assert(!tcpinfo_get(&found, &info, TCPINFO_CWND));
	ck_assert_uint_eq(found, 1);
	info.size = 0;
	ck_assert(!tcpinfo_get(&found, &info, TCPINFO_STATE));
	ck_assert(!tcpinfo_listens(&info));
	info.size = sizeof(info.byte);
	ck_assert(!tcpinfo_get(&found, &info, TCPINFO_RTT_US));
	memset(info.byte, 0xff, sizeof(info.byte));
	ck_assert(!tcpinfo_get(&found, &info, TCPINFO_MIN_RTT_US));
	ck_assert(!tcpinfo_get(&found, &info, TCPINFO_PACING_RATE));
	ck_assert(tcpinfo_get(&found, &info, TCPINFO_CWND) && found == UINT32_MAX);
	ck_assert(tcpinfo_get(&found, &info, TCPINFO_RECEIVE_WINDOW) && found == UINT32_MAX);
}
END_TEST

START_TEST(test_none)
{
	struct tcpinfo info = { .size = 4711 };
	struct err err = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	ck_assert(!tcpinfo_read(&info, fd, &err));
	ck_assert_int_eq(err.number, EOPNOTSUPP);
	ck_assert_uint_eq(info.size, 4711);
	close(fd);
	fd = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_str_eq(state(fd), "CLOSE");
	close(fd);
}
END_TEST

Suite *tcpinfo_suite(void)
{
	Suite *suite = suite_create("tcpinfo");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_connection);
	tcase_add_test(all, test_less);
	tcase_add_test(all, test_none);
	suite_add_tcase(suite, all);
	return suite;
}
