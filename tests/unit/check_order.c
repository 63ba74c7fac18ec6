/* check_order -- RFC 6724 section 6, rule by rule, and the examples of its section 10.2. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "net/host_lookup.h"
#include "suites.h"

static struct addr addr_of(const char *text)
{
	struct addr addr = { 0 };

	ck_assert_msg(addr_read(&addr, text, strlen(text)), "%s", text);
	return addr;
}

/* As order_look makes it, with a chosen source of PREFIX bits; NULL: no way there. */
static struct order_item item_of(const char *to, const char *source, unsigned prefix)
{
	struct order_item item = { .to = addr_of(to), .error = source ? 0 : ENETUNREACH };
	struct policy policy;

	policy_read(&policy, (struct word){ "", 0 });
	item.scope = policy_scope(&policy, &item.to);
	item.label = policy_label(&policy, &item.to);
	item.precedence = policy_precedence(&policy, &item.to);
	if (!source)
		return item;
	item.source = addr_of(source);
	item.source_scope = policy_scope(&policy, &item.source);
	item.source_label = policy_label(&policy, &item.source);
	while (item.common_bits < prefix && addr_in(&item.to, &item.source, item.common_bits + 1))
		item.common_bits++;
	return item;
}

/* Destination and source that come first, those that come second, and by which rule. */
static const struct {
	const char *first, *first_source, *second, *second_source;
	enum order_rule rule;
} pairs[] = {
	/* the examples of RFC 6724 section 10.2, in its order */
	{ "2001:db8:1::1", "2001:db8:1::2", "198.51.100.121", "169.254.13.78",
	  ORDER_SCOPE_MATCHES },
	{ "198.51.100.121", "198.51.100.117", "2001:db8:1::1", "fe80::1", ORDER_SCOPE_MATCHES },
	{ "2001:db8:1::1", "2001:db8:1::2", "10.1.2.3", "10.1.2.4", ORDER_PRECEDENCE },
	{ "fe80::1", "fe80::2", "2001:db8:1::1", "2001:db8:1::2", ORDER_SMALLER_SCOPE },
	{ "2001:db8:1::1", "2001:db8:1::2", "2002:c633:6401::1", "fe80::2", ORDER_SCOPE_MATCHES },
	{ "2002:c633:6401::1", "2002:c633:6401::2", "2001:db8:1::1", "fe80::1",
	  ORDER_SCOPE_MATCHES },
	{ "2001:db8:1::1", "2001:db8:1::2", "2002:c633:6401::1", "2002:c633:6401::2",
	  ORDER_PRECEDENCE },
	/* one rule after the other */
	{ "2001:db8:1::1", "2001:db8:1::2", "192.0.2.1", NULL, ORDER_USABLE },
	{ "2001:db8:1::1", "2001:db8:1::2", "fd00::1", "2001:db8:1::2", ORDER_LABEL_MATCHES },
	{ "192.0.2.1", "192.0.2.2", "fd00::1", "fd00::2", ORDER_PRECEDENCE },
	{ "2001:db8:1::1", "2001:db8:1::2", "2001:db8:2::1", "2001:db8:1::2",
	  ORDER_LONGEST_PREFIX },
	{ "192.0.2.1", "192.0.2.9", "192.0.2.2", "192.0.2.9", ORDER_AS_GIVEN },
};

START_TEST(test_pairs)
{
	unsigned bits = strchr(pairs[_i].first, ':') ? 64 : 0;
	struct order_item item[2] = { item_of(pairs[_i].first, pairs[_i].first_source, bits),
				      item_of(pairs[_i].second, pairs[_i].second_source, bits) };
	struct buf why = { 0 };
	enum order_rule rule;

	/* Given the wrong way round, unless that is what decides. */
	item[0].given = pairs[_i].rule == ORDER_AS_GIVEN ? 0 : 1;
	item[1].given = 1 - item[0].given;
	ck_assert_int_lt(order_compare(&rule, &item[0], &item[1]), 0);
	ck_assert_int_eq(rule, pairs[_i].rule);
	ck_assert_int_gt(order_compare(&rule, &item[1], &item[0]), 0);
	ck_assert_int_eq(rule, pairs[_i].rule);
	order_explain(&why, rule, &item[0], &item[1]);
	ck_assert_uint_gt(why.size, 10);
	buf_free(&why);
	item[0] = item_of(pairs[_i].second, pairs[_i].second_source, bits);
	item[1] = item_of(pairs[_i].first, pairs[_i].first_source, bits);
	item[0].given = pairs[_i].rule == ORDER_AS_GIVEN ? 1 : 0;
	item[1].given = 1 - item[0].given;
	order_sort(item, 2);
	ck_assert_int_eq(addr_compare(&item[0].to, (struct addr[]){ addr_of(pairs[_i].first) }), 0);
}
END_TEST

static const struct {
	struct order_item first, second;
	enum order_rule rule;
} flags[] = {
	{ { .given = 1 }, { .deprecated = true }, ORDER_NOT_DEPRECATED },
	{ { .given = 1, .home = true }, { .given = 0 }, ORDER_HOME },
	{ { .given = 1 }, { .tunnel = true }, ORDER_NATIVE },
};

START_TEST(test_flags)
{
	struct buf why = { 0 };
	enum order_rule rule;

	ck_assert_int_lt(order_compare(&rule, &flags[_i].first, &flags[_i].second), 0);
	ck_assert_int_eq(rule, flags[_i].rule);
	order_explain(&why, rule, &flags[_i].first, &flags[_i].second);
	ck_assert_uint_gt(why.size, 10);
	buf_free(&why);
}
END_TEST

START_TEST(test_loopback)
{
	struct addr to[2] = { addr_of("127.0.0.1"), addr_of("127.0.0.2") };
	struct host_lookup lookup = { 0 };
	struct order_item item[2];
	struct err err = { 0 };

	ck_assert(host_lookup_order(item, &lookup, to, 2, &err));
	ck_assert_int_eq(item[0].error, 0);
	ck_assert_int_eq(addr_compare(&item[0].source, &to[0]), 0);
	ck_assert_int_eq(addr_compare(&item[0].to, &to[0]), 0);
	host_lookup_free(&lookup);
	host_lookup_free(&lookup);
}
END_TEST

static void look_or_not(void)
{
	static const struct addr to[2] = { { .family = AF_INET, .byte = { 127, 0, 0, 1 } },
					   { .family = AF_INET, .byte = { 127, 0, 0, 2 } } };
	struct host_lookup lookup = { 0 };
	struct order_item item[2];
	struct err err = { 0 };

	(void)host_lookup_order(item, &lookup, to, 2, &err);
	host_lookup_free(&lookup);
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, look_or_not), 1);
	ck_assert_uint_ge(fault_sweep("socket", EMFILE, look_or_not), 3);
	ck_assert_uint_ge(fault_sweep("connect", ENETUNREACH, look_or_not), 2);
	ck_assert_uint_ge(fault_sweep("getsockname", ENOBUFS, look_or_not), 2);
	ck_assert_uint_ge(fault_sweep("open", EACCES, look_or_not), 1);
}
END_TEST

Suite *order_suite(void);
Suite *order_suite(void)
{
	Suite *suite = suite_create("order");
	TCase *tests = tcase_create("order");

	tcase_add_loop_test(tests, test_pairs, 0, (int)(sizeof(pairs) / sizeof(pairs[0])));
	tcase_add_loop_test(tests, test_flags, 0, (int)(sizeof(flags) / sizeof(flags[0])));
	tcase_add_test(tests, test_loopback);
	tcase_add_test(tests, test_faults);
	suite_add_tcase(suite, tests);
	return suite;
}
