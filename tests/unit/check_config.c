/* check_config -- hosts, nsswitch.conf, resolv.conf and gai.conf, and what they prove. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "fault.h"
#include "net/hostsfile.h"
#include "net/nsswitch.h"
#include "net/origin.h"
#include "net/policy.h"
#include "net/resolvconf.h"
#include "suites.h"

#define SPAN(text) ((struct word){ text, sizeof(text) - 1 })
#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct addr addr_of(const char *text)
{
	struct addr addr = { 0 };

	ck_assert_msg(addr_read(&addr, text, strlen(text)), "%s", text);
	return addr;
}

/* ---- hosts ------------------------------------------------------------------------------ */

static const char hosts[] = "# a comment\n"
			    "127.0.0.1\tlocalhost\r\n"
			    "::1 localhost ip6-localhost # ip6-comment\n"
			    "10.0.0.1 Mixed.Example mixed\n"
			    "10.0.0.1x not-an-address\n"
			    "10.0.0.2\n"
			    "010.0.0.3 octal\n"
			    "   10.0.0.4   indented   \n"
			    "10.0.0.5 before\0after\n"
			    "10.0.0.6 a#b\n"
			    "fe80::1 last";

static const struct {
	const char *name;
	int family;
	bool has;
} in_hosts[] = {
	{ "localhost", AF_UNSPEC, true },
	{ "localhost", AF_INET, true },
	{ "localhost", AF_INET6, true },
	{ "ip6-localhost", AF_INET6, true },
	{ "ip6-localhost", AF_INET, false },
	{ "ip6-comment", AF_UNSPEC, false },
	{ "mixed.example", AF_INET, true },
	{ "MIXED", AF_INET, true },
	{ "mixe", AF_INET, false },
	{ "not-an-address", AF_UNSPEC, false },
	{ "octal", AF_UNSPEC, false },
	{ "indented", AF_INET, true },
	{ "before", AF_INET, true },
	{ "after", AF_UNSPEC, false },
	{ "a", AF_INET, true },
	{ "b", AF_UNSPEC, false },
	{ "last", AF_INET6, true },
	{ "", AF_UNSPEC, false },
	{ "10.0.0.1", AF_UNSPEC, false },
};

START_TEST(test_hosts)
{
	ck_assert_int_eq(hosts_has(SPAN(hosts), in_hosts[_i].name, in_hosts[_i].family),
			 in_hosts[_i].has);
}
END_TEST

START_TEST(test_hosts_addr)
{
	struct addr yes = addr_of("10.0.0.4"), no = addr_of("10.0.0.2"), mapped = addr_of("::1");

	ck_assert(hosts_has_addr(SPAN(hosts), &yes));
	ck_assert(!hosts_has_addr(SPAN(hosts), &no));
	ck_assert(hosts_has_addr(SPAN(hosts), &mapped));
}
END_TEST

/* ---- nsswitch.conf ---------------------------------------------------------------------- */

#define NSS(file, order)                      \
	{                                     \
		file, sizeof(file) - 1, order \
	}

static const struct {
	const char *file;
	size_t size;
	const char *order;
} switches[] = {
	NSS("", "files dns"),
	NSS("passwd: files\n", "files dns"),
	NSS("hosts: files dns\n", "files dns"),
	NSS("hosts:files", "files"),
	NSS("  hosts:\tdns\tfiles\r\n", "dns\tfiles"),
	NSS("hosts: files # dns\n", "files"),
	NSS("#hosts: files\n", "files dns"),
	NSS("hosts: files\nhosts: dns\n", "dns"),
	NSS("hosts:\n", ""),
	NSS("hostsx: dns\n", "files dns"),
	NSS("hosts", "files dns"),
	NSS("hosts: files\0 dns\n", "files"),
};

START_TEST(test_nsswitch)
{
	struct word order = nsswitch_hosts((struct word){ switches[_i].file, switches[_i].size });

	ck_assert_uint_eq(order.size, strlen(switches[_i].order));
	ck_assert_mem_eq(order.at, switches[_i].order, order.size);
}
END_TEST

START_TEST(test_modules)
{
	struct word order = SPAN("files mdns4_minimal [NOTFOUND=return] dns[!UNAVAIL=return] x [");
	struct nsswitch_module module;

	ck_assert(nsswitch_next(&module, &order) && word_is_exactly(module.name, "files"));
	ck_assert_uint_eq(module.actions.size, 0);
	ck_assert(nsswitch_next(&module, &order) && word_is_exactly(module.name, "mdns4_minimal"));
	ck_assert(word_is_exactly(module.actions, "[NOTFOUND=return]"));
	ck_assert(nsswitch_next(&module, &order) && word_is_exactly(module.name, "dns"));
	ck_assert(word_is_exactly(module.actions, "[!UNAVAIL=return]"));
	ck_assert(!nsswitch_next(&module, &order));
}
END_TEST

/* ---- who answered ----------------------------------------------------------------------- */

static const struct {
	const char *order, *name;
	int family;
	const char *word;
	size_t modules;
} origins[] = {
	{ "files dns", "localhost", AF_INET, "hosts file", 1 },
	{ "files dns", "other.example", AF_INET, "dns", 1 },
	{ "files dns", "mixed", AF_INET6, "dns", 1 }, /* the file has IPv4 only */
	{ "files", "other.example", AF_INET, NULL, 0 },
	{ "dns files", "localhost", AF_INET, NULL, 2 },
	{ "files myhostname dns", "other.example", AF_INET, "dns", 1 },
	{ "files myhostname dns", "this", AF_INET, NULL, 2 },
	{ "myhostname files dns", "localhost", AF_INET, NULL, 2 },
	{ "files mdns4_minimal [NOTFOUND=return] dns", "other.example", AF_INET, "dns", 1 },
	{ "files mdns4_minimal [NOTFOUND=return] dns", "printer.local", AF_INET, NULL, 2 },
	{ "files mdns4_minimal", "printer.local.", AF_INET, "other", 1 },
	{ "files resolve [!UNAVAIL=return] dns", "other.example", AF_INET, NULL, 2 },
	{ "files resolve", "other.example", AF_INET, "other", 1 },
	{ "files [SUCCESS=merge] dns", "localhost", AF_INET, NULL, 1 },
};

START_TEST(test_origin)
{
	struct origin_files files = { .order = { origins[_i].order, strlen(origins[_i].order) },
				      .hosts = SPAN(hosts),
				      .hostname = "this" };
	struct origin origin;
	const char *word;

	origin_of_name(&origin, &files, origins[_i].name, origins[_i].family);
	word = origin_word(&origin);
	ck_assert_uint_eq(origin.count, origins[_i].modules);
	ck_assert_str_eq(word ? word : "unknown", origins[_i].word ? origins[_i].word : "unknown");
}
END_TEST

START_TEST(test_origin_of_addr)
{
	struct origin_files files = { .order = SPAN("files mdns4_minimal dns"),
				      .hosts = SPAN(hosts) };
	struct addr known = addr_of("10.0.0.1"), unknown = addr_of("10.9.9.9");
	struct addr link = addr_of("169.254.1.1");
	struct origin origin, all = { 0 };

	origin_of_addr(&origin, &files, &known);
	ck_assert_str_eq(origin_word(&origin), "hosts file");
	origin_add(&all, &origin);
	origin_of_addr(&origin, &files, &unknown);
	ck_assert_str_eq(origin_word(&origin), "dns");
	origin_add(&all, &origin);
	origin_add(&all, &origin);
	ck_assert_uint_eq(all.count, 2);
	ck_assert_ptr_null(origin_word(&all));
	origin_of_addr(&origin, &files, &link);
	ck_assert_ptr_null(origin_word(&origin));
}
END_TEST

START_TEST(test_files_first)
{
	struct origin_files files = { .order = SPAN("files dns") };

	ck_assert(origin_files_first(&files));
	files.order = SPAN("dns files");
	ck_assert(!origin_files_first(&files));
	files.order = SPAN("files [success=continue] dns");
	ck_assert(!origin_files_first(&files));
	files.order = SPAN("");
	ck_assert(!origin_files_first(&files));
}
END_TEST

/* ---- resolv.conf ------------------------------------------------------------------------ */

static const char resolv[] = "; a comment\n"
			     "# nameserver 9.9.9.9\n"
			     "domain first.example\n"
			     "nameserver 10.0.0.53 trailing\n"
			     "nameserver\tfe80::53%eth0\n"
			     "nameserver 10.0.0.54\r\n"
			     " nameserver 10.0.0.55\n"
			     "nameserver example\n"
			     "search a.example\tb.example\n"
			     "options ndots:2 rotate\n"
			     "options edns0\n"
			     "nameserver ::1\n"
			     "nameserver 10.0.0.56\n"
			     "sortlist 10.0.0.0\n"
			     "Nameserver 10.0.0.57";

START_TEST(test_resolvconf)
{
	struct resolvconf conf = { 0 };
	struct err err = { 0 };

	ck_assert(resolvconf_parse(&conf, SPAN(resolv), &err));
	ck_assert_uint_eq(conf.nameserver_count, 3);
	ck_assert_str_eq(conf.nameserver[0], "10.0.0.53");
	ck_assert_str_eq(conf.nameserver[1], "fe80::53%eth0");
	ck_assert_str_eq(conf.nameserver[2], "::1");
	ck_assert_ptr_null(conf.nameserver[3]);
	ck_assert_uint_eq(conf.search_count, 2);
	ck_assert_str_eq(conf.search[0], "a.example");
	ck_assert_str_eq(conf.search[1], "b.example");
	ck_assert_ptr_null(conf.search[2]);
	ck_assert_uint_eq(conf.option_count, 3);
	ck_assert_str_eq(conf.options[2], "edns0");
	ck_assert_uint_eq(conf.problem_count, 4);
	ck_assert_str_eq(conf.problems[0], "line 6: '10.0.0.54\r' is no address: passed over");
	ck_assert_str_eq(conf.problems[1], "line 8: 'example' is no address: passed over");
	ck_assert_str_eq(conf.problems[2],
			 "line 13: '10.0.0.56' is the fourth server or later: never asked");
	ck_assert_str_eq(conf.problems[3], "line 15: 'Nameserver' is no keyword");
	resolvconf_free(&conf);
	resolvconf_free(&conf);
}
END_TEST

START_TEST(test_resolvconf_empty)
{
	struct resolvconf conf = { 0 };
	struct err err = { 0 };

	ck_assert(resolvconf_parse(&conf, SPAN(""), &err));
	ck_assert_uint_eq(conf.nameserver_count, 0);
	ck_assert_ptr_null(conf.search[0]);
	ck_assert_ptr_null(conf.options[0]);
	ck_assert_ptr_null(conf.problems[0]);
	resolvconf_free(&conf);
}
END_TEST

/* Many lines, and one of a mebibyte: linear in time and memory. */
START_TEST(test_resolvconf_large)
{
	struct resolvconf conf = { 0 };
	struct buf file = { 0 };
	struct err err = { 0 };

	for (int i = 0; i < 50000; i++)
		buf_puts(&file, "options a b c\nsearch x y\nnameserver ?\n");
	buf_puts(&file, "search ");
	buf_fill(&file, 'x', 1 << 20);
	ck_assert(resolvconf_parse(&conf, (struct word){ file.data, file.size }, &err));
	ck_assert_uint_eq(conf.option_count, 64);
	ck_assert_uint_eq(conf.problem_count, 16);
	ck_assert_uint_eq(strlen(conf.search[0]), 1 << 20);
	resolvconf_free(&conf);
	buf_free(&file);
}
END_TEST

static unsigned untidy;

static void parse_or_fail(void)
{
	struct resolvconf conf = { 0 };
	struct err err = { 0 };
	bool fine = resolvconf_parse(&conf, SPAN(resolv), &err);

	untidy += fine != (err.kind == STATUS_OK) || fine != (conf.nameserver_count == 3);
	resolvconf_free(&conf);
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, parse_or_fail), 1);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

/* ---- gai.conf --------------------------------------------------------------------------- */

static const struct {
	const char *addr;
	unsigned precedence, label, scope;
} policies[] = {
	/* RFC 6724 section 2.1, and scopes by sections 3.1 and 3.2 */
	{ "::1", 50, 0, 2 },
	{ "2001:db8::1", 40, 1, 14 },
	{ "192.0.2.1", 35, 4, 14 },
	{ "10.0.0.1", 35, 4, 14 },
	{ "127.0.0.1", 35, 4, 2 },
	{ "169.254.1.1", 35, 4, 2 },
	{ "::ffff:127.0.0.1", 35, 4, 2 },
	{ "2002:c000:201::1", 30, 2, 14 },
	{ "2001::1", 5, 5, 14 },
	{ "fd00::1", 3, 13, 14 },
	{ "::192.0.2.1", 1, 3, 14 },
	{ "fec0::1", 1, 11, 5 },
	{ "3ffe::1", 1, 12, 14 },
	{ "fe80::1", 40, 1, 2 },
	{ "ff02::1", 40, 1, 2 },
	{ "ff05::1", 40, 1, 5 },
};

START_TEST(test_policy)
{
	struct addr addr = addr_of(policies[_i].addr);
	struct policy policy;

	policy_read(&policy, SPAN("# nothing\n"));
	ck_assert_uint_eq(policy.active, 0);
	ck_assert_uint_eq(policy_precedence(&policy, &addr), policies[_i].precedence);
	ck_assert_uint_eq(policy_label(&policy, &addr), policies[_i].label);
	ck_assert_uint_eq(policy_scope(&policy, &addr), policies[_i].scope);
}
END_TEST

START_TEST(test_policy_file)
{
	struct addr inet = addr_of("192.0.2.1"), inet6 = addr_of("2001:db8::1");
	struct addr private = addr_of("10.1.1.1");
	struct policy policy;

	policy_read(&policy,
		    SPAN("precedence ::ffff:0:0/96  100\r\n"
			 "precedence ::/0 40 # rest\n"
			 "scopev4 ::ffff:10.0.0.0/104 5\nscopev4 0.0.0.0/0 14\n"
			 "precedence 2001:db8::/129 1\nprecedence ::/0\nlabel x 1\nreload no\n"));
	ck_assert_uint_eq(policy.active, 4);
	ck_assert_uint_eq(policy_precedence(&policy, &inet), 100);
	ck_assert_uint_eq(policy_precedence(&policy, &inet6), 40);
	ck_assert_uint_eq(policy_label(&policy, &inet), 4);
	ck_assert_uint_eq(policy_scope(&policy, &private), 5);
	ck_assert_uint_eq(policy_scope(&policy, &inet), 14);
}
END_TEST

Suite *config_suite(void);
Suite *config_suite(void)
{
	Suite *suite = suite_create("config");
	TCase *tests = tcase_create("files");

	tcase_add_loop_test(tests, test_hosts, 0, ROWS(in_hosts));
	tcase_add_test(tests, test_hosts_addr);
	tcase_add_loop_test(tests, test_nsswitch, 0, ROWS(switches));
	tcase_add_test(tests, test_modules);
	tcase_add_loop_test(tests, test_origin, 0, ROWS(origins));
	tcase_add_test(tests, test_origin_of_addr);
	tcase_add_test(tests, test_files_first);
	tcase_add_test(tests, test_resolvconf);
	tcase_add_test(tests, test_resolvconf_empty);
	tcase_add_test(tests, test_resolvconf_large);
	tcase_add_test(tests, test_faults);
	tcase_add_loop_test(tests, test_policy, 0, ROWS(policies));
	tcase_add_test(tests, test_policy_file);
	suite_add_tcase(suite, tests);
	return suite;
}
