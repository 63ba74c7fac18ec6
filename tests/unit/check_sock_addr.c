/* check_sock_addr -- addresses of sockets: whatever their length, as text and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/netlink.h>

#include "fault.h"
#include "net/sock_addr.h"
#include "suites.h"

static struct sock_addr of(const char *word)
{
	struct endpoint endpoint;
	struct sock_addr sa;
	struct addr addr;
	struct err err = { 0 };

	ck_assert_msg(endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err), "%s", err.text);
	if (transport_is_unix(endpoint.transport)) {
		sock_addr_set_unix(&sa, &endpoint);
	} else {
		ck_assert_msg(addr_parse(&addr, endpoint.name, &err), "%s", err.text);
		sock_addr_set(&sa, &addr, endpoint.port);
	}
	return sa;
}

static const char *text_of(enum transport transport, const struct sock_addr *sa)
{
	static char text[512];
	struct buf buf = { 0 };

	sock_addr_format(&buf, transport, sa);
	ck_assert_uint_lt(buf.size, sizeof(text));
	memcpy(text, buf_text(&buf), buf.size + 1);
	buf_free(&buf);
	return text;
}

/* ---- text and back -----------------------------------------------------------------------------
 */

static const struct {
	const char *word;
	enum transport transport;
	const char *text; /* NULL: WORD itself */
	int family;
	bool loopback, multicast;
} rows[] = {
	{ "tcp:127.0.0.1:80", TRANSPORT_TCP, NULL, AF_INET, true, false },
	{ "tcp:127.255.0.9:0", TRANSPORT_TCP, NULL, AF_INET, true, false },
	{ "udp:192.0.2.1:65535", TRANSPORT_UDP, NULL, AF_INET, false, false },
	{ "udp:224.0.0.251:5353", TRANSPORT_UDP, NULL, AF_INET, false, true },
	{ "udp:239.255.255.255:1", TRANSPORT_UDP, NULL, AF_INET, false, true },
	{ "udp:240.0.0.1:1", TRANSPORT_UDP, NULL, AF_INET, false, false },
	{ "udp:223.255.255.255:1", TRANSPORT_UDP, NULL, AF_INET, false, false },
	{ "udp:[::1]:53", TRANSPORT_UDP, NULL, AF_INET6, true, false },
	{ "udp:[::2]:53", TRANSPORT_UDP, NULL, AF_INET6, false, false },
	{ "udp:[2001:0DB8:0:0::1]:53", TRANSPORT_UDP, "udp:[2001:db8::1]:53", AF_INET6, false,
	  false },
	{ "udp:[fe80::1%lo]:53", TRANSPORT_UDP, NULL, AF_INET6, false, false },
	{ "udp:[ff02::1%lo]:53", TRANSPORT_UDP, NULL, AF_INET6, false, true },
	{ "tcp:[::ffff:127.0.0.1]:80", TRANSPORT_TCP, "tcp:127.0.0.1:80", AF_INET6, true, false },
	{ "udp:[::ffff:224.0.0.1]:80", TRANSPORT_UDP, "udp:224.0.0.1:80", AF_INET6, false, true },
	{ "unix:/run/x.sock", TRANSPORT_UNIX, NULL, AF_UNIX, true, false },
	{ "unixgram:x", TRANSPORT_UNIXGRAM, NULL, AF_UNIX, true, false },
	{ "seqpacket:@name", TRANSPORT_SEQPACKET, NULL, AF_UNIX, true, false },
	{ "unix:./@name", TRANSPORT_UNIX, NULL, AF_UNIX, true, false },
	{ "unix:a b\n\033", TRANSPORT_UNIX, NULL, AF_UNIX, true, false },
};

START_TEST(reads_and_writes)
{
	struct sock_addr sa = of(rows[_i].word), back;
	const char *text = text_of(rows[_i].transport, &sa);

	ck_assert_str_eq(text, rows[_i].text ? rows[_i].text : rows[_i].word);
	ck_assert_int_eq(sock_addr_family(&sa), rows[_i].family);
	ck_assert_int_eq(sock_addr_is_loopback(&sa), rows[_i].loopback);
	ck_assert_int_eq(sock_addr_is_multicast(&sa), rows[_i].multicast);
	back = of(text);
	ck_assert(sock_addr_equal(&sa, &back));
	ck_assert(sock_addr_equal(&back, &sa));
	ck_assert_uint_eq(sock_addr_port(&sa), sock_addr_port(&back));
}
END_TEST

START_TEST(each_differs_from_all_others)
{
	struct sock_addr one = of(rows[_i].word);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sock_addr other = of(rows[i].word);

		if (strcmp(text_of(TRANSPORT_TCP, &one), "tcp:127.0.0.1:80") == 0 &&
		    strstr(rows[i].word, "127.0.0.1"))
			continue;
		ck_assert_msg(sock_addr_equal(&one, &other) == ((int)i == _i), "%s and %s",
			      rows[_i].word, rows[i].word);
	}
}
END_TEST

START_TEST(ports_are_set)
{
	struct sock_addr sa = of("192.0.2.1:80"), path = of("unix:x"), none = { 0 };

	sock_addr_set_port(&sa, 65535);
	ck_assert_str_eq(text_of(TRANSPORT_TCP, &sa), "tcp:192.0.2.1:65535");
	sock_addr_set_port(&path, 80);
	ck_assert_str_eq(text_of(TRANSPORT_UNIX, &path), "unix:x");
	ck_assert_uint_eq(sock_addr_port(&path), 0);
	sock_addr_set_port(&none, 80);
	ck_assert_uint_eq(none.size, 0);
}
END_TEST

/* ---- Unix names of every length
 * ------------------------------------------------------------------- */

enum { NAME_MAX_SIZE = sizeof(((struct sockaddr_un *)0)->sun_path) };

/* What the kernel binds is what is shown: the longest path has no NUL behind it. */
START_TEST(longest_paths)
{
	char folder[] = "/tmp/check-sock-addr-XXXXXX", word[200];
	size_t size = (size_t)_i;
	struct sock_addr sa, local;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	snprintf(word, sizeof(word), "unix:%s/", folder);
	memset(word + strlen(word), 'x', sizeof(word) - strlen(word));
	word[strlen("unix:") + size] = '\0';
	sa = of(word);
	ck_assert_uint_eq(sa.size,
			  offsetof(struct sockaddr_un, sun_path) + size + (size < NAME_MAX_SIZE));
	ck_assert_int_eq(bind(fd, &sa.at.any, sa.size), 0);
	ck_assert_int_eq(access(word + strlen("unix:"), F_OK), 0);
	sock_addr_local(&local, fd);
	ck_assert_str_eq(text_of(TRANSPORT_UNIX, &local), word);
	ck_assert_str_eq(text_of(TRANSPORT_UNIX, &sa), word);
	unlink(word + strlen("unix:"));
	ck_assert_int_eq(chdir("/"), 0); /* the next test may have no process of its own */
	rmdir(folder);
	close(fd);
}
END_TEST

START_TEST(too_long_paths)
{
	char word[200] = "unix:";
	struct endpoint endpoint;
	struct err err = { 0 };

	memset(word + 5, 'x', NAME_MAX_SIZE + 1);
	word[5 + NAME_MAX_SIZE + 1] = '\0';
	ck_assert(!endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err));
	word[5 + NAME_MAX_SIZE] = '\0';
	ck_assert(endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err));
	word[5] = '@'; /* its NUL counts */
	ck_assert(endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err));
	word[5 + NAME_MAX_SIZE] = 'x';
	word[5 + NAME_MAX_SIZE + 1] = '\0';
	ck_assert(!endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err));
}
END_TEST

/* An abstract name ends where its length says: NULs are a part of it. */
START_TEST(abstract_names_hold_anything)
{
	struct sock_addr sa = { 0 }, local, longer;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct buf buf = { 0 };

	sa.at.unix_name.sun_family = AF_UNIX;
	snprintf(sa.at.unix_name.sun_path + 1, 100, "check-%d", (int)getpid());
	sa.size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
			      strlen(sa.at.unix_name.sun_path + 1) + 3); /* and two NULs, an x */
	sa.at.unix_name.sun_path[sa.size - offsetof(struct sockaddr_un, sun_path) - 1] = 'x';
	ck_assert_int_eq(bind(fd, &sa.at.any, sa.size), 0);
	sock_addr_local(&local, fd);
	ck_assert(sock_addr_equal(&sa, &local));
	sock_addr_format_path(&buf, &local);
	ck_assert_uint_eq(buf.size, sa.size - offsetof(struct sockaddr_un, sun_path));
	ck_assert_int_eq(buf.data[0], '@');
	ck_assert_mem_eq(buf.data + buf.size - 3, "\0\0x", 3);
	longer = local;
	longer.size++;
	ck_assert(!sock_addr_equal(&longer, &local));
	buf_free(&buf);
	close(fd);
}
END_TEST

START_TEST(names_that_are_none)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), pair[2];
	struct sock_addr sa;

	sock_addr_local(&sa, fd);
	ck_assert_str_eq(text_of(TRANSPORT_UNIX, &sa), "unix:(unnamed)");
	ck_assert_int_eq(sock_addr_family(&sa), AF_UNIX);
	sock_addr_peer(&sa, fd); /* not connected */
	ck_assert_uint_eq(sa.size, 0);
	ck_assert_int_eq(sock_addr_family(&sa), AF_UNSPEC);
	ck_assert_str_eq(text_of(TRANSPORT_TCP, &sa), "tcp:(unnamed)");
	ck_assert(!sock_addr_is_loopback(&sa));
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	sock_addr_peer(&sa, pair[0]);
	ck_assert_str_eq(text_of(TRANSPORT_SEQPACKET, &sa), "seqpacket:(unnamed)");
	close(pair[0]);
	close(pair[1]);
	close(fd);
}
END_TEST

START_TEST(calls_may_fail)
{
	struct sock_addr sa = of("192.0.2.1:80");

	fault_arm("getsockname", 1, ENOBUFS, false);
	sock_addr_local(&sa, 0);
	ck_assert(fault_disarm());
	ck_assert_uint_eq(sa.size, 0);
	fault_arm("getpeername", 1, ENOBUFS, false);
	sock_addr_peer(&sa, 0);
	ck_assert(fault_disarm());
	ck_assert_uint_eq(sa.size, 0);
}
END_TEST

/* ---- whatever the kernel hands over -------------------------------------------------------------
 */

static const int families[] = { AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, 0xffff };

/* Any length of any family: nothing behind it is looked at, and it equals itself. */
START_TEST(any_length)
{
	for (socklen_t size = 0; size <= sizeof(((struct sock_addr *)0)->at); size++) {
		struct sock_addr *sa = malloc(sizeof(*sa)), copy;
		struct addr addr;
		uint16_t port;

		memset(sa, 'x', sizeof(*sa));
		sa->at.any.sa_family = (sa_family_t)families[_i];
		sa->size = size;
		copy = *sa;
		memset((char *)&copy.at + size, 'y', sizeof(copy.at) - size);
		ck_assert(sock_addr_equal(sa, &copy));
		ck_assert_str_eq(text_of(TRANSPORT_UDP, sa), text_of(TRANSPORT_UDP, &copy));
		ck_assert_int_eq(sock_addr_ip(&addr, &port, sa), sock_addr_ip(&addr, &port, &copy));
		ck_assert_int_eq(sock_addr_is_multicast(sa), sock_addr_is_multicast(&copy));
		ck_assert_int_eq(sock_addr_is_loopback(sa), sock_addr_is_loopback(&copy));
		free(sa);
	}
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *sock_addr_suite(void);
Suite *sock_addr_suite(void)
{
	Suite *suite = suite_create("sock_addr");
	TCase *tcase = tcase_create("sock_addr");

	tcase_add_loop_test(tcase, reads_and_writes, 0, ROWS(rows));
	tcase_add_loop_test(tcase, each_differs_from_all_others, 0, ROWS(rows));
	tcase_add_test(tcase, ports_are_set);
	tcase_add_loop_test(tcase, longest_paths, NAME_MAX_SIZE - 1, NAME_MAX_SIZE + 1);
	tcase_add_test(tcase, too_long_paths);
	tcase_add_test(tcase, abstract_names_hold_anything);
	tcase_add_test(tcase, names_that_are_none);
	tcase_add_test(tcase, calls_may_fail);
	tcase_add_loop_test(tcase, any_length, 0, ROWS(families));
	suite_add_tcase(suite, tcase);
	return suite;
}
