/* check_textconn -- a connection of lines: pieces, silence, a queue that is bounded, every end. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "serve/textconn.h"
#include "suites.h"

static struct loop loop;
static struct textconn conn;
static int peer;
static struct buf heard; /* "text|" a piece */
static struct err end;
static unsigned ends, reliefs;
static bool closes; /* the connection, at its next piece */

static void take_piece(struct textconn *one, const struct textpiece *piece)
{
	buf_put(&heard, piece->data, piece->size);
	buf_puts(&heard, piece->partial ? "~|" : "|");
	if (closes)
		textconn_end(one);
}

static void be_ended(struct textconn *one, const struct err *why)
{
	end = *why;
	ends++;
	textconn_close(one);
}

static void be_relieved(struct textconn *one)
{
	(void)one;
	reliefs++;
}

static const struct textconn_calls calls = { take_piece, be_ended, be_relieved };

static void open_as(int type, enum transport transport)
{
	int pair[2];
	struct err err = { 0 };

	loop = (struct loop)LOOP_CLOSED;
	conn = (struct textconn){ .unbounded = false };
	heard = (struct buf){ 0 };
	ends = reliefs = 0;
	closes = false;
	ck_assert_int_eq(socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, pair), 0);
	peer = pair[1];
	ck_assert(loop_open(&loop, &err));
	ck_assert(textconn_begin(&conn, &loop, pair[0], transport, 64, &calls, &err));
}

static void open_stream(void)
{
	open_as(SOCK_STREAM, TRANSPORT_UNIX);
}

static void close_all(void)
{
	textconn_close(&conn);
	textconn_close(&conn);
	if (peer >= 0)
		close(peer);
	loop_close(&loop);
	buf_free(&heard);
}

static void turn(void)
{
	struct err err = { 0 };

	ck_assert(loop_turn(&loop, deadline_in(1), &err));
}

static void say(const char *text)
{
	ck_assert_int_eq(send(peer, text, strlen(text), 0), (ssize_t)strlen(text));
	turn();
}

static void ck_heard(const char *expected)
{
	ck_assert_str_eq(buf_text(&heard), expected);
}

/* Turn until it has ended, or for two seconds. */
static void wait_for_end(void)
{
	struct deadline until = deadline_in(2 * (int64_t)NS_PER_S);
	struct err err = { 0 };

	while (ends == 0 && !deadline_passed(until))
		ck_assert(loop_turn(&loop, until, &err));
	ck_assert_uint_eq(ends, 1);
}

START_TEST(joins_pieces)
{
	open_stream();
	say("one\ntw");
	ck_heard("one|");
	say("o\r\n");
	ck_heard("one|two|");
	close_all();
}
END_TEST

START_TEST(silence_ends_a_piece)
{
	struct deadline until = deadline_in(2 * (int64_t)NS_PER_S);
	int64_t began_ns = clock_now_ns();
	struct err err = { 0 };

	open_stream();
	say("hel\xc3");
	ck_heard("");
	while (heard.size == 0 && !deadline_passed(until))
		ck_assert(loop_turn(&loop, until, &err));
	ck_heard("hel~|");
	ck_assert_int_ge(clock_now_ns() - began_ns, TEXTCONN_SILENCE_MS * (int64_t)NS_PER_MS);
	say("\xa9\n");
	ck_heard("hel~|\xc3\xa9|");
	close_all();
}
END_TEST

START_TEST(message_is_a_line)
{
	open_as(SOCK_SEQPACKET, TRANSPORT_SEQPACKET);
	say("one");
	say("two\nthree\n");
	say("four\xc3");
	ck_heard("one|two|three|four\xc3|");
	textconn_put(&conn, "a\nb\n", 4);
	turn();
	for (const char *expected = "ab"; *expected; expected++) {
		char data[16];

		ck_assert_int_eq(recv(peer, data, sizeof(data), 0), 2);
		ck_assert_int_eq(data[0], *expected);
	}
	close_all();
}
END_TEST

START_TEST(end_of_stream_gives_the_rest)
{
	open_stream();
	ck_assert_int_eq(send(peer, "one\ntwo", 7, 0), 7);
	close(peer);
	peer = -1;
	wait_for_end();
	ck_heard("one|two~|");
	ck_assert_int_eq(end.kind, STATUS_OK);
	close_all();
}
END_TEST

/* What a Unix peer leaves unread makes a reset of its close. */
START_TEST(reset_is_told)
{
	open_stream();
	textconn_put(&conn, "unread\n", 7);
	turn();
	close(peer);
	peer = -1;
	wait_for_end();
	ck_assert_int_eq(end.kind, STATUS_RESET);
	close_all();
}
END_TEST

START_TEST(puts_leave_together)
{
	char data[16];

	open_stream();
	textconn_put(&conn, "one\n", 4);
	textconn_put(&conn, "two\n", 4);
	ck_assert_int_eq(recv(peer, data, sizeof(data), 0), -1);
	turn();
	ck_assert_int_eq(recv(peer, data, sizeof(data), 0), 8);
	ck_assert_uint_eq(conn.out.capacity, 0);
	close_all();
}
END_TEST

START_TEST(shut_sends_all_and_ends)
{
	char data[16];

	open_stream();
	textconn_put(&conn, "bye\n", 4);
	textconn_shut(&conn);
	textconn_put(&conn, "not this\n", 9);
	turn();
	ck_assert_int_eq(recv(peer, data, sizeof(data), 0), 4);
	ck_assert_int_eq(recv(peer, data, sizeof(data), 0), 0);
	say("still heard\n");
	ck_heard("still heard|");
	close_all();
}
END_TEST

static void put_line(void)
{
	char line[1024] = { [1023] = '\n' };

	textconn_put(&conn, line, sizeof(line));
	ck_assert(conn.unbounded || textconn_waiting(&conn) <= TEXTCONN_QUEUE_MAX);
}

/* Put lines, a turn for each, until they wait. How many bytes were put. */
static size_t fill(void)
{
	size_t put = 0;

	while (!textconn_is_full(&conn)) {
		put_line();
		put += 1024;
		turn();
		ck_assert_uint_lt(put, 1 << 24);
	}
	return put;
}

static size_t read_all(void)
{
	char data[65536];
	size_t size = 0;
	ssize_t done;

	while ((done = recv(peer, data, sizeof(data), MSG_DONTWAIT)) > 0)
		size += (size_t)done;
	return size;
}

START_TEST(slow_peer_is_dropped)
{
	open_stream();
	fill();
	ck_assert(!conn.ending);
	for (int i = 0; i < 64; i++)
		put_line();
	ck_assert(conn.ending);
	wait_for_end();
	ck_assert_int_eq(end.kind, STATUS_LOSS);
	ck_assert_str_eq(end.text, "too slow");
	close_all();
}
END_TEST

START_TEST(relief_is_told)
{
	size_t put, got = 0;

	open_stream();
	put = fill();
	ck_assert_uint_eq(reliefs, 0);
	while (got < put) {
		got += read_all();
		turn();
	}
	ck_assert_uint_eq(got, put);
	ck_assert_uint_eq(reliefs, 1);
	ck_assert_uint_eq(ends, 0);
	close_all();
}
END_TEST

START_TEST(unbounded_one_waits)
{
	size_t got = 0;

	open_stream();
	conn.unbounded = true;
	for (int i = 0; i < 2000; i++)
		put_line();
	ck_assert_uint_gt(textconn_waiting(&conn), TEXTCONN_QUEUE_MAX);
	while (got < 2000 * 1024) {
		got += read_all();
		turn();
	}
	ck_assert_uint_eq(ends, 0);
	close_all();
}
END_TEST

START_TEST(deaf_peer_is_still_heard)
{
	open_stream();
	shutdown(peer, SHUT_RD);
	textconn_put(&conn, "lost\n", 5);
	say("hello\n");
	ck_heard("hello|");
	textconn_put(&conn, "lost\n", 5);
	turn();
	ck_assert_uint_eq(ends, 0);
	close_all();
}
END_TEST

START_TEST(owner_may_end_it_at_a_piece)
{
	open_stream();
	closes = true;
	say("one\ntwo\n");
	ck_heard("one|");
	wait_for_end();
	ck_assert_int_eq(end.kind, STATUS_OK);
	close_all();
}
END_TEST

static int detached;
static struct buf rest;

static void detach_piece(struct textconn *one, const struct textpiece *piece)
{
	(void)piece;
	detached = textconn_detach(one, &rest);
}

START_TEST(detached_one_gives_up_the_rest)
{
	static const struct textconn_calls detaching = { detach_piece, be_ended, NULL };

	open_stream();
	conn.calls = &detaching;
	rest = (struct buf){ 0 };
	detached = -1;
	say("head\nbody\nmore");
	wait_for_end();
	ck_assert_int_eq(end.kind, STATUS_OK);
	ck_assert_int_ge(detached, 0);
	ck_assert_str_eq(buf_text(&rest), "body\nmore");
	ck_assert_int_eq(send(detached, "x", 1, 0), 1);
	close(detached);
	buf_free(&rest);
	close_all();
}
END_TEST

/* ---- faults --------------------------------------------------------------------------------- */

static void talk_a_while(void)
{
	struct err err = { 0 };
	int pair[2];

	loop = (struct loop)LOOP_CLOSED;
	conn = (struct textconn){ .unbounded = false };
	heard = (struct buf){ 0 };
	ends = reliefs = 0;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) < 0)
		return;
	peer = pair[1];
	if (!loop_open(&loop, &err) ||
	    !textconn_begin(&conn, &loop, pair[0], TRANSPORT_UNIX, 64, &calls, &err)) {
		close(pair[0]);
		close_all();
		return;
	}
	for (int i = 0; i < 3; i++) {
		(void)!send(peer, "one\ntwo", 7, MSG_NOSIGNAL);
		if (ends == 0)
			textconn_put(&conn, "answer\n", 7);
		loop_turn(&loop, deadline_in(1), &err);
	}
	if (ends == 0)
		textconn_shut(&conn);
	loop_turn(&loop, deadline_in(1), &err);
	close_all();
}

START_TEST(any_call_may_fail)
{
	static const struct {
		const char *call;
		int number;
	} faults[] = {
		{ "malloc", ENOMEM },     { "recv", ECONNRESET },  { "recv", ETIMEDOUT },
		{ "recv", EINTR },        { "send", EPIPE },       { "send", EAGAIN },
		{ "epoll_ctl", ENOMEM },  { "epoll_wait", EINTR }, { "epoll_wait", EBADF },
		{ "shutdown", ENOTCONN },
	};

	ck_assert_uint_gt(fault_sweep(faults[_i].call, faults[_i].number, talk_a_while), 0);
}
END_TEST

Suite *textconn_suite(void)
{
	Suite *suite = suite_create("textconn");
	TCase *tcase = tcase_create("textconn");

	tcase_add_test(tcase, joins_pieces);
	tcase_add_test(tcase, silence_ends_a_piece);
	tcase_add_test(tcase, message_is_a_line);
	tcase_add_test(tcase, end_of_stream_gives_the_rest);
	tcase_add_test(tcase, reset_is_told);
	tcase_add_test(tcase, puts_leave_together);
	tcase_add_test(tcase, shut_sends_all_and_ends);
	tcase_add_test(tcase, slow_peer_is_dropped);
	tcase_add_test(tcase, relief_is_told);
	tcase_add_test(tcase, unbounded_one_waits);
	tcase_add_test(tcase, deaf_peer_is_still_heard);
	tcase_add_test(tcase, owner_may_end_it_at_a_piece);
	tcase_add_test(tcase, detached_one_gives_up_the_rest);
	tcase_add_loop_test(tcase, any_call_may_fail, 0, 10);
	suite_add_tcase(suite, tcase);
	return suite;
}
