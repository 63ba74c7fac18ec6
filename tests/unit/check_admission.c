/* check_admission -- who is let in, and the counting of addresses against a plain reference. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "fault.h"
#include "serve/admission.h"
#include "suites.h"

static struct sock_addr at(const char *text)
{
	struct addr addr;
	struct sock_addr sa;

	if (!addr_read(&addr, text, strlen(text)))
		abort(); /* not ck_assert: it allocates, and is swept over */
	sock_addr_set(&sa, &addr, 4000);
	return sa;
}

static struct listen_words words_of(const char *allow, const char *deny)
{
	return (struct listen_words){ .allow = { allow != NULL, { allow } },
				      .deny = { deny != NULL, { deny } },
				      .max_conns = 10,
				      .max_per_addr = 3 };
}

static const struct {
	const char *allow, *deny, *peer;
	bool admitted, trusted;
} rules[] = {
	{ NULL, NULL, "192.0.2.1", true, false },
	{ "192.0.2.0/24", NULL, "192.0.2.255", true, true },
	{ "192.0.2.0/24", NULL, "192.0.3.0", false, false },
	{ "192.0.2.0/255.255.255.0", NULL, "192.0.2.7", true, true },
	{ "192.0.2.1", NULL, "192.0.2.1", true, true },
	{ "192.0.2.1", NULL, "192.0.2.2", false, false },
	{ "0.0.0.0/0", NULL, "203.0.113.9", true, true },
	{ "0.0.0.0/0", NULL, "2001:db8::1", false, false },
	{ "2001:db8::/32", NULL, "2001:db8:ffff::1", true, true },
	{ "192.0.2.0/24", "192.0.2.7", "192.0.2.7", false, true },
	{ NULL, "192.0.2.0/31", "192.0.2.1", false, false },
	{ NULL, "192.0.2.0/31", "192.0.2.2", true, false },
	{ NULL, "192.0.2.0/24", "::ffff:192.0.2.7", false, false },
	{ NULL, "::ffff:192.0.2.0/120", "192.0.2.7", false, false },
	{ NULL, "::ffff:192.0.2.0/120", "192.0.3.7", true, false },
	{ NULL, "::ffff:192.0.2.7", "::ffff:192.0.2.7", false, false },
	{ "::ffff:0:0/96", NULL, "192.0.2.7", true, true },
	{ "::ffff:0:0/96", NULL, "2001:db8::1", false, false },
};

START_TEST(rules_hold)
{
	struct listen_words words = words_of(rules[_i].allow, rules[_i].deny);
	struct sock_addr peer = at(rules[_i].peer);
	struct admission admission;
	struct err err = { 0 };

	ck_assert(admission_make(&admission, &words, &err));
	ck_assert_int_eq(admission_admits(&admission, &peer), rules[_i].admitted);
	ck_assert_int_eq(admission_trusts(&admission, &peer), rules[_i].trusted);
}
END_TEST

START_TEST(unix_peers_are_always_admitted)
{
	struct listen_words words = words_of("192.0.2.0/24", NULL);
	struct sock_addr peer = { .size = sizeof(peer.at.any.sa_family) };
	struct admission admission;
	struct err err = { 0 };

	peer.at.any.sa_family = AF_UNIX;
	ck_assert(admission_make(&admission, &words, &err));
	ck_assert(admission_admits(&admission, &peer));
	ck_assert(!admission_trusts(&admission, &peer));
}
END_TEST

static const char *const bad[] = { "",
				   "/24",
				   "192.0.2.0/",
				   "192.0.2.0/33",
				   "192.0.2/24",
				   "here",
				   "192.0.2.0/-1",
				   "192.0.2.0/24x",
				   "::1/129",
				   "1.2.3.4/255.0.255.0",
				   "::ffff:192.0.2.0/95" };

START_TEST(what_is_no_network_is_refused)
{
	struct listen_words words = words_of(NULL, bad[_i]);
	struct admission admission = { .max_conns = 99 };
	struct err err = { 0 };

	ck_assert(!admission_make(&admission, &words, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert(strstr(err.text, "--deny"));
	ck_assert_uint_eq(admission.max_conns, 99);
}
END_TEST

START_TEST(no_limits_lifts_them)
{
	struct listen_words words = words_of(NULL, NULL);
	struct admission admission;
	struct err err = { 0 };

	words.no_limits = true;
	ck_assert(admission_make(&admission, &words, &err));
	ck_assert_uint_eq(admission.max_conns, UINT64_MAX);
	ck_assert_uint_eq(admission.max_per_addr, UINT64_MAX);
}
END_TEST

/* ---- counting -----------------------------------------------------------------------------------
 */

enum { ADDRESSES = 300, STEPS = 20000 };

static struct sock_addr nth(unsigned n)
{
	char text[64];

	if (n % 2)
		snprintf(text, sizeof(text), "198.51.%u.%u", n / 200, n % 200);
	else
		snprintf(text, sizeof(text), "2001:db8:%x:%x::7", n / 16, n);
	return at(text);
}

/* Some thousand random steps; the reference is an array. */
START_TEST(counts_are_those_of_an_array)
{
	struct random random = { 42 };
	struct headcount headcount = { 0 };
	unsigned counts[ADDRESSES] = { 0 };

	for (unsigned step = 0; step < STEPS; step++) {
		unsigned n = (unsigned)random_below(&random, ADDRESSES);
		struct sock_addr peer = nth(n);

		if (random_chance(&random, 500)) {
			ck_assert_uint_eq(headcount_add(&headcount, &peer), ++counts[n]);
		} else {
			headcount_drop(&headcount, &peer);
			counts[n] -= counts[n] > 0;
		}
	}
	for (unsigned n = 0; n < ADDRESSES; n++) {
		struct sock_addr peer = nth(n);

		ck_assert_uint_eq(headcount_add(&headcount, &peer), counts[n] + 1);
	}
	headcount_free(&headcount);
	headcount_free(&headcount);
}
END_TEST

START_TEST(an_inet6_network_is_one_and_loopback_is_not_counted)
{
	struct headcount headcount = { 0 };
	struct sock_addr a = at("2001:db8::1"), b = at("2001:db8::ffff:1"),
			 c = at("2001:db8:0:1::1");
	struct sock_addr near = at("127.9.9.9");

	ck_assert_uint_eq(headcount_add(&headcount, &a), 1);
	ck_assert_uint_eq(headcount_add(&headcount, &b), 2);
	ck_assert_uint_eq(headcount_add(&headcount, &c), 1);
	for (int i = 0; i < 10; i++)
		ck_assert_uint_eq(headcount_add(&headcount, &near), 1);
	headcount_drop(&headcount, &near);
	headcount_free(&headcount);
}
END_TEST

/* All hosts of a link share fe80::/64. */
START_TEST(a_link_is_not_one_host)
{
	struct headcount headcount = { 0 };
	struct sock_addr a = at("fe80::1"), b = at("fe80::2"), c = at("fe80::1");

	((struct sockaddr_in6 *)(void *)&c.at)->sin6_scope_id = 2;
	ck_assert_uint_eq(headcount_add(&headcount, &a), 1);
	ck_assert_uint_eq(headcount_add(&headcount, &b), 1);
	ck_assert_uint_eq(headcount_add(&headcount, &c), 1);
	ck_assert_uint_eq(headcount_add(&headcount, &a), 2);
	headcount_free(&headcount);
}
END_TEST

static void add_some(void)
{
	struct headcount headcount = { 0 };

	for (unsigned n = 0; n < 100; n++) {
		struct sock_addr peer = nth(n);

		if (headcount_add(&headcount, &peer) > 0)
			headcount_drop(&headcount, &peer);
	}
	if (headcount.count != 0)
		abort();
	headcount_free(&headcount);
}

START_TEST(memory_may_be_out)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, add_some), 0);
}
END_TEST

Suite *admission_suite(void)
{
	Suite *suite = suite_create("admission");
	TCase *tcase = tcase_create("admission");

	tcase_add_loop_test(tcase, rules_hold, 0, sizeof(rules) / sizeof(rules[0]));
	tcase_add_test(tcase, unix_peers_are_always_admitted);
	tcase_add_loop_test(tcase, what_is_no_network_is_refused, 0, sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tcase, no_limits_lifts_them);
	tcase_add_test(tcase, counts_are_those_of_an_array);
	tcase_add_test(tcase, an_inet6_network_is_one_and_loopback_is_not_counted);
	tcase_add_test(tcase, a_link_is_not_one_host);
	tcase_add_test(tcase, memory_may_be_out);
	suite_add_tcase(suite, tcase);
	return suite;
}
