/* check_datagram -- messages as they really came, and answers from where they were asked. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "fault.h"
#include "net/datagram.h"
#include "sockets.h"
#include "suites.h"

enum { ROOM = 8 };

static struct datagrams batch;
static struct err err;
static int server, client;
static struct sock_addr server_at, client_at;

static void set_up(void)
{
	err = (struct err){ 0 };
	server = client = -1;
	ck_assert_msg(datagrams_init(&batch, ROOM, &err), "%s", err.text);
}

static void tear_down(void)
{
	datagrams_free(&batch);
	datagrams_free(&batch);
	close(server);
	close(client);
}

/* A server at SERVER_TEXT that tells WANTS, and a client at CLIENT_TEXT. */
static void open_both(const char *server_text, const char *client_text, unsigned wants)
{
	server = socket_at(SOCK_DGRAM, server_text, &server_at);
	client = socket_at(SOCK_DGRAM, client_text, &client_at);
	ck_assert_msg(datagram_prepare(server, sock_addr_family(&server_at), wants, &err), "%s",
		      err.text);
}

/* Send from the client to address TO of the server. */
static void send_to(const char *to, const void *data, size_t size)
{
	struct sock_addr at = at_text(to, sock_addr_port(&server_at));

	ck_assert_msg(datagram_send(client, data, size, &at, NULL, 0), "%s", strerror(errno));
}

static struct datagram receive_one(void)
{
	struct datagram datagram;

	ck_assert_int_eq(datagrams_receive(&batch, server), 1);
	datagrams_get(&datagram, &batch, 0);
	return datagram;
}

/* ---- what is told -----------------------------------------------------------------------------
 */

static const struct {
	const char *server, *client, *to;
} ways[] = {
	{ "127.0.0.1", "127.0.0.9", "127.0.0.1" },
	{ "0.0.0.0", "127.0.0.1", "127.0.0.9" },
	{ "::1", "::1", "::1" },
	{ "::", "::1", "::1" },
};

static bool has_way(int i)
{
	return strchr(ways[i].server, '.') || has_inet6();
}

START_TEST(tells_all_it_is_asked_for)
{
	const int ttl = 77, tos = 0x28;
	bool is_inet = strchr(ways[_i].server, '.');
	int64_t before_ns = clock_wall_ns();
	struct datagram datagram;
	struct addr to;

	if (!has_way(_i))
		return;
	open_both(ways[_i].server, ways[_i].client,
		  DATAGRAM_TO | DATAGRAM_HOPS | DATAGRAM_TIME | DATAGRAM_DROPS | DATAGRAM_PEER |
			  DATAGRAM_ERRORS);
	setsockopt(client, is_inet ? IPPROTO_IP : IPPROTO_IPV6,
		   is_inet ? IP_TTL : IPV6_UNICAST_HOPS, &ttl, sizeof(ttl));
	setsockopt(client, is_inet ? IPPROTO_IP : IPPROTO_IPV6, is_inet ? IP_TOS : IPV6_TCLASS,
		   &tos, sizeof(tos));
	send_to(ways[_i].to, "hello", 5);
	datagram = receive_one();
	ck_assert_uint_eq(datagram.size, 5);
	ck_assert_uint_eq(datagram.true_size, 5);
	ck_assert(!datagram.truncated);
	ck_assert_mem_eq(datagram.data, "hello", 5);
	ck_assert(sock_addr_equal(&datagram.from, &client_at));
	ck_assert(addr_parse(&to, ways[_i].to, &err));
	ck_assert_int_eq(addr_compare(&datagram.to, &to), 0);
	ck_assert_uint_eq(datagram.index, 1); /* lo */
	ck_assert_int_eq(datagram.ttl, ttl);
	ck_assert_int_eq(datagram.tos, tos);
	ck_assert_int_ge(datagram.wall_ns, before_ns - NS_PER_S);
	ck_assert_int_le(datagram.wall_ns, clock_wall_ns());
	ck_assert_int_eq(datagram.peer.pid, 0);
}
END_TEST

START_TEST(tells_nothing_it_is_not_asked_for)
{
	struct datagram datagram;

	if (!has_way(_i))
		return;
	open_both(ways[_i].server, ways[_i].client, 0);
	send_to(ways[_i].to, "x", 1);
	datagram = receive_one();
	ck_assert_int_eq(datagram.to.family, 0);
	ck_assert_uint_eq(datagram.index, 0);
	ck_assert_int_eq(datagram.ttl, -1);
	ck_assert_int_eq(datagram.tos, -1);
	ck_assert_int_eq(datagram.wall_ns, 0);
	ck_assert(!datagram.has_drops);
}
END_TEST

/* ---- sizes --------------------------------------------------------------------------------------
 */

static const struct {
	const char *at;
	size_t size;
	bool fits;
} sizes[] = {
	{ "127.0.0.1", 0, true },
	{ "127.0.0.1", 1, true },
	{ "127.0.0.1", 1472, true },
	{ "127.0.0.1", 9000, true },
	{ "127.0.0.1", DATAGRAM_INET_MAX, true },
	{ "127.0.0.1", DATAGRAM_INET_MAX + 1, false },
	{ "::1", 0, true },
	{ "::1", DATAGRAM_INET6_MAX, true },
	{ "::1", DATAGRAM_INET6_MAX + 1, false },
};

START_TEST(any_size_comes_whole)
{
	static char data[1 << 17];
	size_t size = sizes[_i].size;
	struct datagram datagram;

	if (strchr(sizes[_i].at, ':') && !has_inet6())
		return;
	memset(data, 'd', sizeof(data));
	open_both(sizes[_i].at, sizes[_i].at, 0);
	if (sizes[_i].fits) {
		send_to(sizes[_i].at, data, size);
		datagram = receive_one();
		ck_assert_uint_eq(datagram.size, size);
		ck_assert_uint_eq(datagram.true_size, size);
		ck_assert(!datagram.truncated);
		ck_assert(memcmp(datagram.data, data, size) == 0);
	} else {
		const char *limit = strchr(sizes[_i].at, ':') ? "65527 of a datagram over IPv6"
							      : "65507 of a datagram over IPv4";

		ck_assert(!datagram_send(client, data, size, &server_at, NULL, 0));
		ck_assert_int_eq(errno, EMSGSIZE);
		datagram_send_failed(size, &server_at, EMSGSIZE, &err);
		ck_assert_int_eq(err.kind, STATUS_LACKING);
		ck_assert_msg(strstr(err.text, limit) != NULL, "%s", err.text);
	}
}
END_TEST

/* Unix datagrams may be longer than any of IP: what does not fit is cut, and that is told. */
START_TEST(what_is_cut_is_told)
{
	enum { LONG = 100000 };
	char *data = malloc(LONG);
	struct datagram datagram;
	int pair[2];

	memset(data, 'd', LONG);
	ck_assert_int_eq(socketpair(AF_UNIX, _i ? SOCK_SEQPACKET : SOCK_DGRAM, 0, pair), 0);
	server = pair[0];
	client = pair[1];
	ck_assert(datagram_send(client, data, LONG, NULL, NULL, 0));
	ck_assert(datagram_send(client, data, DATAGRAM_ROOM, NULL, NULL, 0));
	ck_assert_int_eq(datagrams_receive(&batch, server), 2);
	datagrams_get(&datagram, &batch, 0);
	ck_assert(datagram.truncated);
	ck_assert_uint_eq(datagram.size, DATAGRAM_ROOM);
	ck_assert_uint_eq(datagram.true_size, LONG);
	ck_assert_uint_eq(datagram.from.size, 0);
	datagrams_get(&datagram, &batch, 1);
	ck_assert(!datagram.truncated);
	ck_assert_uint_eq(datagram.true_size, DATAGRAM_ROOM);
	free(data);
}
END_TEST

START_TEST(more_than_there_is_room_for_waits)
{
	struct datagram datagram;

	open_both("127.0.0.1", "127.0.0.1", 0);
	ck_assert_int_eq(datagrams_receive(&batch, server), -1);
	ck_assert_int_eq(errno, EAGAIN);
	for (char i = 0; i < ROOM + 3; i++)
		send_to("127.0.0.1", &i, 1);
	ck_assert_int_eq(datagrams_receive(&batch, server), ROOM);
	ck_assert_int_eq(datagrams_receive(&batch, server), 3);
	datagrams_get(&datagram, &batch, 2);
	ck_assert_int_eq(datagram.data[0], ROOM + 2);
}
END_TEST

/* What the kernel drops is on the first datagram that comes after it. */
START_TEST(drops_are_told)
{
	const int least = 1;
	struct datagram datagram = { 0 };
	unsigned received = 0;
	enum { SENT = 400 };
	int count;

	open_both("127.0.0.1", "127.0.0.1", DATAGRAM_DROPS);
	setsockopt(server, SOL_SOCKET, SO_RCVBUF, &least, sizeof(least));
	for (int i = 0; i < SENT; i++)
		send_to("127.0.0.1", "some bytes", 10);
	while ((count = datagrams_receive(&batch, server)) > 0)
		received += (unsigned)count;
	ck_assert_uint_lt(received, SENT);
	send_to("127.0.0.1", "last", 4);
	datagram = receive_one();
	ck_assert(datagram.has_drops);
	ck_assert_uint_eq(datagram.drops, SENT - received);
}
END_TEST

/* ---- answers
 * -------------------------------------------------------------------------------------- */

/* From the address that was asked, also where the server is bound to any. */
START_TEST(answers_leave_from_where_it_was_asked)
{
	struct sock_addr from = { .size = sizeof(from.at) };
	uint64_t bytes = 0;
	struct addr addr, asked;
	char data[16];

	if (!has_way(_i))
		return;
	open_both(ways[_i].server, ways[_i].client, DATAGRAM_TO);
	send_to(ways[_i].to, "ping", 4);
	ck_assert_int_eq(datagrams_receive(&batch, server), 1);
	datagrams_reply(&batch, 0, 3);
	ck_assert_uint_eq(datagrams_send(&batch, server, &bytes), 1);
	ck_assert_uint_eq(bytes, 3);
	ck_assert_int_eq(recvfrom(client, data, sizeof(data), 0, &from.at.any, &from.size), 3);
	ck_assert_mem_eq(data, "pin", 3);
	ck_assert(sock_addr_ip(&addr, NULL, &from) && addr_parse(&asked, ways[_i].to, &err));
	ck_assert_int_eq(addr_compare(&addr, &asked), 0);
}
END_TEST

static const struct {
	const char *to;
	bool many;
} tos[] = {
	{ "127.0.0.1", false },
	{ "127.3.2.1", false },
	{ "127.255.255.255", true },
};

/* Also the broadcast address of a network, which only its mask tells from one of a host. */
START_TEST(what_came_to_many_is_answered_from_one)
{
	const int on = 1;
	uint64_t bytes = 0;
	struct datagram datagram;
	char answer[8];

	open_both("0.0.0.0", "127.0.0.1", DATAGRAM_TO);
	setsockopt(client, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on));
	send_to(tos[_i].to, "who", 3);
	datagram = receive_one();
	ck_assert_int_eq(datagram.to_many, tos[_i].many);
	datagrams_reply(&batch, 0, datagram.size);
	ck_assert_uint_eq(datagrams_send(&batch, server, &bytes), 1);
	ck_assert_int_eq(recv(client, answer, sizeof(answer), 0), 3);
}
END_TEST

START_TEST(sends_from_the_address_it_is_told)
{
	struct addr from;
	struct datagram datagram;

	open_both("0.0.0.0", "0.0.0.0", 0);
	ck_assert(addr_parse(&from, "127.0.0.77", &err));
	ck_assert(datagram_send(client, "x", 1, &server_at, &from, 1));
	datagram = receive_one();
	ck_assert(sock_addr_ip(&datagram.to, NULL, &datagram.from));
	ck_assert_int_eq(addr_compare(&datagram.to, &from), 0);
	ck_assert(addr_parse(&from, "192.0.2.77", &err)); /* not ours */
	ck_assert(!datagram_send(client, "x", 1, &server_at, &from, 0));
}
END_TEST

static void set_name(struct sock_addr *at, const char *name)
{
	struct endpoint endpoint;
	struct buf word = { 0 };

	buf_printf(&word, "unixgram:@check-datagram-%d-%s", (int)getpid(), name);
	ck_assert(endpoint_parse(&endpoint, buf_text(&word), TRANSPORT_UNIXGRAM, &err));
	sock_addr_set_unix(at, &endpoint);
	buf_free(&word);
}

static int bound_name(struct sock_addr *at, const char *name)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	set_name(at, name);
	ck_assert_int_eq(bind(fd, &at->at.any, at->size), 0);
	return fd;
}

/* One client has no name, one is gone: the others get their answers. */
START_TEST(an_answer_that_fails_is_its_own_loss)
{
	struct sock_addr name;
	int unnamed = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), gone, last;
	uint64_t bytes = 0;
	char data[8];

	server = bound_name(&server_at, "server");
	client = bound_name(&client_at, "client");
	gone = bound_name(&name, "gone");
	last = bound_name(&name, "last");
	ck_assert(datagram_send(unnamed, "1", 1, &server_at, NULL, 0));
	ck_assert(datagram_send(client, "2", 1, &server_at, NULL, 0));
	ck_assert(datagram_send(gone, "3", 1, &server_at, NULL, 0));
	ck_assert(datagram_send(last, "44", 2, &server_at, NULL, 0));
	close(gone);
	ck_assert_int_eq(datagrams_receive(&batch, server), 4);
	for (unsigned i = 0; i < 4; i++)
		datagrams_reply(&batch, i, batch.in[i].msg_len);
	ck_assert_uint_eq(datagrams_send(&batch, server, &bytes), 2);
	ck_assert_uint_eq(bytes, 3);
	ck_assert_int_eq(errno, ECONNREFUSED);
	ck_assert_int_eq(recv(client, data, sizeof(data), MSG_DONTWAIT), 1);
	ck_assert_int_eq(recv(last, data, sizeof(data), MSG_DONTWAIT), 2);
	ck_assert_uint_eq(batch.replies, 0);
	ck_assert_uint_eq(datagrams_send(&batch, server, &bytes), 0);
	ck_assert_int_eq(errno, 0);
	close(unnamed);
	close(last);
}
END_TEST

/* ---- Unix peers
 * ----------------------------------------------------------------------------------- */

START_TEST(credentials_of_a_unix_peer)
{
	struct datagram datagram;

	server = bound_name(&server_at, "server");
	client = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ck_assert(datagram_prepare(server, AF_UNIX, DATAGRAM_PEER | DATAGRAM_TO | DATAGRAM_ERRORS,
				   &err));
	ck_assert(datagram_send(client, "", 0, &server_at, NULL, 0));
	datagram = receive_one();
	ck_assert_int_eq(datagram.peer.pid, getpid());
	ck_assert_uint_eq(datagram.peer.uid, geteuid());
	ck_assert_uint_eq(datagram.size, 0);
	/* The kernel names a client that has no name once credentials pass: autobind, unix(7). */
	ck_assert_uint_le(datagram.from.size, sizeof(struct sockaddr_un));
}
END_TEST

/* A peer that sends descriptors along cannot use ours up. */
START_TEST(descriptors_that_come_along_are_closed)
{
	enum { PASSED = 20 };
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(PASSED * sizeof(int))] = { 0 };
	struct iovec part = { "x", 1 };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);
	unsigned before;
	int pair[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair), 0);
	server = pair[0];
	client = pair[1];
	ck_assert(datagram_prepare(server, AF_UNIX, DATAGRAM_PEER, &err));
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(PASSED * sizeof(int));
	for (size_t i = 0; i < PASSED; i++)
		memcpy(CMSG_DATA(head) + i * sizeof(int), &client, sizeof(int));
	before = count_descriptors();
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(sendmsg(client, &message, 0), 1);
	ck_assert_int_eq(datagrams_receive(&batch, server), 3);
	ck_assert_uint_eq(count_descriptors(), before);
}
END_TEST

/* ---- failures
 * ------------------------------------------------------------------------------------- */

static unsigned untidy;

static void init_once(void)
{
	struct datagrams some = { 0 };
	struct err ignored = { 0 };
	bool fine = datagrams_init(&some, 4, &ignored);

	untidy += fine != (some.room == 4);
	untidy += !fine && ignored.kind != STATUS_LACKING;
	datagrams_free(&some);
}

START_TEST(calls_may_fail)
{
	uint64_t bytes = 0;

	ck_assert_uint_eq(fault_sweep("malloc", ENOMEM, init_once), 3);
	ck_assert_uint_eq(untidy, 0);
	open_both("127.0.0.1", "127.0.0.1", 0);
	fault_arm("setsockopt", 1, ENOPROTOOPT, false);
	ck_assert(!datagram_prepare(server, AF_INET, DATAGRAM_TO, &err));
	ck_assert(fault_disarm());
	send_to("127.0.0.1", "x", 1);
	fault_arm("recvmmsg", 1, EINTR, false);
	ck_assert_int_eq(datagrams_receive(&batch, server), 1);
	ck_assert(fault_disarm());
	datagrams_reply(&batch, 0, 1);
	fault_arm("sendmmsg", 1, EINTR, false);
	ck_assert_uint_eq(datagrams_send(&batch, server, &bytes), 1);
	ck_assert(fault_disarm());
	send_to("127.0.0.1", "x", 1);
	send_to("127.0.0.1", "x", 1);
	ck_assert_int_eq(datagrams_receive(&batch, server), 2);
	datagrams_reply(&batch, 0, 1);
	datagrams_reply(&batch, 1, 1);
	fault_arm("sendmmsg", 1, ENOBUFS, true);
	ck_assert_uint_eq(datagrams_send(&batch, server, &bytes), 0);
	ck_assert_int_eq(errno, ENOBUFS);
	ck_assert(fault_disarm());
	ck_assert_uint_eq(bytes, 1);
	fault_arm("recvmmsg", 1, ECONNREFUSED, false);
	ck_assert_int_eq(datagrams_receive(&batch, server), -1);
	ck_assert_uint_eq(batch.count, 0);
	fault_arm("sendmsg", 1, EINTR, false);
	send_to("127.0.0.1", "x", 1);
	ck_assert(fault_disarm());
}
END_TEST

START_TEST(failures_have_their_sentence)
{
	struct sock_addr path;

	open_both("127.0.0.1", "127.0.0.1", 0);
	datagram_send_failed(9000, &server_at, EMSGSIZE, &err);
	ck_assert_ptr_nonnull(strstr(err.text, "the path's MTU"));
	set_name(&path, "x");
	datagram_send_failed(9000, &path, EMSGSIZE, &err);
	ck_assert_ptr_nonnull(strstr(err.text, "the socket's send buffer"));
	datagram_send_failed(5, &path, ECONNREFUSED, &err);
	ck_assert_int_eq(err.kind, STATUS_REFUSED);
	ck_assert_ptr_nonnull(strstr(err.text, "cannot send 5 bytes"));
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *datagram_suite(void);
Suite *datagram_suite(void)
{
	Suite *suite = suite_create("datagram");
	TCase *tcase = tcase_create("datagram");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, tells_all_it_is_asked_for, 0, ROWS(ways));
	tcase_add_loop_test(tcase, tells_nothing_it_is_not_asked_for, 0, ROWS(ways));
	tcase_add_loop_test(tcase, any_size_comes_whole, 0, ROWS(sizes));
	tcase_add_loop_test(tcase, what_is_cut_is_told, 0, 2);
	tcase_add_test(tcase, more_than_there_is_room_for_waits);
	tcase_add_test(tcase, drops_are_told);
	tcase_add_loop_test(tcase, answers_leave_from_where_it_was_asked, 0, ROWS(ways));
	tcase_add_loop_test(tcase, what_came_to_many_is_answered_from_one, 0,
			    sizeof(tos) / sizeof(tos[0]));
	tcase_add_test(tcase, sends_from_the_address_it_is_told);
	tcase_add_test(tcase, an_answer_that_fails_is_its_own_loss);
	tcase_add_test(tcase, credentials_of_a_unix_peer);
	tcase_add_test(tcase, descriptors_that_come_along_are_closed);
	tcase_add_test(tcase, calls_may_fail);
	tcase_add_test(tcase, failures_have_their_sentence);
	suite_add_tcase(suite, tcase);
	return suite;
}
