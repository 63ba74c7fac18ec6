/* check_news -- what a person is told of sockets, what they are not told twice, and that nothing is
 * taken off a socket for it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/news.h"
#include "eval/eval.h"
#include "fault.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ---- a session that is watched ------------------------------------------------------------ */

struct session {
	struct shell shell;
	struct buf told;
};

static void begin(struct session *session)
{
	char *args[] = { "test", NULL };
	struct err err = { 0 };

	*session = (struct session){ .told = { 0 } };
	ck_assert(shell_begin(&session->shell, args, true, &err));
	ck_assert(news_begin(&session->shell.bench, &err));
}

static void end(struct session *session)
{
	news_end(&session->shell.bench);
	news_end(&session->shell.bench);
	shell_end(&session->shell, 0, eval_deferred);
	buf_free(&session->told);
}

static int run_quietly(struct session *session, const char *script)
{
	int nowhere = open("/dev/null", O_WRONLY), kept[2], code;

	for (int i = 0; i < 2; i++) {
		kept[i] = dup(i + 1);
		dup2(nowhere, i + 1);
	}
	session->shell.stops = true;
	code = eval_text(&session->shell, script, strlen(script), 1).status;
	for (int i = 0; i < 2; i++) {
		dup2(kept[i], i + 1);
		close(kept[i]);
	}
	close(nowhere);
	return code;
}

static void tell_older(struct session *session, struct bench_sock *sock, bool all)
{
	struct happening now;
	struct buf text = { 0 };
	unsigned bits;

	if (!sock)
		return;
	tell_older(session, sock->next, all);
	if (!all && !sock->news.came)
		return;
	bits = news_of(&now, &session->shell.bench, sock);
	if (bits)
		news_put(&text, sock, &now, bits);
	if (bits)
		buf_printf(&session->told, "[%s] %s\n", sock->name, buf_text(&text));
	buf_free(&text);
}

/* What is told behind a command (ALL), or while a line is typed. */
static const char *told(struct session *session, bool all)
{
	struct bench *bench = &session->shell.bench;

	buf_clear(&session->told);
	while (news_take(bench, 1000))
		;
	tell_older(session, bench->socks, all);
	return buf_text(&session->told);
}

static const char *told_behind(struct session *session, const char *script)
{
	int code = run_quietly(session, script);

	ck_assert_msg(code == 0, "%s: %d", script, code);
	return told(session, true);
}

/* ---- behind commands ---------------------------------------------------------------------- */

/* clang-format off */
#define TCP "l = create_server tcp 127.0.0.1:0; s = create_connection ${l.local}; c = accept l; "
#define UDP "s = socket udp; bind s 127.0.0.1:0; t = socket udp; connect t ${s.local}; "
#define RESET "setsockopt s SO_LINGER 0; close s; poll c:in; "

/* Commands, what is told behind them, and others that find what was there. */
static const struct { const char *script, *told, *then; } cases[] = {
	{ "l = create_server tcp 127.0.0.1:0", "", "" },
	{ "l = create_server tcp 127.0.0.1:0; create_connection ${l.local}", "[l] 1 connection waiting\n", "accept l" },
	{ "l = create_server tcp 127.0.0.1:0; create_connection ${l.local}; create_connection ${l.local}", "[l] 2 connections waiting\n", "accept l; accept l" },
	{ "l = create_server unix:@news-test; create_connection unix:@news-test", "[l] at least 1 connection waiting\n", "accept l" },
	{ TCP, "", "" },
	{ TCP "send s bye", "[c] 3 bytes to read\n", "recv c 9 => \"bye\"" },
	{ TCP "send s b", "[c] 1 byte to read\n", "recv c 9 => \"b\"" },
	{ TCP "send s bye; shutdown s SHUT_WR", "[c] 3 bytes to read, and the peer has shut down its sending side\n", "recv c 9 => \"bye\"; recv c 9 => EOF" },
	{ TCP "shutdown s SHUT_WR", "[c] the peer has shut down its sending side\n", "recv c 9 => EOF" },
	{ TCP "close s", "[c] the peer has shut down its sending side\n", "recv c 9 => EOF" },
	{ TCP "shutdown s SHUT_RD", "", "" },
	{ TCP "send s bye; recv c 1", "", "recv c 9 => \"ye\"" },
	{ TCP "close s; recv c 1 => EOF", "", "" },
	{ TCP "send s bye; recv c 3; send s more; poll c:in", "", "recv c 9 => \"more\"" },
	{ TCP "send s bye; recv c 1; send s more", "[c] 6 bytes to read\n", "recv c 9 => \"yemore\"" },
	{ TCP "send c one; send s two", "[s] 3 bytes to read\n[c] 3 bytes to read\n", "" },
	{ TCP "send --flags MSG_OOB s x", "[c] an urgent byte to read (recv c 1 MSG_OOB)\n", "recv c 1 MSG_OOB => \"x\"" },
	{ TCP RESET "recv c 1 => ECONNRESET", "", "" },
	{ "s = socket tcp; setblocking s off; connect_ex s 127.0.0.1:1", "[s] connect failed (getsockopt s SO_ERROR tells why)\n", "getsockopt s SO_ERROR => ECONNREFUSED" },
	{ "l = create_server tcp 127.0.0.1:0; s = socket tcp; setblocking s off; connect_ex s ${l.local}", "[l] 1 connection waiting\n[s] connected\n", "send s x" },
	{ "l = create_server tcp 127.0.0.1:0; s = socket tcp; setblocking s off; connect_ex s ${l.local}; poll s:out; getsockopt s SO_ERROR; accept l", "", "send s x" },
	{ "s = socket tcp; connect_ex s 127.0.0.1:1", "", "" },
	{ "s = socket tcp; t = socket unix; u = socket udp; v = socket unixdgram", "", "" },
	{ UDP "send t hello", "[s] 5 bytes to read\n", "recv s 9 => \"hello\"" },
	{ UDP "send t one; send t two!", "[s] 3 bytes to read\n", "recv s 9 => \"one\"; recv s 9 => \"two!\"" },
	{ UDP "send t ''", "[s] an empty message to read\n", "recv s 9 => \"\"" },
	{ UDP "shutdown t SHUT_RD", "", "" },
	{ "s = socket udp; connect s 127.0.0.1:1; send s x; poll s:in", "", "recv s 1 => ECONNREFUSED" },
	{ "s = socket udp; connect s 127.0.0.1:1; send s x", "[s] an error waits (getsockopt s SO_ERROR tells which)\n", "getsockopt s SO_ERROR => ECONNREFUSED" },
	{ "s = socket udp; setsockopt s IP_RECVERR 1; connect s 127.0.0.1:1; send s x", "[s] the error queue has an entry (recvmsg s 2k MSG_ERRQUEUE)\n", "recvmsg s 2k MSG_ERRQUEUE" },
	{ "a, b = socketpair; send a abc", "[b] 3 bytes to read\n", "recv b 9 => \"abc\"" },
	{ "a, b = socketpair; close a", "[b] the peer has closed\n", "recv b 9 => EOF" },
	{ "a, b = socketpair; send a abc; close a", "[b] 3 bytes to read, and the peer has closed\n", "recv b 9 => \"abc\"" },
	{ "a, b = socketpair; send b abc; close a", "[b] the connection is broken (getsockopt b SO_ERROR tells why)\n", "recv b 9 => ECONNRESET" },
	{ "a, b = socketpair unixgram; send a ''; send a abc", "[b] an empty message to read\n", "recv b 9 => \"\"; recv b 9 => \"abc\"" },
	{ "a, b = socketpair seqpacket; send a abc; send a de", "[b] 5 bytes to read\n", "recv b 9 => \"abc\"" },
	{ "a, b = socketpair; send a abc; c = dup b", "[b] 3 bytes to read\n[c] 3 bytes to read\n", "recv c 9 => \"abc\"" },
	{ "a, b = socketpair; c = dup b; close b; send a abc", "[c] 3 bytes to read\n", "" },
	{ "s = socket netlink; bind s 0; sendto s 0 x\"14000000 1200 0103 00000000 00000000 00000000\"", "[s] a message to read\n", "recvfrom s 9 => size_bytes == 9" },
	{ "a, b = socketpair; events b off; send a abc", "", "recv b 9 => \"abc\"" },
	{ "a, b = socketpair; events b off; send a abc; events b on", "[b] 3 bytes to read\n", "recv b 9 => \"abc\"" },
	{ "a, b = socketpair; detach b; send a abc", "", "" },
	{ "a, b = socketpair; sendfds a 0 x; recvfds b 9", "", "" },
};
/* clang-format on */

START_TEST(test_behind)
{
	struct session session;

	begin(&session);
	ck_assert_msg(strcmp(told_behind(&session, cases[_i].script), cases[_i].told) == 0,
		      "%s: %s", cases[_i].script, buf_text(&session.told));
	ck_assert_str_eq(told(&session, true), "");
	ck_assert_msg(run_quietly(&session, cases[_i].then) == 0, "%s: %s", cases[_i].script,
		      cases[_i].then);
	end(&session);
}
END_TEST

/* ---- from line to line -------------------------------------------------------------------- */

static void put(struct session *session, const char *name, const char *bytes)
{
	struct err err = { 0 };
	struct bench_sock *sock = bench_find(&session->shell.bench, name, &err);

	sock->news.touched = false; /* it is not the user who sends */
	ck_assert_int_eq(send(sock->fd, bytes, strlen(bytes), MSG_DONTWAIT),
			 (ssize_t)strlen(bytes));
}

/* Once, until a command has named it. */
START_TEST(test_once)
{
	struct session session;

	begin(&session);
	ck_assert_str_eq(told_behind(&session, "a, b = socketpair"), "");
	put(&session, "a", "one");
	ck_assert_str_eq(told(&session, false), "[b] 3 bytes to read\n");
	put(&session, "a", "two");
	ck_assert_str_eq(told(&session, false), "");
	ck_assert_str_eq(told_behind(&session, "sockets"), "");
	ck_assert_str_eq(told_behind(&session, "getsockopt b SO_TYPE"), "[b] 6 bytes to read\n");
	ck_assert_str_eq(told_behind(&session, "getsockopt b SO_TYPE"), "");
	put(&session, "a", "three");
	ck_assert_str_eq(told(&session, false), "[b] 11 bytes to read\n");
	ck_assert_str_eq(told_behind(&session, "recv b 1"), "");
	ck_assert_str_eq(told(&session, false), "");
	put(&session, "a", "four");
	ck_assert_str_eq(told(&session, false), "[b] 14 bytes to read\n");
	ck_assert_str_eq(told_behind(&session, "recv b 99"), "");
	put(&session, "a", "five");
	ck_assert_str_eq(told(&session, false), "[b] 4 bytes to read\n");
	end(&session);
}
END_TEST

/* Of datagrams the kernel tells the next one's size alone. */
START_TEST(test_datagrams)
{
	struct session session;

	begin(&session);
	ck_assert_str_eq(told_behind(&session, UDP), "");
	put(&session, "t", "one");
	put(&session, "t", "two");
	put(&session, "t", "six");
	ck_assert_str_eq(told(&session, false), "[s] 3 bytes to read\n");
	ck_assert_str_eq(told_behind(&session, "recv s 9"), "");
	ck_assert_str_eq(told(&session, false), "");
	put(&session, "t", "ten");
	ck_assert_str_eq(told(&session, false), "[s] 3 bytes to read\n");
	put(&session, "t", "end");
	ck_assert_str_eq(told(&session, false), "");
	end(&session);
}
END_TEST

/* The end is news beside bytes that are known. */
START_TEST(test_end)
{
	struct session session;

	begin(&session);
	ck_assert_str_eq(told_behind(&session, TCP "send s abc"), "[c] 3 bytes to read\n");
	ck_assert_str_eq(told_behind(&session, "shutdown s SHUT_WR"),
			 "[c] the peer has shut down its sending side\n");
	ck_assert_str_eq(told_behind(&session, "recv c 1; send c x"), "[s] 1 byte to read\n");
	end(&session);
}
END_TEST

START_TEST(test_reset)
{
	struct session session;

	begin(&session);
	told_behind(&session, TCP "setsockopt s SO_LINGER 0");
	ck_assert_str_eq(told_behind(&session, "send s abc; close s"),
			 "[c] 3 bytes to read, and the connection is broken "
			 "(getsockopt c SO_ERROR tells why)\n");
	ck_assert_str_eq(told_behind(&session, "getsockopt c SO_ERROR => ECONNRESET"), "");
	ck_assert_str_eq(told_behind(&session, "getsockopt c SO_ERROR => 0"), "");
	end(&session);
}
END_TEST

/* The descriptor lives on elsewhere, and nothing is told of it. */
START_TEST(test_gone)
{
	struct session session;
	struct err err = { 0 };
	int copy;

	begin(&session);
	told_behind(&session, "a, b = socketpair");
	copy = dup(bench_find(&session.shell.bench, "b", &err)->fd);
	ck_assert_str_eq(told_behind(&session, "close b"), "");
	put(&session, "a", "one");
	ck_assert_str_eq(told(&session, false), "");
	ck_assert(!news_take(&session.shell.bench, 10));
	close(copy);
	end(&session);
}
END_TEST

/* ---- faults ------------------------------------------------------------------------------- */

static void watch_some(void)
{
	struct session session;
	struct err err = { 0 };
	char *args[] = { "test", NULL };

	session = (struct session){ .told = { 0 } };
	if (shell_begin(&session.shell, args, true, &err) &&
	    news_begin(&session.shell.bench, &err)) {
		run_quietly(&session, "a, b = socketpair; send a abc; close a; s = socket tcp; "
				      "setblocking s off; connect_ex s 127.0.0.1:1");
		told(&session, true);
	}
	end(&session);
}

START_TEST(test_faults)
{
	static const char *const calls[] = {
		"epoll_create1", "epoll_ctl",   "epoll_wait", "poll",
		"ioctl",         "getpeername", "getsockopt", "malloc"
	};

	fault_sweep(calls[_i], EIO, watch_some);
}
END_TEST

Suite *news_suite(void)
{
	Suite *suite = suite_create("news");
	TCase *tests = tcase_create("news");

	tcase_add_loop_test(tests, test_behind, 0, ROWS(cases));
	tcase_add_test(tests, test_once);
	tcase_add_test(tests, test_datagrams);
	tcase_add_test(tests, test_end);
	tcase_add_test(tests, test_reset);
	tcase_add_test(tests, test_gone);
	tcase_add_loop_test(tests, test_faults, 0, 8);
	suite_add_tcase(suite, tests);
	return suite;
}
