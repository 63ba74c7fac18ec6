/* check_passing -- descriptors handed over Unix sockets: one kept, none left open, none lost. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "net/passing.h"
#include "sockets.h"
#include "suites.h"

static const int types[] = { SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET };

static void make_pair(int pair[2], int type)
{
	ck_assert_int_eq(socketpair(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), 0);
}

START_TEST(hands_a_descriptor_over)
{
	unsigned before = count_descriptors();
	int pair[2], ends[2], got = -1;
	struct err err;
	char c = 'x';

	make_pair(pair, types[_i]);
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	ck_assert_msg(passing_send(pair[0], ends[1], &err), "%s", err.text);
	ck_assert_int_eq(passing_receive(&got, pair[1], &c, 1), 1);
	ck_assert_int_eq(c, '\0');
	ck_assert_int_ge(got, 0);
	ck_assert(fcntl(got, F_GETFD) & FD_CLOEXEC);
	ck_assert_int_eq(write(got, "y", 1), 1);
	ck_assert_int_eq(read(ends[0], &c, 1), 1);
	ck_assert_int_eq(c, 'y');
	close(got);
	close(ends[0]);
	close(ends[1]);
	close(pair[0]);
	close(pair[1]);
	ck_assert_uint_eq(count_descriptors(), before);
}
END_TEST

static void send_many(int fd, unsigned count)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(253 * sizeof(int))] = { 0 };
	struct iovec part = { "ab", 2 };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = CMSG_SPACE(count * sizeof(int)) };
	struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
	int zero = 0;

	rights->cmsg_level = SOL_SOCKET;
	rights->cmsg_type = SCM_RIGHTS;
	rights->cmsg_len = CMSG_LEN(count * sizeof(int));
	for (unsigned i = 0; i < count; i++)
		memcpy(CMSG_DATA(rights) + i * sizeof(int), &zero, sizeof(int));
	ck_assert_int_eq(sendmsg(fd, &message, 0), 2);
}

/* As many as the kernel lets through: all but the first are closed. */
START_TEST(keeps_the_first_and_closes_the_rest)
{
	static const unsigned counts[] = { 1, 2, 100, 253 };
	unsigned before = count_descriptors();

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		int pair[2], got = -1;
		char data[4];

		make_pair(pair, SOCK_STREAM);
		send_many(pair[0], counts[i]);
		ck_assert_int_eq(passing_receive(&got, pair[1], data, sizeof(data)), 2);
		ck_assert_int_ge(got, 0);
		close(got);
		close(pair[0]);
		close(pair[1]);
		ck_assert_uint_eq(count_descriptors(), before);
	}
}
END_TEST

START_TEST(receives_data_without_a_descriptor)
{
	int pair[2], got = -1;
	char data[4];

	make_pair(pair, SOCK_STREAM);
	ck_assert_int_eq(passing_receive(&got, pair[1], data, sizeof(data)), -1);
	ck_assert_int_eq(errno, EAGAIN);
	ck_assert_int_eq(send(pair[0], "ab", 2, 0), 2);
	ck_assert_int_eq(passing_receive(&got, pair[1], data, sizeof(data)), 2);
	close(pair[0]);
	ck_assert_int_eq(passing_receive(&got, pair[1], data, sizeof(data)), 0);
	ck_assert_int_eq(got, -1);
	close(pair[1]);
}
END_TEST

START_TEST(fails_with_a_reason)
{
	struct err err = { 0 };
	int pair[2];

	make_pair(pair, SOCK_STREAM);
	ck_assert(!passing_send(pair[0], 999, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_str_eq(err.text, "descriptor 999 is not open");
	close(pair[1]);
	ck_assert(!passing_send(pair[0], 0, &err));
	ck_assert_int_eq(err.number, EPIPE);
	close(pair[0]);
}
END_TEST

START_TEST(says_what_a_descriptor_is)
{
	struct sock_addr at;
	int fds[] = { listener_at("127.0.0.1", 1, &at), open("/dev/null", O_RDONLY | O_CLOEXEC),
		      999 };
	char expected[64];

	snprintf(expected, sizeof(expected), "tcp:127.0.0.1:%u", sock_addr_port(&at));
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		const char *says[] = { expected, "/dev/null", "descriptor 999" };
		struct buf text = { 0 };

		passing_describe(&text, fds[i]);
		ck_assert_str_eq(buf_text(&text), says[i]);
		buf_free(&text);
	}
	close(fds[0]);
	close(fds[1]);
}
END_TEST

static bool lied;

static void pass_once(void)
{
	int pair[2], got = -1;
	struct err err = { 0 };
	char c;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0)
		return;
	if (!passing_send(pair[0], 0, &err) && !err.kind)
		lied = true;
	if (!err.kind && passing_receive(&got, pair[1], &c, 1) != 1 && got != -1)
		lied = true;
	if (got >= 0)
		close(got);
	close(pair[0]);
	close(pair[1]);
}

START_TEST(survives_failing_calls)
{
	unsigned before = count_descriptors();

	ck_assert_uint_eq(fault_sweep("sendmsg", ENOBUFS, pass_once), 1);
	ck_assert_uint_eq(fault_sweep("recvmsg", EIO, pass_once), 1);
	ck_assert(!lied);
	ck_assert_uint_eq(count_descriptors(), before);
}
END_TEST

Suite *passing_suite(void)
{
	Suite *suite = suite_create("passing");
	TCase *tcase = tcase_create("passing");

	tcase_add_loop_test(tcase, hands_a_descriptor_over, 0, 3);
	tcase_add_test(tcase, keeps_the_first_and_closes_the_rest);
	tcase_add_test(tcase, receives_data_without_a_descriptor);
	tcase_add_test(tcase, fails_with_a_reason);
	tcase_add_test(tcase, says_what_a_descriptor_is);
	tcase_add_test(tcase, survives_failing_calls);
	suite_add_tcase(suite, tcase);
	return suite;
}
