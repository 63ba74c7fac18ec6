/* check_echo -- an echo server over every transport: answers, ends, limits, faults, failing calls.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "echo_bed.h"
#include "fault.h"
#include "serve/echo_state.h"
#include "sockets.h"
#include "suites.h"

static struct bed bed;
static struct echo_plan plan;
static int client;
static unsigned descriptors;

static void set_up(void)
{
	descriptors = count_descriptors();
	bed_open(&bed);
	plan = bed_plan();
	client = -1;
}

static void tear_down(void)
{
	if (client >= 0)
		close(client);
	bed_end(&bed);
	ck_assert_ptr_null(bed.loop.timers);
	bed_close(&bed);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}

static void begin(void)
{
	ck_assert(bed_begin(&bed, &plan));
}

/* A client of WHICH, accepted. */
static int join(unsigned which)
{
	int fd = bed_connect(&bed, which);

	ck_assert_int_ge(fd, 0);
	bed_turn(&bed);
	return fd;
}

static void turn(unsigned times)
{
	while (times-- > 0)
		bed_turn(&bed);
}

static void put(int fd, const void *data, size_t size)
{
	ck_assert_int_eq(send(fd, data, size, MSG_NOSIGNAL), (ssize_t)size);
}

/* What has come, or comes in time: its size, 0 at the end, -1 where nothing does. */
static ssize_t get(int fd, void *data, size_t size)
{
	struct deadline patience = deadline_in(10 * (int64_t)NS_PER_S);
	struct err unused = { 0 };

	while (!deadline_passed(patience)) {
		ssize_t done = recv(fd, data, size, MSG_DONTWAIT);

		if (done >= 0 || errno != EAGAIN)
			return done;
		loop_turn(&bed.loop, deadline_in(NS_PER_MS), &unused);
	}
	return -1;
}

/* TCP may take the client's kernel some time to say that all has arrived. */
static void is_over(void)
{
	struct deadline patience = deadline_in(10 * (int64_t)NS_PER_S);
	struct err unused = { 0 };

	while (!bed.over && !deadline_passed(patience))
		loop_turn(&bed.loop, patience, &unused);
	ck_assert_uint_eq(bed.over, 1);
}

static void answers_with(int fd, const char *text)
{
	char data[1000] = "";

	ck_assert_int_eq(get(fd, data, sizeof(data)), (ssize_t)strlen(text));
	ck_assert_str_eq(data, text);
}

static void echoes(int fd, const char *text)
{
	put(fd, text, strlen(text));
	answers_with(fd, text);
}

static void is_silent(int fd)
{
	char byte;

	turn(5);
	ck_assert_int_eq(recv(fd, &byte, 1, MSG_DONTWAIT), -1);
	ck_assert_int_eq(errno, EAGAIN);
}

static void has_ended(int fd)
{
	char byte;

	ck_assert_int_eq(get(fd, &byte, 1), 0);
}

static struct echo_counts total(void)
{
	return echo_total(&bed.echo);
}

/* The timer of what is next, now. */
static void make_due(struct timer *timer)
{
	ck_assert(timer->set);
	timer_set(&bed.loop, timer, (struct deadline){ 1 });
	bed_turn(&bed);
}

static struct echo_conn *conn(void)
{
	ck_assert_ptr_nonnull(bed.echo.conns);
	return bed.echo.conns;
}

/* ---- answers -------------------------------------------------------------------------------- */

START_TEST(every_transport_echoes)
{
	begin();
	client = join((unsigned)_i);
	echoes(client, "hello");
	echoes(client, "world");
	ck_assert_uint_eq(total().received, 2);
	ck_assert_uint_eq(total().sent, 2);
	ck_assert_uint_eq(total().sent_bytes, 10);
	ck_assert_uint_eq(bed.told.steps[STEP_RECEIVED], 2);
	ck_assert_uint_eq(bed.told.steps[STEP_SENT], 2);
}
END_TEST

static const char *const texts[] = { "a", "bb", "ccc" };

START_TEST(unwatched_too)
{
	plan.watched = false;
	begin();
	client = join((unsigned)_i);
	for (size_t i = 0; i < 3; i++)
		echoes(client, texts[i]);
	ck_assert_uint_eq(total().sent, 3);
	ck_assert_uint_eq(bed.told.steps[STEP_SENT], 0);
}
END_TEST

START_TEST(a_client_that_has_said_all_hears_all)
{
	begin();
	client = join((unsigned)_i);
	put(client, "last", 4);
	shutdown(client, SHUT_WR);
	answers_with(client, "last");
	has_ended(client);
	ck_assert_uint_eq(total().open, 0);
	ck_assert_str_eq(bed.told.reason, "eof");
}
END_TEST

/* Its pattern begins with the first line on every connection, and goes on without a gap. */
START_TEST(chargen_is_one_pattern_for_each)
{
	int fd[3];
	uint64_t got[3] = { 0 };

	plan.service = SERVICE_CHARGEN;
	plan.watched = false;
	begin();
	for (int i = 0; i < 3; i++)
		fd[i] = join(BED_STREAM);
	for (int round = 0; round < 60; round++)
		for (int i = 0; i < 3; i++) {
			char data[1000];
			ssize_t done = get(fd[i], data, sizeof(data));

			ck_assert_int_gt(done, 0);
			for (ssize_t n = 0; n < done; n++, got[i]++)
				if (got[i] % CHARGEN_LINE == 0)
					ck_assert_int_eq(data[n],
							 ' ' + (int)(got[i] / CHARGEN_LINE % 95));
		}
	for (int i = 0; i < 3; i++)
		close(fd[i]);
}
END_TEST

static const enum service_kind speakers[] = { SERVICE_QOTD, SERVICE_DAYTIME, SERVICE_TIME };

START_TEST(a_service_speaks_and_ends)
{
	char data[200];

	plan.service = speakers[_i];
	begin();
	client = join(BED_TCP);
	ck_assert_int_ge(get(client, data, sizeof(data)), 4);
	has_ended(client);
	put(client, "late", 4);
	turn(3);
	ck_assert_uint_eq(total().open, 1); /* and waits for the client's end */
	close(client);
	client = -1;
	turn(3);
	ck_assert_uint_eq(total().open, 0);
	client = join(BED_TCP);
	make_due(&conn()->timer);
	ck_assert_str_eq(bed.told.reason, "linger");
}
END_TEST

/* ---- memory that is out --------------------------------------------------------------------- */

/* What could not be made once can be made the next time. */
START_TEST(an_answer_that_fails_is_the_only_one)
{
	char data[100];

	plan.timestamp = true;
	begin();
	client = join((unsigned)_i);
	put(client, "one", 3);
	fault_arm("malloc", 1, ENOMEM, false);
	turn(3);
	ck_assert(fault_disarm());
	is_silent(client);
	ck_assert_uint_eq(total().unsent, 1);
	ck_assert_uint_eq(bed.told.steps[STEP_UNANSWERED], 1);
	ck_assert_str_eq(bed.told.reason, "memory");
	put(client, "two", 3);
	ck_assert_int_eq(get(client, data, sizeof(data)), 27 + 3);
}
END_TEST

START_TEST(without_memory_nobody_is_let_in)
{
	begin();
	client = bed_connect(&bed, BED_STREAM);
	fault_arm("malloc", 1, ENOMEM, false);
	turn(2);
	ck_assert(fault_disarm());
	has_ended(client);
	ck_assert_uint_eq(total().refused, 1);
	ck_assert_uint_eq(total().open, 0);
	ck_assert_uint_eq(bed.told.steps[STEP_REFUSED], 1);
	ck_assert_str_eq(bed.told.reason, "memory");
}
END_TEST

/* ---- the end -------------------------------------------------------------------------------- */

START_TEST(what_came_is_answered_before_the_end)
{
	char data[300] = "";
	ssize_t got = 0, done;

	plan.recv_size = 16;
	begin();
	client = join((unsigned)_i);
	echoes(client, "in");
	for (int i = 0; i < 3; i++)
		put(client, "a line of some more than sixteen bytes", 38);
	echo_drain(&bed.echo);
	while (got < 3 * 38 && (done = get(client, data, sizeof(data))) > 0)
		got += done;
	ck_assert_int_eq(got, 3 * 38);
	if (_i <= BED_PACKET)
		has_ended(client);
	is_over();
	ck_assert_uint_eq(total().unsent, 0);
}
END_TEST

START_TEST(who_waits_to_be_accepted_is_served_at_the_end)
{
	begin();
	client = bed_connect(&bed, (unsigned)_i);
	put(client, "here", 4);
	echo_drain(&bed.echo);
	answers_with(client, "here");
	has_ended(client);
	is_over();
}
END_TEST

START_TEST(nothing_open_is_the_end_at_once)
{
	begin();
	echo_drain(&bed.echo);
	turn(3);
	ck_assert_uint_eq(bed.over, 1);
	turn(3);
	ck_assert_uint_eq(bed.over, 1);
}
END_TEST

/* What is still owed when the time is up is not sent, and that is told. */
START_TEST(the_end_does_not_wait_for_ever)
{
	plan.faults.delay_ns = 3600 * (int64_t)NS_PER_S;
	begin();
	client = join((unsigned)_i);
	put(client, "owed", 4);
	turn(3);
	echo_drain(&bed.echo);
	turn(3);
	ck_assert_uint_eq(bed.over, 0);
	ck_assert_int_le(bed.echo.end.at_ns - clock_now_ns(), 2 * (int64_t)NS_PER_S);
	make_due(&bed.echo.end);
	ck_assert_uint_eq(bed.over, 1);
	ck_assert_uint_eq(total().unsent, 1);
	ck_assert_uint_eq(total().sent, 0);
	ck_assert_uint_eq(total().open, 0);
	ck_assert_str_eq(bed.told.reason, "drain");
	ck_assert_uint_eq(bed.echo.held_bytes, 0);
}
END_TEST

START_TEST(so_many_messages_and_no_more)
{
	plan.max_messages = 3;
	begin();
	client = join((unsigned)_i);
	for (int i = 0; i < 3; i++)
		echoes(client, "x");
	for (int i = 0; i < 50; i++)
		send(client, "y", 1, MSG_NOSIGNAL);
	is_over();
	ck_assert_uint_eq(total().received, 3);
	ck_assert_uint_eq(total().sent, 3);
}
END_TEST

START_TEST(many_at_once_are_counted_one_by_one)
{
	plan.max_messages = 3;
	plan.watched = _i;
	begin();
	client = join(BED_GRAM);
	for (int i = 0; i < 5; i++)
		put(client, "x", 1);
	for (int i = 0; i < 3; i++)
		answers_with(client, "x");
	is_silent(client);
	ck_assert_uint_eq(total().received, 3);
	ck_assert_uint_eq(bed.over, 1);
}
END_TEST

START_TEST(once_is_one_of_all)
{
	int other;

	plan.max_served = 1;
	begin();
	client = join((unsigned)_i);
	other = bed_connect(&bed, BED_GRAM);
	if (sock_type(bed.item[_i].transport) == SOCK_DGRAM)
		echoes(client, "me");
	send(other, "not me", 6, 0);
	is_silent(other);
	close(client);
	client = -1;
	turn(5);
	ck_assert_uint_eq(bed.over, 1);
	ck_assert_uint_eq(total().accepted + total().received, 1);
	close(other);
}
END_TEST

/* ---- time ----------------------------------------------------------------------------------- */

START_TEST(silence_ends_a_connection)
{
	plan.idle_ns = NS_PER_S;
	begin();
	client = join((unsigned)_i);
	make_due(&conn()->timer);
	ck_assert_int_gt(conn()->timer.at_ns, 1); /* it is set to when that will be */
	conn()->active_ns -= 2 * (int64_t)NS_PER_S;
	make_due(&conn()->timer);
	ck_assert_ptr_null(bed.echo.conns);
	ck_assert_str_eq(bed.told.reason, "idle");
	ck_assert_uint_eq(total().timed_out, 1);
	has_ended(client);
}
END_TEST

/* As after a process was stopped: what came meanwhile is no silence. */
START_TEST(what_waits_to_be_read_is_no_silence)
{
	struct err err = { 0 };

	plan.idle_ns = NS_PER_S;
	begin();
	client = join((unsigned)_i);
	put(client, "still here", 10);
	loop_watch(&bed.loop, &conn()->watch, 0, &err); /* its event is not among those at hand */
	conn()->active_ns -= 2 * (int64_t)NS_PER_S;
	make_due(&conn()->timer);
	answers_with(client, "still here");
	ck_assert_ptr_nonnull(bed.echo.conns);
}
END_TEST

START_TEST(an_end_that_waits_is_no_silence)
{
	struct err err = { 0 };

	plan.idle_ns = NS_PER_S;
	begin();
	client = join((unsigned)_i);
	shutdown(client, SHUT_WR);
	loop_watch(&bed.loop, &conn()->watch, 0, &err);
	conn()->active_ns -= 2 * (int64_t)NS_PER_S;
	make_due(&conn()->timer);
	ck_assert_str_eq(bed.told.reason, "eof");
	ck_assert_uint_eq(total().timed_out, 0);
}
END_TEST

/* Fill what the kernel takes: then nothing goes any more. */
static void stuff(int fd)
{
	static char data[1 << 16];

	for (int i = 0; i < 1000; i++) {
		send(fd, data, sizeof(data), MSG_NOSIGNAL | MSG_DONTWAIT);
		bed_turn(&bed);
	}
	ck_assert_uint_gt(outbox_waiting(&conn()->outbox), 0);
	ck_assert_uint_le(conn()->outbox.buf.size, ECHO_ROOM + sizeof(size_t));
}

/* Whoever takes nothing is silent, whether the rest waits as a whole or byte by byte, and whether
 * he has said all or not. */
START_TEST(who_never_reads_is_idle)
{
	plan.idle_ns = NS_PER_S;
	begin();
	client = join(BED_STREAM);
	stuff(client);
	if (_i & 1)
		shutdown(client, SHUT_WR);
	if (_i & 2) {
		bed.echo.plan.faults.trickle_ns = 1;
		conn()->trickles = true;
		make_due(&conn()->timer);
		ck_assert(conn()->trickles);
	}
	turn(3);
	ck_assert_ptr_nonnull(bed.echo.conns);
	conn()->active_ns -= 2 * (int64_t)NS_PER_S;
	make_due(&conn()->timer);
	ck_assert_str_eq(bed.told.reason, "idle");
}
END_TEST

/* ---- faults --------------------------------------------------------------------------------- */

START_TEST(a_trickle_is_whole)
{
	char data[2];

	plan.faults.trickle_ns = 1;
	plan.idle_ns = 3600 * (int64_t)NS_PER_S;
	begin();
	client = join(BED_STREAM);
	put(client, "abc", 3);
	shutdown(client, SHUT_WR);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(get(client, data, sizeof(data)), 1);
		ck_assert_int_eq(data[0], "abc"[i]);
	}
	has_ended(client);
}
END_TEST

/* Also where the answer is found by looking for silence. */
START_TEST(a_trickle_that_begins_late_goes_on)
{
	struct err err = { 0 };

	plan.faults.trickle_ns = 1;
	plan.idle_ns = NS_PER_S;
	begin();
	client = join(BED_STREAM);
	put(client, "abc", 3);
	loop_watch(&bed.loop, &conn()->watch, 0, &err);
	conn()->active_ns -= 2 * (int64_t)NS_PER_S;
	make_due(&conn()->timer);
	answers_with(client, "a");
	answers_with(client, "b");
	answers_with(client, "c");
}
END_TEST

/* One socket end that can be written to, as long as the other one lives. */
START_TEST(after_a_half_close_it_reads_on)
{
	plan.faults.half_close_after = 1;
	plan.idle_ns = NS_PER_S;
	begin();
	client = join((unsigned)_i);
	echoes(client, "one");
	has_ended(client);
	put(client, "two", 3);
	turn(3);
	make_due(&conn()->timer); /* the idle one, not the end */
	ck_assert_uint_eq(total().received, 2);
	ck_assert_uint_eq(total().open, 1);
	ck_assert_uint_eq(total().sent, 1);
}
END_TEST

START_TEST(never_read_is_never)
{
	plan.faults.never_read = true;
	begin();
	client = join((unsigned)_i);
	put(client, "hello", 5);
	shutdown(client, SHUT_WR);
	is_silent(client);
	ck_assert_uint_eq(total().received, 0);
	if (sock_type(bed.item[_i].transport) != SOCK_DGRAM)
		ck_assert_uint_eq(total().open, 1);
}
END_TEST

/* Bounds are kept, whatever waits. */
START_TEST(messages_that_wait_keep_their_bounds)
{
	enum { COUNT = 300, SIZE = 4000 };
	static char data[1 << 17];
	unsigned sent = 0, got = 0;

	plan.faults.duplicate = 1000;
	plan.faults.delay_ns = 1;
	begin();
	client = join(BED_PACKET);
	for (int round = 0; round < 20 * COUNT && got < 2 * COUNT; round++) {
		if (sent < COUNT && send(client, data, SIZE, MSG_DONTWAIT) == SIZE)
			sent++;
		turn(2);
		if (round % 40 != 0) /* now and then only: something waits */
			continue;
		while (recv(client, data, sizeof(data), MSG_DONTWAIT) == SIZE)
			got++;
	}
	ck_assert_uint_eq(sent, COUNT);
	ck_assert_uint_eq(got, 2 * COUNT);
}
END_TEST

START_TEST(a_message_that_is_too_long_is_its_own_loss)
{
	static char data[20000];
	const int size = 4096;

	begin();
	client = join(BED_PACKET);
	setsockopt(conn()->watch.fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	put(client, data, sizeof(data));
	is_silent(client);
	ck_assert_uint_eq(total().unsent, 1);
	ck_assert_uint_eq(total().sent, 0);
	ck_assert_str_eq(bed.told.reason, "EMSGSIZE");
	echoes(client, "short");
}
END_TEST

START_TEST(so_much_is_held_back_and_no_more)
{
	plan.faults.delay_ns = 3600 * (int64_t)NS_PER_S;
	plan.recv_size = 1;
	begin();
	client = join(BED_STREAM);
	for (int i = 0; i < 3000; i++) {
		send(client, "x", 1, MSG_DONTWAIT);
		bed_turn(&bed);
	}
	ck_assert_uint_eq(conn()->later_count, ECHO_HELD_MAX);
	ck_assert_uint_eq(total().sent, 0);
	ck_assert_uint_eq(total().unsent, 0);
	close(client);
	client = -1;
	turn(3);
	ck_assert_uint_eq(bed.echo.held_bytes, 0);
	ck_assert_uint_eq(total().unsent, ECHO_HELD_MAX);
}
END_TEST

START_TEST(so_many_datagrams_are_held_back)
{
	static char data[60000];
	enum { COUNT = 1300 };

	plan.faults.delay_ns = 3600 * (int64_t)NS_PER_S;
	plan.watched = false;
	begin();
	client = join(BED_GRAM);
	for (int i = 0; i < COUNT; i++) {
		put(client, data, sizeof(data));
		bed_turn(&bed);
	}
	ck_assert_uint_le(bed.echo.held_bytes, ECHO_HELD_BYTES_MAX);
	ck_assert_uint_eq(total().received, COUNT);
	ck_assert_uint_gt(total().unsent, COUNT - ECHO_HELD_BYTES_MAX / sizeof(data) - 1);
}
END_TEST

/* The time goes in when the answer leaves: not into one that was cut shorter than a packet is. */
START_TEST(a_stamp_that_is_cut_and_held_back)
{
	static const uint64_t sizes[] = { 1, 11, 43, 44, 100 };
	char request[100] = { 0 }, data[200];
	uint64_t size = sizes[_i];

	plan.stamp = true;
	plan.faults.truncate = size;
	plan.faults.delay_ns = 1;
	begin();
	client = join(BED_UDP);
	request[13] = 1; /* an error estimate that is one: RFC 4656 */
	put(client, request, sizeof(request));
	ck_assert_int_eq(get(client, data, sizeof(data)), (ssize_t)size);
}
END_TEST

/* ---- how connections fail ------------------------------------------------------------------- */

static const struct {
	int number;
	const char *reason;
	bool vanished;
} failures[] = {
	{ 0, "closed", false },
	{ ECONNRESET, "reset", false },
	{ EPIPE, "reset", false },
	{ ETIMEDOUT, "timeout", true },
	{ EHOSTUNREACH, "unreachable", true },
	{ ENETUNREACH, "unreachable", true },
	{ ENOBUFS, "ENOBUFS", false },
};

START_TEST(a_failure_has_its_word)
{
	begin();
	client = join(BED_TCP);
	echo_fail(conn(), failures[_i].number);
	ck_assert_str_eq(bed.told.reason, failures[_i].reason);
	ck_assert_uint_eq(total().timed_out, failures[_i].vanished);
	ck_assert_uint_eq(total().reset, !failures[_i].vanished);
}
END_TEST

/* ---- every call fails in turn --------------------------------------------------------------- */

static struct echo_plan swept_plan;

static void try_to_send(int fd, const char *data, size_t size)
{
	sendto(fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT, NULL, 0);
}

/* Not get, which asserts, nor recv(2), which may be the one that fails. */
static void try_to_receive(int fd, uint64_t *received)
{
	static char data[1 << 16];
	ssize_t done;

	while (fd >= 0 && (done = read(fd, data, sizeof(data))) > 0)
		*received += (uint64_t)done;
}

/* What was taken and did not go back is told: who reads the totals knows. */
static void check_books(uint64_t received)
{
	struct echo_counts sum = echo_total(&bed.echo);

	if (sum.open != bed.echo.acceptor.open || received > sum.sent_bytes)
		abort();
	if (received < sum.sent_bytes && !bed.told.broken && !sum.open && swept_plan.watched)
		abort();
	if (swept_plan.service == SERVICE_ECHO && sum.sent_bytes < sum.received_bytes &&
	    !bed.told.broken && !sum.unsent && !sum.open && swept_plan.watched)
		abort();
}

/* What a failing call has left must not come to the next round. */
static void empty_listeners(void)
{
	static char data[1 << 16];
	int fd;

	for (unsigned i = 0; i < BED_LISTENERS; i++)
		if (sock_type(bed.item[i].transport) == SOCK_DGRAM)
			while (read(bed.item[i].fd, data, sizeof(data)) >= 0)
				;
		else
			while ((fd = accept(bed.item[i].fd, NULL, NULL)) >= 0)
				close(fd);
}

/* One client of each kind: it says something, hears something, ends. */
static void visit(void)
{
	uint64_t received = 0;
	int fd[BED_LISTENERS];

	if (!bed_begin(&bed, &swept_plan)) {
		bed_end(&bed);
		return;
	}
	for (unsigned i = 0; i < BED_LISTENERS; i++)
		fd[i] = bed_connect(&bed, i);
	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 0; i < BED_LISTENERS; i++)
			try_to_send(fd[i], "some words", 10);
		turn(4);
		for (unsigned i = 0; i < BED_LISTENERS; i++)
			try_to_receive(fd[i], &received);
	}
	for (unsigned i = 0; i <= BED_PACKET; i++)
		shutdown(fd[i], SHUT_WR);
	turn(10);
	for (unsigned i = 0; i < BED_LISTENERS; i++)
		try_to_receive(fd[i], &received);
	check_books(received);
	echo_drain(&bed.echo);
	turn(3);
	echo_end(&bed.echo);
	if (bed.echo.conns || bed.echo.held_bytes > 0)
		abort();
	bed_end(&bed);
	if (bed.loop.timers)
		abort();
	for (unsigned i = 0; i < BED_LISTENERS; i++)
		close(fd[i]);
	empty_listeners();
}

static const struct {
	const char *call;
	int number;
} faults[] = {
	{ "malloc", ENOMEM },        { "accept4", EMFILE },
	{ "accept4", ECONNABORTED }, { "recv", ECONNRESET },
	{ "recv", EINTR },           { "recv", ENOMEM },
	{ "send", EPIPE },           { "send", EAGAIN },
	{ "send", ENOBUFS },         { "epoll_ctl", ENOMEM },
	{ "recvmmsg", EAGAIN },      { "recvmmsg", ENOMEM },
	{ "sendmmsg", EAGAIN },      { "sendmmsg", EPERM },
	{ "sendmsg", ENOBUFS },      { "setsockopt", ENOPROTOOPT },
	{ "getsockopt", ENOBUFS },   { "shutdown", ENOTCONN },
	{ "ioctl", EINVAL },         { "epoll_wait", EINTR },
};

enum { FAULTS = sizeof(faults) / sizeof(faults[0]), PLANS = 6 };

static struct echo_plan nth_plan(int n)
{
	struct echo_plan made = bed_plan();

	made.watched = n != 1;
	made.timestamp = false;
	if (n == 2)
		made.faults.delay_ns = 1;
	if (n == 3)
		made.faults.trickle_ns = 1;
	if (n == 4)
		made.service = SERVICE_DAYTIME;
	if (n == 5)
		made.service = SERVICE_CHARGEN;
	return made;
}

START_TEST(every_call_may_fail)
{
	swept_plan = nth_plan(_i / FAULTS);
	fault_sweep(faults[_i % FAULTS].call, faults[_i % FAULTS].number, visit);
}
END_TEST

/* The sweep means something: without faults all comes back. */
START_TEST(without_faults_all_is_well)
{
	for (int i = 0; i < PLANS; i++) {
		swept_plan = nth_plan(i);
		visit();
		ck_assert_uint_eq(bed.told.steps[STEP_ACCEPTED], swept_plan.watched ? 3 : 0);
	}
}
END_TEST

Suite *echo_suite(void);
Suite *echo_suite(void)
{
	Suite *suite = suite_create("echo");
	TCase *tcase = tcase_create("echo");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, every_transport_echoes, 0, BED_LISTENERS);
	tcase_add_loop_test(tcase, unwatched_too, 0, BED_LISTENERS);
	tcase_add_loop_test(tcase, a_client_that_has_said_all_hears_all, 0, BED_PACKET + 1);
	tcase_add_test(tcase, chargen_is_one_pattern_for_each);
	tcase_add_loop_test(tcase, a_service_speaks_and_ends, 0,
			    sizeof(speakers) / sizeof(speakers[0]));
	tcase_add_loop_test(tcase, an_answer_that_fails_is_the_only_one, 0, BED_LISTENERS);
	tcase_add_test(tcase, without_memory_nobody_is_let_in);
	tcase_add_loop_test(tcase, what_came_is_answered_before_the_end, 0, BED_LISTENERS);
	tcase_add_loop_test(tcase, who_waits_to_be_accepted_is_served_at_the_end, 0,
			    BED_PACKET + 1);
	tcase_add_test(tcase, nothing_open_is_the_end_at_once);
	tcase_add_loop_test(tcase, the_end_does_not_wait_for_ever, 0, BED_LISTENERS);
	tcase_add_loop_test(tcase, so_many_messages_and_no_more, 0, BED_LISTENERS);
	tcase_add_loop_test(tcase, many_at_once_are_counted_one_by_one, 0, 2);
	tcase_add_loop_test(tcase, once_is_one_of_all, 0, BED_LISTENERS);
	tcase_add_loop_test(tcase, silence_ends_a_connection, 0, BED_PACKET + 1);
	tcase_add_loop_test(tcase, what_waits_to_be_read_is_no_silence, 0, BED_PACKET + 1);
	tcase_add_loop_test(tcase, an_end_that_waits_is_no_silence, 0, BED_PACKET + 1);
	tcase_add_loop_test(tcase, who_never_reads_is_idle, 0, 4);
	tcase_add_test(tcase, a_trickle_is_whole);
	tcase_add_test(tcase, a_trickle_that_begins_late_goes_on);
	tcase_add_loop_test(tcase, after_a_half_close_it_reads_on, 0, BED_PACKET + 1);
	tcase_add_loop_test(tcase, never_read_is_never, 0, BED_LISTENERS);
	tcase_add_test(tcase, messages_that_wait_keep_their_bounds);
	tcase_add_test(tcase, a_message_that_is_too_long_is_its_own_loss);
	tcase_add_test(tcase, so_much_is_held_back_and_no_more);
	tcase_add_test(tcase, so_many_datagrams_are_held_back);
	tcase_add_loop_test(tcase, a_stamp_that_is_cut_and_held_back, 0, 5);
	tcase_add_loop_test(tcase, a_failure_has_its_word, 0,
			    sizeof(failures) / sizeof(failures[0]));
	tcase_add_loop_test(tcase, every_call_may_fail, 0, PLANS * FAULTS);
	tcase_add_test(tcase, without_faults_all_is_well);
	suite_add_tcase(suite, tcase);
	return suite;
}
