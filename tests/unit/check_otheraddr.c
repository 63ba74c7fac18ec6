/* check_otheraddr -- addresses that are neither IP nor Unix, from words and as words. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/tipc.h>
#include <linux/vm_sockets.h>

#include "net/otheraddr.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct sock_addr parsed(int family, const char *text)
{
	struct sock_addr sa;
	struct err err = { 0 };

	ck_assert_msg(otheraddr_parse(&sa, family, text, &err), "%s: %s", text, err.text);
	ck_assert_int_eq(sock_addr_family(&sa), family);
	return sa;
}

START_TEST(reads_each_family)
{
	struct sock_addr sa = parsed(AF_NETLINK, "7:3");
	struct sockaddr_nl netlink;
	struct sockaddr_tipc tipc;
	struct sockaddr_vm vsock;
	struct sockaddr_ll packet;

	memcpy(&netlink, &sa.at, sizeof(netlink));
	ck_assert_uint_eq(netlink.nl_pid, 7);
	ck_assert_uint_eq(netlink.nl_groups, 3);
	sa = parsed(AF_TIPC, "18888:17");
	memcpy(&tipc, &sa.at, sizeof(tipc));
	ck_assert_uint_eq(tipc.addr.name.name.type, 18888);
	ck_assert_uint_eq(tipc.addr.name.name.instance, 17);
	sa = parsed(AF_VSOCK, "any:80");
	memcpy(&vsock, &sa.at, sizeof(vsock));
	ck_assert_uint_eq(vsock.svm_cid, VMADDR_CID_ANY);
	ck_assert_uint_eq(vsock.svm_port, 80);
	sa = parsed(AF_PACKET, "lo");
	memcpy(&packet, &sa.at, sizeof(packet));
	ck_assert_int_eq(packet.sll_ifindex, 1);
}
END_TEST

static const struct {
	int family;
	const char *text, *shown;
} whole[] = {
	{ AF_NETLINK, "0", "0" },
	{ AF_NETLINK, "7:3", "7:3" },
	{ AF_NETLINK, "4294967295:4294967295", "4294967295:4294967295" },
	{ AF_TIPC, "18888:17", "18888:17" },
	{ AF_VSOCK, "any:80", "any:80" },
	{ AF_VSOCK, "1:80", "local:80" },
	{ AF_VSOCK, "3:4294967295", "3:4294967295" },
	{ AF_PACKET, "lo", "lo" },
	{ AF_PACKET, "1", "lo" },
	{ AF_PACKET, "*", "*" },
};

START_TEST(shows_what_it_reads)
{
	struct sock_addr sa = parsed(whole[_i].family, whole[_i].text);
	struct buf text = { 0 };

	ck_assert(otheraddr_put(&text, &sa));
	ck_assert_str_eq(buf_text(&text), whole[_i].shown);
	buf_clear(&text);
	sa.size = sizeof(sa.at.any.sa_family);
	ck_assert(!otheraddr_put(&text, &sa));
	ck_assert_str_eq(buf_text(&text), "");
	buf_free(&text);
}
END_TEST

static const struct {
	int family;
	const char *text;
	enum status kind;
} wrong[] = {
	{ AF_NETLINK, "", STATUS_INVALID },
	{ AF_NETLINK, "x", STATUS_INVALID },
	{ AF_NETLINK, "1:", STATUS_INVALID },
	{ AF_NETLINK, "4294967296", STATUS_INVALID },
	{ AF_NETLINK, "-1", STATUS_INVALID },
	{ AF_TIPC, "1", STATUS_INVALID },
	{ AF_TIPC, "1:2:3", STATUS_INVALID },
	{ AF_VSOCK, "80", STATUS_INVALID },
	{ AF_VSOCK, "nobody:80", STATUS_INVALID },
	{ AF_PACKET, "eth99", STATUS_NO_INTERFACE },
	{ AF_VSOCK, "12345678901234567:1", STATUS_INVALID },
	{ 9999, "x", STATUS_LACKING },
};

START_TEST(refuses_what_is_none)
{
	struct sock_addr sa = { .size = 99 };
	struct err err = { 0 };

	ck_assert(!otheraddr_parse(&sa, wrong[_i].family, wrong[_i].text, &err));
	ck_assert_msg(err.kind == wrong[_i].kind, "%s: %s", wrong[_i].text, err.text);
	ck_assert_uint_eq(sa.size, 99);
}
END_TEST

Suite *otheraddr_suite(void)
{
	Suite *suite = suite_create("otheraddr");
	TCase *tests = tcase_create("otheraddr");

	tcase_add_test(tests, reads_each_family);
	tcase_add_loop_test(tests, shows_what_it_reads, 0, ROWS(whole));
	tcase_add_loop_test(tests, refuses_what_is_none, 0, ROWS(wrong));
	suite_add_tcase(suite, tests);
	return suite;
}
