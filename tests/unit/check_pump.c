/* check_pump -- bytes between ends: whole, in order, half-closes passed on, whatever the order. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "net/pump_loop.h"
#include "pump_world.h"
#include "suites.h"

/* ---- any order of events -------------------------------------------------------------------- */

/* A generator of our own: the same worlds on every machine. */
static uint32_t next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

START_TEST(keeps_every_byte_in_any_order)
{
	uint8_t data[700];
	uint32_t state = 2463534242;
	int rounds = 400 * (getenv("STRESS") ? 20 : 1);

	for (int i = 0; i < rounds; i++) {
		size_t size = next(&state) % sizeof(data);
		const char *wrong;

		for (size_t n = 0; n < size; n++)
			data[n] = (uint8_t)next(&state);
		wrong = pump_world_run(data, size);
		ck_assert_msg(!wrong, "round %d: %s", i, wrong);
	}
}
END_TEST

/* ---- descriptors ---------------------------------------------------------------------------- */

/* An end that reads and writes descriptors, as pairrun's and netpipe's do. */
static enum pump_answer fd_answer(ssize_t done, size_t *size)
{
	if (done < 0)
		return errno == EAGAIN ? PUMP_LATER : PUMP_BROKEN;
	*size = (size_t)done;
	return PUMP_MOVED;
}

static enum pump_answer fd_take(struct pump_end *end, char *data, size_t *size)
{
	ssize_t done = read(end->in.fd, data, *size);

	return done == 0 ? PUMP_ENDED : fd_answer(done, size);
}

static enum pump_answer fd_give(struct pump_end *end, const char *data, size_t *size)
{
	return fd_answer(send(end->out.fd, data, *size, MSG_NOSIGNAL), size);
}

static void fd_shut(struct pump_end *end)
{
	shutdown(end->out.fd, SHUT_WR);
}

static void fd_refuse(struct pump_end *end)
{
	shutdown(end->in.fd, SHUT_RD);
}

static const struct pump_ops fd_ops = { fd_take, fd_give, fd_shut, fd_refuse };

struct pair {
	struct loop loop;
	struct pump pump;
	struct pump_end center, spoke;
	int outside[2]; /* what the center and the spoke are joined with */
	unsigned overs;
};

static void pair_over(struct pump *pump, struct pump_end *spoke)
{
	struct pair *pair = pump->context;

	ck_assert_ptr_eq(spoke, &pair->spoke);
	pair->overs++;
	loop_stop(&pair->loop);
}

static void make_end(struct pump_end *end, int *outside)
{
	int fd[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fd), 0);
	*end = (struct pump_end){ .ops = &fd_ops, .in.fd = fd[0], .out.fd = fd[0] };
	*outside = fd[1];
}

static void pair_begin(struct pair *pair, struct pump_policy policy)
{
	struct err err;

	*pair = (struct pair){ .loop = LOOP_CLOSED };
	ck_assert(loop_open(&pair->loop, &err));
	make_end(&pair->center, &pair->outside[0]);
	make_end(&pair->spoke, &pair->outside[1]);
	pair->pump =
		(struct pump){ .policy = policy, .over = pair_over, .context = pair, .room = 4096 };
	ck_assert(pump_loop_begin(&pair->pump, &pair->center, &pair->loop, &err));
	pump_add(&pair->pump, &pair->spoke);
}

static void pair_run(struct pair *pair)
{
	struct err err;

	ck_assert(loop_run(&pair->loop, deadline_in(20 * (int64_t)NS_PER_S), &err));
}

static void pair_end(struct pair *pair)
{
	pump_free(&pair->pump);
	pump_free(&pair->pump);
	loop_close(&pair->loop);
	close(pair->center.in.fd);
	close(pair->spoke.in.fd);
	close(pair->outside[0]);
	close(pair->outside[1]);
}

/* An assertion for each byte would take a minute on a busy machine. */
static bool is_all(const char *data, ssize_t size, char byte)
{
	while (size > 0 && data[size - 1] == byte)
		size--;
	return size <= 0;
}

/* Both say SIZE bytes and end, at the same time as they listen. */
static void talk(const struct pair *pair, size_t size)
{
	size_t said[2] = { 0, 0 }, heard[2] = { 0, 0 };
	bool ended[2] = { false, false };
	struct pair *turned = (struct pair *)(uintptr_t)pair;
	char data[5000];
	struct err err;

	while (!ended[0] || !ended[1]) {
		for (int i = 0; i < 2; i++) {
			size_t left = size - said[i];
			ssize_t done;

			memset(data, 'a' + i, sizeof(data));
			done = send(pair->outside[i], data,
				    left < sizeof(data) ? left : sizeof(data), MSG_NOSIGNAL);
			said[i] += done > 0 ? (size_t)done : 0;
			if (said[i] == size)
				shutdown(pair->outside[i], SHUT_WR);
			done = read(pair->outside[i], data, sizeof(data));
			ck_assert(is_all(data, done, (char)('b' - i)));
			heard[i] += done > 0 ? (size_t)done : 0;
			ended[i] = ended[i] || done == 0;
		}
		loop_turn(&turned->loop, deadline_in(NS_PER_MS), &err);
	}
	ck_assert_uint_eq(heard[0], size);
	ck_assert_uint_eq(heard[1], size);
}

START_TEST(joins_two_both_ways)
{
	static const size_t sizes[] = { 0, 1, 4096, 100000, 10 << 20 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct pair pair;

		pair_begin(&pair, (struct pump_policy){ .shut_center = true });
		talk(&pair, sizes[i]);
		ck_assert_uint_eq(pair.overs, 1);
		ck_assert_int_eq(pair.spoke.why, PUMP_CLOSED);
		ck_assert_uint_eq(pair.spoke.given_bytes, sizes[i]);
		ck_assert_uint_eq(pair.spoke.taken_bytes, sizes[i]);
		pair_end(&pair);
	}
}
END_TEST

/* A file is no thing that epoll waits for. */
START_TEST(reads_a_file)
{
	char name[] = "/tmp/check-pump-XXXXXX", data[10000] = "begin";
	int fd = mkstemp(name);
	struct pair pair;

	unlink(name);
	ck_assert_int_eq(write(fd, data, sizeof(data)), sizeof(data));
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	pair_begin(&pair, (struct pump_policy){ .center_ends_all = true });
	pump_remove(&pair.pump, &pair.spoke);
	close(pair.center.in.fd);
	pair.center.in.fd = fd;
	pair.center.in.added = false;
	pair.spoke.over = false;
	pump_add(&pair.pump, &pair.spoke);
	pair_run(&pair);
	ck_assert_int_eq(pair.spoke.why, PUMP_LEFT);
	ck_assert_uint_eq(pair.spoke.given_bytes, sizeof(data));
	ck_assert_int_eq(read(pair.outside[1], data, sizeof(data)), sizeof(data));
	ck_assert_str_eq(data, "begin");
	pair_end(&pair);
}
END_TEST

START_TEST(is_over_when_nothing_moves)
{
	struct pair pair;

	pair_begin(&pair, (struct pump_policy){ .idle_ns = 10 * (int64_t)NS_PER_MS });
	pair_run(&pair);
	ck_assert_int_eq(pair.spoke.why, PUMP_IDLE);
	pair_end(&pair);
}
END_TEST

START_TEST(lingers_behind_the_end)
{
	struct pair pair;

	pair_begin(&pair, (struct pump_policy){ .center_ends_all = true,
						.linger_ns = 10 * (int64_t)NS_PER_MS });
	ck_assert_int_eq(write(pair.outside[1], "late", 4), 4);
	shutdown(pair.outside[0], SHUT_WR);
	pair_run(&pair);
	ck_assert_int_eq(pair.spoke.why, PUMP_LINGERED);
	ck_assert_uint_eq(pair.center.given_bytes, 4);
	pair_end(&pair);
}
END_TEST

/* Where the kernel has no room to wait for a descriptor it is looked at now and then. */
START_TEST(looks_now_and_then_where_it_cannot_wait)
{
	struct pair pair;
	struct err err;
	char c = 0;

	fault_arm("epoll_ctl", 1, ENOSPC, true);
	pair_begin(&pair, (struct pump_policy){ .shut_center = true });
	for (int i = 0; i < 5; i++)
		ck_assert(loop_turn(&pair.loop, deadline_in(20 * (int64_t)NS_PER_MS), &err));
	ck_assert_int_eq(send(pair.outside[1], "x", 1, MSG_NOSIGNAL), 1);
	for (int i = 0; i < 100 && recv(pair.outside[0], &c, 1, MSG_DONTWAIT) != 1; i++)
		ck_assert(loop_turn(&pair.loop, deadline_in(20 * (int64_t)NS_PER_MS), &err));
	ck_assert_int_eq(c, 'x');
	talk(&pair, 1000);
	ck_assert(fault_disarm());
	ck_assert_uint_eq(pair.overs, 1);
	pair_end(&pair);
}
END_TEST

/* A peer that never stops talking puts no moment off. */
static void flood_until_over(struct pair *pair)
{
	struct deadline until = deadline_in(10 * (int64_t)NS_PER_S);
	static char data[65536];
	struct err err;

	while (!pair->overs && !deadline_passed(until)) {
		while (send(pair->outside[1], data, sizeof(data), MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
			;
		while (recv(pair->outside[0], data, sizeof(data), MSG_DONTWAIT) > 0)
			;
		ck_assert(loop_turn(&pair->loop, deadline_in(NS_PER_MS), &err));
	}
	ck_assert_uint_eq(pair->overs, 1);
}

START_TEST(leaves_a_peer_that_never_stops)
{
	static const struct pump_policy policies[] = {
		{ .center_ends_all = true },
		{ .center_ends_all = true, .linger_ns = 20 * (int64_t)NS_PER_MS },
	};

	for (size_t i = 0; i < 2; i++) {
		struct pair pair;

		pair_begin(&pair, policies[i]);
		shutdown(pair.outside[0], SHUT_WR);
		flood_until_over(&pair);
		ck_assert_int_eq(pair.spoke.why, i == 0 ? PUMP_LEFT : PUMP_LINGERED);
		pair_end(&pair);
	}
}
END_TEST

/* One that takes nothing is idle, however often it could take something. */
START_TEST(is_idle_while_it_takes_nothing)
{
	struct pair pair;
	static char data[65536];

	pair_begin(&pair, (struct pump_policy){ .idle_ns = 20 * (int64_t)NS_PER_MS });
	while (send(pair.outside[0], data, sizeof(data), MSG_NOSIGNAL) > 0)
		;
	pair_run(&pair);
	ck_assert_int_eq(pair.spoke.why, PUMP_IDLE);
	pair_end(&pair);
}
END_TEST

/* A spoke that ends gets what is at hand, however much, and no more is waited for. */
START_TEST(drains_what_is_at_hand)
{
	struct pair pair;
	char data[50000] = { 0 };

	pair_begin(&pair, (struct pump_policy){ .spoke_ends_all = true });
	ck_assert_int_eq(write(pair.outside[0], data, sizeof(data)), sizeof(data));
	shutdown(pair.outside[1], SHUT_WR);
	pair_run(&pair);
	ck_assert_int_eq(pair.spoke.why, PUMP_CLOSED);
	ck_assert(pair.spoke.ended_first);
	ck_assert_uint_eq(pair.spoke.given_bytes, sizeof(data));
	pair_end(&pair);
}
END_TEST

/* What a peer said before it vanished is not lost with it. */
START_TEST(hears_a_spoke_out_that_listens_no_more)
{
	struct pair pair;

	pair_begin(&pair, (struct pump_policy){ 0 });
	ck_assert_int_eq(write(pair.outside[1], "last words", 10), 10);
	ck_assert_int_eq(write(pair.outside[0], "x", 1), 1);
	close(pair.outside[1]);
	pair_run(&pair);
	ck_assert_int_eq(pair.spoke.why, PUMP_BROKE);
	ck_assert_uint_eq(pair.center.given_bytes, 10);
	pair_end(&pair);
}
END_TEST

START_TEST(tells_both_that_the_other_is_gone)
{
	struct pair pair;
	char c;

	pair_begin(&pair, (struct pump_policy){ .shut_center = true });
	ck_assert_int_eq(write(pair.outside[0], "x", 1), 1);
	close(pair.outside[1]);
	pair_run(&pair);
	ck_assert_int_eq(read(pair.outside[0], &c, 1), 0);
	ck_assert_int_eq(send(pair.outside[0], "y", 1, MSG_NOSIGNAL), -1);
	ck_assert_int_eq(errno, EPIPE);
	pair_end(&pair);
}
END_TEST

/* Held, the center keeps what it has to say. */
START_TEST(waits_while_held)
{
	struct pair pair;
	struct err err;

	pair_begin(&pair, (struct pump_policy){ .center_ends_all = true });
	pump_hold(&pair.pump, true);
	ck_assert_int_eq(write(pair.outside[0], "x", 1), 1);
	shutdown(pair.outside[0], SHUT_WR);
	ck_assert(loop_run(&pair.loop, deadline_in(10 * (int64_t)NS_PER_MS), &err));
	ck_assert_uint_eq(pair.overs, 0);
	ck_assert_uint_eq(pair.center.taken, 0);
	pump_hold(&pair.pump, false);
	pair_run(&pair);
	ck_assert_int_eq(pair.spoke.why, PUMP_LEFT);
	ck_assert_uint_eq(pair.spoke.given_bytes, 1);
	pair_end(&pair);
}
END_TEST

/* ---- shortage ------------------------------------------------------------------------------- */

static bool lied;

static void begin_once(void)
{
	struct pump pump = { .over = pair_over };
	struct pump_end center = { .ops = &fd_ops, .in.fd = -1, .out.fd = -1 };
	struct loop loop = LOOP_CLOSED;
	struct err err = { 0 };

	loop_open(&loop, &err);
	if (!pump_loop_begin(&pump, &center, &loop, &err) && err.kind != STATUS_LACKING)
		lied = true;
	pump_free(&pump);
	loop_close(&loop);
}

START_TEST(survives_shortage)
{
	ck_assert_uint_eq(fault_sweep("malloc", ENOMEM, begin_once), 2);
	ck_assert(!lied);
}
END_TEST

Suite *pump_suite(void)
{
	Suite *suite = suite_create("pump");
	TCase *tcase = tcase_create("pump");

	tcase_add_test(tcase, keeps_every_byte_in_any_order);
	tcase_add_test(tcase, joins_two_both_ways);
	tcase_add_test(tcase, reads_a_file);
	tcase_add_test(tcase, is_over_when_nothing_moves);
	tcase_add_test(tcase, lingers_behind_the_end);
	tcase_add_test(tcase, looks_now_and_then_where_it_cannot_wait);
	tcase_add_test(tcase, leaves_a_peer_that_never_stops);
	tcase_add_test(tcase, is_idle_while_it_takes_nothing);
	tcase_add_test(tcase, drains_what_is_at_hand);
	tcase_add_test(tcase, hears_a_spoke_out_that_listens_no_more);
	tcase_add_test(tcase, tells_both_that_the_other_is_gone);
	tcase_add_test(tcase, waits_while_held);
	tcase_add_test(tcase, survives_shortage);
	suite_add_tcase(suite, tcase);
	return suite;
}
