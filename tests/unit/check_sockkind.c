/* check_sockkind -- kinds of sockets: the table, the kind of a descriptor, what cannot be had. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "net/sockkind.h"
#include "suites.h"

/* Every kind that can be had here is recognized again. */
START_TEST(test_round_trip)
{
	unsigned seen = 0;

	for (const struct sockkind *kind = sockkinds; kind->word; kind++) {
		struct sockkind found;
		struct err err = { 0 };
		int fd = sockkind_open(kind, &err);

		ck_assert_ptr_eq(sockkind_find(kind->word), kind);
		if (fd < 0) {
			ck_assert_msg(err.kind == STATUS_DENIED || err.kind == STATUS_LACKING,
				      "%s: %s", kind->word, err.text);
			continue;
		}
		ck_assert_msg(sockkind_of(&found, fd, &err), "%s", err.text);
		ck_assert_str_eq(found.word, kind->word);
		ck_assert_uint_eq(found.on, kind->on);
		seen++;
		close(fd);
	}
	ck_assert_uint_ge(seen, 5);
	ck_assert_ptr_null(sockkind_find("nosuch"));
	ck_assert_ptr_eq(sockkind_find("TCP6"), &sockkinds[1]);
}
END_TEST

START_TEST(test_no_socket)
{
	struct sockkind kind = { .on = 4711 };
	struct err err = { 0 };
	int pair[2];

	ck_assert_int_eq(pipe(pair), 0);
	ck_assert(!sockkind_of(&kind, pair[0], &err));
	ck_assert_int_eq(err.kind, STATUS_NO_DATA);
	close(pair[0]);
	close(pair[1]);
	ck_assert(!sockkind_of(&kind, pair[0], &err));
	ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
	ck_assert_uint_eq(kind.on, 4711);
}
END_TEST

/* Netlink sockets are of either type. */
START_TEST(test_like)
{
	struct sockkind kind;
	struct err err = { 0 };
	int fd = socket(AF_NETLINK, SOCK_DGRAM, 0);

	ck_assert(sockkind_of(&kind, fd, &err));
	ck_assert_str_eq(kind.word, "netlink");
	ck_assert_int_eq(kind.type, SOCK_DGRAM);
	close(fd);
}
END_TEST

/* A kind without a word, where this kernel has it: what is there is told all the same. */
START_TEST(test_other)
{
	struct sockkind kind;
	struct err err = { 0 };
	int fd = socket(AF_ALG, SOCK_SEQPACKET, 0);

	if (fd < 0)
		return;
	ck_assert(sockkind_of(&kind, fd, &err));
	ck_assert_ptr_null(kind.word);
	ck_assert_int_eq(kind.family, AF_ALG);
	ck_assert_uint_eq(kind.on, ON_OTHER);
	close(fd);
}
END_TEST

/* clang-format off */
static const struct { const char *kind; int level, number; bool has; } having[] = {
	{ "tcp", IPPROTO_TCP, TCP_NODELAY, true },
	{ "tcp6", IPPROTO_TCP, TCP_NODELAY, true },
	{ "udp", IPPROTO_TCP, TCP_NODELAY, false },
	{ "tcp", IPPROTO_IPV6, IPV6_V6ONLY, false },
	{ "tcp6", IPPROTO_IPV6, IPV6_V6ONLY, true },
	{ "udp6", IPPROTO_IP, IP_TTL, true },
	{ "raw6", IPPROTO_IP, IP_TTL, false },
	{ "unix", IPPROTO_IP, IP_TTL, false },
	{ "unix", SOL_SOCKET, SO_RCVBUF, true },
	{ "raw", SOL_RAW, 1, true },
	{ "raw6", SOL_RAW, 1, false },
	{ "raw6", IPPROTO_ICMPV6, 1, true },
	{ "netlink", SOL_NETLINK, 11, true },
	{ "tcp", SOL_NETLINK, 11, false },
};
/* clang-format on */

START_TEST(test_having)
{
	const struct sockkind *kind = sockkind_find(having[_i].kind);
	const struct sockopt *row = sockopt_row(having[_i].level, having[_i].number);

	ck_assert(sockkind_has(kind, row) == having[_i].has);
}
END_TEST

static unsigned untidy;

static void look(void)
{
	struct sockkind kind = { .on = 4711 };
	struct err err = { 0 };
	int fd = sockkind_open(&sockkinds[0], &err);

	if (fd < 0) {
		untidy += err.kind == STATUS_OK || err.number != EMFILE;
		return;
	}
	if (!sockkind_of(&kind, fd, &err))
		untidy += err.kind == STATUS_OK || kind.on != 4711;
	close(fd);
}

/* Who may not make one is told what it takes. */
START_TEST(test_denied)
{
	struct err err = { 0 };

	fault_arm("socket", 1, EPERM, false);
	ck_assert_int_eq(sockkind_open(sockkind_find("raw"), &err), -1);
	fault_disarm();
	ck_assert_int_eq(err.kind, STATUS_DENIED);
	ck_assert_str_eq(err.text, "a raw socket takes CAP_NET_RAW");
	fault_arm("socket", 1, EACCES, false);
	ck_assert_int_eq(sockkind_open(sockkind_find("icmp"), &err), -1);
	fault_disarm();
	ck_assert_int_eq(err.number, EACCES);
	ck_assert_msg(strstr(err.text, "net.ipv4.ping_group_range ("), "%s", err.text);
}
END_TEST

START_TEST(test_faults)
{
	ck_assert_uint_eq(fault_sweep("socket", EMFILE, look), 1);
	ck_assert_uint_eq(fault_sweep("getsockopt", ENOBUFS, look), 3);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *sockkind_suite(void)
{
	Suite *suite = suite_create("sockkind");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_round_trip);
	tcase_add_test(all, test_no_socket);
	tcase_add_test(all, test_like);
	tcase_add_test(all, test_other);
	tcase_add_loop_test(all, test_having, 0, sizeof(having) / sizeof(having[0]));
	tcase_add_test(all, test_denied);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
