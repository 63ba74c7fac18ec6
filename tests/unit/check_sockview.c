/* check_sockview -- sockets that are there, also in another process: ends, queues, refusals. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"
#include "net/sockview.h"
#include "suites.h"

static void check_end(const struct sockview *view, const struct sock_addr *end,
		      const char *expected)
{
	struct buf text = { 0 };

	sockview_put_end(&text, &view->kind, end);
	ck_assert_str_eq(buf_text(&text), expected);
	buf_free(&text);
}

START_TEST(test_stream_pair)
{
	struct sockview view;
	struct err err = { 0 };
	int pair[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	ck_assert_int_eq(write(pair[1], "abc", 3), 3);
	ck_assert_msg(sockview_read(&view, pair[0], &err), "%s", err.text);
	ck_assert_str_eq(view.kind.word, "unix");
	ck_assert(!view.listens && !view.has_tcp);
	ck_assert_int_eq(view.recv_queue_bytes, 3);
	ck_assert_int_eq(view.drops, 0);
	check_end(&view, &view.local, "unix:(unnamed)");
	check_end(&view, &view.peer, "unix:(unnamed)");
	close(pair[0]);
	close(pair[1]);
}
END_TEST

/* Looking is not taking: what is queued stays, and so does a pending error. */
START_TEST(test_changes_nothing)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int closed = socket(AF_INET, SOCK_DGRAM, 0), fd = socket(AF_INET, SOCK_DGRAM, 0), number;
	struct sockview view;
	struct err err = { 0 };

	ck_assert_int_eq(bind(closed, (struct sockaddr *)&at, size), 0);
	ck_assert_int_eq(getsockname(closed, (struct sockaddr *)&at, &size), 0);
	close(closed);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&at, size), 0);
	ck_assert_int_eq(send(fd, "x", 1, 0), 1);
	ck_assert(sockview_read(&view, fd, &err));
	ck_assert_str_eq(view.kind.word, "udp");
	size = sizeof(number);
	ck_assert_int_eq(getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &size), 0);
	ck_assert_int_eq(number, ECONNREFUSED);
	close(fd);
}
END_TEST

START_TEST(test_listener)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	struct sockview view;
	struct err err = { 0 };

	memcpy(at.sun_path, "\0sockview-test", 14);
	ck_assert_int_eq(
		bind(fd, (struct sockaddr *)&at, offsetof(struct sockaddr_un, sun_path) + 14), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	ck_assert(sockview_read(&view, fd, &err));
	ck_assert(view.listens);
	check_end(&view, &view.local, "seqpacket:@sockview-test");
	check_end(&view, &view.peer, "");
	close(fd);
}
END_TEST

START_TEST(test_no_socket)
{
	struct sockview view = { .drops = 4711 };
	struct err err = { 0 };
	int fd = open("/dev/null", O_RDONLY);

	ck_assert(!sockview_read(&view, fd, &err));
	ck_assert_int_eq(err.kind, STATUS_NO_DATA);
	close(fd);
	ck_assert(!sockview_read(&view, fd, &err));
	ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
	ck_assert_int_eq(view.drops, 4711);
}
END_TEST

/* ---- another process ------------------------------------------------------------------------- */

/* A child that holds one end of a pair, which is closed here, until it is killed. */
static pid_t child_begin(int pair[2])
{
	pid_t pid;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	pid = fork();
	if (pid == 0)
		for (;;)
			pause();
	ck_assert_int_gt(pid, 0);
	close(pair[1]);
	return pid;
}

static void child_end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

START_TEST(test_borrow)
{
	struct err err = { 0 };
	char byte = 0;
	int pair[2], copy;
	pid_t pid = child_begin(pair);

	copy = sockview_borrow(pid, pair[1], &err);
	ck_assert_msg(copy >= 0, "%s", err.text);
	ck_assert_int_eq(fcntl(copy, F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(send(copy, "x", 1, 0), 1);
	ck_assert_int_eq(recv(pair[0], &byte, 1, 0), 1);
	ck_assert_int_eq(byte, 'x');
	close(copy);
	ck_assert_int_eq(sockview_borrow(pid, 4711, &err), -1);
	ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
	ck_assert_msg(strstr(err.text, "has no descriptor 4711"), "%s", err.text);
	child_end(pid);
	ck_assert_int_eq(sockview_borrow(pid, pair[1], &err), -1);
	ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
	ck_assert_int_eq(err.number, ESRCH);
	close(pair[0]);
}
END_TEST

static unsigned untidy;
static int looked_at;

static void look(void)
{
	struct sockview view = { .drops = 4711 };
	struct err err = { 0 };

	if (!sockview_read(&view, looked_at, &err))
		untidy += err.kind == STATUS_OK || view.drops != 4711;
	else
		untidy += view.drops > 0;
}

START_TEST(test_faults)
{
	looked_at = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_uint_ge(fault_sweep("getsockopt", ENOBUFS, look), 6);
	ck_assert_uint_eq(fault_sweep("getsockname", ENOBUFS, look), 1);
	ck_assert_uint_eq(untidy, 0);
	close(looked_at);
}
END_TEST

Suite *sockview_suite(void)
{
	Suite *suite = suite_create("sockview");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_stream_pair);
	tcase_add_test(all, test_changes_nothing);
	tcase_add_test(all, test_listener);
	tcase_add_test(all, test_no_socket);
	tcase_add_test(all, test_borrow);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
