/* check_peers -- peers of a pump: connected, accepted, heard of; told truly, also when calls fail.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "net/pump_loop.h"
#include "serve/peers.h"
#include "sockets.h"
#include "suites.h"

/* A center that says one piece, and keeps what it is given. */
struct world {
	struct loop loop;
	struct pump pump;
	struct pump_end center;
	struct peers peers;
	struct listeners listeners;
	struct admission admission;
	const char *says; /* NULL: nothing, and no end */
	char heard[4096];
	size_t heard_size;
	unsigned steps[PEER_CLOSED + 1];
	enum pump_why why;
	struct err err; /* of the peer that closed last */
	bool over;
	struct sock_addr from;
};

static enum pump_answer take(struct pump_end *end, char *data, size_t *size)
{
	struct world *world = OWNER(end, struct world, center);

	if (!world->says)
		return PUMP_LATER;
	if (!*world->says)
		return PUMP_ENDED;
	*size = strlen(world->says);
	memcpy(data, world->says, *size);
	world->says = "";
	end->more = true;
	return PUMP_MOVED;
}

static enum pump_answer give(struct pump_end *end, const char *data, size_t *size)
{
	struct world *world = OWNER(end, struct world, center);

	if (world->heard_size + *size < sizeof(world->heard)) {
		memcpy(world->heard + world->heard_size, data, *size);
		world->heard_size += *size;
	}
	return PUMP_MOVED;
}

static const struct pump_ops ops = { take, give, NULL, NULL };

static void tell(struct peers *peers, const struct peer_event *event)
{
	struct world *world = peers->context;

	world->steps[event->step]++;
	if (event->from)
		world->from = *event->from;
	if (event->step == PEER_CLOSED) {
		world->why = event->peer->end.why;
		world->err = event->peer->err;
	}
}

static void over(struct peers *peers)
{
	struct world *world = peers->context;

	world->over = true;
	loop_stop(&world->loop);
}

static bool world_begin(struct world *world, struct pump_policy policy, const char *says,
			struct err *err)
{
	*world = (struct world){ .loop = LOOP_CLOSED,
				 .says = says,
				 .admission = { .max_conns = 10, .max_per_addr = 10 } };
	world->center = (struct pump_end){ .ops = &ops, .in.fd = -1, .out.fd = -1, .more = true };
	world->pump = (struct pump){ .policy = policy, .room = DATAGRAM_ROOM };
	world->peers = (struct peers){ .loop = &world->loop,
				       .pump = &world->pump,
				       .admission = &world->admission,
				       .context = world,
				       .tell = tell,
				       .over = over };
	return loop_open(&world->loop, err) &&
	       pump_loop_begin(&world->pump, &world->center, &world->loop, err) &&
	       peers_begin(&world->peers, err);
}

static void world_end(struct world *world)
{
	peers_free(&world->peers);
	peers_free(&world->peers);
	listeners_close(&world->listeners);
	pump_free(&world->pump);
	loop_close(&world->loop);
}

static bool world_listen(struct world *world, const char *text, struct err *err)
{
	static const struct sock_words words = { .local_port = -1, .ttl = -1, .tos = -1 };
	static const struct listen_words listen = { .backlog = 10, .ready_fd = -1 };
	struct locations locations = { 0 };
	struct locator locator = LOCATOR_EMPTY;
	struct endpoint endpoint;
	struct listen_plan plan;
	bool fine = endpoint_parse(&endpoint, text, TRANSPORT_TCP, err) &&
		    listen_plan_make(&plan, &words, &listen, err) &&
		    locate(&locations, &locator, &endpoint, TO_BIND, deadline_in(NS_PER_S), err) &&
		    listeners_add(&world->listeners, &locations, 0, &plan, err);

	locations_free(&locations);
	locator_free(&locator);
	world->peers.listeners = &world->listeners;
	return fine && peers_listen(&world->peers, err);
}

static void turn_until(struct world *world, const unsigned *count, unsigned least)
{
	struct deadline until = deadline_in(10 * (int64_t)NS_PER_S);
	struct err err;

	while (*count < least && !deadline_passed(until))
		ck_assert(loop_turn(&world->loop, deadline_in(10 * (int64_t)NS_PER_MS), &err));
	ck_assert_uint_ge(*count, least);
}

/* ---- connected ------------------------------------------------------------------------------ */

static const enum transport kinds[] = { TRANSPORT_UNIX, TRANSPORT_SEQPACKET };

START_TEST(talks_with_one)
{
	unsigned before = count_descriptors();
	struct world world;
	struct err err = { 0 };
	char data[100];
	int pair[2];

	ck_assert_int_eq(
		socketpair(AF_UNIX, sock_type(kinds[_i]) | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair),
		0);
	ck_assert(world_begin(&world, (struct pump_policy){ 0 }, "question", &err));
	ck_assert(peers_connected(&world.peers, pair[0], kinds[_i], &err));
	turn_until(&world, &world.steps[PEER_SHUT], 1);
	ck_assert_int_eq(recv(pair[1], data, sizeof(data), 0), 8);
	ck_assert_int_eq(send(pair[1], "answer", 6, 0), 6);
	close(pair[1]);
	turn_until(&world, &world.steps[PEER_CLOSED], 1);
	ck_assert(world.over);
	ck_assert_int_eq(world.why, PUMP_CLOSED);
	ck_assert_uint_eq(world.heard_size, 6);
	ck_assert_uint_eq(world.steps[PEER_OPENED], 1);
	ck_assert_uint_eq(world.steps[PEER_SENT], 1);
	ck_assert_uint_eq(world.steps[PEER_RECEIVED], 1);
	ck_assert_uint_eq(world.steps[PEER_ENDED], 1);
	world_end(&world);
	ck_assert_uint_eq(count_descriptors(), before);
}
END_TEST

/* An empty message is none of the ends. */
START_TEST(tells_an_empty_message_from_the_end)
{
	struct world world;
	struct err err = { 0 };
	int pair[2];

	ck_assert_int_eq(
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), 0);
	ck_assert(world_begin(&world, (struct pump_policy){ .spoke_ends_all = true }, NULL, &err));
	ck_assert(peers_connected(&world.peers, pair[0], TRANSPORT_SEQPACKET, &err));
	for (unsigned i = 1; i <= 3; i++) {
		ck_assert_int_eq(send(pair[1], "", 0, 0), 0);
		turn_until(&world, &world.steps[PEER_RECEIVED], i);
	}
	ck_assert_uint_eq(world.steps[PEER_ENDED], 0);
	ck_assert_int_eq(send(pair[1], "", 0, 0), 0);
	close(pair[1]);
	turn_until(&world, &world.steps[PEER_CLOSED], 1);
	ck_assert_uint_eq(world.steps[PEER_RECEIVED], 4);
	ck_assert_uint_eq(world.steps[PEER_ENDED], 1);
	world_end(&world);
}
END_TEST

START_TEST(says_who_broke_off)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
	struct sock_addr at;
	int listener = listener_at("127.0.0.1", 1, &at), server;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct world world;
	struct err err = { 0 };

	ck_assert_int_eq(connect(fd, &at.at.any, at.size), 0);
	server = accept(listener, NULL, NULL);
	ck_assert(world_begin(&world, (struct pump_policy){ 0 }, NULL, &err));
	ck_assert(peers_connected(&world.peers, fd, TRANSPORT_TCP, &err));
	setsockopt(server, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(server);
	turn_until(&world, &world.steps[PEER_CLOSED], 1);
	ck_assert_int_eq(world.why, PUMP_BROKE);
	ck_assert_int_eq(world.err.kind, STATUS_RESET);
	ck_assert_int_eq(world.err.number, ECONNRESET);
	world_end(&world);
	close(listener);
}
END_TEST

/* ---- listening ------------------------------------------------------------------------------ */

static int client_of(const struct world *world)
{
	const struct sock_addr *at = &world->listeners.item[0].at;
	int fd = socket(sock_addr_family(at), SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(connect(fd, &at->at.any, at->size), 0);
	return fd;
}

START_TEST(takes_the_first_and_closes_the_door)
{
	struct world world;
	struct err err = { 0 };
	int client;

	ck_assert(world_begin(&world, (struct pump_policy){ 0 }, "", &err));
	ck_assert_msg(world_listen(&world, "127.0.0.1:0", &err), "%s", err.text);
	client = client_of(&world);
	turn_until(&world, &world.steps[PEER_SHUT], 1);
	loop_turn(&world.loop, deadline_in(NS_PER_MS), &err);
	ck_assert_uint_eq(world.listeners.count, 0);
	ck_assert(!world.over);
	close(client);
	turn_until(&world, &world.steps[PEER_CLOSED], 1);
	ck_assert(world.over);
	world_end(&world);
}
END_TEST

START_TEST(goes_on_with_others)
{
	struct world world;
	struct err err = { 0 };
	int client[3];

	ck_assert(world_begin(&world, (struct pump_policy){ .spoke_ends_all = true }, NULL, &err));
	world.peers.keep = true;
	ck_assert_msg(world_listen(&world, "127.0.0.1:0", &err), "%s", err.text);
	for (unsigned i = 0; i < 3; i++)
		client[i] = client_of(&world);
	turn_until(&world, &world.steps[PEER_OPENED], 3);
	close(client[1]);
	turn_until(&world, &world.steps[PEER_CLOSED], 1);
	ck_assert(!world.over);
	world.says = "to all";
	pump_kick(&world.pump);
	turn_until(&world, &world.steps[PEER_SENT], 2);
	peers_stop(&world.peers);
	close(client[0]);
	close(client[2]);
	turn_until(&world, &world.steps[PEER_CLOSED], 3);
	ck_assert(world.over);
	world_end(&world);
}
END_TEST

START_TEST(lets_in_whom_it_shall)
{
	struct world world;
	struct err err = { 0 };
	int client;

	ck_assert(world_begin(&world, (struct pump_policy){ 0 }, "", &err));
	world.admission.deny.item[0] =
		(struct network){ { .family = AF_INET, .byte = { 127 } }, 8 };
	world.admission.deny.count = 1;
	ck_assert_msg(world_listen(&world, "127.0.0.1:0", &err), "%s", err.text);
	client = client_of(&world);
	turn_until(&world, &world.steps[PEER_REFUSED], 1);
	ck_assert_uint_eq(world.steps[PEER_OPENED], 0);
	close(client);
	world_end(&world);
}
END_TEST

/* ---- datagrams ------------------------------------------------------------------------------ */

START_TEST(answers_who_was_heard_last)
{
	struct world world;
	struct err err = { 0 };
	struct sock_addr at[2], to;
	int client[] = { socket_at(SOCK_DGRAM, "127.0.0.1", &at[0]),
			 socket_at(SOCK_DGRAM, "127.0.0.1", &at[1]) };
	char data[10];

	ck_assert(world_begin(&world, (struct pump_policy){ .keep_open = true }, NULL, &err));
	ck_assert_msg(world_listen(&world, "udp:127.0.0.1:0", &err), "%s", err.text);
	to = world.listeners.item[0].at;
	ck_assert(world.pump.held);
	for (unsigned i = 0; i < 2; i++) {
		ck_assert_int_eq(sendto(client[i], "", 0, 0, &to.at.any, to.size), 0);
		turn_until(&world, &world.steps[PEER_RECEIVED], i + 1);
		ck_assert(sock_addr_equal(&world.from, &at[i]));
	}
	ck_assert(!world.pump.held);
	world.says = "answer";
	pump_kick(&world.pump);
	turn_until(&world, &world.steps[PEER_SENT], 1);
	ck_assert_int_eq(recv(client[1], data, sizeof(data), 0), 6);
	ck_assert_int_eq(recv(client[0], data, sizeof(data), MSG_DONTWAIT), -1);
	close(client[0]);
	close(client[1]);
	world_end(&world);
}
END_TEST

START_TEST(tells_trouble_and_goes_on)
{
	struct world world;
	struct err err = { 0 };
	struct sock_addr at;
	int server = socket_at(SOCK_DGRAM, "127.0.0.1", &at);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	ck_assert_int_eq(connect(fd, &at.at.any, at.size), 0);
	close(server);
	ck_assert(world_begin(&world, (struct pump_policy){ .keep_open = true }, "x", &err));
	ck_assert(peers_connected(&world.peers, fd, TRANSPORT_UDP, &err));
	turn_until(&world, &world.steps[PEER_TROUBLE], 1);
	ck_assert_uint_eq(world.steps[PEER_CLOSED], 0);
	world_end(&world);
}
END_TEST

/* ---- calls that fail ------------------------------------------------------------------------ */

static bool lied;

/* One exchange with a socketpair: it ends, well or with a reason. */
static void talk_once(void)
{
	struct deadline until = deadline_in(NS_PER_S);
	struct world world;
	struct err err = { 0 };
	int pair[2] = { -1, -1 };
	bool fine = world_begin(&world, (struct pump_policy){ .idle_ns = 20 * (int64_t)NS_PER_MS },
				"question", &err) &&
		    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) == 0;

	if (fine && send(pair[1], "answer", 6, MSG_NOSIGNAL) != 6)
		fine = close(pair[0]) != 0;
	fine = fine && peers_connected(&world.peers, pair[0], TRANSPORT_UNIX, &err);
	if (pair[1] >= 0)
		shutdown(pair[1], SHUT_WR);
	while (fine && !world.over && !deadline_passed(until))
		fine = loop_turn(&world.loop, deadline_in(5 * (int64_t)NS_PER_MS), &err);
	if (fine && !world.over)
		lied = true;
	if (world.over && world.why == PUMP_CLOSED && world.heard_size != 6)
		lied = true;
	if (world.over && world.why == PUMP_BROKE && world.err.kind == STATUS_OK)
		lied = true;
	if (pair[1] >= 0)
		close(pair[1]);
	world_end(&world);
}

START_TEST(survives_failing_calls)
{
	static const struct {
		const char *call;
		int number;
		unsigned least;
	} rows[] = {
		{ "malloc", ENOMEM, 4 },    { "recv", EIO, 1 },       { "recv", EINTR, 1 },
		{ "send", EPIPE, 2 },       { "send", EAGAIN, 2 },    { "shutdown", ENOTCONN, 1 },
		{ "epoll_ctl", ENOSPC, 1 }, { "getsockopt", EIO, 0 }, { "getsockname", EIO, 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned before = count_descriptors();

		ck_assert_uint_ge(fault_sweep(rows[i].call, rows[i].number, talk_once),
				  rows[i].least);
		ck_assert_msg(!lied, "%s", rows[i].call);
		ck_assert_uint_eq(count_descriptors(), before);
	}
}
END_TEST

Suite *peers_suite(void)
{
	Suite *suite = suite_create("peers");
	TCase *tcase = tcase_create("peers");

	tcase_add_loop_test(tcase, talks_with_one, 0, 2);
	tcase_add_test(tcase, tells_an_empty_message_from_the_end);
	tcase_add_test(tcase, says_who_broke_off);
	tcase_add_test(tcase, takes_the_first_and_closes_the_door);
	tcase_add_test(tcase, goes_on_with_others);
	tcase_add_test(tcase, lets_in_whom_it_shall);
	tcase_add_test(tcase, answers_who_was_heard_last);
	tcase_add_test(tcase, tells_trouble_and_goes_on);
	tcase_add_test(tcase, survives_failing_calls);
	suite_add_tcase(suite, tcase);
	return suite;
}
