/* check_locate -- endpoints become addresses: words, families, zones, services, and what is
 * refused. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "net/locate.h"
#include "sockets.h"
#include "suites.h"

static struct locator locator;
static struct locations found;
static struct err err;

static void set_up(void)
{
	locator = (struct locator)LOCATOR_EMPTY;
	locator.services.path = NULL; /* what is compiled in, the same everywhere */
	found = (struct locations){ 0 };
	err = (struct err){ 0 };
}

static void tear_down(void)
{
	locations_free(&found);
	locations_free(&found);
	locator_free(&locator);
}

static bool look_up(const char *word, enum purpose purpose)
{
	struct endpoint endpoint;

	ck_assert_msg(endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err), "%s", err.text);
	return locate(&found, &locator, &endpoint, purpose, deadline_in(5 * (int64_t)NS_PER_S),
		      &err);
}

/* All that was found, one behind the other. */
static const char *found_text(void)
{
	static char text[512];
	struct buf buf = { 0 };

	for (size_t i = 0; i < found.count; i++) {
		buf_puts(&buf, i ? " " : "");
		sock_addr_format(&buf, found.transport, &found.item[i]);
	}
	ck_assert_uint_lt(buf.size, sizeof(text));
	strcpy(text, buf_text(&buf));
	buf_free(&buf);
	return text;
}

/* ---- what is found
 * ---------------------------------------------------------------------------------- */

static const struct {
	const char *word;
	int family;
	unsigned zone;
	const char *bind, *connect; /* NULL: refused */
	bool any_will_do;
} rows[] = {
	{ "80", 0, 0, "tcp:[::1]:80 tcp:127.0.0.1:80", "tcp:[::1]:80 tcp:127.0.0.1:80", true },
	{ "udp::53", 0, 0, "udp:[::1]:53 udp:127.0.0.1:53", "udp:[::1]:53 udp:127.0.0.1:53", true },
	{ ":80", AF_INET, 0, "tcp:127.0.0.1:80", "tcp:127.0.0.1:80", true },
	{ ":80", AF_INET6, 0, "tcp:[::1]:80", "tcp:[::1]:80", true },
	{ "any:80", 0, 0, "tcp:[::]:80 tcp:0.0.0.0:80", NULL, true },
	{ "*:80", AF_INET6, 0, "tcp:[::]:80", NULL, true },
	{ ":0", 0, 0, "tcp:[::1]:0 tcp:127.0.0.1:0", NULL, true },
	{ "192.0.2.1:80", 0, 0, "tcp:192.0.2.1:80", "tcp:192.0.2.1:80", false },
	{ "192.0.2.1:80", AF_INET6, 0, NULL, NULL, false },
	{ "[2001:db8::1]:80", 0, 0, "tcp:[2001:db8::1]:80", "tcp:[2001:db8::1]:80", false },
	{ "[2001:db8::1]:80", AF_INET, 0, NULL, NULL, false },
	{ "[fe80::1%lo]:80", 0, 0, "tcp:[fe80::1%lo]:80", "tcp:[fe80::1%lo]:80", false },
	{ "[fe80::1%1]:80", 0, 0, "tcp:[fe80::1%lo]:80", "tcp:[fe80::1%lo]:80", false },
	{ "[fe80::1]:80", 0, 1, "tcp:[fe80::1%lo]:80", "tcp:[fe80::1%lo]:80", false },
	{ "[fe80::1]:80", 0, 0, NULL, NULL, false },
	{ "udp:[ff02::1]:80", 0, 1, "udp:[ff02::1%lo]:80", "udp:[ff02::1%lo]:80", false },
	{ "[::1]:80", 0, 1, "tcp:[::1]:80", "tcp:[::1]:80", false },
	{ "127.0.0.1:http", 0, 0, "tcp:127.0.0.1:80", "tcp:127.0.0.1:80", false },
	{ "udp:127.0.0.1:domain", 0, 0, "udp:127.0.0.1:53", "udp:127.0.0.1:53", false },
	{ "unix:/run/x", 0, 0, "unix:/run/x", "unix:/run/x", false },
	{ "unix:/run/x", AF_INET, 1, "unix:/run/x", "unix:/run/x", false },
	{ "seqpacket:@name", 0, 0, "seqpacket:@name", "seqpacket:@name", false },
	{ "localhost:80", AF_INET, 0, "tcp:127.0.0.1:80", "tcp:127.0.0.1:80", true },
};

START_TEST(finds)
{
	for (int purpose = TO_BIND; purpose <= TO_CONNECT; purpose++) {
		const char *expected = purpose == TO_BIND ? rows[_i].bind : rows[_i].connect;
		bool fine;

		locator.family = rows[_i].family;
		locator.zone = rows[_i].zone;
		err = (struct err){ 0 };
		fine = look_up(rows[_i].word, (enum purpose)purpose);
		ck_assert_msg(fine == (expected != NULL), "%s: %s", rows[_i].word, err.text);
		ck_assert_str_eq(found_text(), expected ? expected : "");
		ck_assert_int_eq(found.any_will_do, fine && rows[_i].any_will_do);
		ck_assert_int_eq(found.partial.kind, STATUS_OK);
		ck_assert_int_eq(err.kind, fine ? STATUS_OK : STATUS_INVALID);
		locations_free(&found);
	}
}
END_TEST

/* In whatever order, and only what loopback is. */
START_TEST(finds_localhost)
{
	ck_assert_msg(look_up("localhost:80", TO_BIND), "%s", err.text);
	ck_assert_uint_ge(found.count, 1);
	for (size_t i = 0; i < found.count; i++) {
		ck_assert(sock_addr_is_loopback(&found.item[i]));
		ck_assert_uint_eq(sock_addr_port(&found.item[i]), 80);
	}
	ck_assert(found.any_will_do);
}
END_TEST

/* ---- what is refused
 * --------------------------------------------------------------------------------- */

static const struct {
	const char *word;
	int family;
	bool numeric;
	enum purpose purpose;
	enum status kind;
	const char *says;
} bad[] = {
	{ "localhost:80", 0, true, TO_CONNECT, STATUS_INVALID,
	  "'localhost' is a name, and -n forbids names" },
	{ "127.0.0.1:http", 0, true, TO_CONNECT, STATUS_INVALID,
	  "port 'http' is a name, and -n forbids names" },
	{ "127.0.0.1:htpt", 0, false, TO_CONNECT, STATUS_NOT_FOUND, "no such service" },
	{ "127.0.0.1", 0, false, TO_CONNECT, STATUS_INVALID, "the endpoint has no port" },
	{ "127.0.0.1:0", 0, false, TO_CONNECT, STATUS_INVALID, "port 0 is no port to connect to" },
	{ "any:80", 0, false, TO_CONNECT, STATUS_INVALID, "'*' is no address to connect to" },
	{ "[fe80::1]:80", 0, false, TO_CONNECT, STATUS_INVALID,
	  "link-local fe80::1 needs its zone, such as fe80::1%eth0" },
	{ "[fe80::1%nosuch]:80", 0, false, TO_CONNECT, STATUS_NO_INTERFACE, "nosuch" },
	{ "192.0.2.1:80", AF_INET6, false, TO_BIND, STATUS_INVALID,
	  "192.0.2.1 is no IPv6 address" },
	{ "[::1]:80", AF_INET, false, TO_BIND, STATUS_INVALID, "::1 is no IPv4 address" },
	{ "239.1.2.3:80", 0, false, TO_CONNECT, STATUS_INVALID,
	  "239.1.2.3 is a multicast group, which takes udp: in front" },
	{ "[ff15::1]:80", 0, false, TO_BIND, STATUS_INVALID, "ff15::1 is a multicast group" },
};

START_TEST(refuses)
{
	locator.family = bad[_i].family;
	locator.numeric = bad[_i].numeric;
	ck_assert(!look_up(bad[_i].word, bad[_i].purpose));
	ck_assert_msg(err.kind == bad[_i].kind, "%s: %s", status_word(err.kind), err.text);
	ck_assert_msg(strstr(err.text, bad[_i].says) != NULL, "%s", err.text);
	ck_assert_ptr_null(found.item);
}
END_TEST

/* ---- failures
 * ------------------------------------------------------------------------------------------ */

static unsigned untidy;

/* A name takes a helper, memory and files: all of it, or a failure of this machine's. */
static void look_up_once(void)
{
	struct endpoint endpoint = { .transport = TRANSPORT_TCP,
				     .kind = ENDPOINT_HOST,
				     .name = "localhost",
				     .has_port = true,
				     .service = "http" };
	struct locator own = LOCATOR_EMPTY;
	struct locations some = { 0 };
	struct err ignored = { 0 };
	bool fine = locate(&some, &own, &endpoint, TO_CONNECT, deadline_in(NS_PER_S), &ignored);

	untidy += fine != (some.count > 0);
	untidy += !fine && status_exit(ignored.kind) != 3 && ignored.kind != STATUS_TIMEOUT;
	untidy += fine && sock_addr_port(&some.item[0]) != 80;
	locations_free(&some);
	locator_free(&own);
}

static const struct {
	const char *call;
	int number;
} faults[] = {
	{ "malloc", ENOMEM }, { "open", EMFILE }, { "fork", EAGAIN }, { "socketpair", EMFILE }
};

START_TEST(calls_may_fail)
{
	unsigned descriptors = count_descriptors();

	untidy = 0;
	ck_assert_uint_gt(fault_sweep(faults[_i].call, faults[_i].number, look_up_once), 0);
	ck_assert_uint_eq(untidy, 0);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}
END_TEST

/* An address with a zone is no name: nobody else is asked. */
START_TEST(zones_may_fail)
{
	fault_arm("socket", 1, EMFILE, true);
	ck_assert(!look_up("[fe80::1%lo]:80", TO_CONNECT));
	ck_assert(fault_disarm());
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	ck_assert_int_eq(err.number, EMFILE);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *locate_suite(void);
Suite *locate_suite(void)
{
	Suite *suite = suite_create("locate");
	TCase *tcase = tcase_create("locate");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, finds, 0, ROWS(rows));
	tcase_add_test(tcase, finds_localhost);
	tcase_add_loop_test(tcase, refuses, 0, ROWS(bad));
	tcase_add_loop_test(tcase, calls_may_fail, 0, ROWS(faults));
	tcase_add_test(tcase, zones_may_fail);
	suite_add_tcase(suite, tcase);
	return suite;
}
