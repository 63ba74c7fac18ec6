/* check_acceptor -- connections are taken within limits, shortage is waited out, nothing spins. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"
#include "net/calls.h"
#include "serve/acceptor.h"
#include "sockets.h"
#include "suites.h"

enum { LISTENERS = 2, CLIENTS = 64 };

static struct loop loop;
static struct listener item[LISTENERS];
static struct listeners listeners;
static struct admission admission;
static struct acceptor acceptor;
static struct err err;
static unsigned descriptors;

static int client[CLIENTS];
static unsigned clients;

/* What the server was told. */
static struct {
	int fd[CLIENTS];
	struct sock_addr peer[CLIENTS];
	unsigned accepted, by[LISTENERS], refused, shortages;
	enum refusal why;
	char text[200];
	bool stops, lets_go; /* what it does with the next one */
} told;

static void accepted(struct acceptor *from, const struct listener *listener, int fd,
		     const struct sock_addr *peer)
{
	told.by[listener - item]++;
	told.peer[told.accepted] = *peer;
	told.fd[told.accepted++] = fd;
	if (told.stops)
		acceptor_stop(from);
	if (told.lets_go) {
		call_close(fd);
		told.accepted--;
		acceptor_release(from, peer);
	}
}

static void refused(struct acceptor *from, const struct listener *listener,
		    const struct sock_addr *peer, enum refusal why)
{
	(void)from;
	(void)listener;
	(void)peer;
	told.refused++;
	told.why = why;
}

static void short_of(struct acceptor *from, const struct err *why)
{
	(void)from;
	told.shortages++;
	memcpy(told.text, why->text, sizeof(told.text) - 1);
}

static const struct acceptor_calls calls = { accepted, refused, short_of };

static void make_nonblocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

static void set_up(void)
{
	err = (struct err){ 0 };
	memset(&told, 0, sizeof(told));
	clients = 0;
	descriptors = count_descriptors();
	loop = (struct loop)LOOP_CLOSED;
	ck_assert(loop_open(&loop, &err));
	for (unsigned i = 0; i < LISTENERS; i++) {
		item[i] = (struct listener){ .transport = TRANSPORT_TCP };
		item[i].fd = listener_at("127.0.0.1", 128, &item[i].at);
		make_nonblocking(item[i].fd);
	}
	listeners = (struct listeners){ item, LISTENERS };
	admission = (struct admission){ .max_conns = 1000, .max_per_addr = 100 };
}

static void begin(void)
{
	ck_assert_msg(acceptor_begin(&acceptor, &loop, &listeners, &admission, &calls, &err), "%s",
		      err.text);
}

static bool try_to_connect(unsigned i)
{
	int fd = client[clients++] =
		socket(sock_addr_family(&item[i].at), SOCK_STREAM | SOCK_CLOEXEC, 0);

	return connect(fd, &item[i].at.at.any, item[i].at.size) == 0;
}

static void connect_to(unsigned i, unsigned count)
{
	while (count-- > 0)
		ck_assert(try_to_connect(i));
}

/* Events that are there, and timers that are due by now. */
static void turn(unsigned times)
{
	while (times-- > 0)
		ck_assert(loop_turn(&loop, deadline_in(1), &err));
}

static void end_one(void)
{
	call_close(told.fd[--told.accepted]);
	acceptor_release(&acceptor, &told.peer[told.accepted]);
}

static void tear_down(void)
{
	while (told.accepted > 0)
		end_one();
	acceptor_free(&acceptor);
	acceptor_free(&acceptor);
	while (clients > 0)
		close(client[--clients]);
	for (unsigned i = 0; i < LISTENERS; i++)
		close(item[i].fd);
	loop_close(&loop);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}

/* ---- who comes in --------------------------------------------------------------------------- */

START_TEST(all_listeners_are_served_but_those_of_datagrams)
{
	int gram = socket_at(SOCK_DGRAM, "127.0.0.1", NULL);
	int stream = item[1].fd;

	begin();
	connect_to(0, 3);
	connect_to(1, 2);
	turn(2);
	ck_assert_uint_eq(told.accepted, 5);
	ck_assert_uint_eq(told.by[0], 3);
	ck_assert_uint_eq(told.by[1], 2);
	ck_assert_uint_eq(acceptor.open, 5);
	end_one();
	ck_assert_uint_eq(acceptor.open, 4);
	ck_assert_uint_eq(acceptor.accepted, 5);
	acceptor_free(&acceptor);
	item[1].transport = TRANSPORT_UDP;
	item[1].fd = gram;
	acceptor = (struct acceptor){ .open = 4 };
	told.accepted = 0;
	for (unsigned i = 0; i < 4; i++)
		close(told.fd[i]);
	begin();
	ck_assert_uint_eq(acceptor.gate_count, 1);
	item[1].fd = stream;
	close(gram);
}
END_TEST

START_TEST(denied_ones_are_closed_at_once)
{
	char byte;

	admission.deny.item[0] = (struct network){ { .family = AF_INET, .byte = { 127 } }, 8 };
	admission.deny.count = 1;
	begin();
	connect_to(0, 2);
	turn(1);
	ck_assert_uint_eq(told.accepted, 0);
	ck_assert_uint_eq(told.refused, 2);
	ck_assert_int_eq(told.why, REFUSAL_DENIED);
	ck_assert_uint_eq(acceptor.refused, 2);
	ck_assert_int_le(recv(client[0], &byte, 1, 0), 0);
}
END_TEST

/* Loopback is exempt from counting: this needs an address that is not. */
static int try_per_addr(int i)
{
	(void)i;
	for (unsigned n = 0; n < LISTENERS; n++) {
		close(item[n].fd);
		item[n].fd = listener_at("192.0.2.1", 128, &item[n].at);
		make_nonblocking(item[n].fd);
	}
	admission.max_per_addr = 3;
	begin();
	connect_to(0, 4);
	connect_to(1, 1);
	turn(2);
	if (told.accepted != 3 || told.refused != 2 || told.why != REFUSAL_PER_ADDR)
		return 1;
	end_one();
	connect_to(1, 2);
	turn(1);
	if (told.accepted != 3 || told.refused != 3)
		return 2;
	acceptor_free(&acceptor);
	begin();
	connect_to(0, 1);
	fault_arm("malloc", 1, ENOMEM, true);
	loop_turn(&loop, deadline_in(1), &err);
	fault_disarm();
	return told.why == REFUSAL_MEMORY && told.refused == 4 ? 0 : 3;
}

START_TEST(an_address_has_so_many)
{
	in_network("ip address add 192.0.2.1/24 dev lo", try_per_addr, 0);
}
END_TEST

/* ---- how many ------------------------------------------------------------------------------- */

START_TEST(above_the_limit_they_wait_until_a_tenth_has_ended)
{
	admission.max_conns = 20;
	begin();
	connect_to(0, 25);
	turn(5);
	ck_assert_uint_eq(told.accepted, 20);
	end_one();
	turn(2);
	ck_assert_uint_eq(told.accepted, 19);
	end_one();
	turn(2);
	ck_assert_uint_eq(told.accepted, 20);
}
END_TEST

START_TEST(one_at_a_time)
{
	admission.max_conns = 1;
	begin();
	connect_to(0, 3);
	for (unsigned i = 0; i < 3; i++) {
		turn(3);
		ck_assert_uint_eq(told.accepted, 1);
		ck_assert_uint_eq(acceptor.accepted, i + 1);
		end_one();
	}
}
END_TEST

/* Whoever is let go while he is told of has not been there. */
START_TEST(let_go_at_once)
{
	admission.max_conns = 1;
	told.lets_go = true;
	begin();
	connect_to(0, 40);
	turn(10);
	ck_assert_uint_eq(acceptor.accepted, 40);
	ck_assert_uint_eq(acceptor.open, 0);
}
END_TEST

static rlim_t reserve(void)
{
	return (rlim_t)loop.fd + 1 + LISTENERS + 8;
}

START_TEST(descriptors_are_allowed_for_all_connections)
{
	struct rlimit before, few, now;

	getrlimit(RLIMIT_NOFILE, &before);
	few = (struct rlimit){ 40, before.rlim_max };
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	admission.max_conns = 100;
	begin();
	getrlimit(RLIMIT_NOFILE, &now);
	setrlimit(RLIMIT_NOFILE, &before);
	ck_assert_uint_eq(acceptor.open_max, 100);
	ck_assert_uint_eq(now.rlim_cur, 100 + reserve());
}
END_TEST

/* In a process of its own: only root can raise a hard limit again. */
static bool leaves_some(void)
{
	const struct rlimit few = { 40, 40 }, fewer = { 4, 4 };
	bool fine = setrlimit(RLIMIT_NOFILE, &few) == 0;

	begin();
	fine = fine && acceptor.open_max == 40 - reserve();
	acceptor_free(&acceptor);
	fine = fine && setrlimit(RLIMIT_NOFILE, &fewer) == 0;
	begin();
	return fine && acceptor.open_max == 1;
}

START_TEST(other_descriptors_are_left_some)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(leaves_some() ? 0 : 1);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}
END_TEST

/* ---- what goes wrong ------------------------------------------------------------------------ */

static unsigned accept_calls;

static void count_accepts(void *context, const char *line, size_t size)
{
	(void)context;
	(void)size;
	accept_calls += strncmp(line, "accept4(", 8) == 0;
}

static const struct calls_sink counting = { .line = count_accepts };

/* What takes 30 ms of turning. */
static unsigned accepts_in_turns(void)
{
	struct deadline end = deadline_in(30 * NS_PER_MS);

	accept_calls = 0;
	calls_sink = &counting;
	while (!deadline_passed(end))
		loop_turn(&loop, end, &err);
	calls_sink = NULL;
	return accept_calls;
}

static const int shortages[] = { EMFILE, ENFILE, ENOBUFS, ENOMEM, EPERM, EIO };

START_TEST(shortage_is_waited_out)
{
	begin();
	connect_to(0, 2);
	connect_to(1, 1);
	fault_arm("accept4", 1, shortages[_i], true);
	ck_assert_uint_eq(accepts_in_turns(), 1);
	fault_disarm();
	ck_assert_uint_eq(acceptor.shortages, 1);
	ck_assert_uint_eq(told.shortages, 1);
	ck_assert_ptr_nonnull(strstr(told.text, "cannot accept a connection"));
	ck_assert_uint_eq(told.accepted, 0);
	ck_assert(loop_run(&loop, deadline_in(150 * NS_PER_MS), &err));
	ck_assert_uint_eq(told.accepted, 3);
}
END_TEST

/* 100, 200, 400, 800, 1000, 1000 ms; said once in 5 s. Time is the timer's: it is not waited for.
 */
START_TEST(rests_become_longer)
{
	static const int rests_ms[] = { 100, 200, 400, 800, 1000, 1000 };

	begin();
	connect_to(0, 1);
	fault_arm("accept4", 1, EMFILE, true);
	for (unsigned i = 0; i < sizeof(rests_ms) / sizeof(rests_ms[0]); i++) {
		int64_t now_ns = clock_now_ns(), rest_ns;

		turn(1);
		ck_assert_uint_eq(acceptor.shortages, i + 1);
		rest_ns = acceptor.rest.at_ns - now_ns;
		ck_assert_int_ge(rest_ns, rests_ms[i] * (int64_t)NS_PER_MS);
		ck_assert_int_le(rest_ns, (rests_ms[i] + 90) * (int64_t)NS_PER_MS);
		timer_set(&loop, &acceptor.rest, (struct deadline){ 1 });
		turn(1);
	}
	ck_assert_uint_eq(told.shortages, 1);
	acceptor.told_ns -= 6 * (int64_t)NS_PER_S;
	turn(1);
	ck_assert_uint_eq(told.shortages, 2);
	fault_disarm();
}
END_TEST

static const int passing[] = { EINTR,     ECONNABORTED, EPROTO,       ENETDOWN,    ENOPROTOOPT,
			       EHOSTDOWN, ENONET,       EHOSTUNREACH, ENETUNREACH, ETIMEDOUT };

START_TEST(one_that_has_gone_holds_up_nobody)
{
	begin();
	connect_to(0, 2);
	fault_arm("accept4", 1, passing[_i], false);
	turn(1);
	ck_assert(fault_disarm());
	ck_assert_uint_eq(told.accepted, 2);
	ck_assert_uint_eq(acceptor.shortages, 0);
}
END_TEST

static const int broken[] = { EINVAL, EBADF, ENOTSOCK };

START_TEST(a_broken_listener_is_left_alone)
{
	begin();
	connect_to(0, 1);
	fault_arm("accept4", 1, broken[_i], false);
	ck_assert_uint_le(accepts_in_turns(), 1);
	ck_assert(fault_disarm());
	ck_assert(acceptor_is_broken(&acceptor, &item[0]));
	ck_assert(!acceptor_is_broken(&acceptor, &item[1]));
	ck_assert_uint_eq(told.shortages, 1);
	ck_assert_ptr_nonnull(strstr(told.text, "takes no connections any more"));
	connect_to(1, 2);
	turn(2);
	ck_assert_uint_eq(told.by[0], 0);
	ck_assert_uint_eq(told.by[1], 2);
}
END_TEST

/* As somebody can do who shares it with us: whichever comes first, the other is served. */
START_TEST(a_listener_that_was_shut_down_does_not_spin)
{
	unsigned other = (unsigned)!_i;

	begin();
	shutdown(item[_i].fd, SHUT_RDWR);
	connect_to(other, 1);
	ck_assert_uint_le(accepts_in_turns(), 4);
	ck_assert_uint_eq(told.by[other], 1);
	ck_assert_uint_eq(told.shortages, 1);
	connect_to(other, 1);
	acceptor_take_waiting(&acceptor); /* and ends */
	ck_assert_uint_eq(told.by[other], 2);
	acceptor_stop(&acceptor);
	ck_assert_uint_eq(accepts_in_turns(), 0);
}
END_TEST

START_TEST(gates_that_do_not_open_are_tried_again)
{
	begin();
	connect_to(0, 1);
	fault_arm("accept4", 1, EMFILE, false);
	turn(1);
	ck_assert(fault_disarm());
	fault_arm("epoll_ctl", 1, ENOMEM, true);
	timer_set(&loop, &acceptor.rest, (struct deadline){ 1 });
	turn(1);
	ck_assert(fault_disarm());
	ck_assert(acceptor.resting);
	timer_set(&loop, &acceptor.rest, (struct deadline){ 1 });
	turn(2);
	ck_assert_uint_eq(told.accepted, 1);
}
END_TEST

/* ---- the end -------------------------------------------------------------------------------- */

START_TEST(all_that_wait_are_taken_at_the_end)
{
	begin();
	connect_to(0, 40);
	connect_to(1, 10);
	acceptor_take_waiting(&acceptor);
	ck_assert_uint_eq(told.accepted, 50);
	acceptor_stop(&acceptor);
	connect_to(0, 1);
	turn(3);
	ck_assert_uint_eq(told.accepted, 50);
}
END_TEST

/* Stopped while it is full: an end of theirs opens nothing again. */
START_TEST(stopped_is_stopped)
{
	admission.max_conns = 1;
	told.stops = true;
	begin();
	connect_to(0, 3);
	turn(3);
	ck_assert_uint_eq(told.accepted, 1);
	end_one();
	turn(3);
	ck_assert_uint_eq(acceptor.accepted, 1);
	ck_assert_uint_eq(accepts_in_turns(), 0);
}
END_TEST

/* ---- faults --------------------------------------------------------------------------------- */

static void serve_some(void)
{
	struct err unused = { 0 };

	acceptor = (struct acceptor){ 0 };
	for (unsigned i = 0; i < 6; i++)
		try_to_connect(i % LISTENERS);
	if (acceptor_begin(&acceptor, &loop, &listeners, &admission, &calls, &unused))
		for (int i = 0; i < 3; i++)
			loop_turn(&loop, deadline_in(1), &unused);
	else if (unused.kind != STATUS_LACKING)
		abort();
	while (told.accepted > 0)
		end_one();
	acceptor_free(&acceptor);
	if (loop.timers)
		abort();
	while (clients > 0)
		close(client[--clients]);
}

static const struct {
	const char *call;
	int number;
} faults[] = {
	{ "malloc", ENOMEM },  { "epoll_ctl", ENOMEM }, { "epoll_ctl", ENOSPC },
	{ "accept4", EMFILE }, { "accept4", EINTR },    { "accept4", ECONNABORTED },
};

START_TEST(every_call_may_fail)
{
	ck_assert_uint_gt(fault_sweep(faults[_i].call, faults[_i].number, serve_some), 0);
}
END_TEST

Suite *acceptor_suite(void);
Suite *acceptor_suite(void)
{
	Suite *suite = suite_create("acceptor");
	TCase *tcase = tcase_create("acceptor");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, all_listeners_are_served_but_those_of_datagrams);
	tcase_add_test(tcase, denied_ones_are_closed_at_once);
	tcase_add_test(tcase, an_address_has_so_many);
	tcase_add_test(tcase, above_the_limit_they_wait_until_a_tenth_has_ended);
	tcase_add_test(tcase, one_at_a_time);
	tcase_add_test(tcase, let_go_at_once);
	tcase_add_test(tcase, descriptors_are_allowed_for_all_connections);
	tcase_add_test(tcase, other_descriptors_are_left_some);
	tcase_add_loop_test(tcase, shortage_is_waited_out, 0,
			    sizeof(shortages) / sizeof(shortages[0]));
	tcase_add_test(tcase, rests_become_longer);
	tcase_add_loop_test(tcase, one_that_has_gone_holds_up_nobody, 0,
			    sizeof(passing) / sizeof(passing[0]));
	tcase_add_loop_test(tcase, a_broken_listener_is_left_alone, 0,
			    sizeof(broken) / sizeof(broken[0]));
	tcase_add_loop_test(tcase, a_listener_that_was_shut_down_does_not_spin, 0, LISTENERS);
	tcase_add_test(tcase, gates_that_do_not_open_are_tried_again);
	tcase_add_test(tcase, all_that_wait_are_taken_at_the_end);
	tcase_add_test(tcase, stopped_is_stopped);
	tcase_add_loop_test(tcase, every_call_may_fail, 0, sizeof(faults) / sizeof(faults[0]));
	suite_add_tcase(suite, tcase);
	return suite;
}
