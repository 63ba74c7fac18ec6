/* check_connect -- several addresses raced for: who wins, why the others do not, and in what time.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"
#include "net/connect.h"
#include "sockets.h"
#include "suites.h"

enum { MANY_ADDRESSES = 40, CLIENTS = 4 };

static const struct sock_words no_words = { .local_port = -1, .ttl = -1, .tos = -1 };
static struct sock_words words;
static struct sock_plan plan;
static struct sock_addr item[MANY_ADDRESSES];
static struct locations locations;
static struct race race;
static struct err err;
static int fd;

static void set_up(void)
{
	words = no_words;
	err = (struct err){ 0 };
	fd = -1;
	ck_assert(sock_plan_make(&plan, &words, &err));
	locations = (struct locations){ .transport = TRANSPORT_TCP, .item = item };
}

static void add(struct sock_addr at)
{
	item[locations.count++] = at;
}

/* A port of TEXT on which nobody listens: it is bound by the descriptor that is returned. */
static int add_closed(const char *text)
{
	struct sock_addr at;
	int holder = socket_at(SOCK_STREAM, text, &at);

	add(at);
	return holder;
}

static bool run(int64_t limit_ms)
{
	return race_run(&fd, &race, &locations, &plan, deadline_in(limit_ms * NS_PER_MS), &err);
}

static void ck_fails(int64_t limit_ms, enum status kind, const char *says)
{
	ck_assert(!run(limit_ms));
	ck_assert_int_eq(fd, -1);
	ck_assert_uint_eq(race.winner, race.count);
	ck_assert_msg(err.kind == kind, "%s: %s", status_word(err.kind), err.text);
	ck_assert_msg(strstr(err.text, says) != NULL, "%s", err.text);
}

static void ck_wins(int64_t limit_ms, size_t winner)
{
	ck_assert_msg(run(limit_ms), "%s", err.text);
	ck_assert_uint_eq(race.winner, winner);
	ck_assert_int_eq(race.attempt[winner].number, 0);
	ck_assert(sock_addr_equal(&race.peer, &item[winner]));
	ck_assert(fcntl(fd, F_GETFL) & O_NONBLOCK);
	ck_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
}

static int64_t took_ms(int64_t began_ns)
{
	return (clock_now_ns() - began_ns) / NS_PER_MS;
}

/* ---- one address --------------------------------------------------------------------------------
 */

static const char *const loopbacks[] = { "127.0.0.1", "::1" };

START_TEST(connects)
{
	struct sock_addr at, local;
	int server;

	if (_i && !has_inet6())
		return;
	server = listener_at(loopbacks[_i], 8, &at);
	add(at);
	ck_wins(5000, 0);
	sock_addr_local(&local, fd);
	ck_assert(sock_addr_equal(&race.local, &local));
	ck_assert_int_gt(race.connect_ns, 0);
	ck_assert_int_lt(race.connect_ns, NS_PER_S);
	close(fd);
	close(server);
}
END_TEST

START_TEST(a_refusal_is_told)
{
	int holder;

	if (_i && !has_inet6())
		return;
	holder = add_closed(loopbacks[_i]);
	ck_fails(5000, STATUS_REFUSED, "cannot connect to tcp:");
	ck_assert_int_eq(err.number, ECONNREFUSED);
	ck_assert_int_eq(race.attempt[0].number, ECONNREFUSED);
	ck_assert_ptr_null(strstr(err.text, "other"));
	close(holder);
}
END_TEST

/* Nothing is sent: nobody can refuse, and nobody has to answer. */
START_TEST(datagrams_connect_to_anything)
{
	int holder = add_closed("127.0.0.1");

	close(holder);
	locations.transport = TRANSPORT_UDP;
	ck_wins(5000, 0);
	ck_assert_int_eq(race.connect_ns, 0);
	close(fd);
}
END_TEST

/* A full backlog drops what comes: silence, until the time is up. */
START_TEST(silence_is_a_timeout)
{
	struct sock_addr at;
	int server = listener_at("127.0.0.1", 0, &at), client[CLIENTS];
	int64_t began_ns;

	fill_backlog(&at, client, CLIENTS);
	add(at);
	began_ns = clock_now_ns();
	ck_fails(60, STATUS_TIMEOUT, "no answer from tcp:127.0.0.1:");
	ck_assert_int_ge(took_ms(began_ns), 59);
	ck_assert_int_lt(took_ms(began_ns), 1000);
	ck_assert_int_eq(race.attempt[0].number, ETIMEDOUT);
	for (unsigned i = 0; i < CLIENTS; i++)
		close(client[i]);
	close(server);
}
END_TEST

/* Two SYNs that cross are a connection, also where both are one socket's. */
START_TEST(meeting_itself_is_no_success)
{
	struct sock_addr at;
	int holder = socket_at(SOCK_STREAM, "127.0.0.1", &at);
	unsigned descriptors;

	close(holder);
	descriptors = count_descriptors();
	words.local_port = sock_addr_port(&at);
	words.source = "127.0.0.1";
	ck_assert(sock_plan_make(&plan, &words, &err));
	add(at);
	ck_assert(!run(5000));
	ck_assert_int_eq(err.kind, STATUS_SELF_CONNECTED);
	ck_assert_int_eq(fd, -1);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}
END_TEST

START_TEST(its_own_end_is_as_told)
{
	struct sock_addr at, own, want;
	int server = listener_at("127.0.0.1", 8, &at);
	int holder = socket_at(SOCK_STREAM, "127.0.0.5", &own);

	close(holder);
	words.source = "127.0.0.5";
	words.local_port = sock_addr_port(&own);
	ck_assert(sock_plan_make(&plan, &words, &err));
	add(at);
	ck_wins(5000, 0);
	want = at_text("127.0.0.5", sock_addr_port(&own));
	ck_assert(sock_addr_equal(&race.local, &want));
	close(fd);
	words.local_port = -1;
	ck_wins(5000, 0);
	ck_assert_uint_ne(sock_addr_port(&race.local), 0);
	close(fd);
	fd = -1;
	words.source = "192.0.2.1"; /* not ours */
	ck_assert(sock_plan_make(&plan, &words, &err));
	ck_fails(5000, STATUS_NO_INTERFACE, "no interface of this machine has tcp:192.0.2.1:0");
	words.source = "::1";
	ck_assert(sock_plan_make(&plan, &words, &err));
	ck_fails(5000, STATUS_INVALID, "--source ::1 is no IPv4 address");
	ck_assert_int_eq(race.attempt[0].began_ns, 0);
	close(server);
}
END_TEST

/* What --source excludes is not tried, and is no reason where another one was. */
START_TEST(a_source_excludes_the_other_family)
{
	int holder, server;
	struct sock_addr at;

	if (!has_inet6())
		return;
	words.source = "127.0.0.1";
	ck_assert(sock_plan_make(&plan, &words, &err));
	add(at_text("::1", 9));
	holder = add_closed("127.0.0.1");
	ck_fails(5000, STATUS_REFUSED, "cannot connect to tcp:127.0.0.1:");
	ck_assert_ptr_null(strstr(err.text, "other"));
	server = listener_at("127.0.0.1", 8, &at);
	add(at);
	ck_wins(5000, 2);
	close(fd);
	close(server);
	close(holder);
}
END_TEST

/* ---- several
 * -------------------------------------------------------------------------------------- */

/* A refusal is an answer: the next one's turn comes at once. */
START_TEST(the_next_is_tried_after_a_refusal)
{
	struct sock_addr at;
	int holder = add_closed("127.0.0.1"), other = add_closed("127.0.0.2");
	int server = listener_at("127.0.0.1", 8, &at);
	unsigned descriptors = count_descriptors();
	int64_t began_ns = clock_now_ns();

	add(at);
	ck_wins(5000, 2);
	ck_assert_int_lt(took_ms(began_ns), RACE_STEP_MS);
	ck_assert_int_eq(race.attempt[0].number, ECONNREFUSED);
	ck_assert_int_eq(race.attempt[1].number, ECONNREFUSED);
	ck_assert_uint_eq(count_descriptors(), descriptors + 1);
	close(fd);
	close(server);
	close(holder);
	close(other);
}
END_TEST

/* Silence gives the next one its turn after 250 ms, and goes on being waited for. */
START_TEST(the_next_joins_a_silent_one)
{
	struct sock_addr full, at;
	int silent = listener_at("127.0.0.1", 0, &full), client[CLIENTS];
	int server = listener_at("127.0.0.1", 8, &at);
	unsigned descriptors;
	int64_t began_ns;

	fill_backlog(&full, client, CLIENTS);
	add(full);
	add(at);
	add(at);
	descriptors = count_descriptors();
	began_ns = clock_now_ns();
	ck_wins(5000, 1);
	ck_assert_int_ge(took_ms(began_ns), RACE_STEP_MS);
	ck_assert_int_lt(took_ms(began_ns), 4 * RACE_STEP_MS);
	ck_assert_int_eq(race.attempt[0].number, ECANCELED);
	ck_assert_int_gt(race.attempt[0].ended_ns, race.attempt[0].began_ns);
	ck_assert_int_eq(race.attempt[2].began_ns, 0); /* it was not its turn */
	ck_assert_int_lt(race.connect_ns, RACE_STEP_MS * (int64_t)NS_PER_MS);
	ck_assert_uint_eq(count_descriptors(), descriptors + 1);
	close(fd);
	for (unsigned i = 0; i < CLIENTS; i++)
		close(client[i]);
	close(silent);
	close(server);
}
END_TEST

/* The first comes through after all, when somebody accepts: its SYN is sent again after 1 s. */
START_TEST(the_first_may_still_win)
{
	struct sock_addr full;
	int silent = listener_at("127.0.0.1", 0, &full), client[CLIENTS];
	pid_t pid;

	fill_backlog(&full, client, CLIENTS);
	add(full);
	add(full);
	pid = fork();
	if (pid == 0) {
		poll(NULL, 0, RACE_STEP_MS + 100);
		while (accept(silent, NULL, NULL) >= 0)
			;
		_exit(0);
	}
	ck_wins(10000, 0);
	ck_assert_int_eq(race.attempt[1].number, ECANCELED);
	ck_assert_int_gt(race.connect_ns, (int64_t)RACE_STEP_MS * NS_PER_MS);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(fd);
	for (unsigned i = 0; i < CLIENTS; i++)
		close(client[i]);
	close(silent);
}
END_TEST

/* The reason is the first one's; how many others failed is told, and none that was not tried. */
START_TEST(all_may_fail)
{
	struct sock_addr full;
	int silent = listener_at("127.0.0.1", 0, &full), client[CLIENTS];
	int one = add_closed("127.0.0.1"), other = add_closed("127.0.0.2");

	ck_fails(5000, STATUS_REFUSED, "; 1 other address failed too");
	add(item[0]);
	ck_fails(5000, STATUS_REFUSED, "; 2 other addresses failed too");
	ck_assert_int_eq(err.number, ECONNREFUSED);
	fill_backlog(&full, client, CLIENTS);
	item[0] = full;
	ck_fails(50, STATUS_TIMEOUT, "no answer from tcp:127.0.0.1:");
	ck_assert_ptr_null(strstr(err.text, "other"));
	ck_fails(RACE_STEP_MS + 50, STATUS_TIMEOUT, "; 2 other addresses failed too");
	for (unsigned i = 0; i < CLIENTS; i++)
		close(client[i]);
	close(silent);
	close(one);
	close(other);
}
END_TEST

/* The others have no descriptors, and there are more of them than a process may have: poll(2) would
 * take so many entries for a mistake. */
START_TEST(those_that_failed_are_not_waited_for)
{
	struct sock_addr full;
	int silent = listener_at("127.0.0.1", 0, &full), client[CLIENTS], next;
	struct rlimit usual, few;

	fill_backlog(&full, client, CLIENTS);
	while (locations.count < MANY_ADDRESSES)
		add(full);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &usual), 0);
	next = dup(silent);
	close(next);
	few = (struct rlimit){ (rlim_t)next + 1, usual.rlim_max };
	ck_assert_uint_lt(few.rlim_cur, RACE_MAX);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	ck_fails(3 * RACE_STEP_MS, STATUS_TIMEOUT, "no answer from tcp:127.0.0.1:");
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &usual), 0);
	ck_assert_int_eq(race.attempt[RACE_MAX - 1].number, EMFILE);
	for (unsigned i = 0; i < CLIENTS; i++)
		close(client[i]);
	close(silent);
}
END_TEST

/* ---- order
 * ---------------------------------------------------------------------------------------- */

/* '4' and '6' as they are located, and as they are tried: RFC 8305 section 4. */
static const struct {
	const char *located, *tried;
} orders[] = {
	{ "4", "4" },       { "66", "66" },         { "6644", "6464" },
	{ "4466", "4646" }, { "46", "46" },         { "644", "644" },
	{ "6664", "6466" }, { "464646", "464646" }, { "4444446", "4644444" },
};

START_TEST(families_take_turns)
{
	int holder[8];
	size_t count = strlen(orders[_i].located), at[2] = { 0, 0 };

	if (!has_inet6())
		return;
	for (size_t i = 0; i < count; i++)
		holder[i] = add_closed(orders[_i].located[i] == '6' ? "::1" : "127.0.0.1");
	ck_assert(!run(5000));
	ck_assert_uint_eq(race.count, count);
	for (size_t i = 0; i < count; i++) {
		int family = sock_addr_family(&race.attempt[i].to);
		size_t *next = &at[family == AF_INET6];

		ck_assert_int_eq(family, orders[_i].tried[i] == '6' ? AF_INET6 : AF_INET);
		while (sock_addr_family(&item[*next]) != family) /* each family keeps its order */
			++*next;
		ck_assert(sock_addr_equal(&race.attempt[i].to, &item[(*next)++]));
	}
	for (size_t i = 0; i < count; i++)
		close(holder[i]);
}
END_TEST

START_TEST(only_so_many_are_tried)
{
	int holder = add_closed("127.0.0.1");
	unsigned descriptors = count_descriptors();

	while (locations.count < MANY_ADDRESSES)
		add(item[0]);
	ck_fails(5000, STATUS_REFUSED, "; 31 other addresses failed too");
	ck_assert_uint_eq(race.count, RACE_MAX);
	ck_assert_uint_eq(count_descriptors(), descriptors);
	close(holder);
}
END_TEST

/* ---- Unix
 * ------------------------------------------------------------------------------------------ */

static char folder[32], path[64];

static void make_folder(void)
{
	set_up();
	strcpy(folder, "/tmp/check-connect-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/s", folder);
	locations.transport = TRANSPORT_UNIX;
}

static void remove_folder(void)
{
	unlink(path);
	rmdir(folder);
}

static void add_path(const char *text)
{
	struct endpoint endpoint;
	struct sock_addr at;

	ck_assert_msg(endpoint_parse(&endpoint, text, TRANSPORT_UNIX, &err), "%s", err.text);
	sock_addr_set_unix(&at, &endpoint);
	add(at);
}

static int listen_on_path(int type, int backlog)
{
	int server = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	add_path(path);
	ck_assert_int_eq(bind(server, &item[0].at.any, item[0].size), 0);
	ck_assert(type == SOCK_DGRAM || listen(server, backlog) == 0);
	return server;
}

static const struct {
	enum transport transport;
	int type;
} kinds[] = {
	{ TRANSPORT_UNIX, SOCK_STREAM },
	{ TRANSPORT_SEQPACKET, SOCK_SEQPACKET },
	{ TRANSPORT_UNIXGRAM, SOCK_DGRAM },
};

START_TEST(connects_to_a_path)
{
	int server = listen_on_path(kinds[_i].type, 8);
	struct timeval limit;
	socklen_t size = sizeof(limit);

	locations.transport = kinds[_i].transport;
	ck_wins(5000, 0);
	/* Our own datagram end has a name that can be answered. */
	ck_assert_int_eq(race.local.size > sizeof(sa_family_t), kinds[_i].type == SOCK_DGRAM);
	ck_assert_int_eq(getsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, &size), 0);
	ck_assert_int_eq(limit.tv_sec + limit.tv_usec, 0);
	close(fd);
	close(server);
}
END_TEST

START_TEST(a_path_without_a_listener)
{
	int other;

	add_path(path);
	ck_fails(5000, STATUS_NOT_FOUND, "cannot connect to unix:/tmp/check-connect-");
	locations.count = 0;
	close(listen_on_path(SOCK_STREAM, 1));
	ck_fails(5000, STATUS_REFUSED, "Connection refused");
	unlink(path);
	other = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ck_fails(5000, STATUS_REFUSED, "Connection refused"); /* a file is no listener */
	close(other);
	unlink(path);
	locations.count = 0;
	other = listen_on_path(SOCK_DGRAM, 0);
	ck_fails(5000, STATUS_LACKING, "is a socket of another type");
	close(other);
	locations.count = 0;
	add_path("@check-connect-nobody");
	ck_fails(5000, STATUS_REFUSED, "unix:@check-connect-nobody");
}
END_TEST

/* Owner and mode stand in the way of all but root. */
START_TEST(a_path_may_be_denied)
{
	int server = listen_on_path(SOCK_STREAM, 8);
	bool is_root = geteuid() == 0;
	char owner[64];

	snprintf(owner, sizeof(owner), "(owner %u, mode 0000)", (unsigned)geteuid());
	ck_assert_int_eq(chmod(path, 0) | chmod(folder, 0755), 0);
	if (is_root)
		ck_assert_int_eq(seteuid(65534), 0);
	ck_assert(!run(5000));
	if (is_root)
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(err.kind, STATUS_DENIED);
	ck_assert_msg(strstr(err.text, owner) != NULL, "%s", err.text);
	close(server);
}
END_TEST

/* There is no EINPROGRESS: the wait is in connect(2) itself, and the deadline holds all the same.
 */
START_TEST(a_full_unix_backlog)
{
	int server = listen_on_path(SOCK_STREAM, 0), client[2];
	int64_t began_ns;
	pid_t pid;

	client[0] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(connect(client[0], &item[0].at.any, item[0].size), 0);
	began_ns = clock_now_ns();
	ck_fails(60, STATUS_TIMEOUT, "no answer from unix:");
	ck_assert_int_ge(took_ms(began_ns), 55);
	ck_assert_int_lt(took_ms(began_ns), 1000);
	began_ns = clock_now_ns();
	ck_fails(1, STATUS_TIMEOUT, "no answer from unix:");
	ck_assert_int_lt(took_ms(began_ns), 1000);
	pid = fork();
	if (pid == 0) {
		poll(NULL, 0, 50);
		accept(server, NULL, NULL);
		pause();
	}
	ck_wins(10000, 0);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(fd);
	close(client[0]);
	close(server);
}
END_TEST

/* ---- addresses that lead nowhere: in a network of our own
 * --------------------------------------------- */

static const struct {
	const char *to;
	int64_t limit_ms;
	enum status kind;
	const char *says;
} nowhere[] = {
	{ "192.0.2.99", 100, STATUS_TIMEOUT, "no answer from tcp:192.0.2.99:9 in time" },
	{ "198.51.100.1", 5000, STATUS_NO_ROUTE, "Network is unreachable" },
	{ "203.0.113.1", 5000, STATUS_NO_ROUTE, "as a blackhole route does" },
	{ "203.0.113.129", 5000, STATUS_UNREACHABLE, "No route to host" },
};

static const char network[] = "ip link add v0 type veth peer name v1 && ip link set v1 up && "
			      "ip address add 192.0.2.1/24 dev v0 && ip link set v0 up && "
			      "ip route add blackhole 203.0.113.0/25 && "
			      "ip route add unreachable 203.0.113.128/25";

/* With a live address behind it, the dead one costs its 250 ms, or nothing where it is known. */
static int try_nowhere(int i)
{
	struct sock_addr live;
	int server = listener_at("127.0.0.1", 8, &live);
	int64_t began_ns;

	add(at_text(nowhere[i].to, 9));
	if (run(nowhere[i].limit_ms) || err.kind != nowhere[i].kind ||
	    !strstr(err.text, nowhere[i].says)) {
		fprintf(stderr, "%s: %s: %s\n", nowhere[i].to, status_word(err.kind), err.text);
		return 1;
	}
	add(live);
	began_ns = clock_now_ns();
	if (!run(5000) || race.winner != 1)
		return 2;
	if ((took_ms(began_ns) >= RACE_STEP_MS) != (nowhere[i].kind == STATUS_TIMEOUT))
		return 3;
	close(fd);
	close(server);
	return 0;
}

START_TEST(leads_nowhere)
{
	in_network(network, try_nowhere, _i);
}
END_TEST

/* ---- failures
 * ------------------------------------------------------------------------------------------- */

static const struct {
	const char *call;
	int number;
	bool lasting, wins; /* all the same, by the second address */
	enum status kind;
	const char *says;
} faults[] = {
	{ "socket", EMFILE, false, true, STATUS_OK, "" },
	{ "socket", EMFILE, true, false, STATUS_LACKING, "cannot make a socket" },
	{ "socket", EAFNOSUPPORT, true, false, STATUS_LACKING, "this machine has no tcp" },
	{ "connect", EADDRNOTAVAIL, false, true, STATUS_OK, "" },
	{ "connect", EADDRNOTAVAIL, true, false, STATUS_LACKING, "cannot connect to tcp:127" },
	{ "connect", ENETUNREACH, true, false, STATUS_NO_ROUTE, "Network is unreachable" },
	{ "connect", EPERM, true, false, STATUS_DENIED, "cannot connect to tcp:127" },
	{ "getsockopt", ENOBUFS, true, false, STATUS_LACKING, "cannot connect to tcp:127" },
	{ "fcntl", EBADF, false, true, STATUS_OK, "" },
	{ "poll", EINTR, false, true, STATUS_OK, "" },
	{ "poll", ENOMEM, false, false, STATUS_LACKING, "cannot wait for a connection" },
	{ "poll", ENOMEM, true, false, STATUS_LACKING, "cannot wait for a connection" },
	{ "getsockname", ENOBUFS, true, true, STATUS_OK, "" },
};

START_TEST(calls_may_fail)
{
	struct sock_addr at;
	int server = listener_at("127.0.0.1", 8, &at);
	unsigned descriptors = count_descriptors();
	bool fine;

	add(at);
	add(at);
	fault_arm(faults[_i].call, 1, faults[_i].number, faults[_i].lasting);
	fine = run(5000);
	fault_disarm();
	ck_assert_int_eq(fine, faults[_i].wins);
	if (!fine) {
		ck_assert_msg(err.kind == faults[_i].kind, "%s: %s", status_word(err.kind),
			      err.text);
		ck_assert_msg(strstr(err.text, faults[_i].says) != NULL, "%s", err.text);
		ck_assert_int_eq(fd, -1);
	}
	if (fine)
		close(fd);
	ck_assert_uint_eq(count_descriptors(), descriptors);
	close(server);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *connect_suite(void);
Suite *connect_suite(void)
{
	Suite *suite = suite_create("connect");
	TCase *inet = tcase_create("inet"), *paths = tcase_create("unix");

	tcase_add_checked_fixture(inet, set_up, NULL);
	tcase_add_loop_test(inet, connects, 0, 2);
	tcase_add_loop_test(inet, a_refusal_is_told, 0, 2);
	tcase_add_test(inet, datagrams_connect_to_anything);
	tcase_add_test(inet, silence_is_a_timeout);
	tcase_add_test(inet, meeting_itself_is_no_success);
	tcase_add_test(inet, its_own_end_is_as_told);
	tcase_add_test(inet, a_source_excludes_the_other_family);
	tcase_add_test(inet, the_next_is_tried_after_a_refusal);
	tcase_add_test(inet, the_next_joins_a_silent_one);
	tcase_add_test(inet, the_first_may_still_win);
	tcase_add_test(inet, all_may_fail);
	tcase_add_test(inet, those_that_failed_are_not_waited_for);
	tcase_add_loop_test(inet, families_take_turns, 0, ROWS(orders));
	tcase_add_test(inet, only_so_many_are_tried);
	tcase_add_loop_test(inet, leads_nowhere, 0, ROWS(nowhere));
	tcase_add_loop_test(inet, calls_may_fail, 0, ROWS(faults));
	suite_add_tcase(suite, inet);
	tcase_add_checked_fixture(paths, make_folder, remove_folder);
	tcase_add_loop_test(paths, connects_to_a_path, 0, ROWS(kinds));
	tcase_add_test(paths, a_path_without_a_listener);
	tcase_add_test(paths, a_path_may_be_denied);
	tcase_add_test(paths, a_full_unix_backlog);
	suite_add_tcase(suite, paths);
	return suite;
}
