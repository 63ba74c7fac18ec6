/* check_received -- what one recvmsg(2) brings: ends, truncation, control messages, descriptors. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "net/received.h"
#include "net/sockopt.h"
#include "sockets.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static void make_pair(int pair[2], int type)
{
	int on = 1;

	ck_assert_int_eq(socketpair(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), 0);
	setsockopt(pair[1], SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on));
}

/* What is sent (NULL: the end), and what comes of it in a room of four bytes. */
static const struct {
	int type;
	const char *sent;
	size_t size, true_size;
	bool truncated, is_end;
} rows[] = {
	{ SOCK_STREAM, "abc", 3, 3, false, false },
	{ SOCK_STREAM, "abcdef", 4, 4, false, false },
	{ SOCK_STREAM, NULL, 0, 0, false, true },
	{ SOCK_DGRAM, "abc", 3, 3, false, false },
	{ SOCK_DGRAM, "abcdef", 4, 6, true, false },
	{ SOCK_DGRAM, "", 0, 0, false, false },
	{ SOCK_SEQPACKET, "abc", 3, 3, false, false },
	{ SOCK_SEQPACKET, "abcdef", 4, 6, true, false },
	{ SOCK_SEQPACKET, "", 0, 0, false, false },
	{ SOCK_SEQPACKET, NULL, 0, 0, false, true },
};

START_TEST(ends_and_sizes_are_told)
{
	struct received received = { .true_size = 0 };
	const char *sent = rows[_i].sent;
	int pair[2];

	make_pair(pair, rows[_i].type);
	if (sent)
		ck_assert_int_eq(send(pair[0], sent, strlen(sent), 0), (int)strlen(sent));
	else
		shutdown(pair[0], SHUT_WR);
	ck_assert(received_take(&received, pair[1], rows[_i].type, 4, 0));
	ck_assert_uint_eq(received.data.size, rows[_i].size);
	ck_assert_uint_eq(received.true_size, rows[_i].true_size);
	ck_assert_int_eq(received.truncated, rows[_i].truncated);
	ck_assert_int_eq(received.is_end, rows[_i].is_end);
	received_free(&received);
	received_free(&received);
	close(pair[0]);
	close(pair[1]);
}
END_TEST

START_TEST(nothing_there_is_eagain)
{
	struct received received = { .true_size = 0 };
	int pair[2];

	make_pair(pair, SOCK_DGRAM);
	ck_assert(!received_take(&received, pair[1], SOCK_DGRAM, 4, 0));
	ck_assert_int_eq(errno, EAGAIN);
	close(pair[0]);
	close(pair[1]);
}
END_TEST

static bool send_with(int fd, const struct sock_addr *to, const struct control_out *control)
{
	struct iovec part = { "x", 1 };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = (void *)control->byte,
				  .msg_controllen = control->size };

	if (to) {
		message.msg_name = (void *)&to->at;
		message.msg_namelen = to->size;
	}
	return sendmsg(fd, &message, 0) == 1;
}

/* Each is called as the option that asks for it. */
START_TEST(control_messages_go_and_come)
{
	static const char *const asks[] = { "IP_RECVTTL=on", "IP_RECVTOS=on", "IP_PKTINFO=on" };
	static const char told[] = "IP_PKTINFO 127.0.0.1 on interface 1\0IP_TTL 9\0IP_TOS 16";
	struct received received = { .true_size = 0 };
	struct control_out control = { 0 };
	struct sockopt_set set = { 0 };
	struct sock_addr at;
	struct err err = { 0 };
	int fd = socket_at(SOCK_DGRAM, "127.0.0.1", &at);

	for (int i = 0; i < ROWS(asks); i++)
		ck_assert(sockopt_parse(&set, asks[i], &err));
	ck_assert_msg(sockopt_apply(fd, &set, NULL, &err), "%s", err.text);
	set.count = 0;
	ck_assert(sockopt_parse(&set, "IP_TTL=9", &err) &&
		  sockopt_parse(&set, "IP_TOS=0x10", &err));
	for (unsigned i = 0; i < set.count; i++)
		ck_assert_msg(control_add(&control, &set.item[i], &err), "%s", err.text);
	ck_assert(send_with(fd, &at, &control));
	ck_assert(received_take(&received, fd, SOCK_DGRAM, 4, 0));
	ck_assert_uint_eq(received.control.size, sizeof(told));
	ck_assert_mem_eq(received.control.data, told, sizeof(told));
	ck_assert_int_eq(received.to.family, AF_INET);
	ck_assert(sock_addr_equal(&received.from, &at));
	received_free(&received);
	close(fd);
}
END_TEST

START_TEST(descriptors_come_and_none_stays)
{
	unsigned before = count_descriptors();
	struct received received = { .true_size = 0 };
	struct control_out control = { 0 };
	struct err err = { 0 };
	int pair[2], fds[] = { 0, 1, 2 };

	make_pair(pair, SOCK_STREAM);
	ck_assert(control_add_fds(&control, fds, 3, &err));
	ck_assert(send_with(pair[0], NULL, &control));
	ck_assert(received_take(&received, pair[1], SOCK_STREAM, 4, 0));
	ck_assert_uint_eq(received.fd_count, 3);
	received_free(&received);
	close(pair[0]);
	close(pair[1]);
	ck_assert_uint_eq(count_descriptors(), before);
}
END_TEST

START_TEST(control_has_an_end)
{
	struct control_out control = { 0 };
	struct sockopt_set set = { 0 };
	struct err err = { 0 };
	int added = 0;

	ck_assert(sockopt_parse(&set, "IP_TTL=9", &err));
	while (added < 1000 && control_add(&control, &set.item[0], &err))
		added++;
	ck_assert_int_eq(added, CONTROL_ROOM_MAX / (int)CMSG_SPACE(sizeof(int)));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
}
END_TEST

static bool lied;

static void take_once(void)
{
	struct received received = { .true_size = 0 };
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair) < 0)
		return;
	send(pair[0], "abc", 3, 0);
	if (!received_take(&received, pair[1], SOCK_DGRAM, 9, 0))
		lied = lied || received.data.data || errno != ENOMEM;
	received_free(&received);
	close(pair[0]);
	close(pair[1]);
}

START_TEST(memory_may_be_out)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, take_once), 0);
	ck_assert(!lied);
}
END_TEST

Suite *received_suite(void)
{
	Suite *suite = suite_create("received");
	TCase *tests = tcase_create("received");

	tcase_add_loop_test(tests, ends_and_sizes_are_told, 0, ROWS(rows));
	tcase_add_test(tests, nothing_there_is_eagain);
	tcase_add_test(tests, control_messages_go_and_come);
	tcase_add_test(tests, descriptors_come_and_none_stays);
	tcase_add_test(tests, control_has_an_end);
	tcase_add_test(tests, memory_may_be_out);
	suite_add_tcase(suite, tests);
	return suite;
}
