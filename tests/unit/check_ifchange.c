/* check_ifchange -- what messages change, one after the other; and the socket they come from. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "dump.h"
#include "fault.h"
#include "net/ifwatch.h"
#include "suites.h"

/* Applies all messages of DUMP, the last of which must decide: whether it made a difference. */
static bool apply(struct ifknown *known, struct ifchange *change, struct buf *dump)
{
	struct nlmsg_bytes rest = dump_bytes(dump);
	struct nlmsg message;
	bool differs = false;

	while (nlmsg_next(&message, &rest))
		differs = ifknown_apply(known, change, &message);
	buf_clear(dump);
	return differs;
}

struct fixture {
	struct ifknown known;
	struct ifchange change;
	struct buf dump;
};

static struct fixture begin(void)
{
	struct fixture fixture = { 0 };

	dump_link(&fixture.dump, RTM_NEWLINK,
		  (struct dump_link){ 4, "eth0", "old", IFF_UP, 1500, 0, 0 });
	dump_address(&fixture.dump, RTM_NEWADDR,
		     (struct dump_address){ 4, "10.0.0.1", NULL, 60, 30, 0 });
	apply(&fixture.known, &fixture.change, &fixture.dump);
	return fixture;
}

static void end(struct fixture *fixture)
{
	ifknown_free(&fixture->known);
	ifknown_free(&fixture->known);
	buf_free(&fixture->dump);
}

static const struct {
	struct dump_link link;
	unsigned differs;
} links[] = {
	{ { 4, "eth0", "old", IFF_UP, 1500, 0, 0 }, 0 },
	{ { 4, "renamed", "old", IFF_UP, 1500, 0, 0 }, IFDIFFERS_NAME },
	{ { 4, "eth0", "new", IFF_UP, 1500, 0, 0 }, IFDIFFERS_ALTNAMES },
	{ { 4, "eth0", NULL, IFF_UP, 1500, 0, 0 }, IFDIFFERS_ALTNAMES },
	{ { 4, "eth0", "old", 0, 1400, 0, 0 }, IFDIFFERS_FLAGS | IFDIFFERS_MTU },
	{ { 4, "eth0", "old", IFF_UP, 1500, 9, 0 }, IFDIFFERS_MASTER },
	{ { 4, "eth0", NULL, 0, 1, 9, AF_BRIDGE }, 0 },
};

START_TEST(test_link_changes)
{
	struct fixture fixture = begin();
	bool told;

	dump_link(&fixture.dump, RTM_NEWLINK, links[_i].link);
	told = apply(&fixture.known, &fixture.change, &fixture.dump);
	ck_assert_int_eq(told, links[_i].differs != 0);
	ck_assert_uint_eq(fixture.change.differs, links[_i].differs);
	if (told) {
		ck_assert_int_eq(fixture.change.kind, IFCHANGE_LINK_CHANGED);
		ck_assert_str_eq(fixture.change.iface->name, links[_i].link.name);
		ck_assert_ptr_eq(fixture.change.iface, ifknown_find(&fixture.known, 4));
	}
	end(&fixture);
}
END_TEST

START_TEST(test_link_comes_and_goes)
{
	struct fixture fixture = begin();
	struct dump_link fresh = { 5, "veth5", "alias", 0, 1500, 0, 0 };
	struct dump_link port = { 5, "veth5", NULL, 0, 1500, 0, AF_BRIDGE };

	dump_link(&fixture.dump, RTM_NEWLINK, fresh);
	ck_assert(apply(&fixture.known, &fixture.change, &fixture.dump));
	ck_assert_int_eq(fixture.change.kind, IFCHANGE_LINK_ADDED);
	dump_link(&fixture.dump, RTM_DELLINK, port);
	ck_assert(!apply(&fixture.known, &fixture.change, &fixture.dump));
	dump_link(&fixture.dump, RTM_DELLINK, fresh);
	ck_assert(apply(&fixture.known, &fixture.change, &fixture.dump));
	ck_assert_int_eq(fixture.change.kind, IFCHANGE_LINK_REMOVED);
	ck_assert_str_eq(fixture.change.iface->name, "veth5");
	ck_assert_str_eq(fixture.change.iface->altnames[0], "alias");
	ck_assert_ptr_null(ifknown_find(&fixture.known, 5));
	dump_link(&fixture.dump, RTM_DELLINK, fresh);
	ck_assert(!apply(&fixture.known, &fixture.change, &fixture.dump));
	end(&fixture);
}
END_TEST

static const struct {
	struct dump_address address;
	bool told;
	enum ifchange_kind kind;
	unsigned differs;
} addresses[] = {
	{ { 4, "10.0.0.1", NULL, 60, 30, 0 }, false, IFCHANGE_ADDRESS_CHANGED, 0 },
	{ { 4, "10.0.0.1", NULL, 600, 30, 0 }, true, IFCHANGE_ADDRESS_CHANGED, IFDIFFERS_VALID },
	{ { 4, "10.0.0.1", NULL, 60, 10, 0 }, true, IFCHANGE_ADDRESS_CHANGED, IFDIFFERS_PREFERRED },
	/* Time has passed: only the flag is news. */
	{ { 4, "10.0.0.1", NULL, 50, 0, IFA_F_DEPRECATED },
	  true,
	  IFCHANGE_ADDRESS_CHANGED,
	  IFDIFFERS_FLAGS },
	{ { 4, "10.0.0.1", "10.0.0.9", 60, 30, 0 },
	  true,
	  IFCHANGE_ADDRESS_CHANGED,
	  IFDIFFERS_PEER },
	{ { 4, "10.0.0.2", NULL, 60, 30, 0 }, true, IFCHANGE_ADDRESS_ADDED, 0 },
	{ { 5, "10.0.0.1", NULL, 60, 30, 0 }, true, IFCHANGE_ADDRESS_ADDED, 0 },
};

START_TEST(test_address_changes)
{
	struct fixture fixture = begin();

	dump_address(&fixture.dump, RTM_NEWADDR, addresses[_i].address);
	ck_assert_int_eq(apply(&fixture.known, &fixture.change, &fixture.dump), addresses[_i].told);
	ck_assert_int_eq(fixture.change.kind, addresses[_i].kind);
	ck_assert_uint_eq(fixture.change.differs, addresses[_i].differs);
	ck_assert_int_eq(fixture.change.family, AF_INET);
	dump_address(&fixture.dump, RTM_DELADDR, addresses[_i].address);
	ck_assert(apply(&fixture.known, &fixture.change, &fixture.dump));
	ck_assert_int_eq(fixture.change.kind, IFCHANGE_ADDRESS_REMOVED);
	dump_address(&fixture.dump, RTM_DELADDR, addresses[_i].address);
	ck_assert(!apply(&fixture.known, &fixture.change, &fixture.dump));
	end(&fixture);
}
END_TEST

static const struct {
	uint16_t type, flags;
	unsigned kind;
	bool told;
	enum ifchange_kind change;
} routes[] = {
	{ RTM_NEWROUTE, 0, RTN_UNICAST, true, IFCHANGE_ROUTE_ADDED },
	{ RTM_NEWROUTE, NLM_F_REPLACE, RTN_UNICAST, true, IFCHANGE_ROUTE_CHANGED },
	{ RTM_DELROUTE, 0, RTN_BLACKHOLE, true, IFCHANGE_ROUTE_REMOVED },
	{ RTM_NEWROUTE, 0, RTN_LOCAL, false, IFCHANGE_LINK_ADDED },
	{ RTM_NEWROUTE, 0, RTN_MULTICAST, false, IFCHANGE_LINK_ADDED },
};

START_TEST(test_route_changes)
{
	struct fixture fixture = begin();

	dump_route(&fixture.dump, routes[_i].type, routes[_i].flags,
		   (struct dump_route){ "192.0.2.0", NULL, AF_INET, 24, routes[_i].kind, 4, 254 });
	ck_assert_int_eq(apply(&fixture.known, &fixture.change, &fixture.dump), routes[_i].told);
	if (routes[_i].told) {
		ck_assert_int_eq(fixture.change.kind, routes[_i].change);
		ck_assert_str_eq(fixture.change.iface->name, "eth0");
	}
	end(&fixture);
}
END_TEST

/* Told all over: what is the same is no news, what was not told again is gone. */
START_TEST(test_reread)
{
	struct fixture fixture = begin();

	dump_link(&fixture.dump, RTM_NEWLINK,
		  (struct dump_link){ 6, "br0", NULL, IFF_UP, 1500, 0, 0 });
	dump_address(&fixture.dump, RTM_NEWADDR,
		     (struct dump_address){ 6, "10.6.0.1", NULL, 60, 30, 0 });
	apply(&fixture.known, &fixture.change, &fixture.dump);
	ck_assert(!ifknown_sweep(&fixture.known, &fixture.change));
	ifknown_reread(&fixture.known);
	dump_link(&fixture.dump, RTM_NEWLINK,
		  (struct dump_link){ 6, "br0", NULL, IFF_UP, 1500, 0, 0 });
	ck_assert(!apply(&fixture.known, &fixture.change, &fixture.dump));
	dump_address(&fixture.dump, RTM_NEWADDR,
		     (struct dump_address){ 6, "10.6.0.1", NULL, 58, 28, 0 });
	ck_assert(!apply(&fixture.known, &fixture.change, &fixture.dump));
	ck_assert(ifknown_sweep(&fixture.known, &fixture.change));
	ck_assert_int_eq(fixture.change.kind, IFCHANGE_ADDRESS_REMOVED);
	ck_assert_str_eq(fixture.change.iface->name, "eth0");
	ck_assert(ifknown_sweep(&fixture.known, &fixture.change));
	ck_assert_int_eq(fixture.change.kind, IFCHANGE_LINK_REMOVED);
	ck_assert_str_eq(fixture.change.iface->name, "eth0");
	ck_assert(!ifknown_sweep(&fixture.known, &fixture.change));
	ck_assert_ptr_nonnull(ifknown_find(&fixture.known, 6));
	end(&fixture);
}
END_TEST

static void learn_or_fail(void)
{
	struct fixture fixture = begin();

	end(&fixture);
}

/* ---- the socket ----------------------------------------------------------------------------- */

START_TEST(test_deadline)
{
	struct ifwatch watch = IFWATCH_CLOSED;
	struct ifchange change;
	struct err err = { 0 };

	ck_assert_msg(ifwatch_open(&watch, &err), "%s", err.text);
	while (ifwatch_next(&watch, &change, deadline_in(NS_PER_MS), &err))
		;
	ck_assert_int_eq(err.kind, STATUS_TIMEOUT);
	ifwatch_close(&watch);
	ifwatch_close(&watch);
}
END_TEST

static unsigned untidy;

static void watch_or_fail(void)
{
	struct ifwatch watch = IFWATCH_CLOSED;
	struct ifchange change;
	struct err err = { 0 };
	bool fine = ifwatch_open(&watch, &err) &&
		    ifwatch_next(&watch, &change, deadline_in(NS_PER_MS), &err);

	if (!fine && (err.kind == STATUS_OK || !err.text[0]))
		untidy++;
	ifwatch_close(&watch);
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, learn_or_fail), 3);
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, watch_or_fail), 3);
	ck_assert_uint_eq(fault_sweep("socket", EMFILE, watch_or_fail), 2);
	ck_assert_uint_eq(fault_sweep("bind", EPERM, watch_or_fail), 1);
	ck_assert_uint_eq(fault_sweep("send", ENOBUFS, watch_or_fail), 2);
	ck_assert_uint_ge(fault_sweep("recvmsg", EIO, watch_or_fail), 2);
	ck_assert_uint_eq(fault_sweep("poll", ENOMEM, watch_or_fail), 1);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *ifchange_suite(void);
Suite *ifchange_suite(void)
{
	Suite *suite = suite_create("ifchange");
	TCase *known = tcase_create("known"), *heard = tcase_create("heard");

	tcase_add_loop_test(known, test_link_changes, 0, sizeof(links) / sizeof(links[0]));
	tcase_add_test(known, test_link_comes_and_goes);
	tcase_add_loop_test(known, test_address_changes, 0,
			    sizeof(addresses) / sizeof(addresses[0]));
	tcase_add_loop_test(known, test_route_changes, 0, sizeof(routes) / sizeof(routes[0]));
	tcase_add_test(known, test_reread);
	suite_add_tcase(suite, known);
	tcase_add_test(heard, test_deadline);
	tcase_add_test(heard, test_faults);
	suite_add_tcase(suite, heard);
	return suite;
}
