/* check_listen -- servers' sockets: every address on one port, nothing half done, and those given.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/netlink.h>

#include "fault.h"
#include "net/listen.h"
#include "sockets.h"
#include "suites.h"

static const struct sock_words no_words = { .local_port = -1, .ttl = -1, .tos = -1 };
static struct listen_words words;
static struct listen_plan plan;
static struct locator locator;
static struct locations locations;
static struct listeners listeners;
static struct err err;
static unsigned descriptors; /* open before */

static void set_up(void)
{
	err = (struct err){ 0 };
	words = (struct listen_words){ .backlog = 16 };
	ck_assert(listen_plan_make(&plan, &no_words, &words, &err));
	locator = (struct locator)LOCATOR_EMPTY;
	locations = (struct locations){ 0 };
	listeners = (struct listeners){ 0 };
	descriptors = count_descriptors();
}

static void tear_down(void)
{
	listeners_close(&listeners);
	listeners_close(&listeners);
	locations_free(&locations);
	locator_free(&locator);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}

static void find(const char *word)
{
	struct endpoint endpoint;

	locations_free(&locations);
	ck_assert_msg(endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err), "%s", err.text);
	ck_assert_msg(locate(&locations, &locator, &endpoint, TO_BIND, deadline_in(NS_PER_S), &err),
		      "%s", err.text);
}

static bool add(const char *word)
{
	find(word);
	return listeners_add(&listeners, &locations, 3, &plan, &err);
}

static bool listens(int fd)
{
	int listening = 0;
	socklen_t size = sizeof(listening);

	getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size);
	return listening;
}

static bool answers(const struct listener *listener)
{
	int fd = socket(sock_addr_family(&listener->at), sock_type(listener->transport), 0);
	struct sock_addr to = listener->at;
	bool fine = connect(fd, &to.at.any, to.size) == 0;

	close(fd);
	return fine;
}

/* ---- endpoints
 * ------------------------------------------------------------------------------------ */

static const struct {
	const char *word;
	unsigned inet, inet6; /* how many sockets of each */
	bool reaches_out;
} endpoints[] = {
	{ "tcp::0", 1, 1, false },          { "udp::0", 1, 1, false },
	{ "tcp:*:0", 1, 1, true },          { "udp:any:0", 1, 1, true },
	{ "tcp:127.0.0.1:0", 1, 0, false }, { "udp:127.0.0.9:0", 1, 0, false },
	{ "tcp:[::1]:0", 0, 1, false },     { "tcp:0.0.0.0:0", 1, 0, true },
	{ "tcp:[::]:0", 0, 1, true },
};

START_TEST(binds_every_address_on_one_port)
{
	bool inet6 = has_inet6();
	unsigned expected = endpoints[_i].inet + (inet6 ? endpoints[_i].inet6 : 0);

	if (expected == 0)
		return;
	ck_assert_msg(add(endpoints[_i].word), "%s", err.text);
	ck_assert_uint_eq(listeners.count, expected);
	for (size_t i = 0; i < listeners.count; i++) {
		const struct listener *one = &listeners.item[i];

		ck_assert_uint_eq(sock_addr_port(&one->at), sock_addr_port(&listeners.item[0].at));
		ck_assert_uint_ne(sock_addr_port(&one->at), 0);
		ck_assert_uint_eq(one->endpoint, 3);
		ck_assert_int_eq(one->transport, locations.transport);
		ck_assert_int_eq(listens(one->fd), one->transport == TRANSPORT_TCP);
		ck_assert(fcntl(one->fd, F_GETFD) & FD_CLOEXEC);
		ck_assert(fcntl(one->fd, F_GETFL) & O_NONBLOCK);
		ck_assert(answers(one));
	}
	ck_assert_int_eq(listeners_reach_out(&listeners), endpoints[_i].reaches_out);
}
END_TEST

/* IPv6 alone means it: IPv4 of the same port is free for others. */
START_TEST(an_inet6_socket_takes_no_inet)
{
	int only = 0;
	socklen_t size = sizeof(only);
	char word[32];
	bool fine = false;

	if (!has_inet6())
		return;
	/* Another program may have the port of IPv4. */
	for (int i = 0; i < 20 && !fine; i++) {
		listeners_close(&listeners);
		ck_assert(add("tcp:[::]:0"));
		getsockopt(listeners.item[0].fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, &size);
		ck_assert_int_eq(only, 1);
		snprintf(word, sizeof(word), "tcp:0.0.0.0:%u",
			 sock_addr_port(&listeners.item[0].at));
		fine = add(word);
	}
	ck_assert_msg(fine, "%s", err.text);
	ck_assert_uint_eq(listeners.count, 2);
}
END_TEST

START_TEST(several_endpoints_add_up)
{
	ck_assert(add("tcp:127.0.0.1:0"));
	ck_assert(add("udp:127.0.0.1:0"));
	ck_assert(add("seqpacket:@check-listen"));
	ck_assert(add("unixgram:@check-listen-gram"));
	ck_assert_uint_eq(listeners.count, 4);
	for (size_t i = 0; i < listeners.count; i++)
		ck_assert(answers(&listeners.item[i]));
	ck_assert(!listeners_reach_out(&listeners));
}
END_TEST

START_TEST(a_path_vanishes_at_the_end)
{
	char folder[] = "/tmp/check-listen-XXXXXX", word[64];
	struct stat file;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(word, sizeof(word), "unix:%s/s", folder);
	ck_assert_msg(add(word), "%s", err.text);
	ck_assert(answers(&listeners.item[0]));
	ck_assert_int_eq(lstat(word + 5, &file), 0);
	ck_assert_uint_eq(file.st_mode & 0777, 0700);
	ck_assert(!add(word)); /* it is alive */
	ck_assert_msg(strstr(err.text, "in use by pid") != NULL, "%s", err.text);
	ck_assert_uint_eq(listeners.count, 1);
	listeners_close(&listeners);
	ck_assert_int_eq(lstat(word + 5, &file), -1);
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

/* A connection that our side closed first does not keep the port. */
START_TEST(starts_again_at_once)
{
	struct sock_addr at;
	char word[32];
	int client, served;

	ck_assert(add("tcp:127.0.0.1:0"));
	at = listeners.item[0].at;
	client = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_eq(connect(client, &at.at.any, at.size), 0);
	fcntl(listeners.item[0].fd, F_SETFL, 0);
	served = accept(listeners.item[0].fd, NULL, NULL);
	close(served);
	close(client);
	listeners_close(&listeners);
	snprintf(word, sizeof(word), "tcp:127.0.0.1:%u", sock_addr_port(&at));
	ck_assert_msg(add(word), "%s", err.text);
}
END_TEST

/* ---- what cannot be had
 * ----------------------------------------------------------------------------- */

/* All or nothing: the first address is let go of again. */
START_TEST(a_port_that_is_taken)
{
	struct sock_addr at, pair[2];
	int holder = listener_at("127.0.0.2", 1, &at);
	struct locations both = { .transport = TRANSPORT_TCP, .item = pair, .count = 2 };
	char says[64];

	pair[0] = at_text("127.0.0.1", sock_addr_port(&at));
	pair[1] = at;
	ck_assert(!listeners_add(&listeners, &both, 0, &plan, &err));
	ck_assert_uint_eq(listeners.count, 0);
	ck_assert_int_eq(err.number, EADDRINUSE);
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	snprintf(says, sizeof(says), "cannot bind tcp:127.0.0.2:%u", sock_addr_port(&at));
	ck_assert_msg(strstr(err.text, says) != NULL, "%s", err.text);
	ck_assert_uint_eq(count_descriptors(), descriptors + 1);
	close(holder);
}
END_TEST

START_TEST(an_address_that_is_not_ours)
{
	struct sock_addr far = at_text("203.0.113.77", 0);
	struct locations one = { .transport = TRANSPORT_UDP, .item = &far, .count = 1 };

	ck_assert(!listeners_add(&listeners, &one, 0, &plan, &err));
	ck_assert_int_eq(err.kind, STATUS_NO_INTERFACE);
	ck_assert_ptr_nonnull(
		strstr(err.text, "no interface of this machine has udp:203.0.113.77"));
}
END_TEST

/* The kernel's choice for one family may be taken in the other: it chooses again, so often. */
START_TEST(the_port_is_chosen_again)
{
	find("tcp::0");
	if (locations.count < 2)
		return;
	fault_arm("bind", 2, EADDRINUSE, false);
	ck_assert_msg(listeners_add(&listeners, &locations, 0, &plan, &err), "%s", err.text);
	ck_assert(fault_disarm());
	ck_assert_uint_eq(listeners.count, 2);
	ck_assert_uint_eq(sock_addr_port(&listeners.item[0].at),
			  sock_addr_port(&listeners.item[1].at));
	listeners_close(&listeners);
	fault_arm("bind", 2, EADDRINUSE, true);
	ck_assert(!listeners_add(&listeners, &locations, 0, &plan, &err));
	ck_assert(fault_disarm());
	ck_assert_uint_eq(listeners.count, 0);
}
END_TEST

/* Both families of loopback: one that this machine lacks is no failure, both are. */
START_TEST(a_family_may_be_missing)
{
	find("tcp::0");
	fault_arm("socket", 1, EAFNOSUPPORT, false);
	ck_assert_msg(listeners_add(&listeners, &locations, 0, &plan, &err), "%s", err.text);
	ck_assert(fault_disarm());
	ck_assert_uint_eq(listeners.count, 1);
	ck_assert_int_eq(sock_addr_family(&listeners.item[0].at), AF_INET);
	listeners_close(&listeners);
	fault_arm("socket", 1, EAFNOSUPPORT, true);
	ck_assert(!listeners_add(&listeners, &locations, 0, &plan, &err));
	ck_assert(fault_disarm());
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	locations.any_will_do = false; /* as for a name: each address was asked for */
	fault_arm("socket", 1, EAFNOSUPPORT, false);
	ck_assert(!listeners_add(&listeners, &locations, 0, &plan, &err));
	ck_assert(fault_disarm());
	ck_assert_uint_eq(listeners.count, 0);
}
END_TEST

static const struct {
	const char *call;
	int number;
} faults[] = {
	{ "socket", EMFILE }, { "setsockopt", ENOMEM },   { "bind", EPERM },
	{ "listen", EPERM },  { "getsockname", ENOBUFS }, { "malloc", ENOMEM },
};

START_TEST(calls_may_fail)
{
	unsigned n = 1;
	bool reached = true;

	for (; reached; n++) {
		bool fine;

		find("tcp::0");
		fault_arm(faults[_i].call, n, faults[_i].number, false);
		fine = listeners_add(&listeners, &locations, 0, &plan, &err);
		reached = fault_disarm();
		ck_assert(fine || (reached && status_exit(err.kind) == 3));
		if (!fine) {
			ck_assert_uint_eq(listeners.count, 0);
			ck_assert_int_eq(err.number, faults[_i].number);
		}
		listeners_close(&listeners);
		ck_assert_uint_eq(count_descriptors(), descriptors);
	}
	ck_assert_uint_gt(n, 2);
}
END_TEST

START_TEST(plans_are_checked)
{
	words.mode = "0800";
	ck_assert(!listen_plan_make(&plan, &no_words, &words, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	words.mode = NULL;
	words.owner = "no-such-user";
	ck_assert(!listen_plan_make(&plan, &no_words, &words, &err));
	ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
}
END_TEST

/* ---- sockets that we were given
 * -------------------------------------------------------------------- */

static int unix_socket(int type, const char *name)
{
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	struct endpoint endpoint;
	struct sock_addr at;

	ck_assert(endpoint_parse(&endpoint, name, TRANSPORT_UNIX, &err));
	sock_addr_set_unix(&at, &endpoint);
	ck_assert_int_eq(bind(fd, &at.at.any, at.size), 0);
	return fd;
}

static void ck_adopts(int fd, enum transport transport)
{
	fcntl(fd, F_SETFD, 0);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	ck_assert_msg(listeners_adopt(&listeners, fd, 7, &err), "%s", err.text);
	ck_assert_int_eq(listeners.item[listeners.count - 1].transport, transport);
	ck_assert_uint_eq(listeners.item[listeners.count - 1].endpoint, 7);
	ck_assert(answers(&listeners.item[listeners.count - 1]));
	ck_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	ck_assert(fcntl(fd, F_GETFL) & O_NONBLOCK);
}

START_TEST(takes_over_what_listens)
{
	int fd;

	ck_adopts(listener_at("127.0.0.1", 8, NULL), TRANSPORT_TCP);
	ck_adopts(socket_at(SOCK_DGRAM, "127.0.0.1", NULL), TRANSPORT_UDP);
	fd = unix_socket(SOCK_STREAM, "@check-listen-1");
	ck_assert_int_eq(listen(fd, 8), 0);
	ck_adopts(fd, TRANSPORT_UNIX);
	fd = unix_socket(SOCK_SEQPACKET, "@check-listen-2");
	ck_assert_int_eq(listen(fd, 8), 0);
	ck_adopts(fd, TRANSPORT_SEQPACKET);
	ck_adopts(unix_socket(SOCK_DGRAM, "@check-listen-3"), TRANSPORT_UNIXGRAM);
	if (has_inet6())
		ck_adopts(listener_at("::1", 8, NULL), TRANSPORT_TCP);
	ck_assert(!listeners_reach_out(&listeners));
}
END_TEST

static void ck_refuses(int fd, const char *says)
{
	ck_assert(!listeners_adopt(&listeners, fd, 0, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, says) != NULL, "%s", err.text);
	ck_assert_uint_eq(listeners.count, 0);
	close(fd);
}

START_TEST(refuses_what_it_cannot_serve)
{
	int ping = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_ICMP), pair[2];

	ck_refuses(999, "descriptor 999 is no socket");
	ck_refuses(open("/dev/null", O_RDWR | O_CLOEXEC), "is no socket");
	ck_refuses(socket_at(SOCK_STREAM, "127.0.0.1", NULL), "does not listen");
	ck_refuses(unix_socket(SOCK_STREAM, "@check-listen-4"), "does not listen");
	ck_refuses(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "is not bound");
	ck_refuses(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "is not bound");
	ck_refuses(socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_ROUTE),
		   "a kind that cannot be served");
	if (ping >= 0)
		ck_refuses(ping, "a kind that cannot be served");
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	ck_refuses(pair[0], "does not listen");
	close(pair[1]);
}
END_TEST

START_TEST(adopting_may_fail)
{
	int fd = listener_at("127.0.0.1", 8, NULL);

	for (unsigned n = 1; n <= 4; n++) {
		fault_arm("getsockopt", n, ENOBUFS, false);
		ck_assert(!listeners_adopt(&listeners, fd, 0, &err));
		ck_assert(fault_disarm());
	}
	fault_arm("malloc", 1, ENOMEM, false);
	ck_assert(!listeners_adopt(&listeners, fd, 0, &err));
	ck_assert(fault_disarm());
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	ck_assert_uint_eq(listeners.count, 0);
	close(fd);
}
END_TEST

static const struct {
	const char *pid, *fds; /* pid "": ours */
	unsigned count;
} passed[] = {
	{ "", "1", 1 },       { "", "3", 3 },
	{ "", "0", 0 },       { "", "-1", 0 },
	{ "", "", 0 },        { "", "1x", 0 },
	{ "", NULL, 0 },      { NULL, "1", 0 },
	{ "1", "1", 0 },      { "0", "1", 0 },
	{ "", " 1", 0 },      { "", "1025", 0 },
	{ "", "1024", 1024 }, { "99999999999", "1", 0 },
};

START_TEST(counts_what_systemd_passes)
{
	char pid[16];

	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	if (passed[_i].pid)
		setenv("LISTEN_PID", passed[_i].pid[0] ? passed[_i].pid : pid, 1);
	if (passed[_i].fds)
		setenv("LISTEN_FDS", passed[_i].fds, 1);
	ck_assert_uint_eq(listen_fds(), passed[_i].count);
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *listen_suite(void);
Suite *listen_suite(void)
{
	Suite *suite = suite_create("listen");
	TCase *tcase = tcase_create("listen");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, binds_every_address_on_one_port, 0, ROWS(endpoints));
	tcase_add_test(tcase, an_inet6_socket_takes_no_inet);
	tcase_add_test(tcase, several_endpoints_add_up);
	tcase_add_test(tcase, a_path_vanishes_at_the_end);
	tcase_add_test(tcase, starts_again_at_once);
	tcase_add_test(tcase, a_port_that_is_taken);
	tcase_add_test(tcase, an_address_that_is_not_ours);
	tcase_add_test(tcase, the_port_is_chosen_again);
	tcase_add_test(tcase, a_family_may_be_missing);
	tcase_add_loop_test(tcase, calls_may_fail, 0, ROWS(faults));
	tcase_add_test(tcase, plans_are_checked);
	tcase_add_test(tcase, takes_over_what_listens);
	tcase_add_test(tcase, refuses_what_it_cannot_serve);
	tcase_add_test(tcase, adopting_may_fail);
	tcase_add_loop_test(tcase, counts_what_systemd_passes, 0, ROWS(passed));
	suite_add_tcase(suite, tcase);
	return suite;
}
