/* check_iface -- links and addresses out of netlink messages. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "base/buf.h"
#include "dump.h"
#include "fault.h"
#include "net/iface.h"
#include "suites.h"

/* Links out of order, one of a bridge's own; one has two addresses with others' in between. */
static bool parse_sample(struct ifaces *ifaces, struct err *err)
{
	const unsigned up = IFF_UP | IFF_BROADCAST;
	const uint32_t flags = IFA_F_NODAD | IFA_F_STABLE_PRIVACY;
	struct buf links = { 0 }, addresses = { 0 };
	bool fine;

	dump_link(&links, RTM_NEWLINK,
		  (struct dump_link){ 7, "eth7", "uplink-with-a-long-name", up, 1500, 0, 0 });
	dump_link(&links, RTM_NEWLINK, (struct dump_link){ 2, "4", NULL, up, 1500, 7, 0 });
	dump_link(&links, RTM_NEWLINK, (struct dump_link){ 4, "four", NULL, up, 1500, 0, 0 });
	dump_link(&links, RTM_NEWLINK,
		  (struct dump_link){ 5, "port", NULL, up, 1500, 0, AF_BRIDGE });
	dump_address(&addresses, RTM_NEWADDR,
		     (struct dump_address){ 7, "192.0.2.1", "192.0.2.1", 60, 30, flags });
	dump_address(&addresses, RTM_NEWADDR,
		     (struct dump_address){ 2, "10.0.0.1", "10.0.0.2", 60, 30, flags });
	dump_address(&addresses, RTM_NEWADDR,
		     (struct dump_address){ 99, "10.9.9.9", NULL, 60, 30, flags });
	dump_address(&addresses, RTM_NEWADDR,
		     (struct dump_address){ 7, "fe80::1", NULL, 60, 30, flags });
	fine = !links.failed && !addresses.failed &&
	       ifaces_parse(ifaces, dump_bytes(&links), dump_bytes(&addresses), err);
	buf_free(&links);
	buf_free(&addresses);
	return fine;
}

START_TEST(test_links)
{
	struct ifaces ifaces = { 0 };
	struct err err = { 0 };
	const struct iface *eth7;

	ck_assert(parse_sample(&ifaces, &err));
	ck_assert_uint_eq(ifaces.count, 3);
	ck_assert_uint_eq(ifaces.item[0].index, 2);
	eth7 = ifaces_find(&ifaces, "eth7");
	ck_assert_ptr_nonnull(eth7);
	ck_assert_ptr_eq(eth7, ifaces_find_index(&ifaces, 7));
	ck_assert_ptr_eq(eth7, ifaces_find(&ifaces, "7"));
	ck_assert_ptr_eq(eth7, ifaces_find(&ifaces, "uplink-with-a-long-name"));
	ck_assert_str_eq(eth7->altnames[0], "uplink-with-a-long-name");
	ck_assert_ptr_null(eth7->altnames[1]);
	ck_assert_uint_eq(eth7->mtu, 1500);
	ck_assert_uint_eq(eth7->flags, IFF_UP | IFF_BROADCAST);
	ck_assert_uint_eq(eth7->mac_size, 6);
	ck_assert_uint_eq(eth7->state, IF_OPER_UP);
	ck_assert_str_eq(eth7->kind, "");
	ck_assert_uint_eq(ifaces_find_index(&ifaces, 2)->master, 7);
	/* A name wins over an index. */
	ck_assert_uint_eq(ifaces_find(&ifaces, "4")->index, 2);
	ifaces_free(&ifaces);
	ifaces_free(&ifaces);
	ck_assert_uint_eq(ifaces.count, 0);
}
END_TEST

START_TEST(test_addresses)
{
	struct ifaces ifaces = { 0 };
	struct err err = { 0 };
	const struct iface *eth7;
	const struct iface_address *address;

	ck_assert(parse_sample(&ifaces, &err));
	eth7 = ifaces_find_index(&ifaces, 7);
	ck_assert_uint_eq(eth7->address_count, 2);
	address = &eth7->addresses[0];
	ck_assert_int_eq(address->addr.family, AF_INET);
	ck_assert_int_eq(address->peer.family, 0);
	ck_assert_uint_eq(address->prefix_bits, 24);
	ck_assert_uint_eq(address->valid_s, 60);
	ck_assert_uint_eq(address->preferred_s, 30);
	ck_assert_uint_eq(address->flags, IFA_F_NODAD | IFA_F_STABLE_PRIVACY);
	ck_assert_uint_eq(eth7->addresses[1].addr.scope_id, 7);
	address = ifaces_find_index(&ifaces, 2)->addresses;
	ck_assert_uint_eq(ifaces_find_index(&ifaces, 2)->address_count, 1);
	ck_assert_uint_eq(address->addr.byte[3], 1);
	ck_assert_uint_eq(address->peer.byte[3], 2);
	ck_assert_uint_eq(ifaces_find_index(&ifaces, 4)->address_count, 0);
	ifaces_free(&ifaces);
}
END_TEST

static const char *const unknown[] = {
	"", "eth", "eth77", "0", "-2", "2 ", "99", "4294967298", "99999999999999999999", "uplink"
};

START_TEST(test_unknown)
{
	struct ifaces ifaces = { 0 };
	struct err err = { 0 };

	ck_assert(parse_sample(&ifaces, &err));
	ck_assert_ptr_null(ifaces_find(&ifaces, unknown[_i]));
	ifaces_free(&ifaces);
}
END_TEST

START_TEST(test_nothing_there)
{
	struct ifaces ifaces = { 0 };
	struct err err = { 0 };

	ck_assert(
		ifaces_parse(&ifaces, (struct nlmsg_bytes){ 0 }, (struct nlmsg_bytes){ 0 }, &err));
	ck_assert_uint_eq(ifaces.count, 0);
	ck_assert_ptr_null(ifaces_find(&ifaces, "lo"));
	ifaces_free(&ifaces);
}
END_TEST

START_TEST(test_this_host)
{
	struct ifaces ifaces = { 0 };
	struct err err = { 0 };
	struct if_nameindex *names = if_nameindex();
	size_t count = 0;

	ck_assert_msg(ifaces_read(&ifaces, &err), "%s", err.text);
	for (struct if_nameindex *name = names; name->if_index; name++, count++) {
		const struct iface *iface = ifaces_find_index(&ifaces, name->if_index);

		ck_assert_ptr_nonnull(iface);
		ck_assert_str_eq(iface->name, name->if_name);
	}
	ck_assert_uint_eq(ifaces.count, count);
	if_freenameindex(names);
	ifaces_free(&ifaces);
}
END_TEST

/* ---- faults --------------------------------------------------------------------------------- */

/* Counted, not asserted on the spot: an assertion allocates. */
static unsigned untidy;

static void settle(bool fine, struct ifaces *ifaces, const struct err *err)
{
	if (!fine && (ifaces->count != 0 || err->kind == STATUS_OK || !err->text[0]))
		untidy++;
	ifaces_free(ifaces);
}

static void parse_or_fail(void)
{
	struct ifaces ifaces = { 0 };
	struct err err = { .kind = STATUS_LACKING, .text = "no memory for the sample" };
	bool fine = parse_sample(&ifaces, &err);

	settle(fine, &ifaces, &err);
}

static void read_or_fail(void)
{
	struct ifaces ifaces = { 0 };
	struct err err = { 0 };
	bool fine = ifaces_read(&ifaces, &err);

	settle(fine, &ifaces, &err);
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, parse_or_fail), 4);
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, read_or_fail), 4);
	ck_assert_uint_eq(fault_sweep("socket", EMFILE, read_or_fail), 1);
	ck_assert_uint_eq(fault_sweep("send", EPERM, read_or_fail), 2);
	ck_assert_uint_ge(fault_sweep("recvmsg", ENOBUFS, read_or_fail), 2);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *iface_suite(void);
Suite *iface_suite(void)
{
	Suite *suite = suite_create("iface");
	TCase *parsing = tcase_create("parsing"), *reading = tcase_create("reading");

	tcase_add_test(parsing, test_links);
	tcase_add_test(parsing, test_addresses);
	tcase_add_loop_test(parsing, test_unknown, 0, sizeof(unknown) / sizeof(unknown[0]));
	tcase_add_test(parsing, test_nothing_there);
	suite_add_tcase(suite, parsing);
	tcase_add_test(reading, test_this_host);
	tcase_add_test(reading, test_faults);
	suite_add_tcase(suite, reading);
	return suite;
}
