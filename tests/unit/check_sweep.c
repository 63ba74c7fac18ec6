/* check_sweep -- many ports at once: order, window, retries, other addresses, shortage, faults. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "serve/portgoal.h"
#include "suites.h"

enum { GOALS = 40, LISTENERS = 4 };

static struct loop loop;
static struct sweep sweep;
static struct sock_words words;
static struct sock_plan sock;
static struct sock_addr addr[2], decided;
static int listener[LISTENERS], gram[2];
static uint16_t port[GOALS], told[GOALS];
static enum status status[GOALS];
static unsigned tries[GOALS], most, asked, count, tells, lefts;
static bool is_over, has_lied, has_hung;

static int bound(int type, uint16_t *number)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, type | SOCK_NONBLOCK, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	*number = ntohs(at.sin_port);
	return fd;
}

static bool next(struct sweep *of, struct sweep_goal *goal)
{
	if (asked == count)
		return false;
	*goal = (struct sweep_goal){ .addr = addr,
				     .count = addr[1].size ? 2 : 1,
				     .transport =
					     of->plan.question < 0 ? TRANSPORT_TCP : TRANSPORT_UDP,
				     .port = port[asked++] };
	return true;
}

static void found(struct sweep *of, const struct sweep_found *it)
{
	most = of->trying > most ? of->trying : most;
	has_lied = has_lied ||
		   (it->goal->port == 1 ? it->status == STATUS_OPEN : it->status == STATUS_REFUSED);
	decided = it->to;
	told[tells] = it->goal->port;
	tries[tells] = it->tries;
	status[tells++] = it->status;
}

static void be_left(struct sweep *of, const struct sweep_goal *goal)
{
	ck_assert_uint_eq(goal->port, port[tells + lefts++]);
	ck_assert(of->stopped);
}

static void be_over(struct sweep *of)
{
	is_over = true;
	loop_stop(of->loop);
}

static void set_addr(struct sock_addr *to, const char *text)
{
	struct addr value;

	ck_assert(addr_read(&value, text, strlen(text)));
	sock_addr_set(to, &value, 1);
}

static void begin(void)
{
	struct err err = { 0 };

	words = (struct sock_words){ .local_port = -1, .ttl = -1, .tos = -1 };
	ck_assert(sock_plan_make(&sock, &words, &err));
	memset(addr, 0, sizeof(addr));
	set_addr(&addr[0], "127.0.0.1");
	for (unsigned i = 0; i < LISTENERS; i++) {
		listener[i] = bound(SOCK_STREAM, &port[i]);
		ck_assert_int_eq(listen(listener[i], 8), 0);
	}
	for (unsigned i = 0; i < 2; i++)
		gram[i] = bound(SOCK_DGRAM, &port[LISTENERS + i]);
	sweep = (struct sweep){
		.next = next, .found = found, .left = be_left, .over = be_over, .loop = &loop
	};
	sweep.plan = (struct sweep_plan){ .sock = &sock,
					  .window = 8,
					  .timeout_ns = 5 * (int64_t)NS_PER_S,
					  .tries = 1,
					  .question = -1 };
	most = asked = tells = lefts = 0;
	count = LISTENERS;
	is_over = has_lied = has_hung = false;
	loop = (struct loop)LOOP_CLOSED;
	ck_assert(loop_open(&loop, &err));
}

static void end(void)
{
	sweep_free(&sweep);
	sweep_free(&sweep);
	loop_close(&loop);
	for (unsigned i = 0; i < LISTENERS; i++)
		close(listener[i]);
	close(gram[0]);
	close(gram[1]);
}

static void run(void)
{
	struct err err = { 0 };

	ck_assert(sweep_begin(&sweep, &err));
	if (!is_over)
		ck_assert(loop_run(&loop, deadline_in(20 * (int64_t)NS_PER_S), &err));
	ck_assert(is_over);
	ck_assert_uint_eq(tells, count);
}

/* Port 1 of loopback: nobody listens there in tests. */
static void use_closed(unsigned from, unsigned to)
{
	for (unsigned i = from; i < to; i++)
		port[i] = 1;
	count = to;
}

START_TEST(in_order)
{
	use_closed(LISTENERS, GOALS);
	for (unsigned i = 0; i < LISTENERS; i++) { /* the last ones are open */
		port[GOALS - 1 - i] = port[i];
		port[i] = 1;
	}
	run();
	for (unsigned i = 0; i < GOALS; i++) {
		ck_assert_uint_eq(told[i], port[i]);
		ck_assert_int_eq(status[i], i >= GOALS - LISTENERS ? STATUS_OPEN : STATUS_REFUSED);
	}
	ck_assert_uint_le(most, 8);
}
END_TEST

START_TEST(nothing)
{
	count = 0;
	run();
}
END_TEST

START_TEST(the_next_address)
{
	addr[1] = addr[0];
	set_addr(&addr[0], "127.0.0.9");
	run();
	for (unsigned i = 0; i < LISTENERS; i++) {
		ck_assert_int_eq(status[i], STATUS_OPEN);
		ck_assert_uint_eq(tries[i], 2);
	}
}
END_TEST

/* Here is no way to the first address; the second one refuses, wherever it stands. */
START_TEST(the_address_that_tells_most)
{
	words.source = "127.0.0.1";
	ck_assert(sock_plan_make(&sock, &words, &(struct err){ 0 }));
	set_addr(&addr[_i], "127.0.0.1");
	set_addr(&addr[!_i], "192.0.2.1"); /* which 127.0.0.1 cannot reach */
	use_closed(0, 1);
	run();
	ck_assert_int_eq(status[0], STATUS_REFUSED);
	ck_assert_uint_eq(tries[0], 2);
	ck_assert(sock_addr_is_loopback(&decided));
}
END_TEST

START_TEST(silence_is_tried_again)
{
	char room[64];

	sweep.plan.question = UDP_QUESTION_ECHO;
	sweep.plan.timeout_ns = 20 * (int64_t)NS_PER_MS;
	sweep.plan.tries = 3;
	port[0] = port[LISTENERS];
	count = 1;
	run();
	ck_assert_int_eq(status[0], STATUS_SILENT);
	ck_assert_uint_eq(tries[0], 3);
	for (unsigned i = 0; i < 3; i++)
		ck_assert_int_eq(recv(gram[0], room, sizeof(room), 0), 16);
	ck_assert_int_eq(recv(gram[0], room, sizeof(room), 0), -1);
}
END_TEST

START_TEST(stopped)
{
	struct err err = { 0 };

	sweep.plan.question = UDP_QUESTION_EMPTY;
	sweep.plan.timeout_ns = 50 * (int64_t)NS_PER_MS;
	sweep.plan.tries = 100;
	for (unsigned i = 0; i < GOALS; i++)
		port[i] = port[LISTENERS];
	count = GOALS;
	ck_assert(sweep_begin(&sweep, &err));
	sweep_stop(&sweep);
	ck_assert(!is_over);
	ck_assert(loop_run(&loop, deadline_in(20 * (int64_t)NS_PER_S), &err));
	ck_assert(is_over);
	ck_assert_uint_eq(tells, 8);
}
END_TEST

/* What refused is told, past what is silent; that is left, and the rest is never begun. */
START_TEST(flushed)
{
	struct err err = { 0 };

	sweep.plan.question = UDP_QUESTION_EMPTY;
	for (unsigned i = 0; i < GOALS; i++)
		port[i] = port[LISTENERS];
	port[3] = 1;
	count = GOALS;
	ck_assert(sweep_begin(&sweep, &err));
	ck_assert(loop_turn(&loop, deadline_in(20 * (int64_t)NS_PER_S), &err));
	sweep_flush(&sweep);
	ck_assert_uint_eq(tells, 1);
	ck_assert_int_eq(status[0], STATUS_REFUSED);
	ck_assert_uint_eq(lefts + tells, asked);
	ck_assert_uint_lt(asked, GOALS);
}
END_TEST

static void stop_it(struct timer *timer)
{
	(void)timer;
	loop_stop(&loop);
}

/* What is connected is open, whatever it was about to say. */
START_TEST(flushed_while_it_listens)
{
	struct timer timer = { .due = stop_it };
	struct err err = { 0 };

	sweep.plan.banner_ns = 20 * (int64_t)NS_PER_S;
	ck_assert(sweep_begin(&sweep, &err));
	timer_set(&loop, &timer, deadline_in(50 * (int64_t)NS_PER_MS));
	ck_assert(loop_run(&loop, deadline_in(20 * (int64_t)NS_PER_S), &err));
	sweep_flush(&sweep);
	ck_assert_uint_eq(tells, LISTENERS);
	ck_assert_uint_eq(lefts, 0);
	for (unsigned i = 0; i < LISTENERS; i++)
		ck_assert_int_eq(status[i], STATUS_OPEN);
}
END_TEST

START_TEST(paced)
{
	int64_t began_ns = clock_now_ns();

	set_addr(&addr[0], "192.0.2.1"); /* no loopback; whether there is a way does not matter */
	words.source = "127.0.0.1";
	ck_assert(sock_plan_make(&sock, &words, &(struct err){ 0 }));
	sweep.plan.every_ns = 10 * (int64_t)NS_PER_MS;
	sweep.plan.timeout_ns = NS_PER_MS;
	count = 5;
	run();
	ck_assert_int_ge(clock_now_ns() - began_ns, 40 * (int64_t)NS_PER_MS);
}
END_TEST

START_TEST(no_source_is_not_waited_for)
{
	struct err err = { 0 };

	words.source = "192.0.2.9";
	ck_assert(sock_plan_make(&sock, &words, &err));
	use_closed(0, GOALS);
	ck_assert(sweep_begin(&sweep, &err));
	ck_assert_uint_eq(tells, GOALS);
	for (unsigned i = 0; i < GOALS; i++)
		ck_assert_int_eq(status_exit(status[i]), status_exit(STATUS_LACKING));
}
END_TEST

/* ---- many that lack the same ------------------------------------------------------------ */

enum { DEEP = 4000, STACK_SIZE = 1 << 19 };

static bool next_of_many(struct sweep *of, struct sweep_goal *goal)
{
	*goal = (struct sweep_goal){
		.addr = addr, .count = 1, .transport = TRANSPORT_TCP, .port = port[0]
	};
	return of->begun < DEEP;
}

static void found_of_many(struct sweep *of, const struct sweep_found *it)
{
	(void)of;
	ck_assert_int_eq(it->status, STATUS_LACKING);
	tells++;
}

/* What all of them need is taken, our port of the connection; none stands on another's stack. */
START_TEST(nothing_is_deep)
{
	struct rlimit stack = { 0 };
	struct sock_addr to = addr[0];
	uint16_t own;
	int fd = bound(SOCK_STREAM, &own), yes = 1;

	sock_addr_set_port(&to, port[0]);
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)), 0);
	ck_assert(connect(fd, &to.at.any, to.size) == 0 || errno == EINPROGRESS);
	words.local_port = own;
	words.source = "127.0.0.1";
	ck_assert(sock_plan_make(&sock, &words, &(struct err){ 0 }));
	sweep.next = next_of_many;
	sweep.found = found_of_many;
	sweep.plan.window = DEEP;
	sweep.plan.timeout_ns = 50 * (int64_t)NS_PER_MS;
	count = DEEP;
	ck_assert_int_eq(getrlimit(RLIMIT_STACK, &stack), 0);
	stack.rlim_cur = STACK_SIZE;
	ck_assert_int_eq(setrlimit(RLIMIT_STACK, &stack), 0);
	run();
	close(fd);
}
END_TEST

static void sweep_some(void)
{
	struct err err = { 0 };

	asked = tells = 0;
	is_over = false;
	use_closed(LISTENERS, LISTENERS + 3);
	if (sweep_begin(&sweep, &err) && !is_over)
		has_hung =
			(loop_run(&loop, deadline_in(5 * (int64_t)NS_PER_S), &err) && !is_over) ||
			has_hung;
	sweep_free(&sweep);
	sweep.begun = sweep.told = 0;
	sweep.trying = sweep.waiting = 0;
	sweep.ended = sweep.stopped = sweep.is_over = false;
	sweep.next_ns = 0;
}

static const struct {
	const char *call;
	int number;
} faults[] = {
	{ "malloc", ENOMEM },         { "socket", EMFILE },    { "socket", EACCES },
	{ "connect", EADDRNOTAVAIL }, { "connect", EPERM },    { "connect", EAGAIN },
	{ "epoll_ctl", ENOMEM },      { "setsockopt", EPERM }, { "getsockopt", ENOBUFS },
};

/* Nothing is ever called closed or open that was not seen so, and nothing goes on for ever. */
START_TEST(every_call_may_fail)
{
	sweep.plan.timeout_ns = 5 * (int64_t)NS_PER_MS;
	ck_assert_uint_gt(fault_sweep(faults[_i].call, faults[_i].number, sweep_some), 0);
	ck_assert(!has_lied && !has_hung);
}
END_TEST

Suite *sweep_suite(void)
{
	Suite *suite = suite_create("sweep");
	TCase *tcase = tcase_create("sweep");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, in_order);
	tcase_add_test(tcase, nothing);
	tcase_add_test(tcase, the_next_address);
	tcase_add_loop_test(tcase, the_address_that_tells_most, 0, 2);
	tcase_add_test(tcase, silence_is_tried_again);
	tcase_add_test(tcase, stopped);
	tcase_add_test(tcase, flushed);
	tcase_add_test(tcase, flushed_while_it_listens);
	tcase_add_test(tcase, paced);
	tcase_add_test(tcase, no_source_is_not_waited_for);
	tcase_add_test(tcase, nothing_is_deep);
	tcase_add_loop_test(tcase, every_call_may_fail, 0, sizeof(faults) / sizeof(faults[0]));
	suite_add_tcase(suite, tcase);
	return suite;
}
