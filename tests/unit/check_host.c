/* check_host -- hosts by name and address, qualified names, the way out: what needs no name server,
 * and every allocation and call failing in turn. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "net/fqdn.h"
#include "net/host.h"
#include "net/info.h"
#include "net/limits.h"
#include "net/outside.h"
#include "suites.h"

static const struct addr loopback = { .family = AF_INET, .byte = { 127, 0, 0, 1 } };

static struct deadline soon(void)
{
	return deadline_in(INT64_C(2000) * NS_PER_MS);
}

/* ---- names with a domain -------------------------------------------------------------------- */

static const struct {
	const char *name;
	bool has_domain;
} domains[] = {
	{ "host.example", true }, { "host", false }, { "host.", false }, { ".host", false },
	{ "a.b.c", true },        { "", false },     { ".", false },
};

START_TEST(test_domain)
{
	ck_assert_int_eq(fqdn_has_domain(domains[_i].name), domains[_i].has_domain);
}
END_TEST

START_TEST(test_fqdn_of_host)
{
	char full[] = "host.example", bare[] = "host", other[] = "short", alias[] = "short.example";
	char *aliases[] = { other, alias, full, NULL };
	struct host host = { .canonname = full, .aliases = aliases };

	ck_assert_str_eq(fqdn_of_host(&host), "host.example");
	host.canonname = bare;
	ck_assert_str_eq(fqdn_of_host(&host), "short.example");
	host.aliases = aliases + 3;
	ck_assert_ptr_null(fqdn_of_host(&host));
}
END_TEST

/* ---- answers without a name server ------------------------------------------------------ */

static const struct {
	const char *text;
	int family;
	enum status status;
	const char *addr;
} numbers[] = {
	{ "127.0.0.1", AF_UNSPEC, STATUS_OK, "127.0.0.1" },
	{ "127.1", AF_UNSPEC, STATUS_OK, "127.0.0.1" },
	{ "0x7f000001", AF_INET, STATUS_OK, "127.0.0.1" },
	{ "::1", AF_INET6, STATUS_OK, "::1" },
	{ "a..b", AF_UNSPEC, STATUS_INVALID, NULL },
	{ "", AF_UNSPEC, STATUS_INVALID, NULL },
};

START_TEST(test_numeric)
{
	struct host_lookup lookup = { 0 };
	struct host host = { 0 };
	struct err err = { 0 };
	char text[ADDR_TEXT_MAX];
	bool fine =
		host_by_name(&host, &lookup, numbers[_i].text, numbers[_i].family, soon(), &err);

	ck_assert_int_eq(err.kind, numbers[_i].status);
	ck_assert_int_eq(fine, err.kind == STATUS_OK);
	if (fine) {
		ck_assert_uint_eq(host.addr_count, 1);
		addr_format(text, &host.addrs[0]);
		ck_assert_str_eq(text, numbers[_i].addr);
		ck_assert_str_eq(host.source, "numeric");
		ck_assert_str_eq(host.canonname, numbers[_i].text);
	}
	host_free(&host);
	host_free(&host);
	host_lookup_free(&lookup);
}
END_TEST

START_TEST(test_info)
{
	struct query query = { .kind = QUERY_INFO, .host = "192.0.2.1", .service = "80" };
	struct host_lookup lookup = { 0 };
	struct answer answer = { 0 };
	struct err partial = { 0 };
	struct addr addrs[8];

	info_ask(&answer, &partial, &lookup, &query, soon());
	ck_assert_int_eq(answer.err.kind, STATUS_OK);
	ck_assert_int_eq(partial.kind, STATUS_OK);
	ck_assert_uint_eq(answer.count, 3);
	ck_assert_uint_eq(answer_addrs(addrs, 0, &answer), 1);
	ck_assert_uint_eq(answer_addrs(addrs, 1, &answer), 1);
	ck_assert(!lookup.has_files); /* nobody was asked, nothing was doubted */
	answer_free(&answer);
	host_lookup_free(&lookup);
}
END_TEST

START_TEST(test_outside)
{
	struct ifaces ifaces = { 0 };
	struct outside outside;

	fault_arm("socket", 1, EAFNOSUPPORT, true);
	outside_look(&outside, AF_INET6, &ifaces);
	ck_assert(fault_disarm());
	ck_assert(!outside.works);
	ck_assert_str_eq(outside.why, "the kernel does not have this family");
	fault_arm("connect", 1, ENETUNREACH, true);
	outside_look(&outside, AF_INET, &ifaces);
	ck_assert(fault_disarm());
	ck_assert(!outside.works);
	ck_assert_str_eq(outside.why, "no interface has an address of this family");
}
END_TEST

START_TEST(test_limits)
{
	struct buf value = { 0 };

	limit_put(&value, &limits[0]);
	ck_assert_str_eq(limits[0].name, "open_files");
	ck_assert_uint_gt(value.size, 0);
	buf_free(&value);
	limit_put(&value, &(struct limit){ .path = "/proc/sys/net/no-such" });
	ck_assert_uint_eq(value.size, 0);
	buf_free(&value);
}
END_TEST

/* ---- faults ----------------------------------------------------------------------------- */

static unsigned untidy;

static void name_or_fail(void)
{
	struct host_lookup lookup = { 0 };
	struct host host = { 0 };
	struct err err = { 0 };
	bool fine = host_by_name(&host, &lookup, "localhost", AF_UNSPEC, soon(), &err);

	untidy += fine != (err.kind == STATUS_OK) || fine != (host.canonname != NULL) ||
		  fine != (host.addr_count > 0) || (!fine && !err.text[0]);
	host_free(&host);
	host_lookup_free(&lookup);
}

static void addr_or_fail(void)
{
	struct host_lookup lookup = { 0 };
	struct host host = { 0 };
	struct err err = { 0 };
	bool confirmed = false, fine = host_by_addr(&host, &lookup, &loopback, soon(), &err);

	untidy += fine != (err.kind == STATUS_OK) || fine != (host.canonname != NULL);
	if (fine && !host_confirms(&confirmed, &lookup, host.canonname, &loopback, soon(), &err))
		untidy += err.kind == STATUS_OK || confirmed;
	host_free(&host);
	host_lookup_free(&lookup);
}

static void info_or_fail(void)
{
	struct query query = { .kind = QUERY_INFO, .host = "localhost", .flags = AI_CANONNAME };
	struct host_lookup lookup = { 0 };
	struct answer answer = { 0 };
	struct err partial = { 0 };

	info_ask(&answer, &partial, &lookup, &query, soon());
	untidy += (answer.err.kind == STATUS_OK) != (answer.count > 0);
	answer_free(&answer);
	host_lookup_free(&lookup);
}

static void fqdn_or_fail(void)
{
	struct host_lookup lookup = { 0 };
	struct fqdn fqdn = { 0 };

	fqdn_find(&fqdn, &lookup, "localhost", soon());
	untidy += !fqdn.name && fqdn.err.kind != STATUS_OK && !fqdn.err.text[0];
	fqdn_free(&fqdn);
	fqdn_free(&fqdn);
	host_lookup_free(&lookup);
}

static void (*const works[])(void) = { name_or_fail, addr_or_fail, info_or_fail, fqdn_or_fail };

static const struct {
	const char *call;
	int number;
	bool always; /* every lookup makes this call */
} faults[] = {
	{ "malloc", ENOMEM, true },  { "fork", EAGAIN, true },    { "socketpair", EMFILE, true },
	{ "send", EPIPE, true },     { "read", EIO, true },       { "poll", ENOMEM, true },
	{ "open", EACCES, true },    { "socket", EMFILE, false }, /* to sort several addresses */
	{ "connect", EPERM, false }, { "recvmsg", EIO, false },
};

START_TEST(test_faults)
{
	const size_t count = sizeof(faults) / sizeof(faults[0]), i = (size_t)_i % count;
	unsigned calls = fault_sweep(faults[i].call, faults[i].number, works[(size_t)_i / count]);

	ck_assert(calls > 0 || !faults[i].always);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *host_suite(void);
Suite *host_suite(void)
{
	Suite *suite = suite_create("host");
	TCase *tests = tcase_create("host"), *failing = tcase_create("faults");

	tcase_add_loop_test(tests, test_domain, 0, (int)(sizeof(domains) / sizeof(domains[0])));
	tcase_add_test(tests, test_fqdn_of_host);
	tcase_add_loop_test(tests, test_numeric, 0, (int)(sizeof(numbers) / sizeof(numbers[0])));
	tcase_add_test(tests, test_info);
	tcase_add_test(tests, test_outside);
	tcase_add_test(tests, test_limits);
	suite_add_tcase(suite, tests);
	tcase_add_loop_test(failing, test_faults, 0, 4 * (int)(sizeof(faults) / sizeof(faults[0])));
	suite_add_tcase(suite, failing);
	return suite;
}
