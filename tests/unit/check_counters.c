/* check_counters -- what was counted of multicast, out of the files of /proc/net. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "net/counters.h"
#include "suites.h"

static struct word text_of(const char *text)
{
	return (struct word){ text, strlen(text) };
}

static const char snmp[] =
	"Ip: Forwarding DefaultTTL InReceives\nIp: 1 64 90\n"
	"Udp: InDatagrams NoPorts IgnoredMulti MemErrors\nUdp: 90 0 7 0\n"
	"UdpLite: InDatagrams NoPorts IgnoredMulti MemErrors\nUdpLite: 1 2 3 4\n";
static const char netstat[] =
	"TcpExt: SyncookiesSent IPReversePathFilter\nTcpExt: 0 18446744073709551615\n"
	"IpExt: InNoRoutes InMcastPkts OutMcastPkts\nIpExt: 0 12 13\n";
static const char snmp6[] = "Ip6InReceives  \t5\nIp6InMcastPkts                  \t21\n"
			    "Udp6IgnoredMulti                \t2\n";

START_TEST(test_parse)
{
	struct counter_files files = { text_of(snmp), text_of(netstat), text_of(snmp6) };
	struct counters counters;

	counters_parse(&counters, &files);
	for (int i = 0; i < COUNTERS; i++)
		ck_assert(counters.told[i]);
	ck_assert_uint_eq(counters.value[COUNTER_IN_INET], 12);
	ck_assert_uint_eq(counters.value[COUNTER_IGNORED_INET], 7);
	ck_assert_uint_eq(counters.value[COUNTER_REVERSE_PATH], UINT64_MAX);
	ck_assert_uint_eq(counters.value[COUNTER_IN_INET6], 21);
	ck_assert_uint_eq(counters.value[COUNTER_IGNORED_INET6], 2);
}
END_TEST

/* Texts that tell nothing, as every file at once. */
static const char *const nonsense[] = {
	"",
	"\n\n",
	"Udp:\nUdp:\n",
	"Udp: IgnoredMulti\n",
	"Udp: IgnoredMulti\nUdp:\n",
	"Udp: IgnoredMulti\nIpExt: 7\n",
	"Udp: IgnoredMulti\nUdp: x\n",
	"Udp: IgnoredMulti\nUdp: 99999999999999999999\n",
	"IpExt: IgnoredMulti\nIpExt: 7\n",
	"Udp: InMcastPkts\nUdp: 7\n",
	"Ip6InMcastPkts\nUdp6IgnoredMulti -1\n",
	"\nUdp: IgnoredMulti\nUdp: 7\n", /* no longer a pair */
};

START_TEST(test_nonsense)
{
	struct word text = text_of(nonsense[_i]);
	struct counter_files files = { text, text, text };
	struct counters counters;

	counters_parse(&counters, &files);
	for (int i = 0; i < COUNTERS; i++)
		ck_assert(!counters.told[i]);
}
END_TEST

START_TEST(test_growth)
{
	struct counters before = { .value = { 5 }, .told = { true } };
	struct counters after = { .value = { 9 }, .told = { true, true } };
	uint64_t by = 4711;

	ck_assert(counters_grew(&by, &before, &after, (enum counter)0));
	ck_assert_uint_eq(by, 4);
	ck_assert(!counters_grew(&by, &before, &after, (enum counter)1));
	ck_assert_uint_eq(by, 4);
}
END_TEST

static unsigned untidy;

static void read_or_fail(void)
{
	struct counters counters = { .value = { 4711 } };
	struct err err = { 0 };

	if (!counters_read(&counters, &err) && (err.kind == STATUS_OK || counters.value[0] != 4711))
		untidy++;
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("open", EACCES, read_or_fail), 3);
	ck_assert_uint_ge(fault_sweep("read", EIO, read_or_fail), 3);
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, read_or_fail), 3);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *counters_suite(void);
Suite *counters_suite(void)
{
	Suite *suite = suite_create("counters");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_parse);
	tcase_add_loop_test(all, test_nonsense, 0, sizeof(nonsense) / sizeof(nonsense[0]));
	tcase_add_test(all, test_growth);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
