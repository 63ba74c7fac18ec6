/* check_sockproc -- sockets out of the lines of /proc/net. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "net/sockproc.h"
#include "net/socktext.h"
#include "suites.h"

/* The file has addresses as numbers of this machine. */
static unsigned number(unsigned a, unsigned b, unsigned c, unsigned d)
{
	return ntohl(a << 24 | b << 16 | c << 8 | d);
}

static bool parse(struct sockdiag *sock, int table, int family, const char *line)
{
	return sockproc_parse(sock, (enum sockdiag_table)table, family, word_of(line));
}

static void check_text(void (*put)(struct buf *text, const struct sockdiag *sock),
		       const struct sockdiag *sock, const char *expected)
{
	struct buf text = { 0 };

	put(&text, sock);
	ck_assert_str_eq(buf_text(&text), expected);
	buf_free(&text);
}

START_TEST(test_tcp)
{
	struct sockdiag sock = { 0 };
	char line[300];

	snprintf(line, sizeof(line),
		 "  12: %08X:C350 %08X:0050 01 00000014:0000000A 01:00000064 00000002  1000 "
		 "       0 4242 2 ffff888 20 4 30 10 -1",
		 number(127, 0, 0, 1), number(192, 0, 2, 9));
	ck_assert(parse(&sock, SOCKDIAG_TCP, AF_INET, line));
	check_text(socktext_put_local, &sock, "127.0.0.1:50000");
	check_text(socktext_put_peer, &sock, "192.0.2.9:80");
	ck_assert_int_eq(sock.state, SOCKSTATE_ESTABLISHED);
	ck_assert_uint_eq(sock.send_queue, 20);
	ck_assert_uint_eq(sock.recv_queue, 10);
	ck_assert_int_eq(sock.timer, SOCKDIAG_TIMER_RETRANSMIT);
	ck_assert_uint_eq(sock.timer_ms, 1000);
	ck_assert_uint_eq(sock.retransmits, 2);
	ck_assert_uint_eq(sock.uid, 1000);
	ck_assert_uint_eq(sock.inode, 4242);
	ck_assert_uint_eq(sock.has, SOCKDIAG_HAS_QUEUES | SOCKDIAG_HAS_UID);
}
END_TEST

START_TEST(test_listening)
{
	struct sockdiag sock = { 0 };
	char line[300];

	snprintf(line, sizeof(line),
		 "0: 0000000000000000%08X%08X:0016 00000000000000000000000000000000:0000 0A "
		 "00000000:00000003 00:00000000 00000000 0 0 5 1",
		 number(0, 0, 0xff, 0xff), number(127, 0, 0, 1));
	ck_assert(parse(&sock, SOCKDIAG_TCP, AF_INET6, line));
	check_text(socktext_put_local, &sock, "[::ffff:127.0.0.1]:22");
	ck_assert_int_eq(sock.peer.family, 0);
	ck_assert_uint_eq(sock.recv_queue, 3);
	ck_assert_int_eq(sock.timer, SOCKDIAG_TIMER_NONE);
	ck_assert(!(sock.has & SOCKDIAG_HAS_BACKLOG));
}
END_TEST

START_TEST(test_raw)
{
	struct sockdiag sock = { 0 };

	ck_assert(parse(&sock, SOCKDIAG_RAW, AF_INET,
			"1: 00000000:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000 "
			"0 0 9 2 ffff 0"));
	ck_assert_uint_eq(sock.protocol, 1);
	ck_assert_uint_eq(sock.local_port, 0);
	ck_assert_int_eq(sock.state, SOCKSTATE_CLOSE);
	check_text(socktext_put_local, &sock, "0.0.0.0");
}
END_TEST

static const char *const nonsense[] = {
	"",
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  "
	"timeout "
	"inode",
	"1: 00000000:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0",
	"1: 0000000:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 9",
	"1: 00000000:00001 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 9",
	"1: 00000000 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 9",
	"1: 0000000g:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 9",
	"1: 00000000:0001 00000000:0000 00 00000000:00000000 00:00000000 00000000 0 0 9",
	"1: 00000000:0001 00000000:0000 0E 00000000:00000000 00:00000000 00000000 0 0 9",
	"1: 00000000:0001 00000000:0000 FFFFFFFFF 00000000:00000000 00:00000000 00000000 0 0 9",
	"1: 00000000:0001 00000000:0000 07 000000000:00000000 00:00000000 00000000 0 0 9",
	"1: 00000000:0001 00000000:0000 07 00000000:00000000 :00000000 00000000 0 0 9",
	"1: 00000000:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000 -1 0 9",
	"1: 00000000:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 4294967296",
};

START_TEST(test_nonsense)
{
	struct sockdiag sock = { .inode = 77 };

	ck_assert(!parse(&sock, SOCKDIAG_UDP, AF_INET, nonsense[_i]));
	ck_assert_uint_eq(sock.inode, 77);
}
END_TEST

Suite *sockproc_suite(void);
Suite *sockproc_suite(void)
{
	Suite *suite = suite_create("sockproc");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_tcp);
	tcase_add_test(all, test_listening);
	tcase_add_test(all, test_raw);
	tcase_add_loop_test(all, test_nonsense, 0, sizeof(nonsense) / sizeof(nonsense[0]));
	suite_add_tcase(suite, all);
	return suite;
}
