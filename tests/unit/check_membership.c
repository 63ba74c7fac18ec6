/* check_membership -- groups and their sources out of the files of /proc/net. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fault.h"
#include "net/membership.h"
#include "suites.h"

static struct word text_of(const char *text)
{
	return (struct word){ text, strlen(text) };
}

/* The number that /proc/net/igmp has for an address on this machine. */
static unsigned raw(const char *address)
{
	struct in_addr addr;

	inet_pton(AF_INET, address, &addr);
	return addr.s_addr;
}

static char igmp[1024];

static const char igmp6[] =
	"1    lo              ff020000000000000000000000000001     1 0000000C 0\n"
	"4    eth0            ff3e0000000000000000000000008000     2 00000004 0\n"
	"4    eth0            ff020000000000000000000000000001     1 0000000C 0\n";

static const char mcfilter[] = "Idx Device        MCA        SRC    INC    EXC\n"
			       "  4   eth0 0xe8010101 0x0a000002      0      1\n"
			       "  4   eth0 0xe8010101 0x0a000001      1      0\n"
			       "  4 averyl 0xe8010109 0x0a000001      1      0\n";

static const char mcfilter6[] = "Idx Device                Multicast Address                   "
				"Source Address    INC    EXC\n"
				"  4   eth0 ff3e0000000000000000000000008000 "
				"20010db8000000000000000000000001      2      0\n";

static const char dev_mcast[] = "4    eth0            1     0     333300000001\n"
				"4    eth0            1     0     01005e000001\n"
				"6    ib0             1     0     00ffffffff12401b\n"
				"7    bad             1     0     0g\n"
				"8    odd             1     0     012\n";

static const struct membership_files *sample(struct membership_files *files)
{
	snprintf(igmp, sizeof(igmp),
		 "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n"
		 "1\tlo        :     1      V3\n"
		 "\t\t\t\t%08X     1 0:00000000\t\t0\n"
		 "4\teth0      :     2      V2\n"
		 "\t\t\t\t%08X     3 0:00000000\t\t0\n"
		 "\t\t\t\t%08X     1 0:00000000\t\t0\n"
		 "5\taveryveryvery15:     1      V1\n"
		 "\t\t\t\t%08X     1 0:00000000\t\t0\n",
		 raw("224.0.0.1"), raw("232.1.1.1"), raw("224.0.0.1"), raw("239.1.2.3"));
	*files = (struct membership_files){ text_of(igmp), text_of(igmp6), text_of(mcfilter),
					    text_of(mcfilter6), text_of(dev_mcast) };
	return files;
}

static void check_addr(const struct addr *addr, const char *expected)
{
	char text[ADDR_TEXT_MAX];

	addr_format(text, addr);
	ck_assert_str_eq(text, expected);
}

START_TEST(test_groups)
{
	static const struct {
		unsigned index;
		const char *group;
		unsigned users, sources;
	} expected[] = {
		{ 1, "224.0.0.1", 1, 0 }, { 1, "ff02::1", 1, 0 }, { 4, "224.0.0.1", 1, 0 },
		{ 4, "232.1.1.1", 3, 2 }, { 4, "ff02::1", 1, 0 }, { 4, "ff3e::8000", 2, 1 },
		{ 5, "239.1.2.3", 1, 0 },
	};
	struct membership_files files;
	struct memberships joined = { 0 };
	struct err err = { 0 };

	ck_assert(memberships_parse(&joined, sample(&files), &err));
	ck_assert_uint_eq(joined.count, sizeof(expected) / sizeof(expected[0]));
	for (size_t i = 0; i < joined.count; i++) {
		ck_assert_uint_eq(joined.item[i].index, expected[i].index);
		check_addr(&joined.item[i].group, expected[i].group);
		ck_assert_uint_eq(joined.item[i].users, expected[i].users);
		ck_assert_uint_eq(joined.item[i].source_count, expected[i].sources);
	}
	memberships_free(&joined);
	memberships_free(&joined);
	ck_assert_uint_eq(joined.count, 0);
}
END_TEST

START_TEST(test_sources)
{
	struct membership_files files;
	struct memberships joined = { 0 };
	struct err err = { 0 };
	const struct membership_source *sources;

	ck_assert(memberships_parse(&joined, sample(&files), &err));
	sources = joined.item[3].sources;
	check_addr(&sources[0].addr, "10.0.0.1");
	ck_assert_uint_eq(sources[0].included, 1);
	ck_assert_uint_eq(sources[0].excluded, 0);
	check_addr(&sources[1].addr, "10.0.0.2");
	ck_assert_uint_eq(sources[1].included, 0);
	ck_assert_uint_eq(sources[1].excluded, 1);
	check_addr(&joined.item[5].sources[0].addr, "2001:db8::1");
	ck_assert_uint_eq(joined.item[5].sources[0].included, 2);
	memberships_free(&joined);
}
END_TEST

START_TEST(test_links)
{
	struct membership_files files;
	struct memberships joined = { 0 };
	struct err err = { 0 };

	ck_assert(memberships_parse(&joined, sample(&files), &err));
	ck_assert_uint_eq(joined.mac_count, 3);
	ck_assert_uint_eq(joined.mac[0].index, 4);
	ck_assert_uint_eq(joined.mac[0].mac_size, 6);
	ck_assert_uint_eq(joined.mac[0].mac[5], 1);
	ck_assert_uint_eq(joined.mac[2].mac_size, 8);
	ck_assert_uint_eq(joined.igmp_count, 3);
	ck_assert_uint_eq(joined.igmp[1].index, 4);
	ck_assert_uint_eq(joined.igmp[1].version, 2);
	ck_assert_uint_eq(joined.igmp[2].version, 1);
	memberships_free(&joined);
}
END_TEST

/* Texts that must give nothing, as igmp, igmp6 and mcfilter at once. */
static const char *const nonsense[] = {
	"",
	"\n\n\n",
	"Idx\n",
	"\t\t\t\t010000E0 1 0:0 0\n", /* a group without an interface */
	"1\tlo : 1 V3\n\t\t\t\t010000E 1 0:0 0\n",
	"1\tlo : 1 V3\n\t\t\t\t010000E0 -1 0:0 0\n",
	"1\tlo : 1 V9\n\t\t\t\t010000E0\n",
	"x lo ff020000000000000000000000000001 1 0 0\n",
	"99999999999 lo ff020000000000000000000000000001 1 0 0\n",
	"1 lo ff02 1 0 0\n",
	"1 lo 0xe8010101 0x0a00000 1 0\n",
	"1 lo e8010101 0a000001 1 0\n",
};

START_TEST(test_nonsense)
{
	struct word text = text_of(nonsense[_i]);
	struct membership_files files = { text, text, text, text, { NULL, 0 } };
	struct memberships joined = { 0 };
	struct err err = { 0 };

	ck_assert(memberships_parse(&joined, &files, &err));
	ck_assert_uint_eq(joined.count, 0);
	ck_assert_uint_eq(joined.source_count, 0);
	memberships_free(&joined);
}
END_TEST

/* ---- faults: counted, because an assertion allocates ---------------------------------------- */

static unsigned untidy;

static void settle(bool fine, struct memberships *joined, const struct err *err)
{
	if (!fine && (joined->count || err->kind == STATUS_OK || !err->text[0]))
		untidy++;
	memberships_free(joined);
}

static void parse_or_fail(void)
{
	struct membership_files files;
	struct memberships joined = { 0 };
	struct err err = { 0 };
	bool fine = memberships_parse(&joined, sample(&files), &err);

	settle(fine, &joined, &err);
}

static void read_or_fail(void)
{
	struct memberships joined = { 0 };
	struct err err = { 0 };
	bool fine = memberships_read(&joined, &err);

	settle(fine, &joined, &err);
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, parse_or_fail), 4);
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, read_or_fail), 5);
	ck_assert_uint_ge(fault_sweep("open", EACCES, read_or_fail), 5);
	ck_assert_uint_ge(fault_sweep("read", EIO, read_or_fail), 5);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *membership_suite(void);
Suite *membership_suite(void)
{
	Suite *suite = suite_create("membership");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_groups);
	tcase_add_test(all, test_sources);
	tcase_add_test(all, test_links);
	tcase_add_loop_test(all, test_nonsense, 0, sizeof(nonsense) / sizeof(nonsense[0]));
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
