/* check_route -- routes out of netlink messages, and the way to this host itself. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include <linux/rtnetlink.h>

#include "dump.h"
#include "fault.h"
#include "net/route.h"
#include "suites.h"

static bool parse(struct route *route, struct dump_route written)
{
	struct buf dump = { 0 };
	struct nlmsg_bytes rest;
	struct nlmsg message;
	bool fine;

	dump_route(&dump, RTM_NEWROUTE, 0, written);
	rest = dump_bytes(&dump);
	fine = nlmsg_next(&message, &rest) && route_parse(route, message.body);
	buf_free(&dump);
	return fine;
}

START_TEST(test_parse)
{
	struct route route = { 0 };

	ck_assert(parse(&route, (struct dump_route){ "192.0.2.0", "10.0.0.1", AF_INET, 24,
						     RTN_UNICAST, 7, 1234 }));
	ck_assert_uint_eq(route.index, 7);
	ck_assert_uint_eq(route.table, 1234);
	ck_assert_uint_eq(route.prefix_bits, 24);
	ck_assert_uint_eq(route.kind, RTN_UNICAST);
	ck_assert_uint_eq(route.destination.byte[0], 192);
	ck_assert_uint_eq(route.gateway.byte[0], 10);
	ck_assert_int_eq(route.source.family, 0);
}
END_TEST

START_TEST(test_link_local_gateway)
{
	struct route route = { 0 };

	ck_assert(parse(&route,
			(struct dump_route){ NULL, "fe80::1", AF_INET6, 0, RTN_UNICAST, 7, 254 }));
	ck_assert_int_eq(route.destination.family, 0);
	ck_assert_uint_eq(route.gateway.scope_id, 7);
}
END_TEST

static const struct dump_route unreadable[] = {
	{ NULL, NULL, AF_INET, 33, RTN_UNICAST, 1, 254 },
	{ NULL, NULL, AF_INET6, 129, RTN_UNICAST, 1, 254 },
	{ NULL, NULL, AF_UNIX, 0, RTN_UNICAST, 1, 254 },
};

START_TEST(test_unreadable)
{
	struct route route = { .index = 77 };

	ck_assert(!parse(&route, unreadable[_i]));
	ck_assert_uint_eq(route.index, 77);
}
END_TEST

/* A gateway of another family, and the first of several ways. */
START_TEST(test_via_and_multipath)
{
	static const unsigned char via[] = { AF_INET6, 0, 0xfe, 0x80, 0, 0, 0, 0, 0,
					     0,        0, 0,    0,    0, 0, 0, 0, 5 };
	static const unsigned char lying[] = { 0xff, 0xff, 0, 0, 9, 0, 0, 0 };
	struct rtmsg header = { .rtm_family = AF_INET, .rtm_type = RTN_UNICAST };
	struct {
		struct rtnexthop way;
		unsigned char gateway[8];
	} ways = { { sizeof(ways), 0, 0, 9 }, { 8, 0, RTA_GATEWAY, 0, 10, 0, 0, 9 } };
	struct nlmsg_request request;
	struct nlmsg_bytes body;
	struct route route = { 0 };

	nlmsg_begin(&request, RTM_NEWROUTE, 0, &header, sizeof(header));
	nlmsg_put(&request, RTA_VIA, via, sizeof(via));
	body = (struct nlmsg_bytes){ request.body,
				     request.header.nlmsg_len - sizeof(request.header) };
	ck_assert(route_parse(&route, body));
	ck_assert_int_eq(route.gateway.family, AF_INET6);
	ck_assert_uint_eq(route.gateway.byte[15], 5);

	nlmsg_begin(&request, RTM_NEWROUTE, 0, &header, sizeof(header));
	nlmsg_put(&request, RTA_MULTIPATH, &ways, sizeof(ways));
	body.size = request.header.nlmsg_len - sizeof(request.header);
	ck_assert(route_parse(&route, body));
	ck_assert_uint_eq(route.index, 9);
	ck_assert_uint_eq(route.gateway.byte[3], 9);

	nlmsg_begin(&request, RTM_NEWROUTE, 0, &header, sizeof(header));
	nlmsg_put(&request, RTA_MULTIPATH, lying, sizeof(lying));
	body.size = request.header.nlmsg_len - sizeof(request.header);
	ck_assert(route_parse(&route, body));
	ck_assert_uint_eq(route.index, 0);
}
END_TEST

static const struct {
	int number;
	unsigned kind;
} refusals[] = {
	{ ENETUNREACH, RTN_UNSPEC }, { EHOSTUNREACH, RTN_UNREACHABLE },
	{ EACCES, RTN_PROHIBIT },    { EINVAL, RTN_BLACKHOLE },
	{ ENODEV, RTN_UNSPEC },      { 0, RTN_UNSPEC },
};

START_TEST(test_refusals)
{
	ck_assert_uint_eq(route_refusal(refusals[_i].number), refusals[_i].kind);
}
END_TEST

static const struct addr self = { .family = AF_INET, .byte = { 127, 0, 0, 1 } };

START_TEST(test_this_host)
{
	struct route route = { 0 };
	struct err err = { 0 };

	ck_assert_msg(route_find(&route, &self, 0, &err), "%s", err.text);
	ck_assert_uint_eq(route.kind, RTN_LOCAL);
	ck_assert_uint_eq(route.index, 1);
	ck_assert_int_eq(addr_compare(&route.source, &self), 0);
	ck_assert(!route_find(&route, &self, 0x7ffffff0, &err));
	ck_assert_int_eq(err.number, ENODEV);
	ck_assert_int_eq(err.kind, STATUS_NO_INTERFACE);
}
END_TEST

static unsigned untidy;

static void find_or_fail(void)
{
	struct route route = { .index = 77 };
	struct err err = { 0 };

	if (!route_find(&route, &self, 0, &err) &&
	    (route.index != 77 || err.kind == STATUS_OK || !err.text[0]))
		untidy++;
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, find_or_fail), 1);
	ck_assert_uint_eq(fault_sweep("socket", EMFILE, find_or_fail), 1);
	ck_assert_uint_eq(fault_sweep("send", ENOBUFS, find_or_fail), 1);
	ck_assert_uint_eq(fault_sweep("recvmsg", ENOBUFS, find_or_fail), 1);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *route_suite(void);
Suite *route_suite(void)
{
	Suite *suite = suite_create("route");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_parse);
	tcase_add_test(all, test_link_local_gateway);
	tcase_add_loop_test(all, test_unreadable, 0, sizeof(unreadable) / sizeof(unreadable[0]));
	tcase_add_test(all, test_via_and_multipath);
	tcase_add_loop_test(all, test_refusals, 0, sizeof(refusals) / sizeof(refusals[0]));
	tcase_add_test(all, test_this_host);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
