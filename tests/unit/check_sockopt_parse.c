/* check_sockopt_parse -- values of socket options: from text to the kernel's bytes and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "fault.h"
#include "net/sockopt_parse.h"
#include "net/sockopt_text.h"
#include "suites.h"

/* clang-format off */
/* OPTION=TEXT is HEX in memory, and TEXT (or BACK) again as text. Little endian. */
static const struct { const char *option, *text, *hex, *back; } values[] = {
	{ "TCP_NODELAY", "on", "01000000", NULL },
	{ "TCP_NODELAY", "OFF", "00000000", "off" },
	{ "TCP_NODELAY", "yes", "01000000", "on" },
	{ "TCP_NODELAY", "No", "00000000", "off" },
	{ "TCP_NODELAY", "true", "01000000", "on" },
	{ "TCP_NODELAY", "false", "00000000", "off" },
	{ "TCP_NODELAY", "1", "01000000", "on" },
	{ "TCP_NODELAY", "0", "00000000", "off" },
	{ "TCP_NODELAY", "2", "02000000", NULL },
	{ "TCP_NODELAY", "0x10", "10000000", "16" },
	{ "IP_TTL", "-1", "ffffffff", NULL },
	{ "IP_TTL", "2147483647", "ffffff7f", NULL },
	{ "IP_TTL", "-2147483648", "00000080", NULL },
	{ "SO_PRIORITY", "4294967295", "ffffffff", NULL },
	{ "SO_MARK", "0xdeadbeef", "efbeadde", NULL },
	{ "SO_MARK", "16", "10000000", "0x10" },
	{ "IP_TOS", "0XB8", "b8000000", "0xb8" },
	{ "SO_RCVBUF", "64k", "00000100", "65536" },
	{ "SO_RCVBUF", "1M", "00001000", "1048576" },
	{ "SO_RCVBUF", "0x1000", "00100000", "4096" },
	{ "SO_RCVBUF", "-1", "ffffffff", "-1" },
	{ "TCP_KEEPIDLE", "60", "3c000000", "60s" },
	{ "TCP_KEEPIDLE", "2m", "78000000", "120s" },
	{ "TCP_USER_TIMEOUT", "1500", "dc050000", "1500ms" },
	{ "TCP_USER_TIMEOUT", "1.5s", "dc050000", "1500ms" },
	{ "TCP_TX_DELAY", "10ms", "10270000", "10000us" },
	{ "TCP_LINGER2", "-1", "ffffffff", "-1" },
	{ "IP_MTU_DISCOVER", "IP_PMTUDISC_DO", "02000000", NULL },
	{ "IP_MTU_DISCOVER", "do", "02000000", "IP_PMTUDISC_DO" },
	{ "IP_MTU_DISCOVER", "pmtudisc_want", "01000000", "IP_PMTUDISC_WANT" },
	{ "IP_MTU_DISCOVER", "77", "4d000000", NULL },
	{ "SO_TXREHASH", "disabled", "00000000", "SOCK_TXREHASH_DISABLED" },
	{ "SO_TIMESTAMPING", "software", "10000000", "SOFTWARE" },
	{ "SO_TIMESTAMPING", "RX_SOFTWARE|SOFTWARE", "18000000", NULL },
	{ "SO_TIMESTAMPING", "SOF_TIMESTAMPING_SOFTWARE,rx_software", "18000000", "RX_SOFTWARE|SOFTWARE" },
	{ "SO_TIMESTAMPING", "0x40000010", "10000040", "SOFTWARE|0x40000000" },
	{ "SO_TIMESTAMPING", "0", "00000000", NULL },
	{ "SO_BUF_LOCK", "3", "03000000", "SNDBUF_LOCK|RCVBUF_LOCK" },
	{ "IPV6_ADDR_PREFERENCES", "tmp|home", "01040000", "TMP|HOME" },
	{ "SO_MAX_PACING_RATE", "1M", "0000100000000000", "1048576" },
	{ "SO_MAX_PACING_RATE", "unlimited", "ffffffffffffffff", NULL },
	{ "SO_RCVTIMEO", "1.5s", "010000000000000020a1070000000000", NULL },
	{ "SO_RCVTIMEO", "250ms", "000000000000000090d0030000000000", "0.25s" },
	{ "SO_RCVTIMEO", "1us", "00000000000000000100000000000000", "0.000001s" },
	{ "SO_RCVTIMEO", "2", "02000000000000000000000000000000", "2s" },
	{ "SO_RCVTIMEO", "0", "00000000000000000000000000000000", "none" },
	{ "SO_RCVTIMEO", "none", "00000000000000000000000000000000", NULL },
	{ "SO_LINGER", "off", "0000000000000000", NULL },
	{ "SO_LINGER", "0", "0100000000000000", "0s" },
	{ "SO_LINGER", "5s", "0100000005000000", NULL },
	{ "SO_LINGER", "1m", "010000003c000000", "60s" },
	{ "TCP_CONGESTION", "cubic", "6375626963", NULL },
	{ "SO_BINDTODEVICE", "lo", "6c6f", NULL },
	{ "SO_BINDTODEVICE", "", "", NULL },
	{ "SO_BINDTODEVICE", "123456789012345", "313233343536373839303132333435", NULL },
	{ "SO_BINDTOIFINDEX", "lo", "01000000", NULL },
	{ "SO_BINDTOIFINDEX", "1", "01000000", "lo" },
	{ "SO_BINDTOIFINDEX", "2147483632", "f0ffff7f", NULL },
	{ "SO_BINDTOIFINDEX", "none", "00000000", NULL },
	{ "SO_BINDTOIFINDEX", "0", "00000000", "none" },
	{ "IP_UNICAST_IF", "lo", "00000001", NULL },
	{ "IPV6_UNICAST_IF", "lo", "00000001", NULL },
	{ "IPV6_MULTICAST_IF", "lo", "01000000", NULL },
	{ "IP_MULTICAST_IF", "lo", "000000000000000001000000", NULL },
	{ "IP_MULTICAST_IF", "127.0.0.1", "000000007f00000100000000", NULL },
	{ "IP_MULTICAST_IF", "none", "000000000000000000000000", NULL },
	{ "IP_LOCAL_PORT_RANGE", "40000-49999", "409c4fc3", NULL },
	{ "IP_LOCAL_PORT_RANGE", "none", "00000000", NULL },
	{ "IP_ADD_MEMBERSHIP", "239.1.2.3", "ef0102030000000000000000", NULL },
	{ "IP_ADD_MEMBERSHIP", "239.1.2.3%lo", "ef0102030000000001000000", NULL },
	{ "IP_DROP_MEMBERSHIP", "239.1.2.3%127.0.0.1", "ef0102037f00000100000000", NULL },
	{ "IPV6_JOIN_GROUP", "ff02::1:3%lo", "ff02000000000000000000000001000301000000", NULL },
	{ "IPV6_JOIN_ANYCAST", "2001:db8::1", "20010db800000000000000000000000100000000", NULL },
	{ "IP_ADD_SOURCE_MEMBERSHIP", "192.0.2.1@232.1.1.1", "e801010100000000c0000201", NULL },
	{ "IP_BLOCK_SOURCE", "192.0.2.1@232.1.1.1%127.0.0.1", "e80101017f000001c0000201", NULL },
	{ "TCP_FASTOPEN_KEY", "00112233445566778899AABBCCDDEEFF", "00112233445566778899aabbccddeeff", "00112233445566778899aabbccddeeff" },
	{ "IP_OPTIONS", "", "", NULL },
	{ "ICMP_FILTER", "0xfffffffe", "feffffff", NULL },
};

static const struct { const char *option, *text; enum status kind; const char *says; } bad[] = {
	{ "TCP_NODELAY", "", STATUS_INVALID, "neither on nor off" },
	{ "TCP_NODELAY", "maybe", STATUS_INVALID, "'maybe'" },
	{ "TCP_NODELAY", "1.0", STATUS_INVALID, "'1.0'" },
	{ "TCP_NODELAY", " 1", STATUS_INVALID, "' 1'" },
	{ "IP_TTL", "2147483648", STATUS_INVALID, "'2147483648'" },
	{ "IP_TTL", "0x", STATUS_INVALID, "'0x'" },
	{ "IP_TTL", "-0x1", STATUS_INVALID, "'-0x1'" },
	{ "IP_TTL", "0x80000000", STATUS_INVALID, "0x7fffffff" },
	{ "IP_TTL", "0x1ffffffffffffffff", STATUS_INVALID, "0x7fffffff" },
	{ "SO_PRIORITY", "-2", STATUS_INVALID, "'-2'" },
	{ "SO_PRIORITY", "4294967296", STATUS_INVALID, "'4294967296'" },
	{ "SO_RCVBUF", "2G", STATUS_INVALID, "more than an int holds" },
	{ "SO_RCVBUF", "64kB", STATUS_INVALID, "'64kB'" },
	{ "SO_RCVBUF", "", STATUS_INVALID, "''" },
	{ "TCP_KEEPIDLE", "500ms", STATUS_INVALID, "finer" },
	{ "TCP_KEEPIDLE", "-1s", STATUS_INVALID, "'-1s'" },
	{ "TCP_KEEPIDLE", "forever", STATUS_INVALID, "'forever'" },
	{ "TCP_USER_TIMEOUT", "999h", STATUS_INVALID, "more than an int holds" },
	{ "SO_RCVTIMEO", "1ns", STATUS_INVALID, "finer" },
	{ "SO_RCVTIMEO", "-1", STATUS_INVALID, "'-1'" },
	{ "SO_LINGER", "on", STATUS_INVALID, "'on'" },
	{ "SO_LINGER", "0.5s", STATUS_INVALID, "finer" },
	{ "IP_MTU_DISCOVER", "x", STATUS_INVALID, "such as IP_PMTUDISC_DONT" },
	{ "IP_MTU_DISCOVER", "", STATUS_INVALID, "''" },
	{ "SO_TIMESTAMPING", "software|", STATUS_INVALID, "''" },
	{ "SO_TIMESTAMPING", "software||rx_software", STATUS_INVALID, "''" },
	{ "SO_TIMESTAMPING", "-1", STATUS_INVALID, "'-1'" },
	{ "SO_TIMESTAMPING", "software|hardwear", STATUS_INVALID, "'hardwear'" },
	{ "SO_MAX_PACING_RATE", "-1", STATUS_INVALID, "'-1'" },
	{ "TCP_CONGESTION", "1234567890123456", STATUS_INVALID, "longer than 15 bytes" },
	{ "SO_BINDTOIFINDEX", "nosuch0", STATUS_NO_INTERFACE, "'nosuch0'" },
	{ "SO_BINDTOIFINDEX", "", STATUS_NO_INTERFACE, "''" },
	{ "IP_MULTICAST_IF", "nosuch0", STATUS_NO_INTERFACE, "'nosuch0'" },
	{ "IP_LOCAL_PORT_RANGE", "40000", STATUS_INVALID, "'40000'" },
	{ "IP_LOCAL_PORT_RANGE", "40000-65536", STATUS_INVALID, "40000-49999" },
	{ "IP_LOCAL_PORT_RANGE", "-", STATUS_INVALID, "'-'" },
	{ "IP_ADD_MEMBERSHIP", "192.0.2.1", STATUS_INVALID, "no multicast group" },
	{ "IP_ADD_MEMBERSHIP", "ff02::1", STATUS_INVALID, "no IPv4 group" },
	{ "IP_ADD_MEMBERSHIP", "239.1.1.1%nosuch0", STATUS_NO_INTERFACE, "'nosuch0'" },
	{ "IP_ADD_MEMBERSHIP", "239.1.1", STATUS_INVALID, "GROUP[%INTERFACE]" },
	{ "IPV6_JOIN_GROUP", "239.1.1.1", STATUS_INVALID, "no IPv6 group" },
	{ "IPV6_JOIN_GROUP", "ff02::1%127.0.0.1", STATUS_INVALID, "name or index" },
	{ "MCAST_JOIN_GROUP", "239.1.1.1%127.0.0.1", STATUS_INVALID, "name or index" },
	{ "MCAST_JOIN_SOURCE_GROUP", "232.1.1.1", STATUS_INVALID, "SOURCE@GROUP" },
	{ "MCAST_JOIN_SOURCE_GROUP", "::1@232.1.1.1", STATUS_INVALID, "two families" },
	{ "MCAST_JOIN_SOURCE_GROUP", "@232.1.1.1", STATUS_INVALID, "SOURCE@GROUP" },
	{ "MCAST_JOIN_SOURCE_GROUP", "1.2.3.4@232.1.1.1%127.0.0.1", STATUS_INVALID, "name or index" },
	{ "IP_ADD_SOURCE_MEMBERSHIP", "1.2.3.4@232.1.1.1%lo", STATUS_INVALID, "MCAST_*" },
	{ "IP_ADD_SOURCE_MEMBERSHIP", "::1@ff35::1", STATUS_INVALID, "no IPv4 group" },
	{ "TCP_FASTOPEN_KEY", "0", STATUS_INVALID, "pairs" },
	{ "TCP_FASTOPEN_KEY", "0g", STATUS_INVALID, "hexadecimal" },
	{ "SO_ATTACH_FILTER", "1", STATUS_INVALID, "no text" },
	{ "SO_ERROR", "1", STATUS_INVALID, "no text" },
};
/* clang-format on */

static bool parse(struct sockopt_value *value, const char *option, const char *text,
		  struct err *err)
{
	const struct sockopt *row = sockopt_find(option, err);

	ck_assert_msg(row, "%s", err->text);
	return sockopt_parse_value(value, row, text, err);
}

static void check_text(const struct sockopt_value *value, const char *expected)
{
	struct buf text = { 0 };

	sockopt_put_value(&text, value);
	ck_assert_str_eq(buf_text(&text), expected);
	buf_free(&text);
}

START_TEST(test_values)
{
	const char *text = values[_i].text, *back = values[_i].back ? values[_i].back : text;
	struct sockopt_value value, again;
	struct buf hex = { 0 };
	struct err err = { 0 };

	ck_assert_msg(parse(&value, values[_i].option, text, &err), "%s=%s: %s", values[_i].option,
		      text, err.text);
	buf_puthex(&hex, value.as.byte, value.size);
	ck_assert_msg(strcmp(buf_text(&hex), values[_i].hex) == 0, "%s=%s is %s", values[_i].option,
		      text, buf_text(&hex));
	check_text(&value, back);
	ck_assert(parse(&again, values[_i].option, back, &err));
	ck_assert(sockopt_value_is_same(&value, &again));
	buf_free(&hex);
}
END_TEST

START_TEST(test_bad)
{
	struct sockopt_value value = { .level = 4711, .number = 4712 };
	struct err err = { 0 };

	ck_assert_msg(!parse(&value, bad[_i].option, bad[_i].text, &err), "%s=%s", bad[_i].option,
		      bad[_i].text);
	ck_assert_msg(err.kind == bad[_i].kind, "%s=%s: %s", bad[_i].option, bad[_i].text,
		      status_word(err.kind));
	ck_assert_msg(strstr(err.text, bad[_i].says), "%s=%s: %s", bad[_i].option, bad[_i].text,
		      err.text);
	ck_assert_int_eq(value.level, 4711);
	ck_assert_int_eq(value.number, 4712);
}
END_TEST

/* The option of both families takes its level from the group. */
START_TEST(test_either_family)
{
	static const struct {
		const char *option, *text;
		int level;
	} groups[] = {
		{ "MCAST_JOIN_GROUP", "239.1.1.1%lo", 0 },
		{ "MCAST_JOIN_GROUP", "ff02::1:3%lo", 41 },
		{ "MCAST_LEAVE_GROUP", "ff05::2", 41 },
		{ "MCAST_JOIN_SOURCE_GROUP", "192.0.2.1@232.1.1.1%lo", 0 },
		{ "MCAST_BLOCK_SOURCE", "2001:db8::1@ff35::1%lo", 41 },
	};

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		struct sockopt_value value;
		struct err err = { 0 };

		ck_assert_msg(parse(&value, groups[i].option, groups[i].text, &err), "%s",
			      err.text);
		ck_assert_int_eq(value.level, groups[i].level);
		check_text(&value, groups[i].text);
	}
}
END_TEST

/* ---- what only the kernel says --------------------------------------------------------------- */

static struct sockopt_value value_of(const char *option, const char *hex)
{
	struct sockopt_value value;
	struct err err = { 0 };
	const struct sockopt *row = sockopt_find(option, &err);

	ck_assert_ptr_nonnull(row);
	value = (struct sockopt_value){ .level = row->level, .number = row->number };
	ck_assert(sockopt_parse_hex(&value, hex, &err));
	return value;
}

/* clang-format off */
static const struct { const char *option, *hex, *text; } told[] = {
	{ "SO_TYPE", "01000000", "SOCK_STREAM" },
	{ "SO_DOMAIN", "0a000000", "AF_INET6" },
	{ "SO_PROTOCOL", "06000000", "IPPROTO_TCP" },
	{ "SO_PROTOCOL", "00000000", "0" },
	{ "SO_PROTOCOL", "e7030000", "999" },
	{ "SO_ERROR", "6f000000", "ECONNREFUSED" },
	{ "SO_ERROR", "00000000", "0" },
	{ "SO_ERROR", "e7030000", "999" },
	{ "SO_PEERCRED", "00000000ffffffffffffffff", "none" },
	{ "SO_PEERCRED", "070000000000000001000000", "pid 7, uid 0, gid 1" },
	{ "SO_PEERGROUPS", "0000000004000000", "0,4" },
	{ "SO_PEERGROUPS", "", "none" },
	{ "SO_PEERNAME", "02000050c0000201", "AF_INET" },
	{ "SO_PEERNAME", "02000050c00002010000000000000000", "192.0.2.1:80" },
	{ "SO_MEMINFO", "000000000000020000000000004000000000000000000000000000000000000003000000", "rcvbuf 131072 sndbuf 16384 drops 3" },
	{ "SO_MEMINFO", "01", "" },
	{ "SO_COOKIE", "0100000000000080", "9223372036854775809" },
	{ "TCP_CONGESTION", "62627200000000000000000000000000", "bbr" },
	{ "SO_TIMESTAMPING", "1000000003000000", "SOFTWARE, clock 3" },
	{ "SO_TIMESTAMPING", "1000000000000000", "SOFTWARE" },
	{ "IP_MULTICAST_IF", "7f000001", "127.0.0.1" },
	{ "IP_MULTICAST_IF", "00000000", "none" },
	{ "TCP_INFO", "0708", "0708" },
	/* Another size than the type's, as LEVEL:NUMBER=HEX may have it. */
	{ "TCP_NODELAY", "01", "01" },
	{ "SO_LINGER", "0100000005", "0100000005" },
	{ "SO_RCVTIMEO", "01000000", "01000000" },
	{ "IP_ADD_MEMBERSHIP", "ef", "ef" },
	{ "MCAST_JOIN_SOURCE_GROUP", "", "" },
	{ "SO_MAX_PACING_RATE", "00001000", "00001000" },
};
/* clang-format on */

START_TEST(test_told)
{
	struct sockopt_value value = value_of(told[_i].option, told[_i].hex);

	check_text(&value, told[_i].text);
}
END_TEST

START_TEST(test_numbers)
{
	static const struct {
		const char *option, *hex;
		bool is_number;
		int64_t number;
	} numbers[] = {
		{ "TCP_NODELAY", "01000000", true, 1 },
		{ "IP_TTL", "ffffffff", true, -1 },
		{ "SO_MARK", "ffffffff", true, 4294967295 },
		{ "IP_UNICAST_IF", "00000002", true, 2 },
		{ "SO_COOKIE", "0100000000000000", true, 1 },
		{ "SO_COOKIE", "0100000000000080", false, 0 },
		{ "SO_MAX_PACING_RATE", "ffffffffffffffff", false, 0 },
		{ "SO_LINGER", "0100000005000000", false, 0 },
		{ "TCP_CONGESTION", "626272", false, 0 },
		{ "TCP_NODELAY", "0100", false, 0 },
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct sockopt_value value = value_of(numbers[i].option, numbers[i].hex);
		int64_t number = 0;

		ck_assert_msg(sockopt_value_number(&number, &value) == numbers[i].is_number, "%s",
			      numbers[i].option);
		ck_assert_msg(!numbers[i].is_number || number == numbers[i].number, "%s",
			      numbers[i].option);
	}
}
END_TEST

START_TEST(test_long_hex)
{
	enum { DIGITS = 2 * SOCKOPT_VALUE_MAX };
	struct sockopt_value value = { .size = 4711 };
	char hex[DIGITS + 3];
	struct err err = { 0 };

	memset(hex, 'a', sizeof(hex));
	hex[DIGITS + 2] = '\0';
	ck_assert(!sockopt_parse_hex(&value, hex, &err));
	ck_assert_uint_eq(value.size, 4711);
	hex[DIGITS] = '\0';
	ck_assert(sockopt_parse_hex(&value, hex, &err));
	ck_assert_uint_eq(value.size, SOCKOPT_VALUE_MAX);
	ck_assert_uint_eq(value.as.byte[SOCKOPT_VALUE_MAX - 1], 0xaa);
}
END_TEST

/* ---- faults ---------------------------------------------------------------------------------- */

static unsigned untidy;

static void parse_interface(void)
{
	const struct sockopt *row = sockopt_row(SOL_SOCKET, SO_BINDTOIFINDEX);
	struct sockopt_value value;
	struct err err = { 0 };

	if (!sockopt_parse_value(&value, row, "lo", &err) && err.kind != STATUS_LACKING)
		untidy++;
}

/* Without a name for it an interface is its number. */
static void put_interface(void)
{
	const struct sockopt_value value = {
		.level = SOL_SOCKET, .number = SO_BINDTOIFINDEX, .size = sizeof(int), .as.number = 1
	};
	struct buf text = { 0 };

	sockopt_put_value(&text, &value);
	if (!text.failed && strcmp(buf_text(&text), "lo") != 0 && strcmp(buf_text(&text), "1") != 0)
		untidy++;
	buf_free(&text);
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("socket", EMFILE, parse_interface), 1);
	ck_assert_uint_ge(fault_sweep("socket", EMFILE, put_interface), 1);
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, put_interface), 1);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *sockopt_parse_suite(void)
{
	Suite *suite = suite_create("sockopt_parse");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, test_values, 0, ROWS(values));
	tcase_add_loop_test(all, test_bad, 0, ROWS(bad));
	tcase_add_loop_test(all, test_told, 0, ROWS(told));
	tcase_add_test(all, test_either_family);
	tcase_add_test(all, test_numbers);
	tcase_add_test(all, test_long_hex);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
