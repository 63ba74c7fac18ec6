/* check_protocol -- protocols on literal databases, IANA's list, constants beside them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fault.h"
#include "net/names.h"
#include "net/protocol.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const char text[] = "# comment 1\n"
			   "ip\t0\tIP\t# pseudo\n"
			   "hopopt 0 HOPOPT\r\n"
			   "icmp 1 ICMP\n"
			   "bad x\n"
			   "bad 70000\n"
			   "bad -1\n"
			   "bad\n"
			   "nul 7\0 8\n"
			   "nul\0 9 x\n"
			   "big 262 BIG\n"
			   "mine 254 ours theirs # private\n"
			   "tcp 6";

struct found {
	char text[512];
	const char *source, *constant;
};

static void keep(void *context, const struct protocol *protocol)
{
	struct found *found = context;
	struct protocol rest = *protocol;
	struct word alias;
	size_t used = strlen(found->text);

	snprintf(found->text + used, sizeof(found->text) - used, "%.*s %d ",
		 (int)protocol->name.size, protocol->name.at, protocol->number);
	while (protocol_alias(&alias, &rest)) {
		used = strlen(found->text);
		snprintf(found->text + used, sizeof(found->text) - used, "%.*s,", (int)alias.size,
			 alias.at);
	}
	strcat(found->text, ";");
	found->source = protocol->source;
	found->constant = protocol_constant(protocol);
}

static const struct {
	const char *name;
	int number;
	const char *expected, *source, *constant;
} queries[] = {
	{ "icmp", -1, "icmp 1 ICMP,;", "file", "IPPROTO_ICMP" },
	{ "ICMP", -1, "icmp 1 ICMP,;", "file", "IPPROTO_ICMP" },
	{ "", 1, "icmp 1 ICMP,;", "file", "IPPROTO_ICMP" },
	{ "ip", -1, "ip 0 IP,;", "file", "IPPROTO_IP" },
	{ "hopopt", -1, "hopopt 0 HOPOPT,;", "file", "IPPROTO_HOPOPTS" },
	{ "", 0, "ip 0 IP,;hopopt 0 HOPOPT,;", "file", "IPPROTO_HOPOPTS" },
	{ "tcp", -1, "tcp 6 ;", "file", "IPPROTO_TCP" },
	{ "theirs", -1, "mine 254 ours,theirs,;", "file", NULL },
	{ "nul", -1, "nul 7 ;", "file", NULL },
	{ "big", 262, "big 262 BIG,;", "file", "IPPROTO_MPTCP" },
	{ "udp", -1, "udp 17 UDP,;", "builtin", "IPPROTO_UDP" },
	{ "", 17, "udp 17 UDP,;", "builtin", "IPPROTO_UDP" },
	{ "icmp6", -1, "ipv6-icmp 58 IPv6-ICMP,icmpv6,icmp6,;", "builtin", "IPPROTO_ICMPV6" },
	{ "ipv6-route", -1, "ipv6-route 43 IPv6-Route,;", "builtin", "IPPROTO_ROUTING" },
	{ "ipip", -1, "ipip 94 IPIP,;", "builtin", "IPPROTO_BEETPH" },
	{ "ipencap", -1, "ipencap 4 IP-ENCAP,IPv4,;", "builtin", "IPPROTO_IPIP" },
	{ "sctp", -1, "sctp 132 SCTP,;", "builtin", "IPPROTO_SCTP" },
	{ "a/n", -1, "a/n 107 A/N,;", "builtin", NULL },
	{ "bad", -1, "", NULL, NULL },
	{ "comment", -1, "", NULL, NULL },
	{ "icmp", 2, "", NULL, NULL },
	{ "", 65535, "", NULL, NULL },
};

START_TEST(test_queries)
{
	struct database database = { .path = "file", .is_read = true };
	struct protocol_query query = { word_of(queries[_i].name), queries[_i].number };
	struct found found = { .source = NULL };

	buf_put(&database.file, text, sizeof(text) - 1);
	protocols_each(&database, &query, keep, &found);
	ck_assert_str_eq(found.text, queries[_i].expected);
	ck_assert_pstr_eq(found.source, queries[_i].source);
	ck_assert_pstr_eq(found.constant, queries[_i].constant);
	database_free(&database);
}
END_TEST

static void count_row(void *context, const struct protocol *protocol)
{
	(void)protocol;
	++*(unsigned *)context;
}

START_TEST(test_builtin)
{
	struct database none = { .path = NULL };
	unsigned lines = 0, count = 0;

	for (const char *const *rows = protocol_builtin; *rows; rows++) {
		struct word rest = word_of(*rows), line;

		ck_assert_uint_lt(strlen(*rows), 4096);
		while (line_take(&line, &rest))
			lines++;
	}
	protocols_each(&none, &(struct protocol_query){ .number = -1 }, count_row, &count);
	ck_assert_uint_eq(count, lines);
	ck_assert_uint_ge(count, 140);
}
END_TEST

/* Each constant of the kernel's has a protocol of that number in IANA's list. */
START_TEST(test_constants)
{
	struct database none = { .path = NULL };

	for (const struct name *row = names_protocol; *row->word; row++) {
		unsigned count = 0;

		protocols_each(&none, &(struct protocol_query){ .number = (int)row->value },
			       count_row, &count);
		ck_assert_msg(count > 0 || row->value == 255, "%s is in no row", row->word);
	}
}
END_TEST

START_TEST(test_missing)
{
	struct database none = { .path = NULL };
	struct err err = { 0 };

	ck_assert(!protocol_missing(&none, &(struct protocol_query){ word_of("tpc"), -1 }, &err));
	ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
	ck_assert_str_eq(err.text, "no such protocol; did you mean 'tcp'?");
	ck_assert(!protocol_missing(&none, &(struct protocol_query){ .number = 300 }, &err));
	ck_assert_str_eq(err.text, "no protocol has number 300");
	ck_assert(
		!protocol_missing(&none, &(struct protocol_query){ word_of("qqqqqqq"), -1 }, &err));
	ck_assert_str_eq(err.text, "no such protocol");
}
END_TEST

static bool coped = true;

static void look_up(void)
{
	struct database database = { .path = PROTOCOLS_PATH };
	struct protocol_query query = { word_of("tcp"), -1 };
	struct err err = { 0 };
	unsigned count = 0;

	if (!database_open(&database, false, &err))
		coped = coped && err.text[0];
	else
		coped = coped && protocols_each(&database, &query, count_row, &count) == 1;
	database_free(&database);
}

START_TEST(test_faults)
{
	ck_assert_uint_gt(fault_sweep("open", EIO, look_up), 0);
	fault_sweep("malloc", ENOMEM, look_up);
	fault_sweep("read", EIO, look_up);
	ck_assert(coped);
}
END_TEST

Suite *protocol_suite(void)
{
	Suite *suite = suite_create("protocol");
	TCase *tcase = tcase_create("protocol");

	tcase_add_loop_test(tcase, test_queries, 0, ROWS(queries));
	tcase_add_test(tcase, test_builtin);
	tcase_add_test(tcase, test_constants);
	tcase_add_test(tcase, test_missing);
	tcase_add_test(tcase, test_faults);
	suite_add_tcase(suite, tcase);
	return suite;
}
