/* check_addr -- addresses: text both ways, zones, order, networks, socket addresses. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "net/addr.h"
#include "suites.h"

/* clang-format off */
static const struct { const char *text, *canonical; } good[] = {
	{ "0.0.0.0", "0.0.0.0" },
	{ "127.0.0.1", "127.0.0.1" },
	{ "255.255.255.255", "255.255.255.255" },
	{ "192.168.1.1", "192.168.1.1" },
	{ "10.20.100.9", "10.20.100.9" },
	{ "::", "::" },
	{ "::1", "::1" },
	{ "1::", "1::" },
	{ "0:0:0:0:0:0:0:0", "::" },
	{ "2002:AC10:10a:1234:21e:52ff:fe74:40e", "2002:ac10:10a:1234:21e:52ff:fe74:40e" },
	{ "2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1" },
	{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
	{ "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
	{ "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },
	{ "::ffff:1.2.3.4", "::ffff:1.2.3.4" },
	{ "::1.2.3.4", "::1.2.3.4" },
	{ "64:ff9b::192.0.2.33", "64:ff9b::c000:221" },
	{ "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304" },
	{ "fe80::1", "fe80::1" },
	{ "fe80::1%4000000000", "fe80::1%4000000000" },
	{ "fe80::1%0", "fe80::1" },
	{ "ff02::1%lo", "ff02::1%lo" },
	{ "FE80::A%1", "fe80::a%lo" },
};

static const char *const bad[] = {
	"", "1", "1.2.3", "1.2.3.4.5", "1.2.3.4.", ".1.2.3.4", "1..2.3", "256.1.1.1", "01.2.3.4", "1.2.3.04",
	"1.2.3.4 ", " 1.2.3.4", "1.2.3.x", "1.2.3.-4", "+1.2.3.4", "0x1.2.3.4", "1.2.3.4%lo", "1.2.3.1000",
	":", ":::", "1:", ":1", "::1:", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
	"::1:2:3:4:5:6:7:8", "12345::", "g::", "::1.2.3", "::1.2.3.4.5", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4",
	"::256.1.1.1", "::01.2.3.4", "[::1]", "::1/64", "::%lo", "2001:db8::1%lo", "::1 ", "fe80::1%%lo",
};
/* clang-format on */

START_TEST(reads_and_writes)
{
	struct addr addr;
	struct err err = { 0 };
	char text[ADDR_TEXT_MAX];

	ck_assert_msg(addr_parse(&addr, good[_i].text, &err), "%s", good[_i].text);
	ck_assert_uint_eq(addr_format(text, &addr), strlen(good[_i].canonical));
	ck_assert_str_eq(text, good[_i].canonical);
}
END_TEST

START_TEST(refuses)
{
	struct addr addr = { .family = 99 };
	struct err err = { 0 };

	ck_assert_msg(!addr_parse(&addr, bad[_i], &err), "%s", bad[_i]);
	ck_assert_int_eq(addr.family, 99);
	ck_assert(err.kind == STATUS_INVALID || err.kind == STATUS_NO_INTERFACE);
	ck_assert_msg(*bad[_i] == '\0' || strstr(err.text, bad[_i]) ||
			      strstr(err.text, "interface"),
		      "%s", err.text);
}
END_TEST

START_TEST(reads_only_the_bytes_given)
{
	struct addr addr;

	ck_assert(addr_read(&addr, "1.2.3.45", 7));
	ck_assert_uint_eq(addr.byte[3], 4);
	ck_assert(!addr_read(&addr, "1.2.3.4\0", 8));
	ck_assert(!addr_read(&addr, "::1\0", 4));
	ck_assert(!addr_read(&addr, "", 0));
}
END_TEST

START_TEST(zone_says_what_is_wrong)
{
	char name[IF_NAMESIZE] = "untouched";
	struct addr addr;
	struct err err = { 0 };

	ck_assert(!addr_parse(&addr, "fe80::1%no-such-zone", &err));
	ck_assert_int_eq(err.kind, STATUS_NO_INTERFACE);
	ck_assert(strstr(err.text, "'no-such-zone'"));
	ck_assert(!addr_parse(&addr, "2001:db8::1%lo", &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert(!addr_parse(&addr, "fe80::1%a-name-of-16-byt", &err));
	ck_assert_int_eq(err.kind, STATUS_NO_INTERFACE);
	ck_assert(!addr_zone_name(name, 0x7ffffff0, &err));
	ck_assert_int_eq(err.kind, STATUS_NO_INTERFACE);
	ck_assert_str_eq(name, "untouched");
}
END_TEST

static void zone_round_trip(void)
{
	struct addr addr;
	struct err err = { 0 };
	char text[ADDR_TEXT_MAX], name[IF_NAMESIZE];

	if (!addr_parse(&addr, "fe80::1%lo", &err)) {
		ck_assert_int_eq(err.number, EMFILE);
		ck_assert_int_eq(err.kind, STATUS_LACKING);
	}
	if (!addr_zone_name(name, 1, &err)) {
		ck_assert_int_eq(err.number, EMFILE);
		ck_assert_int_eq(err.kind, STATUS_LACKING);
	}
	addr = (struct addr){ .family = AF_INET6, .byte = { 0xfe, 0x80 }, .scope_id = 1 };
	addr_format(text, &addr);
	ck_assert(strcmp(text, "fe80::%lo") == 0 || strcmp(text, "fe80::%1") == 0);
}

START_TEST(zone_survives_failing_calls)
{
	ck_assert_uint_eq(fault_sweep("socket", EMFILE, zone_round_trip), 3);
	ck_assert_uint_eq(fault_sweep("ioctl", EMFILE, zone_round_trip), 3);
}
END_TEST

START_TEST(interface_is_there)
{
	unsigned index = 4711, lo;
	struct err err = { 0 };

	ck_assert(addr_interface(&lo, "lo", &err));
	ck_assert(addr_interface(&index, "1", &err)); /* lo is, in every namespace */
	ck_assert_uint_eq(index, lo);
	index = 4711;
	ck_assert(!addr_interface(&index, "0", &err));
	ck_assert_int_eq(err.kind, STATUS_NO_INTERFACE);
	ck_assert(!addr_interface(&index, "2147483646", &err));
	ck_assert_int_eq(err.kind, STATUS_NO_INTERFACE);
	ck_assert(!addr_interface(&index, "", &err));
	ck_assert_int_eq(err.kind, STATUS_NO_INTERFACE);
	ck_assert_uint_eq(index, 4711);
}
END_TEST

/* Any bytes agree with the C library in both directions. */
START_TEST(agrees_with_libc)
{
	unsigned seed = 1;

	for (int i = 0; i < rounds(1000000); i++) {
		struct addr addr = { .family = i % 2 ? AF_INET : AF_INET6 }, back;
		char ours[ADDR_TEXT_MAX], theirs[INET6_ADDRSTRLEN];

		for (int j = 0; j < 16; j++) {
			unsigned value = (unsigned)rand_r(&seed);

			addr.byte[j] = value & 0x700 ? 0 : (uint8_t)(value >> 16);
		}
		inet_ntop(addr.family, addr.byte, theirs, sizeof(theirs));
		addr_format(ours, &addr);
		ck_assert_str_eq(ours, theirs);
		ck_assert(addr_read(&back, ours, strlen(ours)));
		ck_assert(memcmp(back.byte, addr.byte, addr_size(addr.family)) == 0);
	}
}
END_TEST

static struct addr address(const char *text)
{
	struct addr addr = { 0 };
	struct err err = { 0 };

	ck_assert_msg(addr_parse(&addr, text, &err), "%s", text);
	return addr;
}

START_TEST(orders)
{
	static const char *const sorted[] = { "0.0.0.1",   "1.0.0.0",   "255.0.0.0",
					      "::",        "fe80::1%1", "fe80::1%4000000000",
					      "fe80::2%1", "ff02::1" };

	for (size_t i = 0; i < sizeof(sorted) / sizeof(sorted[0]); i++)
		for (size_t j = 0; j < sizeof(sorted) / sizeof(sorted[0]); j++) {
			struct addr a = address(sorted[i]), b = address(sorted[j]);

			ck_assert_int_eq(addr_compare(&a, &b), (i > j) - (i < j));
		}
}
END_TEST

static const struct {
	const char *addr, *network;
	unsigned bits;
	bool in;
} networks[] = {
	{ "10.1.2.3", "10.0.0.0", 8, true },
	{ "11.1.2.3", "10.0.0.0", 8, false },
	{ "1.2.3.4", "200.0.0.0", 0, true },
	{ "10.255.0.0", "10.128.0.0", 9, true },
	{ "10.127.0.0", "10.128.0.0", 9, false },
	{ "1.2.3.4", "1.2.3.4", 32, true },
	{ "1.2.3.4", "1.2.3.5", 32, false },
	{ "1.2.3.4", "1.2.3.5", 31, true },
	{ "1.2.3.4", "1.2.3.4", 33, false },
	{ "::1", "::", 127, true },
	{ "::1", "::", 128, false },
	{ "2001:db8::", "2001:db8::", 128, true },
	{ "::1.2.3.4", "1.2.3.4", 0, false },
};

START_TEST(knows_networks)
{
	struct addr addr = address(networks[_i].addr), network = address(networks[_i].network);

	ck_assert(addr_in(&addr, &network, networks[_i].bits) == networks[_i].in);
}
END_TEST

START_TEST(socket_addresses)
{
	static const char *const texts[] = { "1.2.3.4", "2001:db8::1", "fe80::1%1" };
	struct addr addr = address(texts[_i]), back = { 0 };
	struct sockaddr_storage at;
	uint16_t port = 0;
	socklen_t size = addr_to_sockaddr(&at, &addr, 4711);

	ck_assert_uint_eq(size, addr.family == AF_INET ? 16 : 28);
	ck_assert(addr_from_sockaddr(&back, &port, (struct sockaddr *)&at, size));
	ck_assert_uint_eq(port, 4711);
	ck_assert_int_eq(addr_compare(&addr, &back), 0);
	ck_assert(addr_from_sockaddr(&back, NULL, (struct sockaddr *)&at, size));
	for (socklen_t shorter = 0; shorter < size; shorter++)
		ck_assert(!addr_from_sockaddr(&back, NULL, (struct sockaddr *)&at, shorter));
	at.ss_family = AF_UNIX;
	ck_assert(!addr_from_sockaddr(&back, NULL, (struct sockaddr *)&at, size));
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *addr_suite(void)
{
	Suite *suite = suite_create("addr");
	TCase *tcase = tcase_create("addr");

	tcase_add_loop_test(tcase, reads_and_writes, 0, ROWS(good));
	tcase_add_loop_test(tcase, refuses, 0, ROWS(bad));
	tcase_add_test(tcase, reads_only_the_bytes_given);
	tcase_add_test(tcase, zone_says_what_is_wrong);
	tcase_add_test(tcase, zone_survives_failing_calls);
	tcase_add_test(tcase, interface_is_there);
	tcase_add_test(tcase, agrees_with_libc);
	tcase_add_test(tcase, orders);
	tcase_add_loop_test(tcase, knows_networks, 0, ROWS(networks));
	tcase_add_loop_test(tcase, socket_addresses, 0, 3);
	suite_add_tcase(suite, tcase);
	return suite;
}
