/* check_notation -- an address in other notations, what follows from it, and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "net/arpa.h"
#include "net/derived.h"
#include "net/embed.h"
#include "net/ether.h"
#include "net/notation.h"
#include "net/special.h"
#include "suites.h"

static struct addr read_addr(const char *text)
{
	struct addr addr = { 0 };

	ck_assert_msg(addr_read(&addr, text, strlen(text)), "%s", text);
	return addr;
}

/* clang-format off */
static const struct { notation *write; const char *addr, *text; } rows[] = {
	{ notation_packed, "192.168.1.1", "c0a80101" },
	{ notation_packed, "0.0.0.1", "00000001" },
	{ notation_packed, "2002:ac10:10a:1234:21e:52ff:fe74:40e", "2002ac10010a1234021e52fffe74040e" },
	{ notation_integer, "127.0.0.1", "2130706433" },
	{ notation_integer, "::1", "1" },
	{ notation_integer, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "340282366920938463463374607431768211455" },
	{ notation_binary, "192.168.1.1", "11000000.10101000.00000001.00000001" },
	{ notation_binary, "2002::1", "0010000000000010:0000000000000000:0000000000000000:0000000000000000:"
	  "0000000000000000:0000000000000000:0000000000000000:0000000000000001" },
	{ notation_expanded, "1.20.255.0", "001.020.255.000" },
	{ notation_expanded, "2001:db8::1", "2001:0db8:0000:0000:0000:0000:0000:0001" },
	{ notation_c, "127.0.0.1", "{ 0x7f, 0x00, 0x00, 0x01 }" },
	{ notation_python, "127.0.0.1", "bytes.fromhex('7f000001')" },
	{ notation_packed_host, "::1", "" },
	{ notation_s_addr, "::1", "" },
	{ derived_reverse_name, "192.168.1.20", "20.1.168.192.in-addr.arpa" },
	{ derived_reverse_name, "2001:db8::567:89ab",
	  "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa" },
	{ derived_embedding, "::ffff:1.2.3.4", "ipv4-mapped" },
	{ derived_embedded, "::ffff:1.2.3.4", "1.2.3.4" },
	{ derived_embedding, "::1.2.3.4", "ipv4-compatible" },
	{ derived_embedding, "::1", "" },
	{ derived_embedding, "::", "" },
	{ derived_embedded, "2002:c000:0204::1", "192.0.2.4" },
	{ derived_embedded, "64:ff9b::192.0.2.33", "192.0.2.33" },
	/* a well-known address of a Teredo client: port 40000 outside of its NAT */
	{ derived_embedding, "2001:0:4136:e378:8000:63bf:3fff:fdd2", "teredo" },
	{ derived_embedded, "2001:0:4136:e378:8000:63bf:3fff:fdd2", "192.0.2.45" },
	{ derived_teredo_server, "2001:0:4136:e378:8000:63bf:3fff:fdd2", "65.54.227.120" },
	{ derived_embedding, "fe80::5efe:192.0.2.1", "isatap" },
	{ derived_embedded, "2001:db8::200:5efe:192.0.2.1", "192.0.2.1" },
	{ derived_embedding, "2001:db8::100:5efe:c000:201", "" },
	{ derived_embedding, "1.2.3.4", "" },
	{ derived_mapped, "1.2.3.4", "::ffff:1.2.3.4" },
	{ derived_6to4, "192.0.2.4", "2002:c000:204::" },
	{ derived_nat64, "192.0.2.33", "64:ff9b::c000:221" },
	{ derived_nat64, "::1", "" },
	/* the examples of RFC 4291 section 2.7.1, RFC 2464 section 7, RFC 1112 */
	{ derived_solicited_node, "4037::1:800:200e:8c6c", "ff02::1:ff0e:8c6c" },
	{ derived_solicited_node, "ff02::1", "" },
	{ derived_solicited_node, "1.2.3.4", "" },
	{ derived_multicast_mac, "4037::1:800:200e:8c6c", "33:33:ff:0e:8c:6c" },
	{ derived_multicast_mac, "ff02::fb", "33:33:00:00:00:fb" },
	{ derived_multicast_mac, "224.0.0.251", "01:00:5e:00:00:fb" },
	{ derived_multicast_mac, "239.255.1.2", "01:00:5e:7f:01:02" },
	{ derived_multicast_mac, "1.2.3.4", "" },
	{ derived_mac, "2002:ac10:10a:1234:21e:52ff:fe74:40e", "00:1e:52:74:04:0e" },
	{ derived_eui64, "2002:ac10:10a:1234:21e:52ff:fe74:40e", "021e:52ff:fe74:040e" },
	{ derived_mac, "fe80::1", "" },
	{ derived_scope, "ff02::1", "link-local" },
	{ derived_scope, "ff05::1:3", "site-local" },
	{ derived_scope, "ff0e::1", "global" },
	{ derived_scope, "ff0f::1", "" },
	{ derived_scope, "224.0.0.1", "link-local" },
	{ derived_scope, "239.255.0.1", "site-local" },
	{ derived_scope, "239.192.0.1", "organization-local" },
	{ derived_scope, "239.1.0.1", "" },
	{ derived_scope, "225.0.0.1", "global" },
	{ derived_scope, "127.0.0.1", "" },
	{ derived_class, "8.8.8.8", "global-unicast" },
	{ derived_rfc, "8.8.8.8", "" },
	{ derived_class, "10.255.255.255", "private-use" },
	{ derived_rfc, "10.0.0.0", "RFC 1918" },
	{ derived_class, "11.0.0.0", "global-unicast" },
	{ derived_class, "172.15.255.255", "global-unicast" },
	{ derived_class, "172.31.255.255", "private-use" },
	{ derived_class, "172.32.0.0", "global-unicast" },
	{ derived_class, "100.127.255.255", "shared-address-space" },
	{ derived_class, "127.1.2.3", "loopback" },
	{ derived_class, "0.0.0.0", "this-host" },
	{ derived_class, "0.0.0.1", "this-network" },
	{ derived_class, "192.0.0.9", "pcp-anycast" },
	{ derived_class, "192.0.0.7", "service-continuity" },
	{ derived_class, "192.0.0.11", "ietf-protocol" },
	{ derived_class, "255.255.255.255", "limited-broadcast" },
	{ derived_class, "255.255.255.254", "reserved" },
	{ derived_class, "224.0.0.1", "multicast-local-control" },
	{ derived_class, "225.0.0.1", "multicast" },
	{ derived_class, "198.19.255.255", "benchmarking" },
	{ derived_class, "::", "unspecified" },
	{ derived_class, "::1", "loopback" },
	{ derived_class, "::2", "ipv4-compatible" },
	{ derived_class, "2001:db8::1", "documentation" },
	{ derived_class, "3fff:fff::1", "documentation" },
	{ derived_class, "3fff:1000::1", "global-unicast" },
	{ derived_class, "2001:20::1", "orchidv2" },
	{ derived_class, "2001:1::2", "turn-anycast" },
	{ derived_class, "2001:1::4", "ietf-protocol" },
	{ derived_class, "2001:0:1::", "teredo" },
	{ derived_class, "2001:200::", "global-unicast" },
	{ derived_class, "64:ff9b::1", "ipv4-ipv6-translation" },
	{ derived_rfc, "64:ff9b:1::1", "RFC 8215" },
	{ derived_class, "fdff::1", "unique-local" },
	{ derived_class, "febf::1", "link-local" },
	{ derived_class, "fec0::1", "site-local" },
	{ derived_class, "ff02::1", "multicast" },
	{ derived_class, "ff02::1:ff00:1", "solicited-node" },
	{ derived_class, "4000::1", "reserved" },
};
/* clang-format on */

START_TEST(writes)
{
	struct addr addr = read_addr(rows[_i].addr);
	char text[NOTATION_MAX] = "";
	size_t size = rows[_i].write(text, &addr);

	ck_assert_str_eq(size ? text : "", rows[_i].text);
	ck_assert_uint_eq(size, strlen(rows[_i].text));
}
END_TEST

START_TEST(host_order_is_this_machine)
{
	struct addr addr = read_addr("127.0.0.1");
	char text[NOTATION_MAX], expected[NOTATION_MAX];
	in_addr_t number = inet_addr("127.0.0.1");
	uint32_t host = ntohl(number);

	notation_s_addr(text, &addr);
	ck_assert_uint_eq(strtoul(text, NULL, 10), number);
	notation_packed_host(text, &addr);
	notation_hex(expected, &host, sizeof(host));
	ck_assert_str_eq(text, expected);
}
END_TEST

START_TEST(sockaddr_both_ways)
{
	static const char *const words[] = { "1.2.3.4", "2001:db8::1" };
	struct addr addr = read_addr(words[_i]), back;
	struct err err = { 0 };
	char text[NOTATION_MAX];
	uint16_t port;

	ck_assert_uint_eq(notation_sockaddr(text, &addr, 4711), _i ? 56 : 32);
	ck_assert(notation_from_sockaddr(&back, &port, text, &err));
	ck_assert_uint_eq(port, 4711);
	ck_assert_int_eq(addr_compare(&addr, &back), 0);
	text[strlen(text) - 2] = '\0';
	ck_assert(!notation_from_sockaddr(&back, &port, text, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
}
END_TEST

/* clang-format off */
static const struct { const char *text, *addr; } packed[] = {
	{ "7f000001", "127.0.0.1" }, { "0x7F000001", "127.0.0.1" }, { "7f:00:00:01", "127.0.0.1" },
	{ "7f 00 00 01", "127.0.0.1" }, { "2002ac10010a1234021e52fffe74040e", "2002:ac10:10a:1234:21e:52ff:fe74:40e" },
	{ "2002:ac10:010a:1234:021e:52ff:fe74:040e", "2002:ac10:10a:1234:21e:52ff:fe74:40e" },
	{ "", NULL }, { "0x", NULL }, { "7f00000", NULL }, { "7f0000011", NULL }, { "7f000001 0", NULL }, { "7 f000001", NULL },
	{ "7f0000g1", NULL }, { "7f000001000000", NULL }, { "2002ac10010a1234021e52fffe74040e00", NULL }, { "-7f000001", NULL },
};

static const struct { const char *text; int family; const char *addr; } integers[] = {
	{ "2130706433", 0, "127.0.0.1" }, { "0x7f000001", 0, "127.0.0.1" }, { "0", 0, "0.0.0.0" }, { "0", AF_INET6, "::" },
	{ "4294967295", 0, "255.255.255.255" }, { "4294967296", 0, "::1:0:0" }, { "4294967296", AF_INET, NULL },
	{ "340282366920938463463374607431768211455", 0, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "340282366920938463463374607431768211456", 0, NULL }, { "-1", 0, NULL }, { "1.0", 0, NULL }, { "", 0, NULL },
};
/* clang-format on */

static void ck_result(bool fine, const struct addr *addr, const struct err *err, const char *text,
		      const char *expected)
{
	char found[ADDR_TEXT_MAX];

	ck_assert_msg(fine == (expected != NULL), "%s", text);
	if (!fine) {
		ck_assert_int_eq(err->kind, STATUS_INVALID);
		ck_assert_int_eq(addr->family, 99);
		return;
	}
	addr_format(found, addr);
	ck_assert_str_eq(found, expected);
}

START_TEST(reads_packed)
{
	struct addr addr = { .family = 99 };
	struct err err = { 0 };
	bool fine = notation_from_packed(&addr, packed[_i].text, &err);

	ck_result(fine, &addr, &err, packed[_i].text, packed[_i].addr);
}
END_TEST

START_TEST(reads_integers)
{
	struct addr addr = { .family = 99 };
	struct err err = { 0 };
	bool fine = notation_from_integer(&addr, integers[_i].text, integers[_i].family, &err);

	ck_result(fine, &addr, &err, integers[_i].text, integers[_i].addr);
}
END_TEST

START_TEST(reads_macs)
{
	static const uint8_t expected[MAC_SIZE] = { 0x00, 0x1e, 0x52, 0x74, 0x04, 0x0e };
	static const char *const good[] = { "00:1e:52:74:04:0e", "00-1E-52-74-04-0E",
					    "001e.5274.040e", "001e5274040e" };
	static const char *const bad[] = { "",
					   "00:1e:52:74:04",
					   "00:1e:52:74:04:0e:",
					   "00:1e-52:74:04:0e",
					   "0:1e:52:74:04:0e",
					   "00:1e:52:74:04:0g",
					   "00:1e:52:74:04:0ee" };
	uint8_t mac[MAC_SIZE];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		ck_assert_msg(mac_parse(mac, good[i]), "%s", good[i]);
		ck_assert(memcmp(mac, expected, sizeof(mac)) == 0);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!mac_parse(mac, bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(eui64_both_ways)
{
	static const uint8_t mac[MAC_SIZE] = { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 };
	struct addr addr = read_addr("fe80::");
	uint8_t back[MAC_SIZE];
	char text[ADDR_TEXT_MAX];

	ether_eui64(&addr, mac);
	addr_format(text, &addr);
	ck_assert_str_eq(text, "fe80::5054:ff:fe12:3456");
	ck_assert(ether_mac_of(back, &addr));
	ck_assert(memcmp(back, mac, sizeof(mac)) == 0);
}
END_TEST

START_TEST(teredo_has_a_port)
{
	struct addr addr = read_addr("2001:0:4136:e378:8000:63bf:3fff:fdd2");
	struct embedding embedding;

	ck_assert(embed_find(&embedding, &addr));
	ck_assert_uint_eq(embedding.port, 40000);
}
END_TEST

START_TEST(arpa_both_ways)
{
	unsigned seed = 3;

	for (int i = 0; i < rounds(20000); i++) {
		struct addr addr = { .family = i % 2 ? AF_INET : AF_INET6 }, back = { 0 };
		char text[ARPA_TEXT_MAX];

		for (size_t j = 0; j < addr_size(addr.family); j++)
			addr.byte[j] = (uint8_t)(rand_r(&seed) >> 8);
		ck_assert_uint_eq(arpa_format(text, &addr), strlen(text));
		ck_assert(arpa_parse(&back, text));
		ck_assert_int_eq(addr_compare(&addr, &back), 0);
		text[strlen(text) - 1] = '\0';
		ck_assert(!arpa_parse(&back, text));
	}
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *notation_suite(void)
{
	Suite *suite = suite_create("notation");
	TCase *tcase = tcase_create("notation");

	tcase_add_loop_test(tcase, writes, 0, ROWS(rows));
	tcase_add_test(tcase, host_order_is_this_machine);
	tcase_add_loop_test(tcase, sockaddr_both_ways, 0, 2);
	tcase_add_loop_test(tcase, reads_packed, 0, ROWS(packed));
	tcase_add_loop_test(tcase, reads_integers, 0, ROWS(integers));
	tcase_add_test(tcase, reads_macs);
	tcase_add_test(tcase, eui64_both_ways);
	tcase_add_test(tcase, teredo_has_a_port);
	tcase_add_test(tcase, arpa_both_ways);
	suite_add_tcase(suite, tcase);
	return suite;
}
