/* check_sockfilter -- which sockets a word asks for. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "net/bindaddr.h"
#include "net/sockfilter.h"
#include "suites.h"

enum {
	TCP = SOCKFILTER_TABLE(SOCKDIAG_TCP),
	UDP = SOCKFILTER_TABLE(SOCKDIAG_UDP),
	RAW = SOCKFILTER_TABLE(SOCKDIAG_RAW),
	UNIX = SOCKFILTER_TABLE(SOCKDIAG_UNIX),
	IP = TCP | UDP | RAW
};

static struct addr addr_of(const char *text)
{
	struct addr addr = { 0 };
	struct err err = { 0 };

	ck_assert_msg(addr_parse(&addr, text, &err), "%s", err.text);
	return addr;
}

static struct sockfilter plain(void)
{
	return (struct sockfilter){ .tables = IP, .states = SOCKSTATES_ALL, .uid = -1 };
}

static bool at(struct sockfilter *filter, const char *word, const char *port, struct err *err)
{
	struct locator locator = LOCATOR_EMPTY;
	struct err partial = { 0 };
	bool fine;

	locator.numeric = true;
	locator.family = filter->family;
	fine = sockfilter_at(filter, word, port, &locator, (struct deadline){ 0 }, &partial, err);
	locator_free(&locator);
	return fine;
}

static struct sockdiag ip_socket(const char *local, uint16_t port)
{
	struct addr addr = addr_of(local);

	return (struct sockdiag){
		.table = SOCKDIAG_TCP,
		.family = addr.family,
		.state = SOCKSTATE_LISTEN,
		.has = SOCKDIAG_HAS_UID | SOCKDIAG_HAS_V6ONLY,
		.local = addr,
		.local_port = port,
		.uid = 1000,
	};
}

/* ---- endpoints ------------------------------------------------------------------------------ */

static const struct {
	const char *word, *port;
	const char *local; /* of a socket on port 80 */
	bool v6only, taken;
} ip_cases[] = {
	{ ":80", NULL, "127.0.0.1", false, true },
	{ "80", NULL, "192.0.2.1", false, true },
	{ ":81", NULL, "127.0.0.1", false, false },
	{ "127.0.0.1:80", NULL, "127.0.0.1", false, true },
	{ "127.0.0.1:80", NULL, "127.0.0.2", false, false },
	{ "127.0.0.1:80", NULL, "0.0.0.0", false, true },
	{ "127.0.0.1:80", NULL, "::", false, true },
	{ "127.0.0.1:80", NULL, "::", true, false },
	{ "127.0.0.1:80", NULL, "::ffff:127.0.0.1", false, true },
	{ "[::1]:80", NULL, "::1", false, true },
	{ "[::1]:80", NULL, "::", true, true },
	{ "[::1]:80", NULL, "0.0.0.0", false, false },
	{ "[::ffff:127.0.0.1]:80", NULL, "127.0.0.1", false, true },
	{ "127.0.0.1", "80", "127.0.0.1", false, true },
	{ "127.0.0.1", "81", "127.0.0.1", false, false },
	{ "127.0.0.1", NULL, "127.0.0.1", false, true },
	{ "::1", NULL, "::1", false, true },
	{ "*:80", NULL, "0.0.0.0", false, true },
	{ "any:80", NULL, "::", true, true },
	{ "*:80", NULL, "127.0.0.1", false, false },
	{ "0.0.0.0:80", NULL, "0.0.0.0", false, true },
	{ "0.0.0.0:80", NULL, "127.0.0.1", false, false },
	{ "tcp:127.0.0.1:80", NULL, "127.0.0.1", false, true },
};

START_TEST(test_ip)
{
	struct sockfilter filter = plain();
	struct sockdiag sock = ip_socket(ip_cases[_i].local, 80);
	struct err err = { 0 };

	sock.v6only = ip_cases[_i].v6only;
	ck_assert_msg(at(&filter, ip_cases[_i].word, ip_cases[_i].port, &err), "%s", err.text);
	ck_assert_msg(sockfilter_takes(&filter, &sock) == ip_cases[_i].taken, "%s and %s",
		      ip_cases[_i].word, ip_cases[_i].local);
	sockfilter_free(&filter);
	sockfilter_free(&filter);
}
END_TEST

static const struct {
	const char *word;
	unsigned tables;
	int type;
} transports[] = {
	{ ":80", IP, 0 },
	{ "tcp:80", TCP, 0 },
	{ "udp:80", UDP, 0 },
	{ "127.0.0.1", IP, 0 },
	{ "/run/x", UNIX, 0 },
	{ "@x", UNIX, 0 },
	{ "unix:x", UNIX, 0 },
	{ "unixgram:x", UNIX, SOCK_DGRAM },
	{ "seqpacket:@x", UNIX, SOCK_SEQPACKET },
	{ "unixpacket:@x", UNIX, SOCK_SEQPACKET },
};

START_TEST(test_transports)
{
	struct sockfilter filter = plain();
	struct err err = { 0 };

	ck_assert(at(&filter, transports[_i].word, NULL, &err));
	ck_assert_uint_eq(filter.tables, transports[_i].tables);
	ck_assert_int_eq(filter.type, transports[_i].type);
	sockfilter_free(&filter);
}
END_TEST

START_TEST(test_names)
{
	struct sockdiag path = { .table = SOCKDIAG_UNIX,
				 .family = AF_UNIX,
				 .type = SOCK_DGRAM,
				 .name = "/run/x",
				 .name_size = 6 };
	struct sockdiag abstract = path, unnamed = path;
	struct sockfilter filter = plain();
	struct err err = { 0 };

	memcpy(abstract.name, "\0run", 4);
	abstract.name_size = 4;
	unnamed.name_size = 0;
	ck_assert(at(&filter, "/run/x", NULL, &err));
	ck_assert(sockfilter_takes(&filter, &path));
	ck_assert(!sockfilter_takes(&filter, &abstract));
	ck_assert(!sockfilter_takes(&filter, &unnamed));
	filter = plain();
	ck_assert(at(&filter, "@run", NULL, &err));
	ck_assert(sockfilter_takes(&filter, &abstract));
	ck_assert(!sockfilter_takes(&filter, &path));
	filter = plain();
	ck_assert(at(&filter, "seqpacket:/run/x", NULL, &err));
	ck_assert(!sockfilter_takes(&filter, &path));
}
END_TEST

static const struct {
	const char *word, *port;
	int family;
	uint16_t held;
} wrong[] = {
	{ "", NULL, 0, 0 },           { ":0", NULL, 0, 0 },
	{ "udp", NULL, 0, 0 },        { ":65536", NULL, 0, 0 },
	{ "name:80", NULL, 0, 0 }, /* names are forbidden here */
	{ ":http", NULL, 0, 0 },      { "127.0.0.1:80", NULL, AF_INET6, 0 },
	{ "::1", NULL, AF_INET, 0 },  { "@x", NULL, AF_INET, 0 },
	{ "/x", NULL, 0, 80 },        { ":80", NULL, 0, 81 },
	{ "127.0.0.1", "81", 0, 80 }, { "127.0.0.1", "x:", 0, 0 },
	{ "http://x/", NULL, 0, 0 },  { "[fe80::1]:80", NULL, 0, 0 },
};

START_TEST(test_wrong)
{
	struct sockfilter filter = plain(), before;
	struct err err = { 0 };

	filter.family = wrong[_i].family;
	filter.port = wrong[_i].held;
	before = filter;
	ck_assert(!at(&filter, wrong[_i].word, wrong[_i].port, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_mem_eq(&filter, &before, sizeof(filter));
}
END_TEST

/* ---- options -------------------------------------------------------------------------------- */

static bool is_within(const char *network, const char *address, bool of_peer)
{
	struct sockfilter filter = plain();
	struct sockdiag sock = ip_socket("198.51.100.1", 80);
	struct range range;
	struct err err = { 0 };

	ck_assert_msg(sockfilter_network(&range, network, &err), "%s", err.text);
	if (of_peer) {
		filter.peer = &range;
		sock.peer = address ? addr_of(address) : (struct addr){ 0 };
	} else {
		filter.local = &range;
		sock.local = addr_of(address);
	}
	return sockfilter_takes(&filter, &sock);
}

START_TEST(test_networks)
{
	struct range range;
	struct err err = { 0 };

	for (int of_peer = 0; of_peer < 2; of_peer++) {
		ck_assert(is_within("10.0.0.0/8", "10.1.2.3", of_peer));
		ck_assert(!is_within("10.0.0.0/8", "11.1.2.3", of_peer));
		ck_assert(is_within("10.0.0.0/8", "::ffff:10.1.2.3", of_peer));
		ck_assert(is_within("10.1.2.3", "10.1.2.3", of_peer));
		ck_assert(is_within("::/0", "2001:db8::1", of_peer));
		ck_assert(!is_within("::/0", "10.1.2.3", of_peer));
	}
	ck_assert(!is_within("0.0.0.0/0", NULL, true));
	ck_assert(!sockfilter_network(&range, "x", &err));
	ck_assert(!sockfilter_network(&range, "10.0.0.0/33", &err));
}
END_TEST

START_TEST(test_options)
{
	struct sockdiag sock = ip_socket("127.0.0.1", 80);
	struct sockdiag unix_sock = { .table = SOCKDIAG_UNIX, .family = AF_UNIX };
	struct sockfilter filter = plain();

	ck_assert(sockfilter_takes(&filter, &sock));
	filter.peer_port = 5;
	ck_assert(!sockfilter_takes(&filter, &sock));
	ck_assert(!sockfilter_takes(&filter, &unix_sock));
	sock.peer_port = 5;
	ck_assert(sockfilter_takes(&filter, &sock));
	filter = plain();
	filter.uid = 1000;
	ck_assert(sockfilter_takes(&filter, &sock));
	filter.uid = 0;
	ck_assert(!sockfilter_takes(&filter, &sock));
	sock.has = 0; /* nobody knows whose it is: uid 0 is not told */
	sock.uid = 0;
	ck_assert(!sockfilter_takes(&filter, &sock));
	filter = plain();
	filter.family = AF_INET6;
	ck_assert(!sockfilter_takes(&filter, &sock));
}
END_TEST

START_TEST(test_zones)
{
	struct addr one = addr_of("fe80::1%1"), same = one, other = one, any = one;

	other.scope_id = 2;
	any.scope_id = 0;
	ck_assert(bindaddr_same(&one, &same));
	ck_assert(!bindaddr_same(&one, &other));
	ck_assert(bindaddr_same(&one, &any));
}
END_TEST

/* ---- faults: counted, because an assertion allocates ---------------------------------------- */

static unsigned untidy;

static void at_or_fail(void)
{
	struct locator locator = LOCATOR_EMPTY;
	struct sockfilter filter = plain();
	struct err err = { 0 }, partial = { 0 };

	if (!sockfilter_at(&filter, "127.0.0.1:80", NULL, &locator, (struct deadline){ 0 },
			   &partial, &err) &&
	    (filter.addrs || err.kind != STATUS_LACKING))
		untidy++;
	sockfilter_free(&filter);
	locator_free(&locator);
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, at_or_fail), 2);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *sockfilter_suite(void);
Suite *sockfilter_suite(void)
{
	Suite *suite = suite_create("sockfilter");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, test_ip, 0, sizeof(ip_cases) / sizeof(ip_cases[0]));
	tcase_add_loop_test(all, test_transports, 0, sizeof(transports) / sizeof(transports[0]));
	tcase_add_test(all, test_names);
	tcase_add_loop_test(all, test_wrong, 0, sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(all, test_networks);
	tcase_add_test(all, test_options);
	tcase_add_test(all, test_zones);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
